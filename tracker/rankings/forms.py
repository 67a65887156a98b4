"""What a commune says about its row, and why a ranking is corrected."""

from flask_babel import lazy_gettext as _

from tracker.forms import CountField, Form, NoteField, TextField


class CommentForm(Form):
    text = NoteField(_("Ý kiến của xã"), missing=_("Xin ghi ý kiến."), limit=1000)


class QuestionForm(Form):
    """The province asks a commune to check its figures."""

    text = NoteField(_("Hỏi lại xã"), missing=_("Xin ghi điều cần xã kiểm tra."), limit=1000)


class PublishForm(Form):
    reason = TextField(_("Lý do đính chính"))
    # How many odd bursts stood on the page that was ticked.
    seen = CountField(_("Đã xem các điểm cần xem lại"))
