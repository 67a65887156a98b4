"""What is asked before names leave the house."""

from flask_babel import lazy_gettext as _

from tracker.forms import Form, TextField


class NamesForm(Form):
    """Why somebody takes a list of learners' names: the journal keeps it (permissions, “log”)."""

    reason = TextField(_("Lý do lấy danh sách"), missing=_("Xin ghi vì sao cần danh sách này."))
