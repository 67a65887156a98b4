"""What is typed about a meeting or a help turn."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from tracker.core import clock
from tracker.forms import CountField, DayField, Form, NoteField, TextField
from tracker.mentoring.rules import MOST_TURNS
from tracker.mentoring.text import CHANNELS, REMOVAL_REASONS, TURN_RESULTS
from tracker.skills.rules import SkillState

SEEN = (SkillState.SHOWN, SkillState.ALONE)


class WhenAsked(Optional):
    """Looked at when the page asks for it; where it does, it is not called optional."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, bool] = {}


class SkillsField(Field):
    """One list for each skill, named `skill-TT02`: nothing, shown, or done alone."""

    def process(self, formdata: Any, *_args: Any, **_kwargs: Any) -> None:
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        self.data: dict[str, SkillState] = {}
        allowed = {state.value: state for state in SEEN}
        for name in formdata or ():
            code = name.removeprefix("skill-")
            if code == name or formdata.get(name) == "":
                continue
            if formdata.get(name) in allowed:
                self.data[code] = allowed[formdata.get(name)]
            else:
                self.process_errors = [gettext("Xin chọn trong danh sách.")]


class WhenForm(Form):
    """The Vietnamese day and hour at which something happened."""

    day = DayField(_("Ngày"), validators=[InputRequired(_("Xin nhập ngày."))])
    time = TimeField(_("Giờ"), validators=[InputRequired(_("Xin nhập giờ, ví dụ 08:30."))])

    @property
    def at(self) -> datetime:
        return clock.at(self.day.data, self.time.data)


class MeetingForm(WhenForm):
    mentee = SelectMultipleField(
        _("Ai có mặt?"), coerce=int, validators=[DataRequired(_("Xin chọn ít nhất một người học."))]
    )
    skills = SkillsField(_("Kỹ năng"))
    channel = RadioField(
        _("Kèm ở đâu?"),
        choices=[SelectChoice(channel.value, words) for channel, words in CHANNELS.items()],
        validators=[InputRequired(_("Xin chọn nơi kèm."))],
    )
    guide = SelectField(_("Người hướng dẫn"), coerce=int, validators=[WhenAsked()])
    note = NoteField(_("Ghi chú"))


class TurnForm(WhenForm):
    subject = TextField(_("Giúp việc gì?"), missing=_("Xin ghi việc đã giúp."))
    channel = RadioField(
        _("Giúp ở đâu?"),
        choices=[SelectChoice(channel.value, words) for channel, words in CHANNELS.items()],
        validators=[InputRequired(_("Xin chọn nơi giúp."))],
    )
    site = SelectField(_("Điểm học"), validators=[Optional()])
    result = RadioField(
        _("Kết quả"),
        choices=[SelectChoice(result.value, words) for result, words in TURN_RESULTS.items()],
        validators=[InputRequired(_("Xin chọn kết quả."))],
    )
    turns = CountField(_("Số lượt"), missing=_("Xin nhập số lượt."), least=1, most=MOST_TURNS)
    home = SelectField(_("Ghi cho"), validators=[WhenAsked()])

    def validate_channel(self, field: Any) -> None:
        if self.site.data and field.data != "at_site":
            raise ValidationError(gettext("Đã chọn điểm học thì chọn “Tại điểm học”."))


class RemovalForm(Form):
    reason = RadioField(
        _("Vì sao bỏ?"),
        choices=[SelectChoice(reason.value, words) for reason, words in REMOVAL_REASONS.items()],
        validators=[DataRequired(_("Xin chọn lý do bỏ."))],
    )
