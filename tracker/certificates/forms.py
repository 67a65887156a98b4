"""What is typed about certificates. Shape only."""

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.validators import DataRequired

from tracker.certificates.rules import MOST_SHIFTS
from tracker.forms import CountField, Form, TextField


class ThresholdForm(Form):
    shifts = CountField(
        _("Cấp giấy cho người có mặt từ (số ca)"),
        missing=_("Xin ghi số ca, ít nhất là 1."), least=1, most=MOST_SHIFTS,
    )  # fmt: skip


class IssueForm(Form):
    """Who of those who qualify gets the paper now."""

    people = SelectMultipleField(
        _("Cấp cho ai?"), coerce=int, validators=[DataRequired(_("Xin chọn ít nhất một người."))]
    )


class RevokeForm(Form):
    reason = TextField(_("Lý do thu hồi"), missing=_("Xin ghi lý do thu hồi."))
