"""A ranking before it is published: the draft, what a commune is asked and says, publishing."""

from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.periods.rules import Period, PeriodKind
from tracker.places import queries as places
from tracker.places.models import Commune
from tracker.policy import Permission, Post, grants
from tracker.rankings import actions, queries, text
from tracker.rankings.forms import CommentForm, PublishForm, QuestionForm
from tracker.rankings.rules import Refusal
from tracker.routes import htmx, periods
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.rankings import asked_of

bp = Blueprint("ranking_drafts", __name__)

KINDS = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)


@bp.get("/xep-hang/nhap")
@requires(Permission.RANKING_DRAFT)
def show() -> Response:
    return _draft(PublishForm(formdata=None))


@bp.post("/xep-hang/cong-bo")
@requires(Permission.RANKING_PUBLISH)
def publish() -> AnyResponse:
    form, period = PublishForm(), _period()
    if not form.validate():
        return _draft(form, status=422)
    province = places.province(_province_id()) or abort(404)
    done = actions.publish(
        actor(), province=province, period=period, reason=form.reason.data or "", now=clock.now()
    )
    if isinstance(done, Refusal):
        form.form_errors.append(str(text.REFUSALS[done]))
        return _draft(form, status=422)
    flash(gettext("Đã công bố bảng xếp hạng."), "ok")
    return htmx.go(url_for("rankings.index", ban=done.snapshot.code))


@bp.get("/xep-hang/nhap/y-kien")
@requires(Permission.RANKING_DRAFT)
def remarks() -> Response:
    """What looks odd, for those who see the province, and what was asked and said."""
    period = _period()
    flags = [] if _own_commune() is not None else queries.bursts(_province_id(), period)
    return htmx.render(
        "ranking_drafts/remarks.html", flags=flags, comments=queries.comments(period), period=period
    )


@bp.get("/xep-hang/nhap/<commune_code>")
@requires(Permission.RANKING_DRAFT)
def row(commune_code: str) -> Response:
    return _row(_commune(commune_code), None)


@bp.post("/xep-hang/nhap/<commune_code>/y-kien")
@requires(Permission.RANKING_DRAFT)
def say(commune_code: str) -> AnyResponse:
    """The commune says something about its row."""
    commune, form = _commune(commune_code), CommentForm()
    if _own_commune() is None:
        abort(403)
    return _note(commune, form, gettext("Đã ghi ý kiến."), is_question=False)


@bp.post("/xep-hang/nhap/<commune_code>/hoi")
@requires(Permission.RANKING_PUBLISH)
def ask(commune_code: str) -> AnyResponse:
    """The province asks the commune to look again before anything is published."""
    said = gettext("Đã gửi. Xã thấy câu hỏi ở trang của xã.")
    return _note(_commune(commune_code), QuestionForm(), said, is_question=True)


def _note(
    commune: Commune, form: CommentForm | QuestionForm, said: str, *, is_question: bool
) -> AnyResponse:
    if not form.validate():
        return _row(commune, form, status=422)
    period = _period()
    actions.say(
        actor(), commune_id=commune.id, period=period, text=form.text.data or "", now=clock.now(),
        is_question=is_question,
    )  # fmt: skip
    flash(said, "ok")
    return htmx.go(url_for("ranking_drafts.row", commune_code=commune.code, ky=period.code))


def _draft(form: PublishForm, status: int = 200) -> Response:
    period, own = _period(), _own_commune()
    facts = _facts(period)
    if own is not None:
        code = _own_code(own)
        for part in ("rows", "without"):
            facts[part] = [one for one in facts[part] if one["code"] == code]
    return htmx.render(
        "ranking_drafts/show.html",
        fragment="rankings/_table.html",
        status=status,
        errors=form.errors or form.form_errors,
        own=own,
        facts=facts,
        form=form,
        period=period,
        picker=periods.picker(period, clock.today(), kinds=KINDS),
        formula=text.FORMULA,
        may_publish=allowed(Permission.RANKING_PUBLISH),
        address={"endpoint": "ranking_drafts.row", "ky": period.code},
        **asked_of(facts),
    )


def _row(commune: Commune, form: CommentForm | QuestionForm | None, status: int = 200) -> Response:
    """One row explained, and the conversation about it."""
    period, today = _period(), clock.today()
    facts = _facts(period, with_unlocked=True)
    its = next((one for one in facts["rows"] if one["code"] == commune.code), None)
    lacks = next((one for one in facts["without"] if one["code"] == commune.code), None)
    own = _own_commune()
    flags = (
        []
        if own is not None
        else queries.bursts(commune.province_id, period, commune_id=commune.id)
    )
    may_ask = allowed(Permission.RANKING_PUBLISH)
    if form is None and may_ask:
        form = QuestionForm(formdata=None, data={"text": text.burst_words(flags)})
    if form is None and own is not None:
        form = CommentForm(formdata=None)
    return htmx.render(
        "ranking_drafts/row.html",
        status=status,
        errors=form.errors if form else None,
        commune=commune,
        row=its,
        lacks=lacks,
        of=len(facts["rows"]),
        facts=facts,
        flags=flags,
        comments=queries.comments(period, commune.id),
        form=form,
        may_ask=may_ask,
        period=period,
        until=min(period.last, today),
        formula=text.FORMULA,
    )


def _facts(period: Period, *, with_unlocked: bool = False) -> dict[str, Any]:
    """As it would be published now."""
    with unscoped("the place of one's own row among all; a commune is shown no other"):
        moment = clock.now() if with_unlocked else None
        found = queries.basis(_province_id(), period, unlocked_at=moment) or abort(404)
    return actions.figures(found, period, until=clock.today())


def _period() -> Period:
    period = periods.asked_for(clock.today(), otherwise=PeriodKind.YEAR)
    return period if period.kind in KINDS else abort(404)


def _commune(code: str) -> Commune:
    """Of the reader's province; whoever speaks for a commune sees only that one."""
    found, own = places.commune_by_code(code), _own_commune()
    if found is None or found.province_id != _province_id() or own not in {None, found.id}:
        abort(404)
    return found


def _own_commune() -> int | None:
    """The commune whose row the reader sees; None for those who see the province."""
    posts = _posts()
    if any(post.province_id is not None and post.commune_id is None for post in posts):
        return None
    ids = [post.commune_id for post in posts if post.commune_id is not None]
    return ids[0] if ids else None


def _own_code(commune_id: int) -> str:
    commune = places.commune(commune_id) or abort(404)
    return commune.code


def _province_id() -> int:
    ids = [post.province_id for post in _posts() if post.province_id is not None]
    return ids[0] if ids else abort(404)


def _posts() -> list[Post]:
    """Those that let somebody see drafts: a leader's post elsewhere says nothing here."""
    return [post for post, _breadth in grants(actor(), Permission.RANKING_DRAFT)]
