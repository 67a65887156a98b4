"""What is typed about certificates. Shape only."""

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired

from tracker.certificates.rules import MOST_SHIFTS, MOST_TYPED
from tracker.core import codes
from tracker.core.text import clean
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


class PaperCodeForm(Form):
    """The code printed on a paper, or the whole address beside it."""

    ma = StringField(
        _("Mã trên giấy"),
        validators=[DataRequired(_("Xin nhập mã in dưới mã QR."))],
        filters=[lambda text: codes.typed(codes.pasted(clean(text or "")))[:MOST_TYPED]],
    )
