"""The shape of a report: which one, and the parts that people write."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from tracker.forms import DayField, Form, NoteField, TextField


class BeginForm(Form):
    """Which report; free days for one that was asked for."""

    kind = SelectField(_("Loại báo cáo"))
    period = SelectField(_("Kỳ"))
    title = TextField(_("Chuyên đề"))
    asked_by = TextField(_("Cơ quan yêu cầu"))
    first = DayField(_("Từ ngày"), validators=[Optional()])
    last = DayField(_("Đến ngày"), validators=[Optional()])
    due_on = DayField(_("Hạn nộp"), validators=[Optional()])


class MilestoneForm(Form):
    """Which days a milestone is about, and when its report is due."""

    first = DayField(_("Từ ngày"), validators=[InputRequired(_("Xin chọn ngày đầu."))])
    last = DayField(_("Đến ngày"), validators=[InputRequired(_("Xin chọn ngày cuối."))])
    due_on = DayField(_("Hạn nộp"), validators=[InputRequired(_("Xin chọn hạn nộp."))])


class TextsForm(Form):
    difficulties = NoteField(_("Khó khăn, vướng mắc"))
    tasks = NoteField(_("Nhiệm vụ kỳ tới"))
    proposals = NoteField(_("Đề xuất, kiến nghị"))


class PartForm(Form):
    """What a team's leader adds to the commune's report."""

    difficulties = NoteField(_("Khó khăn, vướng mắc của tổ"))
    proposals = NoteField(_("Đề nghị của tổ"))


class AboutForm(Form):
    """What a thematic report is about."""

    codes = SelectMultipleField(_("Chỉ số"))
    modules = SelectMultipleField(_("Nhóm kỹ năng"))


class ReturnForm(Form):
    reason = TextField(_("Lý do trả lại"), missing=_("Xin ghi lý do trả lại."))
