"""The rows behind a number, as far as its reader may know them."""

from typing import Any

from tracker.core import clock
from tracker.indicators.queries import behind, network
from tracker.indicators.rules import Formula, Spec
from tracker.periods.rules import Period
from tracker.policy import Permission
from tracker.quotas.queries import rows
from tracker.quotas.queries.counting import Span
from tracker.quotas.queries.rows import Whose
from tracker.routes.guards import actor, allowed, reach

ROWS_ON_A_PAGE = 100

# Whose rows may be opened: the right to read the rows themselves.
ROWS_NEED = {
    Formula.PEOPLE: Permission.MENTEE_READ,
    Formula.ATTENDANCES: Permission.CLASS_READ,
    Formula.CLASSES: Permission.CLASS_READ,
    Formula.ISSUES: Permission.ISSUE_READ,
    Formula.TURNS: Permission.CLASS_READ,
    Formula.SKILL: Permission.MENTEE_READ,
    Formula.VNEID: Permission.MENTEE_READ,
    Formula.AMBASSADORS: Permission.VOLUNTEER_READ,
    Formula.FEW_LEARNERS: Permission.VOLUNTEER_READ,
    Formula.ACTIVE_TEAMS: Permission.QUOTA_READ,
    Formula.ACTIVE_COMMUNES: Permission.QUOTA_READ,
    Formula.ACTIVE_SITES: Permission.QUOTA_READ,
    Formula.CORNERS: Permission.QUOTA_READ,
    Formula.FLUENT_VILLAGES: Permission.QUOTA_READ,
}


def is_split(spec: Spec) -> bool:
    """Whether each row of it belongs to a team or to none."""
    return spec.formula in ROWS_NEED and spec.formula not in network.LISTS


def things_behind(whose: Whose, spec: Spec, period: Period) -> dict[str, Any]:
    """The places or ambassadors that a share is about, to those who may know them."""
    need = ROWS_NEED.get(spec.formula)
    if spec.formula not in network.LISTS or need is None or not allowed(need):
        return {}
    if need is not Permission.QUOTA_READ and not whose.are_covered(reach(actor(), need)):
        return {}
    return {
        "things": network.things(spec, whose.places, behind.span_of(spec, period, clock.today()))
    }


def rows_behind(whose: Whose, spec: Spec, span: Span, page: int) -> dict[str, Any]:
    """The rows, if the reader may read rows."""
    need = ROWS_NEED.get(spec.formula)
    if need is None or not is_split(spec) or not allowed(need):
        return {"hidden": 0}
    may_read = reach(actor(), need)
    size = ROWS_ON_A_PAGE
    match spec.formula:
        case Formula.PEOPLE | Formula.SKILL | Formula.VNEID:
            if spec.formula is Formula.PEOPLE:
                found, hidden = rows.people(
                    whose, span, may_read=may_read, page=page - 1, size=size
                )
            else:
                found, hidden = behind.people(
                    spec, whose, span, may_read=may_read, page=page - 1, size=size
                )
            return {"people": found[:size], "hidden": hidden, "has_more": len(found) > size}
        case Formula.ISSUES:
            events, hidden = rows.issues(whose, span, may_read=may_read)
            return {"events": events, "hidden": hidden}
    lists = {
        Formula.ATTENDANCES: rows.attendances,
        Formula.CLASSES: rows.classes,
        Formula.TURNS: rows.turns,
    }
    return {"events": lists[spec.formula](whose, span), "hidden": 0}
