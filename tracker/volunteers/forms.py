"""What a volunteer says of themselves. Shape only; the route sets the choices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from tracker.core import clock
from tracker.forms import NAME_LIMIT, Form, PhoneField, PickField, TextField, YearField
from tracker.volunteers.rules import ALL_SLOTS, Block, Organisation, Part, needs_guardian
from tracker.volunteers.text import BLOCK, ORGANISATION, PART, WEEKDAY

YOUNGEST = 10


def slot_choices() -> list[SelectChoice]:
    return [
        SelectChoice(
            slot,
            gettext(
                "%(weekday)s, %(part)s",
                weekday=WEEKDAY[int(slot[0])],
                part=PART[Part(slot.split("-")[1])],
            ),
        )
        for slot in ALL_SLOTS
    ]


class DetailsForm(Form):
    """Who helps: the same for themselves and for a coordinator who puts it right."""

    name = TextField(_("Họ và tên"), missing=_("Xin ghi họ và tên."), limit=NAME_LIMIT)
    phone = PhoneField(_("Số điện thoại"), missing=_("Xin ghi số điện thoại."))
    birth_year = YearField(_("Năm sinh"), missing=_("Xin ghi năm sinh."))
    organisation = SelectField(
        _("Thuộc"),
        choices=[SelectChoice(kind.value, words) for kind, words in ORGANISATION.items()],
        validators=[InputRequired(_("Xin chọn nơi cử đi."))],
    )
    organisation_name = TextField(
        _("Tên chi đoàn, trường hoặc đơn vị"),
        missing=_("Xin ghi tên chi đoàn, trường hoặc đơn vị."),
    )
    block = SelectField(
        _("Khối tình nguyện"),
        choices=[SelectChoice(kind.value, words) for kind, words in BLOCK.items()],
        validators=[InputRequired(_("Xin chọn khối tình nguyện."))],
    )
    village = PickField(_("Thôn đang ở"))
    slots = SelectMultipleField(_("Thường rảnh lúc nào"), validators=[Optional()])
    guardian_name = TextField(_("Cha, mẹ hoặc người giám hộ"), limit=NAME_LIMIT)
    guardian_agreed = BooleanField(_("Cha, mẹ hoặc người giám hộ đồng ý cho tôi tham gia"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots.choices = slot_choices()

    def validate_birth_year(self, field: Any) -> None:
        if field.data and clock.today().year - field.data < YOUNGEST:
            raise ValidationError(gettext("Tình nguyện viên từ %(n)s tuổi trở lên.", n=YOUNGEST))

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field by itself: a child brings a guardian."""
        is_fine = bool(super().validate(extra_validators))
        if self._is_child and not self.guardian_name.data:
            self.refuse(
                self.guardian_name,
                gettext("Dưới 16 tuổi: xin ghi tên cha, mẹ hoặc người giám hộ."),
            )
        if self._is_child and not self.guardian_agreed.data:
            self.refuse(
                self.guardian_agreed,
                gettext("Dưới 16 tuổi chỉ tham gia khi cha, mẹ hoặc người giám hộ đồng ý."),
            )
        return is_fine and not self.errors

    @property
    def organisation_chosen(self) -> Organisation:
        return Organisation(self.organisation.data)

    @property
    def block_chosen(self) -> Block:
        return Block(self.block.data)

    @property
    def _is_child(self) -> bool:
        year = self.birth_year.data
        return year is not None and needs_guardian(year, today=clock.today())


class PersonForm(DetailsForm):
    """Who signs up, and agrees to be written down."""

    agreed = BooleanField(_("Tôi đồng ý"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = super().validate(extra_validators)
        if not self.agreed.data:
            self.refuse(self.agreed, gettext("Xin đọc và đánh dấu đồng ý trước khi đăng ký."))
        return is_fine and not self.errors
