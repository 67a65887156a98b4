"""The shape of what is typed about people who learn. Choices of places and guides come from the
route."""

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from tracker.core import clock
from tracker.forms import NAME_LIMIT, Form, NoteField, PhoneField, TextField, YearField
from tracker.mentees.rules import (
    Agreement,
    ConsentMethod,
    Device,
    EndReason,
    PauseReason,
    PhoneOwner,
    PhoneReason,
    Refusal,
    is_child,
)
from tracker.mentees.text import (
    CONSENT,
    CONSENT_METHOD,
    DEVICE,
    PAUSE_REASON,
    PHONE_REASON,
    REFUSAL,
    STOP_REASONS,
)
from tracker.mentees.text import END_REASON as END_REASON

Code = TypeVar("Code", bound=StrEnum)
WORD_LIMIT = 60
UNKNOWN = "0"


def choices(words: Mapping[Code, Any], codes: Iterable[Code] | None = None) -> list[SelectChoice]:
    return [SelectChoice(code.value, words[code]) for code in codes or words]


class LooseField(TextField):
    """Needed in some cases only: neither refused when empty nor called optional."""

    validators: Any

    def __init__(self, label: Any, *, limit: int, **kwargs: Any) -> None:
        super().__init__(label, limit=limit, **kwargs)
        self.validators = [check for check in self.validators if not isinstance(check, Optional)]
        self.flags.optional = None


_NO_GUARDIAN = REFUSAL[Refusal.NO_GUARDIAN]
_NO_RELATION = _("Xin ghi quan hệ của người giám hộ, ví dụ mẹ, ông.")


def _need_guardian(form: Form, field: LooseField, message: Any) -> None:
    born = form["birth_year"].data if "birth_year" in form else None
    if is_child(born, today=clock.today()) and not field.data:
        raise ValidationError(str(message))


def whose_phone(number: str | None, note: str) -> PhoneOwner | None:
    """A number with a note is the family's."""
    if number is None:
        return None
    return PhoneOwner.FAMILY if note else PhoneOwner.SELF


class PersonFields(Form):
    """Who somebody is, and no more than that (ruling 7)."""

    name = TextField(_("Họ và tên"), missing=_("Xin nhập họ và tên."), limit=NAME_LIMIT)
    birth_year = YearField(_("Năm sinh"))
    village = SelectField(
        _("Thôn, tổ dân phố"), choices=[], validators=[InputRequired(_("Xin chọn thôn."))]
    )
    phone = PhoneField(_("Số điện thoại"))
    phone_note = TextField(_("Số của người nhà: ghi của ai"), limit=WORD_LIMIT)
    device = RadioField(
        _("Người này đang dùng"),
        choices=choices(DEVICE),
        validators=[InputRequired(_("Xin chọn điện thoại người này đang dùng."))],
    )
    guardian_name = LooseField(_("Họ tên người giám hộ"), limit=NAME_LIMIT)
    guardian_relation = LooseField(_("Quan hệ với người học"), limit=WORD_LIMIT)

    def validate_guardian_name(self, field: LooseField) -> None:
        _need_guardian(self, field, _NO_GUARDIAN)

    def validate_guardian_relation(self, field: LooseField) -> None:
        _need_guardian(self, field, _NO_RELATION)

    def person(self) -> dict[str, Any]:
        """The columns these fields fill."""
        number = self.phone.number
        return {
            "name": self.name.data,
            "birth_year": self.birth_year.data,
            "village_id": int(self.village.data or 0) or None,
            "phone": number,
            "phone_owner": whose_phone(number, self.phone_note.data),
            "phone_note": self.phone_note.data if number else "",
            "device": Device(self.device.data),
            "guardian_name": self.guardian_name.data,
            "guardian_relation": self.guardian_relation.data,
        }


class ConsentFields(Form):
    """How somebody agreed. Nothing is ticked beforehand."""

    agreed = BooleanField(_("Người học đã nghe và đồng ý"))
    method = RadioField(_("Đồng ý bằng"), choices=choices(CONSENT_METHOD), validate_choice=False)
    witness = LooseField(_("Người chứng kiến (khi đồng ý bằng lời nói)"), limit=NAME_LIMIT)
    paper_number = LooseField(_("Số phiếu đồng ý (khi ký giấy)"), limit=WORD_LIMIT)

    def validate_agreed(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(str(REFUSAL[Refusal.NO_CONSENT]))

    def validate_method(self, field: RadioField) -> None:
        if field.data not in set(ConsentMethod):
            raise ValidationError(gettext("Xin chọn cách người học đã đồng ý."))

    def validate_witness(self, field: LooseField) -> None:
        if self.method.data == ConsentMethod.SPOKEN and not field.data:
            raise ValidationError(str(REFUSAL[Refusal.NO_WITNESS]))

    def validate_paper_number(self, field: LooseField) -> None:
        if self.method.data == ConsentMethod.PAPER and not field.data:
            raise ValidationError(str(REFUSAL[Refusal.NO_PAPER]))

    def agreement(self) -> Agreement | None:
        """None unless the box is ticked and the way is said."""
        way = self.method.data
        if not self.agreed.data or way not in set(ConsentMethod):
            return None
        method = ConsentMethod(way)
        spoken, paper = method is ConsentMethod.SPOKEN, method is ConsentMethod.PAPER
        return Agreement(
            method,
            CONSENT,
            witness=self.witness.data if spoken else "",
            paper_number=self.paper_number.data if paper else "",
        )


class GuideField(Form):
    """Whom to give a person to. Left out where there is only one to choose."""

    guide = SelectField(
        _("Người kèm"), choices=[], validators=[InputRequired(_("Xin chọn người kèm."))]
    )


class AddForm(PersonFields, ConsentFields, GuideField):
    # Offered only once a likeness was found.
    same = RadioField(_("Có phải là người này không?"), choices=[], validate_choice=False)


class TakeInForm(ConsentFields, GuideField):
    """A walk-in agrees."""

    birth_year = YearField(_("Năm sinh"))
    guardian_name = LooseField(_("Họ tên người giám hộ"), limit=NAME_LIMIT)
    guardian_relation = LooseField(_("Quan hệ với người học"), limit=WORD_LIMIT)

    def validate_guardian_name(self, field: LooseField) -> None:
        _need_guardian(self, field, _NO_GUARDIAN)

    def validate_guardian_relation(self, field: LooseField) -> None:
        _need_guardian(self, field, _NO_RELATION)

    def details(self) -> dict[str, Any]:
        names = ("birth_year", "guardian_name", "guardian_relation")
        return {name: self[name].data for name in names}


class EditForm(PersonFields):
    """Changes only what was sent: a field that is not there is left as it is."""

    COLUMNS = (
        "name", "birth_year", "phone_note", "device", "guardian_name", "guardian_relation",
        "note", "skill_set",
    )  # fmt: skip

    note = NoteField(_("Ghi chú"))
    skill_set = SelectField(_("Bộ kỹ năng cơ bản"), choices=[])

    @property
    def names(self) -> list[str]:
        return [field.name for field in self]

    def keep_only(self, names: Container[str]) -> None:
        for field in list(self):
            if field.name not in names:
                del self[field.name]

    def changes(self) -> dict[str, Any]:
        """The columns that the fields still here fill."""
        found = {name: self[name].data for name in self.COLUMNS if name in self}
        if "village" in self:
            found["village_id"] = int(self["village"].data) or None
        if "device" in self:
            found["device"] = Device(self["device"].data)
        if "phone" in self:
            number, note = self["phone"].number, found.get("phone_note", "")
            found["phone"] = number
            found["phone_owner"] = whose_phone(number, note)
            found["phone_note"] = note if number else ""
        return found


class PauseForm(Form):
    reason = RadioField(
        _("Vì sao tạm dừng?"),
        choices=choices(PAUSE_REASON, PauseReason),
        validators=[InputRequired(_("Xin chọn lý do tạm dừng."))],
    )


class StopForm(Form):
    reason = RadioField(
        _("Vì sao ngừng kèm?"),
        choices=choices(END_REASON, STOP_REASONS),
        validators=[InputRequired(_("Xin chọn lý do ngừng kèm."))],
    )

    @property
    def chosen(self) -> EndReason:
        return EndReason(self.reason.data)


class RevealForm(Form):
    reason = RadioField(
        _("Vì sao cần xem số?"),
        choices=choices(PHONE_REASON, PhoneReason),
        validators=[InputRequired(_("Xin chọn lý do xem số điện thoại."))],
    )


class TransferForm(GuideField):
    note = TextField(_("Lý do"))


class AskForm(Form):
    note = TextField(_("Lý do"))


class DeclineForm(Form):
    answer = TextField(_("Lý do không đồng ý"), missing=_("Xin ghi lý do không đồng ý."))
