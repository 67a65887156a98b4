"""Sơ kết and tổng kết: which days they are about and when they are due, as set here (seed H07)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.core.db import db
from tracker.core.settings import Setting
from tracker.periods.rules import Period, range_of
from tracker.reports.rules import ReportKind


@dataclass(frozen=True)
class Milestone:
    """A report about the movement since it began."""

    kind: ReportKind
    first: date
    last: date
    due_on: date

    @property
    def period(self) -> Period | None:
        return range_of(self.first, self.last)


# The movement began with the central plan of 21/3/2025; the plan names 2027 and 2030.
BEGINNING = date(2025, 3, 21)
USUAL = (
    Milestone(ReportKind.INTERIM, BEGINNING, date(2027, 6, 30), date(2027, 7, 31)),
    Milestone(ReportKind.FINAL, BEGINNING, date(2030, 10, 31), date(2030, 11, 30)),
)


def milestones() -> list[Milestone]:
    """Those in force, the earlier first."""
    names = {setting_name(one.kind): one for one in USUAL}
    rows = db.session.scalars(select(Setting).where(Setting.name.in_(names)))
    stored = {row.name: row.value for row in rows}
    return [
        Milestone(usual.kind, *(date.fromisoformat(day) for day in stored[name]))
        if name in stored
        else usual
        for name, usual in names.items()
    ]


def setting_row(kind: ReportKind) -> Setting | None:
    return db.session.scalar(select(Setting).where(Setting.name == setting_name(kind)))


def setting_name(kind: ReportKind) -> str:
    return f"milestone_{kind}"
