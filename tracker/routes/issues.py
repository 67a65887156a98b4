"""Phản ánh, khó khăn: raising, the list, one issue and its steps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.core import clock
from tracker.forms import Form
from tracker.mentoring import issue_actions, queries, rules
from tracker.mentoring import issue_queries as issues
from tracker.mentoring.issue_actions import NewIssue
from tracker.mentoring.issue_forms import EscalateForm, GiveUpForm, IssueForm, NoteForm, ResolveForm
from tracker.mentoring.models import Issue
from tracker.mentoring.rules import NEXT_LEVEL, Handled, Home, IssueKind, IssueStep
from tracker.mentoring.text import (
    HANDLED,
    ISSUE_KINDS,
    ISSUE_LEVELS,
    ISSUE_STATUSES,
    ISSUE_STEPS,
)
from tracker.outbox.rules import is_worth_saying
from tracker.policy import Permission, grants
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.keeping import keep_offline
from tracker.routes.said import author_id, keepable, said_at
from tracker.routes.web import page_asked

bp = Blueprint("issues", __name__, url_prefix="/phan-anh")
bp.add_app_template_filter(lambda kind: ISSUE_KINDS[kind], "issue_kind")
bp.add_app_template_filter(lambda level: ISSUE_LEVELS[level], "issue_level")
bp.add_app_template_filter(lambda status: ISSUE_STATUSES[status], "issue_status")
bp.add_app_template_filter(lambda step: ISSUE_STEPS[step], "issue_step")

# The forms of one page; the prefix keeps their fields apart.
_FORMS: Mapping[str, type[Form]] = {
    "resolve": ResolveForm,
    "escalate": EscalateForm,
    "give-up": GiveUpForm,
    "note": NoteForm,
}


@bp.get("")
@requires(Permission.ISSUE_READ)
def index() -> Response:
    is_done = request.args.get("xem") == "xong"
    return htmx.render(
        "issues/index.html",
        found=issues.issues(is_done=is_done, page=page_asked()),
        is_done=is_done,
        today=clock.today(),
    )


@bp.get("/them")
@requires(Permission.ISSUE_RAISE)
def new() -> Response:
    keep_offline(nameless=True)
    form = IssueForm(formdata=None)
    return _new_page(form, _offer_homes(form))


@bp.post("/them")
@requires(Permission.ISSUE_RAISE)
@keepable
def create() -> AnyResponse:
    form = IssueForm()
    own = _offer_homes(form)
    if not form.validate_on_submit():
        return _new_page(form, own, status=422)
    home = own.get(form.home.data or "") or next(iter(own.values()))
    entry = NewIssue(home, IssueKind(form.kind.data), form.title.data, form.text.data, author_id())
    issue = issue_actions.raise_issue(actor(), entry=entry, at=said_at(), now=clock.now())
    flash(gettext("Đã gửi phản ánh."), "ok")
    return htmx.go(f"/phan-anh/{issue.id}")


@bp.get("/<int:issue_id>")
@requires(Permission.ISSUE_READ)
def show(issue_id: int) -> Response:
    return _page(_issue(issue_id))


@bp.post("/<int:issue_id>/nhan")
@requires(Permission.ISSUE_RESOLVE)
def take(issue_id: int) -> AnyResponse:
    issue = _issue(issue_id)
    verdict = issue_actions.take(actor(), issue=issue, now=clock.now())
    return _handled(issue, verdict, gettext("Đã nhận xử lý."))


@bp.post("/<int:issue_id>/giai-quyet")
@requires(Permission.ISSUE_RESOLVE)
def resolve(issue_id: int) -> AnyResponse:
    def act(issue: Issue, words: str) -> Handled:
        return issue_actions.resolve(actor(), issue=issue, words=words, now=clock.now())

    return _step(issue_id, "resolve", act, gettext("Đã giải quyết."))


@bp.post("/<int:issue_id>/chuyen-cap-tren")
@requires(Permission.ISSUE_RESOLVE)
def escalate(issue_id: int) -> AnyResponse:
    def act(issue: Issue, words: str) -> Handled:
        return issue_actions.escalate(actor(), issue=issue, note=words, now=clock.now())

    return _step(issue_id, "escalate", act, gettext("Đã chuyển cấp trên."))


@bp.post("/<int:issue_id>/khong-giai-quyet-duoc")
@requires(Permission.ISSUE_RESOLVE)
def give_up(issue_id: int) -> AnyResponse:
    def act(issue: Issue, words: str) -> Handled:
        return issue_actions.give_up(actor(), issue=issue, reason=words, now=clock.now())

    return _step(issue_id, "give-up", act, gettext("Đã ghi: không giải quyết được."))


@bp.post("/<int:issue_id>/ghi-them")
@requires(Permission.ISSUE_READ)
def note(issue_id: int) -> AnyResponse:
    def act(issue: Issue, words: str) -> Handled:
        return issue_actions.add_note(actor(), issue=issue, text=words, now=clock.now())

    return _step(issue_id, "note", act, gettext("Đã ghi thêm."))


def _step(
    issue_id: int, name: str, act: Callable[[Issue, str], Handled], words: str
) -> AnyResponse:
    """One of the page's forms was sent: do it, or show the page again with what is missing."""
    issue = _issue(issue_id)
    form = _FORMS[name](prefix=name)
    if not form.validate_on_submit():
        return _page(issue, form, name, status=422)
    return _handled(issue, act(issue, form["words"].data), words)


def _handled(issue: Issue, verdict: Handled, words: str) -> AnyResponse:
    done = verdict is Handled.DONE
    flash(words if done else str(HANDLED[verdict]), "ok" if done else "wait")
    return htmx.go(f"/phan-anh/{issue.id}")


def _page(issue: Issue, sent: Form | None = None, name: str = "", *, status: int = 200) -> Response:
    forms: dict[str, Any] = {key: kind(formdata=None, prefix=key) for key, kind in _FORMS.items()}
    if sent is not None:
        forms[name] = sent
    is_open = rules.is_open(issue.status)
    return htmx.render(
        "issues/show.html",
        status=status,
        errors=status == 422,
        issue=issue,
        forms=forms,
        is_open=is_open,
        may_handle=is_open and rules.may_handle(actor(), issue_actions.holding(issue)),
        has_level_above=issue.level in NEXT_LEVEL,
        today=clock.today(),
        arrived_at=_arrived_at(issue),
    )


def _arrived_at(issue: Issue) -> datetime | None:
    """When it reached us, if a phone had kept it for a while."""
    at = next((event.at for event in issue.events if event.step is IssueStep.RAISED), None)
    return at if at and is_worth_saying(issue.raised_at, at) else None


def _new_page(form: IssueForm, own: dict[str, Home], *, status: int = 200) -> Response:
    is_sure = len(own) == 1 and bool(rules.homes(actor(), Permission.ISSUE_RAISE))
    return htmx.render(
        "issues/new.html", status=status, errors=status == 422, form=form, asks_where=not is_sure
    )


def _offer_homes(form: IssueForm) -> dict[str, Home]:
    """One's own teams and communes; for a province, its communes. Nobody else has a place."""
    who = actor()
    found = rules.homes(who, Permission.ISSUE_RAISE)
    names = queries.home_names(found) if len(found) > 1 else {}
    is_wide = not found
    if is_wide:
        posts = [post for post, _breadth in grants(who, Permission.ISSUE_RAISE)]
        communes = issues.communes_of([post.province_id for post in posts if post.province_id])
        names = {Home(commune.id): commune.name for commune in communes}
        found = list(names) or abort(403)
    own = {f"{home.commune_id}-{home.team_id or ''}": home for home in found}
    form.home.choices = [SelectChoice(value, names.get(home, "")) for value, home in own.items()]
    if is_wide:  # the first of a hundred communes is nobody's choice
        form.home.choices.insert(0, SelectChoice("", gettext("Chọn xã")))
        form.home.validators = [InputRequired(gettext("Xin chọn xã."))]
    return own


def _issue(issue_id: int) -> Issue:
    return issues.issue(issue_id) or abort(404)
