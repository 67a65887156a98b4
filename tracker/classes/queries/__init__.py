"""Named reads about classes."""

from tracker.classes.queries.planning import (
    Candidate,
    Clash,
    candidates,
    clashes,
    codes_taken,
    leader_of,
    rest_of_series,
)
from tracker.classes.queries.records import (
    Correction,
    class_proposal,
    corrections,
    request,
    requests_waiting,
    site_proposal,
)
from tracker.classes.queries.sessions import (
    active,
    between,
    by_code,
    coming_to,
    next_for,
    open_now,
    past,
    session,
    upcoming,
)

__all__ = [
    "Candidate",
    "Clash",
    "Correction",
    "active",
    "between",
    "by_code",
    "candidates",
    "clashes",
    "class_proposal",
    "codes_taken",
    "coming_to",
    "corrections",
    "leader_of",
    "next_for",
    "open_now",
    "past",
    "request",
    "requests_waiting",
    "rest_of_series",
    "session",
    "site_proposal",
    "upcoming",
]
