"""What is typed about one person's skills."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from tracker.core import clock
from tracker.forms import DayField, Form
from tracker.skills.rules import NotApplicable, SkillState, UndoReason
from tracker.skills.text import NOT_APPLICABLE, STATES, UNDO_REASONS

_MARKED = [state for state in SkillState if state is not SkillState.NOT_STARTED]


class MarkForm(Form):
    """One skill of one person: what was seen, or why it does not apply."""

    state = RadioField(
        choices=[SelectChoice(state.value, STATES[state]) for state in _MARKED],
        validators=[InputRequired(_("Xin chọn điều đã thấy."))],
    )
    why = RadioField(
        _("Vì sao không áp dụng?"),
        choices=[SelectChoice(why.value, words) for why, words in NOT_APPLICABLE.items()],
        validate_choice=False,
    )

    def validate_why(self, field: Any) -> None:
        is_set_aside = self.state.data == SkillState.NOT_APPLICABLE
        if is_set_aside and field.data not in set(NotApplicable):
            raise ValidationError(gettext("Xin chọn vì sao kỹ năng này không áp dụng."))

    @property
    def reason(self) -> NotApplicable | None:
        is_set_aside = self.state.data == SkillState.NOT_APPLICABLE
        return NotApplicable(self.why.data) if is_set_aside else None


class UndoForm(Form):
    mark = IntegerField(validators=[InputRequired()])
    reason = RadioField(
        _("Vì sao bỏ đánh dấu?"),
        choices=[
            SelectChoice(reason.value, words)
            for reason, words in UNDO_REASONS.items()
            if reason is not UndoReason.MEETING
        ],
        validators=[DataRequired(_("Xin chọn lý do bỏ đánh dấu."))],
    )


class VneidForm(Form):
    """The day the person says VNeID confirmed it. Nothing is verified."""

    on = DayField(
        _("Ngày người học cho biết"),
        validators=[InputRequired(_("Xin nhập ngày người học cho biết."))],
    )

    def validate_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("Ngày này còn ở tương lai. Xin nhập ngày đã qua."))
