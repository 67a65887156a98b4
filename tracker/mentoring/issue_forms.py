"""What is typed about a phản ánh, khó khăn."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.forms import Form, NoteField, TextField
from tracker.mentoring.forms import WhenAsked
from tracker.mentoring.text import ISSUE_KINDS


class IssueForm(Form):
    kind = RadioField(
        _("Về việc gì?"),
        choices=[SelectChoice(kind.value, words) for kind, words in ISSUE_KINDS.items()],
        validators=[InputRequired(_("Xin chọn loại việc."))],
    )
    title = TextField(_("Tóm tắt một câu"), missing=_("Xin viết một câu tóm tắt."), limit=120)
    text = NoteField(_("Kể rõ hơn"))
    home = SelectField(_("Gửi đến"), validators=[WhenAsked()])


class ResolveForm(Form):
    words = NoteField(_("Đã giải quyết thế nào?"), missing=_("Xin ghi cách đã giải quyết."))


class EscalateForm(Form):
    words = NoteField(_("Nhờ cấp trên việc gì?"), missing=_("Xin ghi điều cần cấp trên giúp."))


class GiveUpForm(Form):
    words = NoteField(
        _("Vì sao không giải quyết được?"), missing=_("Xin ghi vì sao không giải quyết được.")
    )


class NoteForm(Form):
    words = NoteField(_("Ghi thêm"), missing=_("Xin viết điều cần ghi thêm."))
