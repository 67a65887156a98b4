"""The figures of any report, and what has become of them since they were frozen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.reports.models import Report
from tracker.reports.queries import compose, consolidated
from tracker.reports.rules import ReportKind
from tracker.snapshots.rules import Change


@dataclass(frozen=True)
class Since:
    """What the next report will tell: how figures moved, and of a sum which communes came."""

    figures: dict[str, Change] = field(default_factory=dict)
    communes: list[str] = field(default_factory=list)


def facts(report: Report, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the report says, and the keys of the rows it counted; a sum counts none itself."""
    if report.kind is ReportKind.CONSOLIDATED:
        return consolidated.consolidated(report, now), {"window": {}, "told": {}}
    return compose.facts(report, now)


def since(report: Report) -> Since:
    """Measured as the report itself was: a sum of reports by those reports alone."""
    if report.snapshot is None:
        return Since()
    if report.kind is ReportKind.CONSOLIDATED:
        named, figures = consolidated.moved(report, compose.kept(report))
        return Since(figures, named)
    return Since(compose.recount(report))
