"""The life of a report: who may take which step, when it is late. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.periods.rules import PeriodKind
from tracker.policy import Role


class ReportKind(StrEnum):
    """Which report the plan asks for (seeds H01, H02, H05, H07, B07)."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    AD_HOC = "ad_hoc"
    THEMATIC = "thematic"
    INTERIM = "interim"
    FINAL = "final"
    CONSOLIDATED = "consolidated"


class Issuer(StrEnum):
    """Whose report it is."""

    COMMUNE = "commune"
    COMMUNE_YOUTH = "commune_youth"
    PROVINCE_YOUTH = "province_youth"
    PROVINCE = "province"


class Status(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"


class Step(StrEnum):
    """What moves a report on, or back."""

    FREEZE = "freeze"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND = "send"
    REOPEN = "reopen"


class Refusal(StrEnum):
    """Why a report stays as it is."""

    NOT_NOW = "not_now"
    NOT_OVER = "not_over"
    NOT_BEGUN = "not_begun"
    CLOSED = "closed"


class Why(StrEnum):
    """Why a number of a closed period changed (ruling 13)."""

    LATE = "late"
    STRONGER = "stronger"
    LOCKED = "locked"
    RESOLVED = "resolved"
    REMOVED = "removed"
    WEAKER = "weaker"
    UNLOCKED = "unlocked"
    UNDONE = "undone"


# From which status each step leads where. Nothing leaves without the head's approval.
STEPS: dict[Step, dict[Status, Status]] = {
    Step.FREEZE: {Status.DRAFT: Status.FROZEN},
    Step.SUBMIT: {Status.FROZEN: Status.SUBMITTED},
    Step.APPROVE: {Status.SUBMITTED: Status.APPROVED},
    Step.SEND: {Status.APPROVED: Status.SENT},
    Step.REOPEN: {Status.FROZEN: Status.DRAFT, Status.SUBMITTED: Status.DRAFT},
}
DONE = {Status.APPROVED, Status.SENT}
# The steering committee has nobody above it here who approves: what it froze, it sends.
_OWN_STEPS = {Step.FREEZE: STEPS[Step.FREEZE], Step.SEND: {Status.FROZEN: Status.SENT}}

# Which reports everybody owes, and for which kind of period; and the other way round.
OF_PERIOD = {
    ReportKind.QUARTER: PeriodKind.WINDOW,
    ReportKind.HALF: PeriodKind.HALF,
    ReportKind.YEAR: PeriodKind.YEAR,
}
REGULAR = {period: kind for kind, period in OF_PERIOD.items()}

# What a report is about only in part.
CHOSEN = {ReportKind.THEMATIC, ReportKind.AD_HOC}

# Whose reports an office of the province receives and adds up.
RECEIVES = {Issuer.PROVINCE: Issuer.COMMUNE, Issuer.PROVINCE_YOUTH: Issuer.COMMUNE_YOUTH}

# Who speaks for whom: Đoàn does not sign for the committee, nor the committee for Đoàn.
_SPEAKS = {
    Issuer.COMMUNE: {Role.COMMUNE_HEAD, Role.FOCAL_OFFICER},
    Issuer.COMMUNE_YOUTH: {Role.COMMUNE_YOUTH},
    Issuer.PROVINCE_YOUTH: {Role.PROVINCE_YOUTH},
    Issuer.PROVINCE: {Role.PROVINCE_BOARD},
}


@dataclass(frozen=True)
class Due:
    """A report that somebody waits for."""

    on: date

    def days_left(self, today: date) -> int:
        return (self.on - today).days


def speaks_for(roles: frozenset[Role], issuer: Issuer) -> bool:
    return bool(roles & _SPEAKS[issuer])


def issuers_of(roles: frozenset[Role]) -> frozenset[Issuer]:
    return frozenset(issuer for issuer in Issuer if speaks_for(roles, issuer))


def issuer_of(roles: frozenset[Role]) -> Issuer | None:
    return next((issuer for issuer in Issuer if speaks_for(roles, issuer)), None)


def after(step: Step, status: Status, issuer: Issuer = Issuer.COMMUNE) -> Status | None:
    """Where the step leads; None when it cannot be taken now."""
    steps = _OWN_STEPS if issuer is Issuer.PROVINCE else STEPS
    return steps.get(step, {}).get(status)


def next_step(status: Status, issuer: Issuer) -> Step | None:
    """What comes next on its way; None at its end."""
    onward = (Step.FREEZE, Step.SUBMIT, Step.APPROVE, Step.SEND)
    return next((step for step in onward if after(step, status, issuer)), None)


def freezes_from(kind: ReportKind, last_day: date) -> date:
    """The first day on which figures may be frozen: when the last day they count is over. Who
    asks for days of their own choice names the cut-off, and may have it on that very day."""
    return last_day if kind in CHOSEN else last_day + timedelta(days=1)


def is_overdue(status: Status | None, due_on: date | None, today: date) -> bool:
    """Quá hạn: the due day is over and nobody has approved it (day script 3)."""
    return due_on is not None and due_on < today and status not in DONE
