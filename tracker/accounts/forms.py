"""The shape of what people send about accounts. The route sets the choices."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from tracker.accounts.rules import judge_password
from tracker.accounts.text import PASSWORD_FLAWS
from tracker.core import codes
from tracker.core.text import clean
from tracker.forms import (
    NAME_LIMIT,
    CodeField,
    DayField,
    Form,
    PhoneField,
    TextField,
    YearField,
    key_or_none,
)

_NAME_MISSING = _("Xin ghi họ và tên.")
_PHONE_MISSING = _("Xin ghi số điện thoại.")
_ROLE_MISSING = _("Xin chọn vai trò.")
_REASON_MISSING = _("Xin ghi lý do, để người sau hiểu.")


class NewPasswordField(PasswordField):
    """A password being chosen: long enough, and not what everybody guesses first."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[self._check], **kwargs)

    @staticmethod
    def _check(form: Any, field: "NewPasswordField") -> None:
        flaw = judge_password(field.data or "", own=form.own_words())
        if flaw is not None:
            raise ValidationError(PASSWORD_FLAWS[flaw])


def _one_of(label: Any, missing: Any) -> RadioField:
    return RadioField(label, choices=[], validators=[InputRequired(missing)])


def _place(label: Any) -> SelectField:
    """A place to choose; whether it is needed depends on the role (routes.seating)."""
    return SelectField(label, choices=[], coerce=key_or_none)


class SignInForm(Form):
    phone = PhoneField(_("Số điện thoại"), missing=_PHONE_MISSING)
    password = PasswordField(_("Mật khẩu"), validators=[DataRequired(_("Xin ghi mật khẩu."))])
    keep = BooleanField(_("Giữ đăng nhập trên máy này (30 ngày)"))
    next = HiddenField()


class InvitationCodeForm(Form):
    """The code on a card, or the whole link pasted."""

    code = StringField(
        _("Mã mời hoặc liên kết mời"),
        validators=[DataRequired(_("Xin ghi mã mời 12 ký tự."))],
        filters=[lambda text: codes.pasted(clean(text or ""))],
    )


class InviteForm(Form):
    role = _one_of(_("Vai trò"), _ROLE_MISSING)
    team = _place(_("Tổ"))
    commune = _place(_("Xã"))
    place = CodeField(_("Mã đơn vị hành chính"))
    name = TextField(_("Họ và tên người được mời"), limit=NAME_LIMIT)
    phone = PhoneField(_("Số điện thoại của người đó"))


class JoinForm(Form):
    name = TextField(_("Họ và tên"), missing=_NAME_MISSING, limit=NAME_LIMIT)
    phone = PhoneField(_("Số điện thoại"), missing=_PHONE_MISSING)
    password = NewPasswordField(_("Đặt mật khẩu (ít nhất 8 ký tự)"))

    def own_words(self) -> tuple[str, ...]:
        return (self.name.data or "", self.phone.number or "")


class ResetForm(Form):
    phone = PhoneField(_("Số điện thoại"), missing=_PHONE_MISSING)
    reset_code = CodeField(_("Mã 8 số tổ trưởng vừa đọc"), missing=_("Xin ghi mã 8 số."))
    new_password = NewPasswordField(_("Đặt mật khẩu mới (ít nhất 8 ký tự)"))

    def own_words(self) -> tuple[str, ...]:
        return (self.phone.number or "",)


class AccountForm(Form):
    name = TextField(_("Họ và tên"), missing=_NAME_MISSING, limit=NAME_LIMIT)
    birth_year = YearField(_("Năm sinh"))


class PasswordForm(Form):
    current_password = PasswordField(
        _("Mật khẩu đang dùng"), validators=[DataRequired(_("Xin ghi mật khẩu đang dùng."))]
    )
    new_password = NewPasswordField(_("Mật khẩu mới (ít nhất 8 ký tự)"))
    own: tuple[str, ...] = ()

    def own_words(self) -> tuple[str, ...]:
        return self.own


class ReasonForm(Form):
    reason = TextField(_("Lý do"), missing=_REASON_MISSING)


class PostForm(Form):
    role = _one_of(_("Vai trò"), _ROLE_MISSING)
    team = _place(_("Tổ"))
    commune = _place(_("Xã"))
    place = CodeField(_("Mã đơn vị hành chính"))
    decision_number = TextField(_("Số quyết định"), limit=60)


class ApprovalForm(Form):
    decision_number = TextField(_("Số quyết định"), limit=60)


class Filter(Form):
    """Narrows a list. Every field may stay empty, so none says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.flags.optional = False


class PeopleFilter(Filter):
    q = TextField(_("Tìm theo tên hoặc số điện thoại"))
    role = SelectField(_("Vai trò"), choices=[], validators=[Optional()])
    team = _place(_("Tổ"))


class JournalFilter(Filter):
    deed = SelectField(_("Việc"), choices=[], validators=[Optional()])
    first = DayField(_("Từ ngày"), validators=[Optional()])
    last = DayField(_("Đến ngày"), validators=[Optional()])


def duties_form(posts: Iterable[tuple[int, str, str]]) -> type[Form]:
    """A line for each post of a team, by its key, the name and the role."""
    fields = {
        duty_name(post_id): TextField(gettext("%(name)s, %(role)s", name=name, role=role))
        for post_id, name, role in posts
    }
    return type("TeamDutiesForm", (Form,), fields)


def duty_name(post_id: int) -> str:
    return f"duty-{post_id}"
