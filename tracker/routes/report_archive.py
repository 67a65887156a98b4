"""Every report that was ever begun: page by page, filtered in the address, or by its code."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock, codes
from tracker.core.text import clean
from tracker.policy import Permission
from tracker.reports import queries, text
from tracker.reports.rules import Issuer, ReportKind, Status
from tracker.routes import htmx, periods
from tracker.routes.guards import requires
from tracker.routes.reports import reader
from tracker.routes.web import page_asked
from tracker.snapshots.rules import CODE_LENGTH

bp = Blueprint("report_archive", __name__)

ON_A_PAGE = 50
OVERDUE = "overdue"
Word = TypeVar("Word", bound=StrEnum)


@bp.get("/bao-cao/luu-tru")
@requires(Permission.FIGURES_DOWNLOAD)
def index() -> AnyResponse:
    typed = clean(request.args.get("tim", ""), limit=60)
    code = codes.typed(codes.pasted(typed))
    its = queries.with_code(code, reader()) if len(code) == CODE_LENGTH else None
    if its is not None:
        return htmx.go(url_for("reports.show", report_id=its))
    page, today = page_asked(), clock.today()
    found, has_more = queries.archive(reader(), _search(typed), page=page, size=ON_A_PAGE)
    asked = {name: request.args.get(name, "") for name in ("loai", "cq", "tt", "nam")}
    return htmx.render(
        "report_archive/index.html",
        fragment="report_archive/_archive.html",
        reports=found,
        filters=_filters(),
        asked=asked,
        text=typed,
        address={name: value for name, value in (asked | {"tim": typed}).items() if value},
        page=page,
        has_more=has_more,
        looks=text.LOOKS,
        today=today,
    )


def _search(typed: str) -> queries.Search:
    """What the address asks for; a word it does not know asks for nothing."""
    year = request.args.get("nam", type=int)
    is_overdue = request.args.get("tt") == OVERDUE
    return queries.Search(
        text=typed,
        kind=_named(ReportKind, "loai"),
        issuer=_named(Issuer, "cq"),
        status=_named(Status, "tt"),
        year=year if year in _years() else None,
        overdue_on=clock.today() if is_overdue else None,
    )


def _named(words: type[Word], name: str) -> Word | None:
    asked = request.args.get(name, "")
    return next((word for word in words if word == asked), None)


def _years() -> range:
    """From the movement's first to this one, the newest first."""
    return range(clock.today().year, periods.EARLIEST.year - 1, -1)


def _filters() -> dict[str, Any]:
    """A name in the address, its words, its choices."""
    states = [(OVERDUE, gettext("Quá hạn")), *_choices(Status, text.status_name)]
    found = {
        "loai": (gettext("Loại báo cáo"), _choices(ReportKind, text.kind_name)),
        "nam": (gettext("Năm"), [(str(year), str(year)) for year in _years()]),
        "tt": (gettext("Trạng thái"), states),
        "cq": (gettext("Cơ quan lập"), _choices(Issuer, text.issuer_name)),
    }
    every = ("", gettext("Tất cả"))
    return {name: (words, [every, *choices]) for name, (words, choices) in found.items()}


def _choices(words: type[Word], said: Callable[[Word], str]) -> list[tuple[str, str]]:
    return [(word.value, said(word)) for word in words]
