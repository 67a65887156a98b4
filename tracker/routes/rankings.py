"""Bảng xếp hạng: the public page and its archive, the draft, the communes' comments, publishing."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.names import search_key
from tracker.core.scope import unscoped
from tracker.core.settings import setting
from tracker.core.text import clean
from tracker.papers.paper import Form
from tracker.periods.rules import Period, PeriodKind
from tracker.places import queries as places
from tracker.policy import Permission
from tracker.rankings import actions, papers, queries, text
from tracker.rankings.forms import CommentForm, PublishForm
from tracker.rankings.models import Ranking
from tracker.rankings.rules import Refusal, ranking
from tracker.reports.text import period_from
from tracker.routes import htmx, periods
from tracker.routes.files import form_asked, hand_over
from tracker.routes.guards import actor, allowed, public, requires
from tracker.routes.web import base_url

bp = Blueprint("rankings", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)

KINDS = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
COLUMNS = ("rank", "code", "name", "score", "people", "classes", "issues", "per_thousand", "active")


@bp.get("/xep-hang")
@public
def index() -> Response:
    """The newest ranking, or the one asked for (`?ban=<code>`), and everything published."""
    found = queries.published()
    shown = _asked(found, request.args.get("ban", "")) if found else None
    typed = clean(request.args.get("tim", ""), limit=60)
    rows = [row for row in shown.snapshot.public["rows"] if _matches(row, typed)] if shown else []
    return htmx.render(
        "rankings/index.html",
        fragment="rankings/_table.html",
        shown=shown,
        facts=shown.snapshot.public if shown else None,
        rows=rows,
        text=typed,
        period=period_from(shown.snapshot.public["period"]) if shown else None,
        archive=[(one, period_from(one.snapshot.public["period"])) for one in found],
        newest=_newest(found),
        formula=text.FORMULA,
    )


@bp.get("/xep-hang/<code>/json")
@public
def as_json(code: str) -> Response:
    """The published figures, as published; tenths of a per cent."""
    one = _asked(queries.published(), code, exactly=True)
    return jsonify(
        version=one.version,
        published_at=one.published_at.isoformat(),
        digest=one.snapshot.digest,
        **one.snapshot.public,
    )


@bp.get("/xep-hang/<code>/csv")
@public
def as_csv(code: str) -> Response:
    """The same rows for a spreadsheet: with a mark that tells Excel the alphabet."""
    one = _asked(queries.published(), code, exactly=True)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in one.snapshot.public["rows"]:
        writer.writerow([row[column] for column in COLUMNS])
    name = f"xep-hang-{one.first_day}-{one.version}.csv"
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@bp.post("/xep-hang/<code>/tai")
@requires(Permission.FIGURES_DOWNLOAD)
def take(code: str) -> AnyResponse:
    """The same rows as Excel, for who may take files of figures."""
    one, form = _asked(queries.published(), code, exactly=True), form_asked({Form.EXCEL})
    paper = papers.table(
        one.snapshot.public, version=one.version, published=clock.local_date(one.published_at),
        check=f"{base_url()}/x/{code}",
    )  # fmt: skip
    return hand_over("ranking", paper, form, commune_id=None)


@bp.get("/xep-hang/nhap")
@requires(Permission.RANKING_DRAFT)
def draft() -> Response:
    return _draft(CommentForm(formdata=None), PublishForm(formdata=None))


@bp.post("/xep-hang/nhap/y-kien")
@requires(Permission.RANKING_DRAFT)
def say() -> AnyResponse:
    commune_id, form = _own_commune(), CommentForm()
    if commune_id is None:
        abort(403)
    if not form.validate():
        return _draft(form, PublishForm(formdata=None), status=422)
    period = _period()
    actions.say(
        actor(), commune_id=commune_id, period=period, text=form.text.data or "", now=clock.now()
    )
    flash(gettext("Đã ghi ý kiến."), "ok")
    return htmx.go(url_for("rankings.draft", ky=period.code))


@bp.post("/xep-hang/cong-bo")
@requires(Permission.RANKING_PUBLISH)
def publish() -> AnyResponse:
    form, period = PublishForm(), _period()
    if not form.validate():
        return _draft(CommentForm(formdata=None), form, status=422)
    province = places.province(_province_id()) or abort(404)
    done = actions.publish(
        actor(), province=province, period=period, reason=form.reason.data or "",
        now=clock.now(), floor=setting("public_floor"),
    )  # fmt: skip
    if isinstance(done, Refusal):
        form.form_errors.append(str(text.REFUSALS[done]))
        return _draft(CommentForm(formdata=None), form, status=422)
    flash(gettext("Đã công bố bảng xếp hạng."), "ok")
    return htmx.go(url_for("rankings.index", ban=done.snapshot.code))


def _draft(comment: CommentForm, form: PublishForm, status: int = 200) -> Response:
    period, own, province_id = _period(), _own_commune(), _province_id()
    with unscoped("the place of one's own row among all; a commune is shown no other"):
        ranked, without = ranking(queries.entries(province_id, period))
    if own is not None:
        ranked = [one for one in ranked if one.entry.commune_id == own]
        without = [one for one in without if one.commune_id == own]
    return htmx.render(
        "rankings/draft.html",
        status=status,
        errors=comment.errors or form.errors or form.form_errors,
        own=own,
        ranked=ranked,
        without=without,
        comment=comment,
        form=form,
        period=period,
        picker=periods.picker(period, clock.today(), kinds=KINDS),
        formula=text.FORMULA,
        may_publish=allowed(Permission.RANKING_PUBLISH),
    )


@bp.get("/xep-hang/nhap/y-kien")
@requires(Permission.RANKING_DRAFT)
def remarks() -> Response:
    """What looks odd, for those who see the province, and what the communes said."""
    period = _period()
    return htmx.render(
        "rankings/remarks.html",
        flags=[] if _own_commune() is not None else _flags(_province_id(), period),
        comments=queries.comments(period),
        period=period,
    )


def _flags(province_id: int, period: Period) -> list[Any]:
    return queries.bursts(
        province_id, period, most=setting("burst_marks"), minutes=setting("burst_minutes")
    )


def _period() -> Period:
    period = periods.asked_for(clock.today(), otherwise=PeriodKind.YEAR)
    return period if period.kind in KINDS else abort(404)


def _own_commune() -> int | None:
    """The commune whose row the reader sees; None for those who see the province."""
    posts = actor().posts
    if any(post.province_id is not None and post.commune_id is None for post in posts):
        return None
    ids = [post.commune_id for post in posts if post.commune_id is not None]
    return ids[0] if ids else None


def _province_id() -> int:
    ids = [post.province_id for post in actor().posts if post.province_id is not None]
    return ids[0] if ids else abort(404)


def _asked(found: Sequence[Ranking], code: str, *, exactly: bool = False) -> Ranking:
    by_code = {one.snapshot.code: one for one in found}
    if code or exactly:
        return by_code.get(code) or abort(404)
    return found[0]


def _newest(found: Sequence[Ranking]) -> set[int]:
    """Of each period the version in force; the others were corrected."""
    newest: dict[tuple[Any, ...], int] = {}
    for one in found:
        newest.setdefault((one.province_id, one.period_kind, one.first_day), one.id)
    return set(newest.values())


def _matches(row: dict[str, Any], typed: str) -> bool:
    return search_key(typed) in search_key(row["name"])
