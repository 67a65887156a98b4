"""Which reports there are."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.places.models import Commune
from tracker.reports.models import Report
from tracker.reports.rules import Issuer, ReportKind

LATEST = 40


def report(report_id: int) -> Report | None:
    """With its place, its snapshot and everybody who had a hand in it."""
    return db.session.scalar(
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.commune),
            joinedload(Report.province),
            joinedload(Report.snapshot),
            joinedload(Report.prepared_by),
            joinedload(Report.submitted_by),
            joinedload(Report.approved_by),
            joinedload(Report.sent_by),
        )
    )


def archive(issuers: Sequence[Issuer] = tuple(Issuer)) -> Sequence[Report]:
    """The latest reports within reach, newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.issuer.in_(issuers))
        .options(joinedload(Report.commune), joinedload(Report.snapshot))
        .order_by(Report.last_day.desc(), Report.id.desc())
        .limit(LATEST)
    ).all()


def same(
    *, issuer: Issuer, kind: ReportKind, commune_id: int | None, province_id: int,
    first: date, last: date,
) -> Report | None:  # fmt: skip
    """The report of this office about these very days, if somebody began it."""
    return db.session.scalar(
        select(Report).where(
            Report.issuer == issuer,
            Report.kind == kind,
            Report.province_id == province_id,
            Report.commune_id == commune_id
            if commune_id is not None
            else Report.commune_id.is_(None),
            Report.first_day == first,
            Report.last_day == last,
        )
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


def of_window(
    province_id: int, first: date, last: date, issuer: Issuer = Issuer.COMMUNE
) -> dict[Commune, Report | None]:
    """Every commune of the province with its office's report of the window, or none yet."""
    its = (Report.commune_id == Commune.id) & (Report.first_day == first)
    its &= (Report.last_day == last) & (Report.issuer == issuer)
    its &= Report.kind == ReportKind.QUARTER
    rows = db.session.execute(
        select(Commune, Report)
        .outerjoin(Report, its)
        .where(Commune.province_id == province_id, Commune.ended_on.is_(None))
        .options(joinedload(Report.snapshot))
        .order_by(Commune.search_key)
    )
    return {row[0]: row[1] for row in rows}
