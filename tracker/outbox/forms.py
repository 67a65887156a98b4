"""What a leader says about an entry that did not fit."""

from flask_babel import lazy_gettext as _

from tracker.forms import Form, TextField


class DropForm(Form):
    reason = TextField(_("Lý do bỏ"), missing=_("Xin ghi lý do bỏ mục này."))
