"""Goals of a period that is over, and by what a commune rates its teams."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.policy import Actor
from tracker.quotas.models import CommuneRule, TeamRating
from tracker.quotas.queries import goals as plans
from tracker.quotas.queries import limits, standings
from tracker.quotas.refusals import Refusal
from tracker.quotas.rules import QuotaStatus, mean_rate
from tracker.quotas.rules import grade as graded


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
