"""What is typed about shifts. Shape only; the route sets the choices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from tracker.classes.forms import CLOCK_FORMATS
from tracker.forms import CountField, DayField, Form, PhoneField, PickField, TextField
from tracker.mentoring.rules import MOST_TURNS
from tracker.mentoring.text import TURN_RESULTS
from tracker.shifts.rules import MOST_PLACES, MOST_ROLES, MOST_WEEKS

NUMBERS = range(1, MOST_ROLES + 1)


class RolesForm(Form):
    """Up to four roles, each with its number of people."""

    starts = TimeField(
        _("Bắt đầu"), format=CLOCK_FORMATS, validators=[InputRequired(_("Xin ghi giờ bắt đầu."))]
    )
    ends = TimeField(
        _("Kết thúc"), format=CLOCK_FORMATS, validators=[InputRequired(_("Xin ghi giờ kết thúc."))]
    )
    role_1 = TextField(_("Vai trò 1"), missing=_("Xin ghi ít nhất một vai trò."), limit=60)
    places_1 = CountField(
        _("Số người"), missing=_("Xin ghi số người cần."), least=1, most=MOST_PLACES
    )
    role_2 = TextField(_("Vai trò 2"), limit=60)
    places_2 = CountField(_("Số người"), most=MOST_PLACES)
    role_3 = TextField(_("Vai trò 3"), limit=60)
    places_3 = CountField(_("Số người"), most=MOST_PLACES)
    role_4 = TextField(_("Vai trò 4"), limit=60)
    places_4 = CountField(_("Số người"), most=MOST_PLACES)
    minimum = CountField(
        _("Tối thiểu để mở ca"), missing=_("Xin ghi số người tối thiểu."), least=1, most=MOST_PLACES
    )
    note = TextField(_("Dặn dò cho tình nguyện viên"))

    @property
    def roles(self) -> tuple[tuple[str, int], ...]:
        """Read after `validate`."""
        pairs = ((self[f"role_{n}"].data, self[f"places_{n}"].data) for n in NUMBERS)
        return tuple((name, places) for name, places in pairs if name and places)

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.refuse(self.ends, gettext("Giờ kết thúc phải sau giờ bắt đầu."))
        names = [name for name, _places in self.roles]
        if len(set(names)) < len(names):
            self.refuse(self.role_1, gettext("Mỗi vai trò chỉ ghi một lần."))
        total = sum(places for _name, places in self.roles)
        if self.minimum.data and total and self.minimum.data > total:
            self.refuse(self.minimum, gettext("Số tối thiểu không thể lớn hơn số người cần."))
        return is_fine and not self.errors


class BlockForm(RolesForm):
    """The same hours and roles at several places, once or every week."""

    sites = SelectMultipleField(
        _("Ở những đâu"),
        coerce=int,
        validators=[DataRequired(_("Xin chọn ít nhất một nơi."))],
    )
    first_day = DayField(_("Ngày đầu"), validators=[InputRequired(_("Xin chọn ngày."))])
    weeks = CountField(
        _("Số tuần"), missing=_("Xin ghi số tuần, ít nhất là 1."), least=1, most=MOST_WEEKS
    )

    @property
    def is_used(self) -> bool:
        """A second block that nobody filled in is not there."""
        return bool(self.sites.data or (self.first_day.raw_data and any(self.first_day.raw_data)))


class ShiftForm(RolesForm):
    """One shift, as it is to be."""

    site = PickField(_("Ở đâu"), missing=_("Xin chọn nơi làm."))
    day = DayField(_("Ngày"), validators=[InputRequired(_("Xin chọn ngày."))])
    lesson = PickField(_("Buổi học trong ca"))
    version = HiddenField()


class CallOffForm(Form):
    """Hủy, or dời sang lúc khác."""

    reason = TextField(_("Lý do"), missing=_("Xin ghi lý do, ví dụ: mưa lũ."))
    moves = BooleanField(_("Dời ca sang lúc khác"))
    day = DayField(_("Ngày mới"), validators=[Optional()])
    starts = TimeField(_("Bắt đầu"), format=CLOCK_FORMATS, validators=[Optional()])
    ends = TimeField(_("Kết thúc"), format=CLOCK_FORMATS, validators=[Optional()])
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if self.moves.data and not self.day.data:
            self.refuse(self.day, gettext("Xin chọn ngày mới."))
        if self.moves.data and not self.starts.data:
            self.refuse(self.starts, gettext("Xin ghi giờ bắt đầu."))
        if self.moves.data and not self.ends.data:
            self.refuse(self.ends, gettext("Xin ghi giờ kết thúc."))
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.refuse(self.ends, gettext("Giờ kết thúc phải sau giờ bắt đầu."))
        return is_fine and not self.errors


class PlaceForm(Form):
    """Whom to put on a shift, as what."""

    volunteers = SelectMultipleField(
        _("Giao cho ai?"),
        coerce=int,
        validators=[DataRequired(_("Xin chọn ít nhất một người."))],
    )
    role = PickField(_("Vai trò"), missing=_("Xin chọn vai trò."))
    override_reason = TextField(_("Lý do vẫn giao khi trùng giờ"))
    version = HiddenField()


class BulkForm(Form):
    """Whom to put on many shifts at once, and how."""

    volunteers = SelectMultipleField(
        _("Giao cho ai?"),
        coerce=int,
        validators=[DataRequired(_("Xin chọn ít nhất một người."))],
    )
    role = SelectField(_("Vai trò"), choices=[], default="")
    way = RadioField(
        _("Giao thế nào?"),
        choices=[
            SelectChoice("spread", _("Chia đều: mỗi ca chỉ lấy đủ số người còn thiếu")),
            SelectChoice("all", _("Mọi người đã chọn vào mọi ca đã chọn")),
        ],
        default="spread",
        validators=[InputRequired(_("Xin chọn cách giao."))],
    )
    override_reason = TextField(_("Lý do vẫn giao khi trùng giờ"))


class TakeOffForm(Form):
    reason = TextField(_("Lý do"), missing=_("Xin ghi lý do."))


class HoursForm(Form):
    """When somebody came and left, written by whoever was in charge."""

    came = TimeField(_("Có mặt lúc"), format=CLOCK_FORMATS, validators=[Optional()])
    left = TimeField(_("Kết thúc lúc"), format=CLOCK_FORMATS, validators=[Optional()])


class TurnsForm(Form):
    """Lượt hỗ trợ done on the shift."""

    subject = TextField(_("Giúp việc gì?"), missing=_("Xin ghi việc đã giúp."))
    turns = CountField(_("Số lượt"), missing=_("Xin nhập số lượt."), least=1, most=MOST_TURNS * 10)
    result = RadioField(
        _("Kết quả"),
        choices=[SelectChoice(result.value, words) for result, words in TURN_RESULTS.items()],
        validators=[InputRequired(_("Xin chọn kết quả."))],
    )


class PresenceForm(Form):
    """At the shift's code: who is it? The name only where several share a number."""

    phone = PhoneField(
        _("Số điện thoại đã đăng ký"), missing=_("Xin ghi số điện thoại đã đăng ký.")
    )
    name = TextField(_("Họ và tên"), limit=120)
