"""What every form shares: fields that clean what was typed, and messages in Vietnamese."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TelInput

from tracker.core import clock, codes, phones
from tracker.core.base import LARGEST_KEY
from tracker.core.text import clean, holds_id_number

NAME_LIMIT = 120
LINE_LIMIT = 200
NOTE_LIMIT = 2000
# Longer than any limit: what is too long is refused with a sentence, not cut behind one's back.
_READ_LIMIT = 20_000
_DIGITS = re.compile("[0-9]{1,10}")
# 1500, or 1.500 as an office groups it; 1.5 and 15.00 are no whole numbers.
_COUNT = re.compile(r"[0-9]{1,9}|[1-9][0-9]{0,2}(\.[0-9]{3}){1,2}")


class _Messages:
    """WTForms speaks 34 languages, none of them Vietnamese: its own few sentences go through
    our catalogue, so that they read like the rest of the page."""

    WORDS = {
        "This field is required.": _("Mục này cần được điền."),
        "Not a valid choice.": _("Xin chọn một mục trong danh sách."),
        "Not a valid integer value.": _("Xin nhập một số nguyên."),
        "Not a valid date value.": _("Xin nhập ngày theo dạng 21/11/2026."),
        "Not a valid time value.": _("Xin nhập giờ theo dạng 19:30."),
        "Not a valid datetime value.": _("Xin nhập ngày và giờ, ví dụ 21/11/2026 19:30."),
        "Invalid input.": _("Nội dung này không dùng được."),
        "Invalid Choice: could not coerce.": _("Xin chọn một mục trong danh sách."),
        "Invalid choice(s): one or more data inputs could not be coerced.": _(
            "Xin chọn trong danh sách."
        ),
    }

    def gettext(self, string: str) -> str:
        return str(self.WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        if "are not valid choices" in plural or "is not a valid choice" in singular:
            return str(gettext("Xin chọn trong danh sách."))
        return singular if n == 1 else plural


class Form(FlaskForm):
    """A form of ours. The CSRF token and the idempotency key come from `form_tokens()`."""

    class Meta:
        csrf = False

        def get_translations(self, _form: Any) -> _Messages:
            return _Messages()

    def refuse(self, field: Field, message: str) -> None:
        """Add what the database knew and the form could not."""
        field.errors = [*field.errors, message]


class NoIdNumber:
    """Refuse what looks like an identity number, in any text field (ruling 7)."""

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data and holds_id_number(str(field.data)):
            raise ValidationError(
                gettext("Không ghi số căn cước hay giấy tờ ở đây. Xin bỏ dãy số đó.")
            )


class MaxLength(Length):
    def __init__(self, limit: int) -> None:
        super().__init__(max=limit)

    def __call__(self, form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                gettext("Xin viết ngắn hơn: tối đa %(max)s ký tự, hiện có %(now)s.",
                        max=self.max, now=length)
            )  # fmt: skip


class TextField(StringField):
    """One line, cleaned once. `missing` is the sentence when it is empty; without it, optional."""

    def __init__(
        self, label: Any = None, *, missing: Any = None, limit: int = LINE_LIMIT, **kwargs: Any
    ) -> None:
        need = DataRequired(missing) if missing else Optional()
        extra: Sequence[Any] = kwargs.pop("validators", ())
        checks = [need, MaxLength(limit), NoIdNumber(), *extra]
        super().__init__(label, validators=checks, filters=[_clean_line], **kwargs)


class NoteField(TextAreaField):
    """A few lines, cleaned once."""

    def __init__(
        self, label: Any = None, *, missing: Any = None, limit: int = NOTE_LIMIT, **kwargs: Any
    ) -> None:
        need = DataRequired(missing) if missing else Optional()
        checks = [need, MaxLength(limit), NoIdNumber()]
        super().__init__(label, validators=checks, filters=[_clean_note], **kwargs)


class PhoneField(StringField):
    """A Vietnamese number as people write it. `number` is its one stored form, or None."""

    widget = TelInput()

    def __init__(self, label: Any = None, *, missing: Any = None, **kwargs: Any) -> None:
        need = DataRequired(missing) if missing else Optional()
        super().__init__(label, validators=[need, self._check], filters=[_clean_line], **kwargs)

    @property
    def number(self) -> str | None:
        return phones.normalise(self.data) if self.data else None

    @staticmethod
    def _check(_form: Any, field: "PhoneField") -> None:
        if field.data and field.number is None:
            raise ValidationError(gettext("Số điện thoại cần 10 chữ số, ví dụ 0912 345 678."))


class DayField(DateField):
    """A day, as browsers send it or as people write it."""

    FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
    # Beyond these a moment of the day cannot be reckoned in every time zone.
    FIRST, LAST = date(1900, 1, 1), date(9000, 12, 31)

    data: Any

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, format=list(self.FORMATS), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not self.FIRST <= self.data <= self.LAST:
            self.data = None
            raise ValueError(gettext("Xin nhập ngày theo dạng 21/11/2026."))


class YearField(IntegerField):
    """A year of birth, four digits."""

    def __init__(self, label: Any = None, *, missing: Any = None, **kwargs: Any) -> None:
        need = InputRequired(missing) if missing else Optional()
        super().__init__(label, validators=[need, self._check], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() else None
        if typed and self.data is None:
            raise ValueError(gettext("Xin nhập năm sinh bằng 4 chữ số, ví dụ 1951."))

    @staticmethod
    def _check(_form: Any, field: "YearField") -> None:
        this_year = clock.today().year
        if field.data is not None and not this_year - 120 <= field.data <= this_year:
            raise ValidationError(gettext("Xin nhập năm sinh bằng 4 chữ số, ví dụ 1951."))


class CountField(IntegerField):
    """A number of people or things, 0 to `most`."""

    def __init__(
        self, label: Any = None, *, missing: Any = None, most: int = 9999, least: int = 0,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        need = InputRequired(missing) if missing else Optional()
        self.most, self.least = most, least
        super().__init__(label, validators=[need, self._check], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = int(typed.replace(".", "")) if _COUNT.fullmatch(typed) else None
        if typed and self.data is None:
            raise ValueError(gettext("Xin nhập số nguyên, ví dụ 1500 hoặc 1.500."))

    @staticmethod
    def _check(_form: Any, field: "CountField") -> None:
        if field.data is not None and not field.least <= field.data <= field.most:
            raise ValidationError(
                gettext(
                    "Xin nhập số từ %(least)s đến %(most)s.", least=field.least, most=field.most
                )
            )


class PickField(SelectField):
    """One row of a list, by its id. `missing` is the sentence when none is chosen; without it,
    optional. A choice with the value "" stands for none."""

    def __init__(self, label: Any = None, *, missing: Any = None, **kwargs: Any) -> None:
        need = InputRequired(missing) if missing else Optional()
        super().__init__(label, coerce=key_or_none, validators=[need], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class CodeField(StringField):
    """A code typed from paper or a screen: any case, with or without spaces."""

    def __init__(self, label: Any = None, *, missing: Any = None, **kwargs: Any) -> None:
        need = DataRequired(missing) if missing else Optional()
        super().__init__(label, validators=[need, MaxLength(40)], filters=[_clean_code], **kwargs)


def keys(typed: Iterable[str]) -> frozenset[int]:
    """The keys among what was ticked; what is no key of ours is nobody's."""
    digits = [value for value in typed if _DIGITS.fullmatch(value)]
    return frozenset([key for key in map(int, digits) if key <= LARGEST_KEY])


def key_or_none(value: Any) -> int | None:
    """The key a choice stands for; None for an empty one. ValueError for what is no key of ours."""
    if value in (None, ""):
        return None
    key = int(value)
    if not 0 <= key <= LARGEST_KEY:
        raise ValueError("no row has this key")
    return key


def _clean_line(text: str | None) -> str:
    return clean(text or "", limit=_READ_LIMIT)


def _clean_note(text: str | None) -> str:
    return clean(text or "", limit=_READ_LIMIT, multiline=True)


def _clean_code(text: str | None) -> str:
    return codes.typed(clean(text or ""))
