"""The shape of what is typed or ticked at a class's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.checkins.rules import RemovalReason
from tracker.checkins.text import REMOVAL
from tracker.core.phones import normalise
from tracker.core.text import clean, holds_id_number
from tracker.forms import NAME_LIMIT, CodeField, Form, PhoneField, TextField, keys

# Whoever comes from another commune.
ELSEWHERE = "0"


class Citizen(Form):
    """“Tôi có mặt”: a name, and a thôn or a number to tell namesakes apart."""

    name = TextField(_("Họ và tên"), missing=_("Xin nhập họ và tên."), limit=NAME_LIMIT)
    village = SelectField(_("Thôn"), default="")
    phone = PhoneField(_("Hoặc số điện thoại"))

    @property
    def village_id(self) -> int | None:
        return int(self.village.data or 0) or None

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if not self.village.data and not self.phone.data and not self.phone.errors:
            self.refuse(self.village, gettext("Xin chọn thôn hoặc nhập số điện thoại."))
            return False
        return is_valid


@dataclass(frozen=True)
class Said:
    """What a form that is in order says. `village_id` is still to be looked up."""

    name: str
    village_id: int | None
    phone: str | None


def read(values: Mapping[str, str]) -> Said | None:
    """What a well filled citizen's form says, read without making a form; None when it is not.

    A hundred people wait in a row: only whoever has something to mend needs labels and choices.
    """
    name = clean(values.get("name", ""), limit=NAME_LIMIT + 1)
    village, typed = values.get("village", ""), values.get("phone", "").strip()
    phone = normalise(clean(typed)) if typed else None
    is_named = 0 < len(name) <= NAME_LIMIT and not holds_id_number(name)
    is_placed = bool(keys([village])) or (village == "" and phone is not None)
    if not is_named or not is_placed or (typed and phone is None):
        return None
    return Said(name, int(village or 0) or None, phone)


class TypedName(Citizen):
    """A name that the host types for somebody who has no phone in hand."""

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super(Citizen, self).validate(extra_validators))


class TypedCode(Form):
    """A class's code and the six digits on its wall."""

    lop = CodeField(_("Mã lớp"), missing=_("Xin nhập mã lớp, ví dụ 7K4QWX."))
    ma = CodeField(_("6 số đang chiếu"), missing=_("Xin nhập 6 số đang chiếu."))


class Removal(Form):
    """Why somebody leaves the list."""

    reason = RadioField(
        _("Vì sao bỏ ghi có mặt?"),
        choices=[SelectChoice(reason.value, REMOVAL[reason]) for reason in RemovalReason],
        validators=[InputRequired(_("Xin chọn lý do bỏ ghi có mặt."))],
    )
