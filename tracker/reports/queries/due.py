"""The quarterly report a commune's own people are reminded of, as columns of another question.

The commune's page asks little (six statements); what it says about the report rides along with
the commune itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.periods.queries import rule_columns, rule_from
from tracker.periods.rules import Period, due_of, window_waited_for
from tracker.places.models import Commune
from tracker.reports.models import Report
from tracker.reports.rules import DONE, Issuer, ReportKind, Status, is_overdue

# The window that is waited for is one of the newest two that a report was begun for.
_NEWEST = 2
_PARTS = (Report.id, Report.last_day, Report.status)


@dataclass(frozen=True)
class Due:
    """Which report is waited for, and how far it has come; without a status nobody began it."""

    window: Period
    on: date
    report_id: int | None = None
    status: Status | None = None

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    def is_overdue(self, today: date) -> bool:
        return is_overdue(self.status, self.on, today)


def columns() -> tuple[Any, ...]:
    """To be asked beside a Commune; `read` makes sense of them."""
    return (
        *rule_columns(),
        *(_newest(part, number) for number in range(_NEWEST) for part in _PARTS),
    )


def read(values: Sequence[Any], today: date) -> Due:
    rule = rule_from(values)
    window = window_waited_for(today, rule)
    due = Due(window, due_of(window, rule))
    rest = values[len(rule_columns()) :]
    for number in range(_NEWEST):
        id_, last_day, status = rest[number * len(_PARTS) : (number + 1) * len(_PARTS)]
        if last_day == window.last:
            return Due(window, due.on, id_, Status(status))
    return due


def _newest(part: Any, number: int) -> Any:
    return (
        select(part)
        .where(
            Report.commune_id == Commune.id,
            Report.issuer == Issuer.COMMUNE,
            Report.kind == ReportKind.QUARTER,
        )
        .order_by(Report.last_day.desc(), Report.id.desc())
        .offset(number)
        .limit(1)
        .correlate(Commune)
        .scalar_subquery()
    )
