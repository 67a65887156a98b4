"""The shape of what is typed about cards and posters."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.cards.rules import LossReason
from tracker.cards.text import REASONS
from tracker.forms import CodeField, Form, TextField


class ReplaceCard(Form):
    reason = RadioField(
        _("Vì sao thay thẻ?"),
        choices=[SelectChoice(reason.value, REASONS[reason]) for reason in LossReason],
        validators=[InputRequired(_("Xin chọn lý do thay thẻ."))],
    )


class ReplacePoster(Form):
    reason = TextField(_("Lý do"), missing=_("Xin ghi lý do thay áp phích."))


class TypedCard(Form):
    number = CodeField(_("Số thẻ"), missing=_("Xin nhập 6 số in trên thẻ."))
