"""Inviting people, and what who holds an invitation sees: looking changes nothing, joining does."""

from flask import Blueprint, Response, abort, current_app, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import inviting, passwords, queries
from tracker.accounts.forms import InvitationCodeForm, InviteForm, JoinForm
from tracker.accounts.inviting import Newcomer, Offer, Refusal
from tracker.accounts.limits import Limit
from tracker.accounts.models import Invitation
from tracker.accounts.rules import Entry, may_give
from tracker.accounts.tokens import invitation_code
from tracker.core import clock, codes
from tracker.policy import Permission
from tracker.qr import svg
from tracker.routes import htmx, seating
from tracker.routes.accounts import let_in
from tracker.routes.browsers import this_browser
from tracker.routes.guards import (
    actor,
    device,
    maybe_actor,
    public,
    repeatable,
    requires,
    within_limit,
)
from tracker.routes.htmx import go
from tracker.routes.web import base_url, key_asked

bp = Blueprint("invitations", __name__)


@bp.get("/moi")
@requires(Permission.ACCOUNT_INVITE)
def index() -> Response:
    form = InviteForm(formdata=None)
    seating.offer(form, team_id=key_asked("to"))
    return _index(form)


@bp.post("/moi")
@requires(Permission.ACCOUNT_INVITE)
def create() -> AnyResponse:
    form = InviteForm()
    seating.offer(form)
    post = seating.chosen(form) if form.validate() else None
    if post is None:
        return _index(form, status=422)
    made = inviting.invite(
        actor(), post=post, name=form.name.data or "", phone=form.phone.number,
        secret=_secret(), now=clock.now(),
    )  # fmt: skip
    if made is None:
        form.refuse(form.role, _("Tài khoản này không mời được vào vai trò đó ở nơi đó."))
        return _index(form, status=422)
    return go(url_for("invitations.show", invitation_id=made.id))


@bp.get("/moi/<int:invitation_id>")
@requires(Permission.ACCOUNT_INVITE)
def show(invitation_id: int) -> Response:
    return _card("invitations/show.html", invitation_id, for_paper=False)


@bp.get("/moi/<int:invitation_id>/in")
@requires(Permission.ACCOUNT_INVITE)
def print_card(invitation_id: int) -> Response:
    return _card("invitations/print.html", invitation_id, for_paper=True)


@bp.post("/moi/<int:invitation_id>/rut")
@requires(Permission.ACCOUNT_INVITE)
def withdraw(invitation_id: int) -> AnyResponse:
    row = _own_or_404(invitation_id)
    if inviting.withdraw(actor(), invitation=row, now=clock.now()):
        flash(_("Đã rút lời mời. Liên kết cũ không dùng được nữa."), "ok")
    else:
        flash(_("Lời mời này đã được dùng hoặc đã rút trước đó."), "wait")
    return go(url_for("invitations.index"))


@bp.get("/m")
@public
def enter_code() -> AnyResponse:
    """Tôi có mã mời: typed from the card, or the link pasted."""
    if "code" not in request.args:
        return htmx.render("invitations/code.html", form=InvitationCodeForm(formdata=None))
    form = InvitationCodeForm(request.args)
    if not form.validate():
        return htmx.render("invitations/code.html", status=422, form=form, errors=True)
    return go(url_for("invitations.offer", code=codes.typed(form.code.data or "") or "-"))


@bp.get("/m/<code>")
@public
def offer(code: str) -> Response:
    found = _offer(code)
    device()  # known before the form comes back, so that a double tap stays one session
    form = JoinForm(formdata=None, data={"name": found.row.name, "phone": ""})
    return _offer_page(code, found, form)


@bp.post("/m/<code>")
@repeatable
def join(code: str) -> AnyResponse:
    """Harmless to repeat: an invitation is used once, and its user gets the same answer again."""
    who = maybe_actor()
    newcomer = None
    form = JoinForm()
    if who is None:
        within_limit(Limit.INVITATION)
        if not form.validate():
            return _offer_page(code, _offer(code), form, status=422)
        newcomer = _newcomer(form)
    joined = inviting.accept(
        codes.typed(code), who=who, newcomer=newcomer, browser=this_browser(), now=clock.now()
    )
    if isinstance(joined, Refusal):
        return _refused(code, form, joined)
    if joined.welcome:
        let_in(joined.welcome, keep=True)
    return go(url_for("invitations.joined", code=code))


@bp.get("/m/<code>/xong")
@public
def joined(code: str) -> Response:
    """Says what was recorded and what comes next, also when it is opened again later."""
    found = _offer(code)
    who = maybe_actor()
    if who is None or found.row.used_by_id != who.account_id:
        return _offer_page(code, found, JoinForm(formdata=None))
    held = [row for row in queries.posts_of(who.account_id) if queries.as_post(row) == found.post]
    waits = bool(held) and held[0].awaits_approval
    return htmx.render("invitations/joined.html", offer=found, who=who, waits=waits)


def _newcomer(form: JoinForm) -> Newcomer:
    password = form.password.data or ""
    return Newcomer(
        name=form.name.data or "",
        phone=form.phone.number or "",
        password=password,
        password_hash=passwords.hash_password(password),
    )


def _refused(code: str, form: JoinForm, why: Refusal) -> Response:
    found = _offer(code)
    if why is Refusal.OTHER_PHONE:
        other = _("Lời mời này ghi số điện thoại khác. Xin người mời tạo lời mời mới.")
        if maybe_actor():
            form.form_errors.append(other)
        else:
            form.refuse(form.phone, other)
    if why is Refusal.PHONE_KNOWN:
        form.refuse(form.phone, _("Số này đã có tài khoản. Xin đăng nhập để nhận lời mời."))
    return _offer_page(code, found, form, status=422)


def _offer(code: str) -> Offer:
    """What the code offers. Guesses are counted by address, and only guesses."""
    found = inviting.offer(codes.typed(code), now=clock.now())
    if found is None:
        within_limit(Limit.INVITATION)
        abort(404)
    return found


def _offer_page(code: str, found: Offer, form: JoinForm, *, status: int = 200) -> Response:
    return htmx.render(
        "invitations/offer.html",
        status=status,
        errors=status != 200,
        code=code,
        offer=found,
        form=form,
        Entry=Entry,
        who=maybe_actor(),
    )


def _index(form: InviteForm, *, status: int = 200) -> Response:
    who = actor()
    found = inviting.open_invitations(team_id=None, now=clock.now())
    mine = [row for row in found if may_give(who, Offer(row, Entry.OPEN).post)]
    return htmx.render(
        "invitations/index.html", status=status, errors=status != 200, form=form, invitations=mine
    )


def _card(template: str, invitation_id: int, *, for_paper: bool) -> Response:
    row = _own_or_404(invitation_id)
    code = invitation_code(_secret(), row.nonce)
    link = f"{base_url()}/m/{code}"
    return htmx.render(
        template,
        invitation=row,
        entry=inviting.judge(row, clock.now()),
        Entry=Entry,
        link=link,
        code=" ".join(code[start : start + 4] for start in range(0, len(code), 4)),
        qr_svg=svg(link, for_paper=for_paper),
    )


def _own_or_404(invitation_id: int) -> Invitation:
    """An invitation whose link the reader may see: only who may give the post it gives."""
    row = inviting.invitation(invitation_id)
    if row is None or not may_give(actor(), Offer(row, Entry.OPEN).post):
        abort(404)
    return row


def _secret() -> str:
    return str(current_app.secret_key)
