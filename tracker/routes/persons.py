"""One person as those see them who answer for them: posts, a new password, the account's lock."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import actions, directory, managing, queries, resetting
from tracker.accounts.forms import AccountForm, PostForm, ReasonForm
from tracker.accounts.models import Account, Membership
from tracker.accounts.rules import may_give
from tracker.core import clock
from tracker.policy import Permission
from tracker.routes import htmx, seating
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.htmx import go

bp = Blueprint("persons", __name__, url_prefix="/quan-tri")

_SHOWN_ONCE = "reset_shown"


@bp.get("/nguoi/<int:account_id>")
@requires(Permission.ACCOUNT_RESET)
def show(account_id: int) -> Response:
    return _page(_person_or_404(account_id))


@bp.post("/nguoi/<int:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def edit(account_id: int) -> AnyResponse:
    account = _managed_or_403(account_id)
    form = AccountForm()
    if not form.validate():
        return _page(account, edit_form=form)
    actions.edit_account(
        actor(), account=account, name=form.name.data or "", birth_year=form.birth_year.data,
        now=clock.now(),
    )  # fmt: skip
    flash(_("Đã lưu."), "ok")
    return _back(account_id)


@bp.post("/nguoi/<int:account_id>/ma-moi")
@requires(Permission.ACCOUNT_RESET)
def issue_code(account_id: int) -> AnyResponse:
    account = _managed_or_403(account_id)
    issued = resetting.issue(actor(), account=account, secret=_secret(), now=clock.now())
    if issued is None:
        flash(_("Tài khoản này đang bị khóa. Xin mở lại trước khi cấp mã."), "bad")
        return _back(account_id)
    session[_SHOWN_ONCE] = issued.id
    return go(url_for("persons.show_code", account_id=account_id))


@bp.get("/nguoi/<int:account_id>/ma-moi")
@requires(Permission.ACCOUNT_RESET)
def show_code(account_id: int) -> Response:
    """The digits, once: opened again, the page only says how to get new ones."""
    account = _person_or_404(account_id)
    reset_id = session.pop(_SHOWN_ONCE, None)
    code = None
    if isinstance(reset_id, int):
        code = resetting.shown(
            actor(), reset_id=reset_id, account_id=account.id, secret=_secret(), now=clock.now()
        )
    return htmx.render("persons/code.html", account=account, code=code)


@bp.post("/nguoi/<int:account_id>/khoa")
@requires(Permission.ACCOUNT_MANAGE)
def lock(account_id: int) -> AnyResponse:
    account = _managed_or_403(account_id)
    form = ReasonForm(prefix="lock-")
    if not form.validate():
        return _page(account, lock_form=form)
    managing.lock(actor(), account=account, reason=form.reason.data or "", now=clock.now())
    flash(_("Đã khóa tài khoản. Mọi máy đã được đăng xuất."), "ok")
    return _back(account_id)


@bp.post("/nguoi/<int:account_id>/mo-khoa")
@requires(Permission.ACCOUNT_MANAGE)
def unlock(account_id: int) -> AnyResponse:
    account = _managed_or_403(account_id)
    form = ReasonForm(prefix="lock-")
    if not form.validate():
        return _page(account, lock_form=form)
    managing.unlock(actor(), account=account, reason=form.reason.data or "", now=clock.now())
    flash(_("Đã mở lại tài khoản."), "ok")
    return _back(account_id)


@bp.post("/nguoi/<int:account_id>/vai-tro")
@requires(Permission.ACCOUNT_MANAGE)
def give_post(account_id: int) -> AnyResponse:
    account = _person_or_404(account_id)
    form = PostForm(prefix="post-")
    seating.offer(form)
    post = seating.chosen(form) if form.validate() else None
    if post is None:
        return _page(account, post_form=form)
    given = managing.give_post(
        actor(), account=account, post=post,
        decision_number=form.decision_number.data or "", now=clock.now(),
    )  # fmt: skip
    if given is None:
        form.refuse(form.role, _("Người này đã giữ vai trò đó, hoặc vai trò do nơi khác giao."))
        return _page(account, post_form=form)
    flash(_("Đã giao vai trò."), "ok")
    return _back(account_id)


@bp.post("/vai-tro/<int:membership_id>/ket-thuc")
@requires(Permission.ACCOUNT_MANAGE)
def end_post(membership_id: int) -> AnyResponse:
    row = directory.membership(membership_id) or abort(404)
    account = _person_or_404(row.account_id)
    form = ReasonForm(prefix=f"end{row.id}-")
    if not form.validate():
        return _page(account, end_forms={row.id: form})
    if not managing.end_post(actor(), row=row, reason=form.reason.data or "", now=clock.now()):
        abort(403)
    flash(_("Đã kết thúc vai trò. Người học đang kèm cần được chuyển cho người khác."), "ok")
    return _back(account.id)


def _page(account: Account, **forms: Any) -> Response:
    who = actor()
    everywhere = queries.posts_of(account.id, past=True)
    here = {row.id for row in account.memberships}
    held = [row for row in everywhere if row.id in here]
    return htmx.render(
        "persons/show.html",
        status=422 if forms else 200,
        errors=bool(forms),
        account=account,
        last_used_at=queries.last_used_at(account) if account.password_hash else None,
        posts=held,
        manages=managing.manages(who, account, everywhere),
        may_end={row.id for row in held if _may_end(row)},
        **(_empty_forms(account, held) | forms),
    )


def _empty_forms(account: Account, held: list[Membership]) -> dict[str, Any]:
    post_form = None
    if allowed(Permission.ACCOUNT_MANAGE) and account.id != actor().account_id:
        post_form = PostForm(formdata=None, prefix="post-")
        seating.offer(post_form)
    return {
        "edit_form": AccountForm(formdata=None, obj=account),
        "lock_form": ReasonForm(formdata=None, prefix="lock-"),
        "post_form": post_form,
        "end_forms": {row.id: ReasonForm(formdata=None, prefix=f"end{row.id}-") for row in held},
    }


def _may_end(row: Membership) -> bool:
    who = actor()
    return (
        row.until is None
        and row.account_id != who.account_id
        and allowed(Permission.ACCOUNT_MANAGE)
        and may_give(who, queries.as_post(row))
    )


def _person_or_404(account_id: int) -> Account:
    return directory.person(account_id) or abort(404)


def _managed_or_403(account_id: int) -> Account:
    """A person in reach whose every post the actor gives: only then may one act for them."""
    account = _person_or_404(account_id)
    if not managing.is_managed(actor(), account):
        abort(403)
    return account


def _back(account_id: int) -> AnyResponse:
    return go(url_for("persons.show", account_id=account_id))


def _secret() -> str:
    return str(current_app.secret_key)
