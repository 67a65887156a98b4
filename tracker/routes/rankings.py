"""Bảng xếp hạng as it was published: the table, one row explained, the archive, the files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask_babel import gettext

from tracker.core import clock
from tracker.core.names import search_key
from tracker.core.text import clean
from tracker.papers.actions import Order
from tracker.papers.lines import as_csv as lines
from tracker.papers.paper import Form
from tracker.periods.rules import Period, PeriodKind
from tracker.places import queries as places
from tracker.places.text import COMMUNE_KIND
from tracker.policy import Permission
from tracker.rankings import open_data, papers, queries, rows, text
from tracker.rankings.models import Ranking
from tracker.rankings.open_data import Edition
from tracker.rankings.rows import KINDS, Row, Size
from tracker.reports.text import period_from
from tracker.routes import htmx
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import maybe_actor, public, requires
from tracker.routes.web import base_url

bp = Blueprint("rankings", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)


@bp.get("/xep-hang")
@public
def index() -> Response:
    """The newest ranking, or the one asked for (`?ban=<code>`), and everything published."""
    found = queries.published()
    shown = _shown(found)
    facts = shown.snapshot.public if shown else {"rows": [], "without": []}
    return htmx.render(
        "rankings/index.html",
        fragment="rankings/_table.html",
        shown=shown,
        facts=facts,
        **_near_own(facts["rows"], shown),
        period=period_from(facts["period"]) if shown else None,
        archive=[(one, _period(one)) for one in found if _is_beside(one, shown)],
        provinces={one.province.code: one.province.name for one in found},
        newer=_newer(found, shown),
        formula=text.FORMULA,
        address={"endpoint": "rankings.row", "code": shown.snapshot.code if shown else ""},
        **asked_of(facts),
    )


@bp.get("/xep-hang/<code>/<commune_code>")
@public
def row(code: str, commune_code: str) -> Response:
    """Where each figure of one row comes from, as it was published."""
    one = _published(code)
    facts, found = one.snapshot.public, queries.published()
    its = next((row for row in facts["rows"] if row["code"] == commune_code), None) or abort(404)
    return htmx.render(
        "rankings/row.html",
        ranking=one,
        row=its,
        newer=_newer(found, one),
        facts=facts,
        of=len(facts["rows"]),
        period=period_from(facts["period"]),
        until=date.fromisoformat(facts["until"]) if "until" in facts else None,
        formula=text.FORMULA,
    )


@bp.get("/xep-hang/<code>/json")
@public
def as_json(code: str) -> Response:
    """The published figures, as published; tenths of a per cent."""
    one = _published(code)
    return jsonify(
        version=one.version,
        published_at=one.published_at.isoformat(),
        digest=one.snapshot.digest,
        **one.snapshot.public,
    )


@bp.get("/xep-hang/<code>/csv")
@public
def as_csv(code: str) -> Response:
    """Every place with its figures in per cent, or with why it has none: for a spreadsheet."""
    one = _published(code)
    edition = Edition(_period(one), one.version, clock.local_date(one.published_at))
    name = edition.file_name(one.province.code)
    return Response(
        lines(open_data.HEADS, open_data.lines(one.snapshot.public, edition)),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@bp.post("/xep-hang/<code>/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take(code: str) -> Order:
    """The same rows as Excel, for who may take files of figures."""
    one, form = _published(code), form_asked({Form.EXCEL})
    paper = papers.table(
        one.snapshot.public, version=one.version, published=clock.local_date(one.published_at),
        check=f"{base_url()}/x/{code}",
    )  # fmt: skip
    return Order("ranking", form, paper, None)


def asked_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The rows the address asks for: by name, kind and size, in the order it wants."""
    typed = clean(request.args.get("tim", ""), limit=60)
    kind, size = request.args.get("loai", ""), request.args.get("co", "")
    sort, sizes = request.args.get("xep", ""), facts.get("sizes", ())
    group = rows.group_of(facts["rows"], kind=kind, size=size, sizes=sizes)
    matching = rows.named(group, search_key(typed))
    first, others = rows.arranged(matching, sort)
    without = rows.group_of(facts["without"], kind=kind, size="", sizes=())
    return {
        "without": rows.by_name(rows.named(without, search_key(typed))),
        "first": first,
        "others": others,
        "text": typed,
        "within": rows.places_within(group) if len(group) < len(facts["rows"]) else None,
        "filters": _filters(facts)
        | {
            "xep": (
                gettext("Xếp theo"),
                [(str(value), str(said)) for value, said in text.SORTS.items()],
            )
        },
        "asked": {"loai": kind, "co": size, "xep": sort},
    }


def _filters(facts: dict[str, Any]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """What the rows can be told apart by: a name in the address, its words, its choices."""
    found = {}
    all_ = ("", gettext("Tất cả"))
    kinds = {one.get("kind") for one in facts["rows"]}
    if len(kinds) > 1:
        choices = [
            (value, str(COMMUNE_KIND[kind])) for value, kind in KINDS.items() if kind in kinds
        ]
        found["loai"] = (gettext("Loại"), [all_, *choices])
    sizes = facts.get("sizes", ())
    if sizes:
        choices = [(size.value, text.size_name(size, sizes)) for size in Size]
        found["co"] = (gettext("Quy mô"), [all_, *choices])
    return found


def _shown(found: Sequence[Ranking]) -> Ranking | None:
    """The one asked for by its code, else the newest, of a province where the address says so."""
    code = request.args.get("ban", "")
    province = request.args.get("tinh", "")
    here = [one for one in found if not province or one.province.code == province]
    if code:
        return _published(code)
    return _published(here[0].snapshot.code) if here else None


def _is_beside(one: Ranking, shown: Ranking | None) -> bool:
    """Of the same province: the others have a tab."""
    return shown is not None and one.province_id == shown.province_id


def _published(code: str) -> Ranking:
    return queries.by_code(code) or abort(404)


def _near_own(found: Sequence[Row], shown: Ranking | None) -> dict[str, Any]:
    """The reader's own commune with its neighbours in the table."""
    who = maybe_actor()
    if who is None or shown is None:
        return {"near": []}
    ids = (post.commune_id for post in who.posts if post.province_id == shown.province_id)
    own = next((id_ for id_ in ids if id_ is not None), None)
    commune = places.commune(own) if own is not None else None
    if commune is None:
        return {"near": []}
    return {"near": rows.around(found, commune.code), "own_name": commune.name}


def _period(one: Ranking) -> Period:
    return Period(PeriodKind(one.period_kind), one.first_day, one.last_day)


def _newer(found: Sequence[Ranking], shown: Ranking | None) -> Ranking | None:
    """The version in force of the same period, where that is another: this one was corrected."""
    if shown is None:
        return None
    same = (one for one in found if _about(one) == _about(shown))
    last = max(same, key=lambda one: one.version)
    return last if last.version > shown.version else None


def _about(one: Ranking) -> tuple[Any, ...]:
    return one.province_id, one.period_kind, one.first_day
