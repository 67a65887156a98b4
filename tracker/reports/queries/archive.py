"""Which reports there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql import ColumnElement

from tracker.core.db import db
from tracker.core.names import search_key
from tracker.periods.rules import Period, PeriodKind
from tracker.places.models import Commune
from tracker.reports.models import Report
from tracker.reports.rules import DONE, REGULAR, Issuer, ReportKind, Status
from tracker.snapshots.models import Snapshot


@dataclass(frozen=True)
class Reader:
    """Somebody who asks for reports. What is not approved yet is read by whoever speaks for the
    office, and in the commune itself."""

    issuers: frozenset[Issuer]
    communes: frozenset[int]

    def may_read(self, report: Report) -> bool:
        return (
            report.issuer in self.issuers
            or report.status in DONE
            or report.commune_id in self.communes
        )

    @property
    def readable(self) -> ColumnElement[bool]:
        """The same as a condition."""
        return or_(
            Report.issuer.in_(self.issuers),
            Report.status.in_(DONE),
            Report.commune_id.in_(self.communes),
        )


@dataclass(frozen=True)
class Search:
    """Which reports an archive is asked for; what is not said leaves everything."""

    text: str = ""
    kind: ReportKind | None = None
    issuer: Issuer | None = None
    status: Status | None = None
    year: int | None = None
    # Those that are overdue on this day.
    overdue_on: date | None = None


@dataclass(frozen=True)
class Line:
    """A report in a list: what it is and how far it has come, without its figures."""

    id: int
    issuer: Issuer
    kind: ReportKind
    title: str
    period_kind: PeriodKind
    first_day: date
    last_day: date
    due_on: date | None
    status: Status
    prepared_at: datetime
    # Of sums of one period, which it is; several lie side by side, and the newest that is frozen
    # is in force.
    version: int
    is_in_force: bool

    @property
    def period(self) -> Period:
        return Period(self.period_kind, self.first_day, self.last_day)


def _line() -> tuple[Any, ...]:
    return (
        Report.id, Report.issuer, Report.kind, Report.title, Report.period_kind, Report.first_day,
        Report.last_day, Report.due_on, Report.status, Report.prepared_at, *_version(),
    )  # fmt: skip


def _version() -> tuple[Any, Any]:
    other = aliased(Report)
    same = (
        other.province_id == Report.province_id, other.issuer == Report.issuer,
        other.kind == ReportKind.CONSOLIDATED, Report.kind == ReportKind.CONSOLIDATED,
        other.first_day == Report.first_day, other.last_day == Report.last_day,
    )  # fmt: skip
    number = select(func.count(other.id)).where(*same, other.id <= Report.id)
    newer = select(other.id).where(*same, other.id > Report.id, other.snapshot_id.is_not(None))
    in_force = and_(Report.snapshot_id.is_not(None), ~exists(newer.correlate(Report)))
    return number.correlate(Report).scalar_subquery(), in_force


def version(report: Report) -> tuple[int, bool]:
    """Which sum of its period it is, and whether it is the one in force."""
    number, in_force = db.session.execute(select(*_version()).where(Report.id == report.id)).one()
    return number, bool(in_force)


def report(report_id: int) -> Report | None:
    """With its place, its snapshot and everybody who had a hand in it."""
    return db.session.scalar(
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.commune),
            joinedload(Report.province),
            joinedload(Report.snapshot).joinedload(Snapshot.taken_by),
            joinedload(Report.prepared_by),
            joinedload(Report.submitted_by),
            joinedload(Report.approved_by),
            joinedload(Report.sent_by),
        )
    )


def archive(
    reader: Reader, search: Search, *, page: int = 1, size: int
) -> tuple[list[tuple[str, Line]], bool]:
    """One page of what the reader may read, newest first, each with the name of its commune (empty
    for the province's); and whether there are more."""
    found = (
        select(Commune.name, *_line())
        .select_from(Report)
        .outerjoin(Commune, Commune.id == Report.commune_id)
        .where(reader.readable, *_asked(search))
        .order_by(Report.last_day.desc(), Report.id.desc())
    )
    rows = db.session.execute(found.offset((page - 1) * size).limit(size + 1)).all()
    return [(row[0] or "", Line(*row[1:])) for row in rows[:size]], len(rows) > size


def _asked(search: Search) -> list[ColumnElement[bool]]:
    named: list[tuple[Any, Any]] = [
        (Report.kind, search.kind), (Report.issuer, search.issuer), (Report.status, search.status),
    ]  # fmt: skip
    wanted = [column == value for column, value in named if value is not None]
    if search.year is not None:
        ends = date(search.year, 1, 1), date(search.year, 12, 31)
        wanted.append(Report.last_day.between(*ends))
    if search.overdue_on is not None:
        wanted += [Report.due_on < search.overdue_on, Report.status.not_in(DONE)]
    if search.text:
        wanted.append(
            or_(
                Commune.search_key.contains(search_key(search.text), autoescape=True),
                Report.title.icontains(search.text, autoescape=True),
            )
        )
    return wanted


def with_code(code: str, reader: Reader) -> int | None:
    """The report whose paper carries this code."""
    its = select(Report.id).join(Snapshot, Snapshot.id == Report.snapshot_id)
    return db.session.scalar(its.where(Snapshot.code == code, reader.readable))


def waited(province_id: int, period: Period, issuer: Issuer) -> list[tuple[Commune, Line | None]]:
    """Every commune with how far the report of its office about the period has come."""
    rows = db.session.execute(_of_communes(province_id, period, issuer, *_line()))
    return [(row[0], Line(*row[1:]) if row[1] is not None else None) for row in rows]


def of_period(province_id: int, period: Period, issuer: Issuer) -> dict[Commune, Report | None]:
    """The same with the reports' figures."""
    found = _of_communes(province_id, period, issuer, Report)
    rows = db.session.execute(found.options(joinedload(Report.snapshot)))
    return {row[0]: row[1] for row in rows}


def _of_communes(
    province_id: int, period: Period, issuer: Issuer, *columns: Any
) -> Select[*tuple[Any, ...]]:
    its = (Report.commune_id == Commune.id) & (Report.first_day == period.first)
    its &= (Report.last_day == period.last) & (Report.issuer == issuer)
    its &= Report.kind == REGULAR[period.kind]
    return (
        select(Commune, *columns)
        .outerjoin(Report, its)
        .where(Commune.province_id == province_id, Commune.ended_on.is_(None))
        .order_by(Commune.search_key)
    )


def same(
    *, issuer: Issuer, kind: ReportKind, commune_id: int | None, province_id: int,
    first: date, last: date,
) -> Report | None:  # fmt: skip
    """The report of this office about these very days, if somebody began it; the newest."""
    return db.session.scalar(
        select(Report)
        .where(
            Report.issuer == issuer,
            Report.kind == kind,
            Report.province_id == province_id,
            Report.commune_id == commune_id
            if commune_id is not None
            else Report.commune_id.is_(None),
            Report.first_day == first,
            Report.last_day == last,
        )
        .order_by(Report.id.desc())
        .limit(1)
    )


def latest_frozen(like: Report, *, count: int) -> Sequence[Report]:
    """The same office's earlier reports of this kind whose figures are frozen, newest first."""
    mine: Select[Report] = select(Report).where(
        Report.issuer == like.issuer,
        Report.kind == like.kind,
        Report.province_id == like.province_id,
        Report.last_day < like.first_day,
        Report.snapshot_id.is_not(None),
    )
    if like.commune_id is None:
        mine = mine.where(Report.commune_id.is_(None))
    else:
        mine = mine.where(Report.commune_id == like.commune_id)
    return db.session.scalars(
        mine.options(joinedload(Report.snapshot)).order_by(Report.last_day.desc()).limit(count)
    ).all()
