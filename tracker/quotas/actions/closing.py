"""Goals of a period that is over, and by what a commune rates its teams."""

from collections.abc import Mapping
from datetime import datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.places.queries import teams as teams_of
from tracker.policy import Actor
from tracker.quotas.models import CommuneRule, TeamRating
from tracker.quotas.queries import (
    Ask,
    Figures,
    Span,
    communes,
    count,
    limits,
    standings,
    teams,
)
from tracker.quotas.queries import goals as plans
from tracker.quotas.refusals import Refusal
from tracker.quotas.rules import QuotaStatus, mean_rate
from tracker.quotas.rules import grade as graded


@atomic
def close(actor: Actor, *, commune_id: int, period: Period, now: datetime) -> int | Refusal:
    """Chốt: goals, ratings and figures of a period that is over never change again (ruling 13);
    what comes late is told beside them."""
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
    _keep(actor, commune_id, period, now)
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


def _keep(actor: Actor, commune_id: int, period: Period, now: datetime) -> None:
    """How each team and the commune stand now, by the thresholds that hold now."""
    rules = limits.rules_of(commune_id)
    good, done = rules["grade_good_from"], rules["grade_done_from"]
    ids = [team.id for team in teams_of(commune_id)]
    span = Span(period.first, period.last)
    figures, whole = count(Ask(teams(ids), span), Ask(communes([commune_id]), span))
    found = standings(ids, period, clock.local_date(now))
    stood: list[tuple[int | None, Figures]] = [*figures.items(), (None, whole[commune_id])]
    for team_id, its in stood:
        rates = found[team_id] if team_id else []
        db.session.add(
            TeamRating(
                commune_id=commune_id, team_id=team_id, period_kind=period.kind,
                first_day=period.first, grade=graded(rates, good=good, done=done),
                mean=mean_rate(rates), good_from=good, done_from=done,
                rated_by_id=actor.account_id, rated_at=now,
                **{str(what): n for what, n in its.items()},
            )
        )  # fmt: skip
