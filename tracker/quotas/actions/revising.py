"""Goals in force are changed by a decision of its own, which says what it changes and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.policy import Actor
from tracker.quotas.actions.giving import Decision, written
from tracker.quotas.models import Quota, QuotaDecision, QuotaRevision
from tracker.quotas.queries import goals as plans
from tracker.quotas.queries.goals import Cell
from tracker.quotas.refusals import Refusal
from tracker.quotas.rules import QuotaStatus, may_revise


@atomic
def revise(
    actor: Actor,
    *,
    commune_id: int,
    period: Period,
    decision: Decision,
    goals: Mapping[Cell, int],
    reason: str,
    now: datetime,
) -> int | Refusal:
    """Change goals in force; the old values stay with the reason (ruling 1). Returns how many.

    What is revised with the number and day of a revising decision there is joins that one, and so
    does what is revised on the day of one that still waits for its number.
    """
    plans.hold(commune_id)
    plan = plans.plan(commune_id, period)
    changed: list[tuple[Quota, int]] = []
    for cell, goal in goals.items():
        quota = plan.in_force.get(cell)
        refusal = (
            may_revise(quota.status, old=quota.goal, new=goal) if quota else Refusal.NOT_ASSIGNED
        )
        if refusal is Refusal.UNCHANGED:
            continue
        if quota is None or refusal is not None:
            return refusal or Refusal.NOT_ASSIGNED
        changed.append((quota, goal))
    if not changed:
        return Refusal.UNCHANGED
    refusal = _refused(plan.decisions, decision, {quota.decision_id for quota, _ in changed})
    if refusal:
        return refusal
    row = _joined(plan.amendments, decision)
    if row is None or not row.number:
        row = written(actor, row, commune_id, decision, now)
    for quota, goal in changed:
        _revise(actor, quota, goal, row, reason, now)
    return len(changed)


@atomic
def write_number(
    actor: Actor, *, decision: QuotaDecision, number: str, decided_on: date
) -> Refusal | None:
    """Ghi số quyết định: what the clerk gave it after the goals were in force. Once.

    What revises goals and turns out to be a revising decision that is known already joins it.
    """
    plans.hold(decision.commune_id)
    db.session.refresh(decision)
    if decision.number:
        return Refusal.NUMBERED
    known = plans.revising(decision, number=number, decided_on=decided_on)
    decision.number, decision.decided_on = number, decided_on
    named = known or decision
    journal.record("quota.number", named, account_id=actor.account_id, fields=["number"])
    if known is not None:
        for revision in plans.revisions_by(decision):
            revision.decision = known
        db.session.flush()
        db.session.delete(decision)
    return None


def _refused(
    given: Sequence[QuotaDecision], decision: Decision, changed: set[int]
) -> Refusal | None:
    """A decision does not revise itself, nor goals that were given after it."""
    for one in given:
        if decision.number and (one.number, one.decided_on) == (
            decision.number, decision.decided_on,
        ):  # fmt: skip
            return Refusal.SAME_DECISION
        if one.id in changed and decision.decided_on < one.decided_on:
            return Refusal.BEFORE_GIVEN
    return None


def _joined(amendments: Sequence[QuotaDecision], decision: Decision) -> QuotaDecision | None:
    same = (decision.number, decision.decided_on, decision.issuer)
    return next(
        (one for one in amendments if (one.number, one.decided_on, one.issuer) == same), None
    )


def _revise(
    actor: Actor, quota: Quota, goal: int, decision: QuotaDecision, reason: str, now: datetime
) -> None:
    quota.revisions.append(
        QuotaRevision(
            decision=decision, old_goal=quota.goal, new_goal=goal,
            reason=reason, revised_by_id=actor.account_id, revised_at=now,
        )
    )  # fmt: skip
    quota.goal, quota.status = goal, QuotaStatus.REVISED
    journal.record("quota.revise", quota, account_id=actor.account_id, reason=reason)
