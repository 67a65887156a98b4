"""A ranking before it is published: the draft, what a commune is asked and says, publishing."""

from collections.abc import Sequence

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
from tracker.rankings.rules import Burst, Refusal
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
        actor(), province=province, period=period, reason=form.reason.data or "",
        seen=form.seen.data or 0, now=clock.now(),
    )  # fmt: skip
    if isinstance(done, Refusal):
        said = str(text.REFUSALS[done])
        if done is not Refusal.UNSEEN:
            form.form_errors.append(said)
            return _draft(form, status=422)
        form.refuse(form.seen, said)
        return _draft(form, status=422, odd=queries.unasked(province.id, period))
    flash(gettext("Đã công bố bảng xếp hạng."), "ok")
    return htmx.go(url_for("rankings.index", ban=done.snapshot.code))


@bp.get("/xep-hang/nhap/y-kien")
@requires(Permission.RANKING_DRAFT)
def remarks() -> Response:
    """What looks odd, for those who see the province, and what was asked and said; for the draft
    only how much that is, which takes longer to find out than the draft itself."""
    period = _period()
    flags = [] if _own_commune() is not None else queries.bursts(_province_id(), period)
    return htmx.render(
        "ranking_drafts/remarks.html", fragment="ranking_drafts/_flags.html",
        flags=flags, comments=queries.comments(period), period=period,
    )  # fmt: skip


@bp.get("/xep-hang/nhap/<commune_code>")
@requires(Permission.RANKING_DRAFT)
def row(commune_code: str) -> Response:
    return _row(commune_code, CommentForm(formdata=None))


@bp.post("/xep-hang/nhap/<commune_code>/y-kien")
@requires(Permission.RANKING_DRAFT)
def say(commune_code: str) -> AnyResponse:
    """The commune says something about its row."""
    _commune(commune_code)
    form = CommentForm()
    if _own_commune() is None:
        abort(403)
    if not form.validate():
        return _row(commune_code, form, status=422)
    return _note(commune_code, form, gettext("Đã ghi ý kiến."), is_question=False)


@bp.get("/xep-hang/nhap/<commune_code>/hoi")
@requires(Permission.RANKING_PUBLISH)
def question(commune_code: str) -> Response:
    return _question(commune_code, None)


@bp.post("/xep-hang/nhap/<commune_code>/hoi")
@requires(Permission.RANKING_PUBLISH)
def ask(commune_code: str) -> AnyResponse:
    """The province asks the commune to look again before anything is published."""
    form = QuestionForm()
    if not form.validate():
        return _question(commune_code, form, status=422)
    said = gettext("Đã gửi. Xã thấy câu hỏi ở trang của xã.")
    return _note(commune_code, form, said, is_question=True)


def _note(
    code: str, form: CommentForm | QuestionForm, said: str, *, is_question: bool
) -> AnyResponse:
    period = _period()
    actions.say(
        actor(), commune_id=_commune(code).id, period=period, text=form.text.data or "",
        now=clock.now(), is_question=is_question,
    )  # fmt: skip
    flash(said, "ok")
    return htmx.go(url_for("ranking_drafts.row", commune_code=code, ky=period.code))


def _draft(form: PublishForm, status: int = 200, odd: Sequence[Burst] = ()) -> Response:
    period, own = _period(), _own_commune()
    facts = actions.figures(_basis(period), period, until=clock.today())
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
        odd=odd,
        period=period,
        picker=periods.picker(period, clock.today(), kinds=KINDS),
        formula=text.FORMULA,
        may_publish=allowed(Permission.RANKING_PUBLISH),
        address={"endpoint": "ranking_drafts.row", "ky": period.code},
        **asked_of(facts),
    )


def _row(code: str, form: CommentForm, status: int = 200) -> Response:
    """One row explained, and the conversation about it."""
    period, own = _period(), _own_commune()
    found = _basis(period, with_unlocked=True)
    entry = next((one for one in found.entries if one.code == code), None) or abort(404)
    if own not in {None, entry.commune_id}:
        abort(404)
    facts = actions.figures(found, period, until=clock.today())
    return htmx.render(
        "ranking_drafts/row.html",
        status=status,
        errors=form.errors,
        commune=entry,
        row=next((one for one in facts["rows"] if one["code"] == code), None),
        lacks=next((one for one in facts["without"] if one["code"] == code), None),
        of=len(facts["rows"]),
        facts=facts,
        comments=queries.comments(period, entry.commune_id),
        form=form if own is not None else None,
        may_ask=allowed(Permission.RANKING_PUBLISH),
        period=period,
        until=min(period.last, clock.today()),
        formula=text.FORMULA,
    )


def _question(code: str, form: QuestionForm | None, status: int = 200) -> Response:
    """What looks odd in the commune's figures, ready to be sent as a question."""
    commune, period = _commune(code), _period()
    flags = queries.bursts(commune.province_id, period, commune_id=commune.id)
    return htmx.render(
        "ranking_drafts/question.html",
        status=status,
        errors=form.errors if form else None,
        commune=commune,
        flags=flags,
        comments=queries.comments(period, commune.id),
        form=form or QuestionForm(formdata=None, data={"text": text.burst_words(flags)}),
        period=period,
    )


def _basis(period: Period, *, with_unlocked: bool = False) -> queries.Basis:
    """As it would be published now."""
    with unscoped("the place of one's own row among all; a commune is shown no other"):
        moment = clock.now() if with_unlocked else None
        return queries.basis(_province_id(), period, unlocked_at=moment) or abort(404)


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
