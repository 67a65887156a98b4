"""Reports: the one asked for, the archive, what the province waits for, and their figures."""

from tracker.reports.queries.archive import (
    archive,
    latest_frozen,
    of_window,
    report,
    same,
)

__all__ = ["archive", "latest_frozen", "of_window", "report", "same"]
