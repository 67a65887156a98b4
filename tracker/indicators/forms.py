"""The shape of a denominator: a number, who said it, as of when."""

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from tracker.forms import CountField, DayField, Form, TextField

MOST_ADULTS = 999_999


class FigureForm(Form):
    value = CountField(
        _("Dân số trưởng thành"),
        missing=_("Xin nhập dân số trưởng thành."),
        least=1,
        most=MOST_ADULTS,
    )
    source = TextField(_("Nguồn số liệu"), missing=_("Xin ghi nguồn số liệu."))
    as_of = DayField(_("Tính đến ngày"), validators=[InputRequired(_("Xin chọn ngày."))])
