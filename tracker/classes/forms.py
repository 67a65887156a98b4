"""What is typed about a class. Shape only; the route sets the choices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from tracker.classes import rules, text
from tracker.classes.rules import Figures
from tracker.core import clock
from tracker.forms import CountField, DayField, Form, NoteField, PickField, TextField

CLOCK_FORMATS = ["%H:%M", "%H:%M:%S"]


class WishForm(Form):
    """What somebody asks for: what, where, when, which skills."""

    title = TextField(_("Chủ đề"), missing=_("Xin ghi chủ đề của buổi học."))
    site = PickField(_("Điểm học"), missing=_("Xin chọn điểm học."))
    day = DayField(_("Ngày"), validators=[InputRequired(_("Xin chọn ngày."))])
    starts = TimeField(
        _("Bắt đầu"), format=CLOCK_FORMATS, validators=[InputRequired(_("Xin ghi giờ bắt đầu."))]
    )
    ends = TimeField(
        _("Kết thúc"), format=CLOCK_FORMATS, validators=[InputRequired(_("Xin ghi giờ kết thúc."))]
    )
    weeks = CountField(
        _("Số tuần"), missing=_("Xin ghi số tuần, ít nhất là 1."), least=1, most=rules.MOST_WEEKS
    )
    skills = SelectMultipleField(_("Kỹ năng dạy trong buổi"), coerce=int, validators=[Optional()])
    # What the person saw of dates and clashes before saving; see `schedule.preview`.
    seen = HiddenField()

    def validate_day(self, field: Field) -> None:
        if field.data and not rules.is_plausible(field.data, today=clock.today()):
            raise ValidationError(
                gettext("Xin chọn ngày trong 60 ngày đã qua hoặc khoảng một năm sắp tới.")
            )

    def validate_ends(self, field: Field) -> None:
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(gettext("Giờ kết thúc phải sau giờ bắt đầu."))


class PlanForm(WishForm):
    """A class as its planner decides it."""

    leader = PickField(_("Chủ trì"), missing=_("Xin chọn người chủ trì."))
    hosts = SelectMultipleField(_("Cùng điều hành điểm danh"), coerce=int, validators=[Optional()])
    audience = TextField(_("Dành cho ai"))
    language = TextField(_("Ngôn ngữ hướng dẫn"), limit=60)
    partner = TextField(_("Đơn vị phối hợp"))
    guest_teacher = TextField(_("Người hướng dẫn được mời"))


class CancelForm(Form):
    reason = TextField(_("Lý do hủy"), missing=_("Xin ghi lý do hủy, ví dụ: mưa lũ."))
    following = BooleanField(_("Hủy cả các buổi sau của đợt lặp hằng tuần"))


class HostForm(Form):
    account = PickField(_("Thêm người điều hành"), missing=_("Xin chọn một người."))


class ReasonForm(Form):
    reason = TextField(_("Lý do"), missing=_("Xin ghi lý do."))


class AnswerForm(Form):
    answer = TextField(_("Trả lời người đề nghị"))


class MinutesForm(Form):
    """The end of a class: counted by eye, and three texts."""

    head_count = CountField(
        _("Đếm bằng mắt được bao nhiêu người?"), missing=_("Xin ghi số người đếm được.")
    )
    women = CountField(text.GROUPS["women"])
    elders = CountField(text.GROUPS["elders"])
    children = CountField(text.GROUPS["children"])
    minorities = CountField(text.GROUPS["minorities"])
    disabled = CountField(text.GROUPS["disabled"])
    gap_reason = TextField(_("Lý do số đếm và danh sách lệch nhau"))
    content = NoteField(_("Nội dung"))
    difficulties = NoteField(_("Thuận lợi, khó khăn"))
    proposals = NoteField(_("Đề xuất"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in text.GROUPS:
            # Said once for the whole group instead of beside each number.
            self[name].flags.optional = False

    @property
    def figures(self) -> Figures:
        """Read after `validate`."""
        return Figures(
            head_count=self.head_count.data or 0,
            women=self.women.data,
            elders=self.elders.data,
            disabled=self.disabled.data,
            minorities=self.minorities.data,
            children=self.children.data,
            gap_reason=self.gap_reason.data or "",
        )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for name in self.figures.too_large:
            self.refuse(
                self[name],
                gettext("Không thể nhiều hơn số người đếm được (%(n)s).", n=self.head_count.data),
            )
        return not self.figures.too_large


class CorrectionForm(MinutesForm):
    reason = TextField(_("Lý do đính chính"), missing=_("Xin ghi lý do đính chính."))
