"""Reports: the one asked for, the archive, what the province waits for, and their figures."""

from tracker.reports.queries.archive import (
    Line,
    Reader,
    Search,
    archive,
    latest_frozen,
    of_period,
    report,
    same,
    version,
    waited,
    with_code,
)

__all__ = [
    "Line",
    "Reader",
    "Search",
    "archive",
    "latest_frozen",
    "of_period",
    "report",
    "same",
    "version",
    "waited",
    "with_code",
]
