"""Goals: prepared by the focal officer, assigned and revised by the head, closed at the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.policy import Actor
from tracker.quotas.models import CommuneRule, Quota, QuotaDecision, QuotaRevision, TeamRating
from tracker.quotas.queries import goals as plans
from tracker.quotas.queries import limits, standings
from tracker.quotas.queries.goals import Cell
from tracker.quotas.rules import (
    IssuerKind,
    Overlap,
    QuotaStatus,
    Refusal,
    may_revise,
    mean_rate,
)
from tracker.quotas.rules import grade as graded


@dataclass(frozen=True)
class Decision:
    """Quyết định giao chỉ tiêu. The number may come later, from the office clerk."""

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
    row = _decision(actor, plan.draft_decision, commune_id, decision, now)
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


@atomic
def revise(
    actor: Actor,
    *,
    commune_id: int,
    period: Period,
    goals: Mapping[Cell, int],
    reason: str,
    now: datetime,
) -> int | Refusal:
    """Change goals in force; the old values stay with the reason (ruling 1). Returns how many."""
    plans.hold(commune_id)
    in_force = plans.plan(commune_id, period).in_force
    changed = 0
    for cell, goal in goals.items():
        quota = in_force.get(cell)
        refusal = (
            may_revise(quota.status, old=quota.goal, new=goal) if quota else Refusal.NOT_ASSIGNED
        )
        if refusal is Refusal.UNCHANGED:
            continue
        if quota is None or refusal is not None:
            return refusal or Refusal.NOT_ASSIGNED
        _revise(actor, quota, goal, reason, now)
        changed += 1
    return changed or Refusal.UNCHANGED


@atomic
def close(actor: Actor, *, commune_id: int, period: Period, now: datetime) -> int | Refusal:
    """Chốt: goals and ratings of a period that is over never change again (ruling 13)."""
    if not period.is_over(clock.local_date(now)):
        return Refusal.NOT_OVER
    plans.hold(commune_id)
    open_ones = [
        quota
        for quota in plans.plan(commune_id, period).in_force.values()
        if quota.status is not QuotaStatus.CLOSED
    ]
    if not open_ones:
        return Refusal.CLOSED
    for quota in open_ones:
        quota.status = QuotaStatus.CLOSED
    db.session.flush()
    _rate(actor, commune_id, period, {quota.team_id for quota in open_ones}, now)
    journal.record(
        "quota.close", open_ones[0].decision, account_id=actor.account_id,
        period=period.code, quotas=[quota.id for quota in open_ones],
    )  # fmt: skip
    return len(open_ones)


@atomic
def set_rules(actor: Actor, *, commune_id: int, values: Mapping[str, int]) -> None:
    """What the commune reads its teams' results by from now on; what is rated stays rated."""
    plans.hold(commune_id)
    kept = limits.own_rules(commune_id)
    for name, value in values.items():
        if name in kept:
            kept[name].value = value
        else:
            db.session.add(CommuneRule(commune_id=commune_id, name=name, value=value))
    db.session.flush()
    subject = journal.Subject("commune", commune_id, commune_id)
    journal.record("commune.rules", subject, account_id=actor.account_id, fields=sorted(values))


def _rate(
    actor: Actor, commune_id: int, period: Period, team_ids: Iterable[int | None], now: datetime
) -> None:
    """Xếp loại, by what stands counted now and the thresholds that hold now."""
    rules = limits.rules_of(commune_id)
    good, done = rules["grade_good_from"], rules["grade_done_from"]
    ids = sorted(id_ for id_ in team_ids if id_ is not None)
    for team_id, found in standings(ids, period, clock.local_date(now)).items():
        grade, mean = graded(found, good=good, done=done), mean_rate(found)
        if grade is not None and mean is not None:
            db.session.add(
                TeamRating(
                    commune_id=commune_id, team_id=team_id, period_kind=period.kind,
                    first_day=period.first, grade=grade, mean=mean, good_from=good,
                    done_from=done, rated_by_id=actor.account_id, rated_at=now,
                )
            )  # fmt: skip


def _decision(
    actor: Actor,
    row: QuotaDecision | None,
    commune_id: int,
    decision: Decision,
    now: datetime,
) -> QuotaDecision:
    """The draft's decision, with what is written on it now."""
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


def _revise(actor: Actor, quota: Quota, goal: int, reason: str, now: datetime) -> None:
    db.session.add(
        QuotaRevision(
            quota_id=quota.id, old_goal=quota.goal, new_goal=goal, reason=reason,
            revised_by_id=actor.account_id, revised_at=now,
        )
    )  # fmt: skip
    quota.goal, quota.status = goal, QuotaStatus.REVISED
    journal.record("quota.revise", quota, account_id=actor.account_id, reason=reason)
