"""What is typed about a campaign. Shape only; the route sets the choices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from tracker.campaigns.rules import MOST_DAYS, Days, Kind, Topic
from tracker.campaigns.text import KIND, TOPIC
from tracker.core import clock
from tracker.forms import CountField, DayField, Form, NoteField, PhoneField, TextField
from tracker.mentoring.forms import WhenAsked

MOST_COUNTED = 999_999


class DaysForm(Form):
    """From a day to a day."""

    first_day = DayField(_("Từ ngày"), validators=[InputRequired(_("Xin chọn ngày bắt đầu."))])
    last_day = DayField(_("Đến ngày"), validators=[InputRequired(_("Xin chọn ngày kết thúc."))])

    @property
    def days(self) -> Days:
        """Read after `validate`."""
        return Days(self.first_day.data, self.last_day.data)

    def validate_last_day(self, field: Any) -> None:
        if not field.data or not self.first_day.data:
            return
        if field.data < self.first_day.data:
            raise ValidationError(gettext("Ngày kết thúc không thể trước ngày bắt đầu."))
        if not self.days.is_plausible:
            raise ValidationError(
                gettext("Xin chọn thời gian ngắn hơn: tối đa %(n)s ngày.", n=MOST_DAYS)
            )


class CampaignForm(DaysForm):
    kind = SelectField(
        _("Loại"),
        choices=[SelectChoice(kind.value, words) for kind, words in KIND.items()],
        validators=[InputRequired(_("Xin chọn loại chiến dịch."))],
    )
    name = TextField(_("Tên chiến dịch"), missing=_("Xin ghi tên chiến dịch."), limit=120)
    goal = NoteField(_("Mục tiêu, nội dung"))
    goal_turns = CountField(_("Mục tiêu: lượt"), most=MOST_COUNTED)
    goal_people = CountField(_("Mục tiêu: người"), most=MOST_COUNTED)
    skills = SelectMultipleField(_("Kỹ năng phổ cập"), coerce=int, validators=[Optional()])
    topics = SelectMultipleField(
        _("Chủ đề tập huấn"),
        choices=[SelectChoice(topic.value, TOPIC[topic]) for topic in Topic],
        validators=[Optional()],
    )
    contact_name = TextField(_("Người liên hệ"), limit=120)
    contact_phone = PhoneField(_("Số điện thoại liên hệ"))

    @property
    def kind_chosen(self) -> Kind:
        return Kind(self.kind.data)


class WaveForm(DaysForm):
    name = TextField(_("Tên đợt"), missing=_("Xin ghi tên đợt, ví dụ: Đợt 1."), limit=60)


class SquadForm(Form):
    name = TextField(_("Tên đội hình"), missing=_("Xin ghi tên đội hình."), limit=60)
    leader = TextField(_("Đội trưởng"), limit=120)


class SignUpForm(Form):
    """How people may sign up by themselves."""

    accepts = RadioField(
        _("Nhận người đăng ký"),
        choices=[
            SelectChoice("all", _("Nhận ngay khi còn chỗ")),
            SelectChoice("each", _("Duyệt từng người")),
        ],
        validators=[InputRequired(_("Xin chọn cách nhận người."))],
    )
    opens_on = DayField(_("Mở đăng ký từ ngày"), validators=[Optional()])
    opens_time = TimeField(_("Từ giờ"), validators=[Optional()])
    roles = SelectMultipleField(_("Vai trò tự đăng ký được"), validators=[WhenAsked()])

    @property
    def opens_at(self) -> Any:
        if not self.opens_on.data:
            return None
        from_midnight = clock.start_of(self.opens_on.data)
        time = self.opens_time.data
        return clock.at(self.opens_on.data, time) if time else from_midnight


class TargetForm(Form):
    """One place's two numbers; the page shows one such line for each place."""

    turns = CountField(_("Lượt"), most=MOST_COUNTED)
    people = CountField(_("Người"), most=MOST_COUNTED)
