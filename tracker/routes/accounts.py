"""Signing in and out, a forgotten password, and one's own account."""

from flask import Blueprint, Response, abort, flash, request, session
from flask_babel import gettext as _
from flask_login import login_user
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import actions, queries, resetting
from tracker.accounts.actions import Closed, Edit, PasswordChange, Welcome, Wrong
from tracker.accounts.deeds import deed_word
from tracker.accounts.forms import AccountForm, PasswordForm, ResetForm, SignInForm
from tracker.accounts.limits import Wait
from tracker.accounts.resetting import Reset
from tracker.accounts.rules import Standing
from tracker.accounts.text import post_place, post_role, whom_words
from tracker.core import clock
from tracker.policy import Actor, Permission
from tracker.routes import htmx
from tracker.routes.browsers import is_zalo, this_browser
from tracker.routes.guards import (
    SignedIn,
    actor,
    device,
    maybe_actor,
    public,
    repeatable,
    requires,
    sign_in_id,
)
from tracker.routes.htmx import go
from tracker.routes.pages import own_address

bp = Blueprint("accounts", __name__)

bp.add_app_template_global(post_role, "role_word")
bp.add_app_template_global(post_place, "place_word")
bp.add_app_template_global(deed_word, "deed_word")

_TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps it in the cookie


@bp.get("/dang-nhap")
@public
def sign_in_page() -> AnyResponse:
    address = own_address(request.args.get("next", ""))
    if maybe_actor() is not None:
        return go(address)
    device()  # known before the form comes back, so that a double tap stays one session
    return _sign_in_page(SignInForm(data={"next": address}))


@bp.post("/dang-nhap")
@repeatable
def sign_in() -> AnyResponse:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    found = actions.sign_in(
        phone=form.phone.number or "",
        password=form.password.data or "",
        keep=bool(form.keep.data),
        browser=this_browser(),
        old_token=session.get(_TOKEN, ""),
        now=clock.now(),
    )
    if isinstance(found, Welcome):
        let_in(found, keep=bool(form.keep.data))
        return go(own_address(form.next.data or ""))
    form.form_errors.append(_why_not(found))
    if isinstance(found, Wait):
        response = _sign_in_page(form, 429)
        response.headers["Retry-After"] = str(found.seconds)
        return response
    return _sign_in_page(form, 422)


def let_in(welcome: Welcome, *, keep: bool) -> None:
    """From the next request on this browser is signed in."""
    who = Actor(welcome.account_id, welcome.name)
    login_user(SignedIn(welcome.token, who, welcome.sign_in_id))
    session.permanent = keep


@bp.get("/dang-xuat")
@public
def leaving() -> AnyResponse:
    """Where something on this phone is not sent yet, its person decides what becomes of it."""
    return htmx.render("accounts/leaving.html") if maybe_actor() else go("/dang-nhap")


@bp.post("/dang-xuat")
@repeatable
def sign_out() -> AnyResponse:
    actions.end_session(session.get(_TOKEN, ""), now=clock.now())
    session.clear()
    flash(_("Đã đăng xuất."), "ok")
    return go("/dang-nhap")


@bp.get("/quen-mat-khau")
@public
def reset_page() -> Response:
    return htmx.render("accounts/reset.html", form=ResetForm(formdata=None))


@bp.post("/quen-mat-khau")
@repeatable
def reset() -> AnyResponse:
    form = ResetForm()
    if not form.validate():
        return htmx.render("accounts/reset.html", status=422, form=form, errors=True)
    done = resetting.redeem(
        phone=form.phone.number or "",
        code=form.reset_code.data or "",
        password=form.new_password.data or "",
        address=request.remote_addr or "",
        now=clock.now(),
    )
    if done is Reset.DONE:
        session.pop(_TOKEN, None)
        flash(_("Đã đổi mật khẩu. Xin đăng nhập bằng mật khẩu mới."), "ok")
        return go("/dang-nhap")
    status = 422
    if isinstance(done, Wait):
        status = 429
        form.form_errors.append(_held_back(done))
    else:
        form.refuse(
            form.reset_code,
            _("Mã chưa đúng hoặc đã hết hạn. Mã dùng một lần, trong 15 phút. Xin mã mới nếu cần."),
        )
    return htmx.render("accounts/reset.html", status=status, form=form, errors=True)


@bp.get("/tai-khoan")
@requires(Permission.OWN_ACCOUNT)
def own() -> Response:
    return _own_page()


@bp.post("/tai-khoan")
@requires(Permission.OWN_ACCOUNT)
def edit() -> AnyResponse:
    form = AccountForm()
    who = actor()
    account = queries.account(who.account_id) or abort(401)
    if form.validate():
        edited = actions.edit_account(
            who, account=account, name=form.name.data or "", birth_year=form.birth_year.data,
            now=clock.now(),
        )  # fmt: skip
        if edited is Edit.DONE:
            flash(_("Đã lưu."), "ok")
            return go("/tai-khoan")
        form.refuse(form.birth_year, _("Năm sinh này cần tổ trưởng hoặc cán bộ đầu mối sửa giúp."))
    return _own_page(form=form)


@bp.post("/tai-khoan/mat-khau")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> AnyResponse:
    who = actor()
    account = queries.account(who.account_id) or abort(401)
    form = PasswordForm()
    form.own = (account.name, account.phone)
    if form.validate():
        changed = actions.change_password(
            who, current=form.current_password.data or "", new=form.new_password.data or "",
            keep_id=sign_in_id(), now=clock.now(),
        )  # fmt: skip
        if changed is PasswordChange.DONE:
            flash(_("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."), "ok")
            return go("/tai-khoan")
        form.refuse(form.current_password, _PASSWORD_REFUSED[changed]())
    return _own_page(password_form=form)


_PASSWORD_REFUSED = {
    PasswordChange.WRONG: lambda: _("Mật khẩu đang dùng chưa đúng."),
    PasswordChange.TOO_OFTEN: lambda: _("Đã thử quá nhiều lần. Xin chờ vài phút rồi thử lại."),
}


@bp.post("/tai-khoan/may/<int:sign_in_id>/dang-xuat")
@requires(Permission.OWN_ACCOUNT)
def end_session(sign_in_id: int) -> AnyResponse:
    if not actions.end_one_session(actor(), sign_in_id=sign_in_id, now=clock.now()):
        abort(404)
    flash(_("Đã đăng xuất máy đó."), "ok")
    return go("/tai-khoan")


@bp.post("/tai-khoan/dang-xuat-may-khac")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> AnyResponse:
    ended = actions.end_other_sessions(actor(), keep_id=sign_in_id(), now=clock.now())
    flash(_("Đã đăng xuất %(n)s máy khác.", n=ended), "ok")
    return go("/tai-khoan")


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    return htmx.render(
        "accounts/sign_in.html", status=status, form=form, errors=status != 200, in_zalo=is_zalo()
    )


def _why_not(found: Wrong | Closed | Wait) -> str:
    if isinstance(found, Wait):
        return _held_back(found)
    if isinstance(found, Wrong):
        return str(
            _("Số điện thoại hoặc mật khẩu chưa đúng. Còn %(n)s lần thử.", n=found.left)
            if found.left
            else _("Số điện thoại hoặc mật khẩu chưa đúng. Hết lượt thử, xin chờ vài phút.")
        )
    ask = whom_words(found.ask)
    return str(
        _("Tài khoản tạm khóa vì 90 ngày không dùng. Xin nhờ %(who)s mở lại.", who=ask)
        if found.standing is Standing.UNUSED
        else _("Tài khoản này đang bị khóa. Xin hỏi %(who)s.", who=ask)
    )


def _held_back(wait: Wait) -> str:
    return str(_("Tạm khóa %(n)s phút. Cần gấp: gọi tổ trưởng.", n=wait.minutes))


def _own_page(
    *, form: AccountForm | None = None, password_form: PasswordForm | None = None
) -> Response:
    who = actor()
    account = queries.account(who.account_id) or abort(401)
    is_refused = form is not None or password_form is not None
    return htmx.render(
        "accounts/own.html",
        status=422 if is_refused else 200,
        errors=is_refused,
        account=account,
        form=form or AccountForm(formdata=None, obj=account),
        password_form=password_form or PasswordForm(formdata=None),
        posts=queries.posts_of(account.id),
        sign_ins=queries.sign_ins(account.id, now=clock.now()),
        this_sign_in=sign_in_id(),
        events=queries.own_events(account.id),
    )
