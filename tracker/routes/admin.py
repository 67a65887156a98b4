"""Administration: the people of a place, their posts, who waits for approval, the journal."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import directory, managing, queries
from tracker.accounts.deeds import deed_word
from tracker.accounts.forms import ApprovalForm, JournalFilter, PeopleFilter, ReasonForm
from tracker.accounts.models import Membership
from tracker.accounts.seats import offered
from tracker.accounts.text import ROLES
from tracker.core import clock
from tracker.policy import Permission, Role
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.htmx import go
from tracker.routes.web import page_asked
from tracker.shifts import queries as shifts

bp = Blueprint("admin", __name__, url_prefix="/quan-tri")


@bp.get("")
@requires(Permission.ACCOUNT_MANAGE)
def people() -> Response:
    form = PeopleFilter(request.args)
    everyone = _("Mọi vai trò")
    form.role.choices = [("", everyone), *((role.value, ROLES[role]) for role in Role)]
    teams = offered(actor()).teams
    form.team.choices = [("", _("Mọi tổ")), *((team.id, team.name) for team in teams)]
    form.validate()
    page = page_asked()
    found = directory.people(
        text=form.q.data or "",
        role=_role(form.role.data),
        team_id=form.team.data,
        page=page,
        with_phones=allowed(Permission.VOLUNTEER_PHONE),
    )
    return htmx.render(
        "admin/people.html",
        fragment="admin/_people.html",
        form=form,
        with_teams=bool(teams),
        found=found,
        trained=shifts.trained_on([row.id for row in found.rows]),
        pages=_pages(page, has_more=found.has_more),
    )


@bp.get("/cho-duyet")
@requires(Permission.AMBASSADOR_APPROVE)
def nominations() -> Response:
    return _nominations()


@bp.post("/vai-tro/<int:membership_id>/duyet")
@requires(Permission.AMBASSADOR_APPROVE)
def approve(membership_id: int) -> AnyResponse:
    row = _nomination_or_404(membership_id)
    form = ApprovalForm(prefix=f"approve{row.id}-")
    if _is_open(row) and not form.validate():
        return _nominations(refused={"id": row.id, "approval": form})
    done = managing.approve(
        actor(), row=row, decision_number=form.decision_number.data or "", now=clock.now()
    )
    return _decided(done, _("Đã duyệt %(name)s làm Đại sứ số.", name=row.account.name))


@bp.post("/vai-tro/<int:membership_id>/khong-duyet")
@requires(Permission.AMBASSADOR_APPROVE)
def decline(membership_id: int) -> AnyResponse:
    row = _nomination_or_404(membership_id)
    form = ReasonForm(prefix=f"decline{row.id}-")
    if _is_open(row) and not form.validate():
        return _nominations(refused={"id": row.id, "refusal": form})
    done = managing.decline(actor(), row=row, reason=form.reason.data or "", now=clock.now())
    return _decided(done, _("Đã ghi: không duyệt %(name)s.", name=row.account.name))


@bp.get("/nhat-ky")
@requires(Permission.JOURNAL_READ)
def journal() -> Response:
    form = JournalFilter(request.args)
    known = directory.kinds_of_deeds()
    form.deed.choices = [("", _("Mọi việc")), *((deed, deed_word(deed)) for deed in known)]
    form.validate()
    page = page_asked()
    found = directory.deeds(
        deed=form.deed.data if form.deed.data in known else "",
        first=form.first.data,
        last=form.last.data,
        page=page,
    )
    return htmx.render(
        "admin/journal.html",
        fragment="admin/_journal.html",
        form=form,
        found=found,
        names=queries.names({row.account_id for row in found.rows if row.account_id}),
        pages=_pages(page, has_more=found.has_more),
    )


def _nominations(*, refused: dict[str, Any] | None = None) -> Response:
    rows = directory.nominations()
    forms = {row.id: _decision_forms(row.id) for row in rows}
    if refused:
        forms[refused.pop("id")].update(refused)
    return htmx.render(
        "admin/nominations.html",
        status=200 if refused is None else 422,
        errors=refused is not None,
        refused=next(iter(refused.values())) if refused else None,
        rows=rows,
        names=queries.names({row.nominated_by_id for row in rows if row.nominated_by_id}),
        forms_of=forms,
    )


def _decision_forms(membership_id: int) -> dict[str, Any]:
    return {
        "approval": ApprovalForm(formdata=None, prefix=f"approve{membership_id}-"),
        "refusal": ReasonForm(formdata=None, prefix=f"decline{membership_id}-"),
    }


def _nomination_or_404(membership_id: int) -> Membership:
    row = directory.membership(membership_id)
    if row is None or row.role is not Role.AMBASSADOR or row.nominated_by_id is None:
        abort(404)
    return row


def _is_open(row: Membership) -> bool:
    """Whether the nomination still stands on the page that would show what is wrong."""
    return row.until is None and row.approved_on is None


def _decided(done: bool, said: str) -> AnyResponse:
    flash(
        said if done else _("Việc này đã có người quyết định trước đó."), "ok" if done else "wait"
    )
    return go(url_for("admin.nominations"))


def _role(code: str | None) -> Role | None:
    return Role(code) if code in set(Role) else None


def _pages(page: int, *, has_more: bool) -> dict[str, str | None]:
    """Links to the pages before and after, with the filters kept."""
    kept = {name: value for name, value in request.args.items() if value and name != "trang"}

    def link(number: int) -> str:
        return f"{request.path}?{urlencode({**kept, 'trang': number})}"

    return {
        "previous": link(page - 1) if page > 1 else None,
        "next": link(page + 1) if has_more else None,
    }
