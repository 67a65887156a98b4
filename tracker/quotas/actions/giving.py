"""Goals: prepared by the focal officer, assigned by the head."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.policy import Actor
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.queries import goals as plans
from tracker.quotas.queries.goals import Cell
from tracker.quotas.refusals import Overlap, Refusal
from tracker.quotas.rules import IssuerKind, QuotaStatus


@dataclass(frozen=True)
class Decision:
    """What gives goals or revises them. The number may come later, from the office clerk."""

    decided_on: date
    issuer: IssuerKind
    number: str = ""
    # Căn cứ, a line each; empty for the usual ones.
    grounds: str = ""


@atomic
def prepare(
    actor: Actor,
    *,
    commune_id: int,
    period: Period,
    decision: Decision,
    goals: Mapping[Cell, int | None],
    now: datetime,
) -> Refusal | Overlap | None:
    """Keep goals as a draft that no team sees. None takes a draft back; what is in force stays."""
    if period.is_over(clock.local_date(now)):
        return Refusal.PERIOD_OVER
    plans.hold(commune_id)
    plan = plans.plan(commune_id, period)
    given = {cell: goal for cell, goal in goals.items() if cell not in plan.in_force}
    if 0 in given.values():
        return Refusal.ZERO
    if any(given.values()):
        other = plans.overlapping(commune_id, period)
        if other is not None:
            return Overlap(other)
    elif not plan.drafts:
        return Refusal.NOTHING_GIVEN
    row = written(actor, plan.draft_decision, commune_id, decision, now)
    for (team_id, metric), goal in given.items():
        draft = plan.drafts.get((team_id, metric))
        if goal is None:
            if draft is not None:
                db.session.delete(draft)
        elif draft is not None:
            draft.goal = goal
        else:
            db.session.add(
                Quota(
                    commune_id=commune_id, team_id=team_id, metric=metric, goal=goal,
                    period_kind=period.kind, first_day=period.first,
                    status=QuotaStatus.DRAFT, decision=row,
                )
            )  # fmt: skip
    db.session.flush()
    journal.record("quota.prepare", row, account_id=actor.account_id, period=period.code)
    return None


@atomic
def assign(
    actor: Actor, *, commune_id: int, period: Period, now: datetime
) -> int | Refusal | Overlap:
    """Giao chỉ tiêu: every draft of the period is in force from now on. Returns how many."""
    if period.is_over(clock.local_date(now)):
        return Refusal.PERIOD_OVER
    plans.hold(commune_id)
    drafts = plans.plan(commune_id, period).drafts.values()
    if not drafts:
        return Refusal.NOTHING_GIVEN
    other = plans.overlapping(commune_id, period)
    if other is not None:
        return Overlap(other)
    for quota in drafts:
        quota.status = QuotaStatus.ASSIGNED
    decision = next(iter(drafts)).decision
    journal.record(
        "quota.assign", decision, account_id=actor.account_id,
        period=period.code, quotas=[quota.id for quota in drafts],
    )  # fmt: skip
    return len(drafts)


def written(
    actor: Actor,
    row: QuotaDecision | None,
    commune_id: int,
    decision: Decision,
    now: datetime,
) -> QuotaDecision:
    """The decision there is, or a new one, with what is written on it now."""
    if row is None:
        row = QuotaDecision(
            commune_id=commune_id, created_by_id=actor.account_id, created_at=now,
            decided_on=decision.decided_on, issuer=decision.issuer,
        )  # fmt: skip
        db.session.add(row)
    row.number, row.grounds = decision.number, decision.grounds
    row.decided_on, row.issuer = decision.decided_on, decision.issuer
    db.session.flush()
    return row
