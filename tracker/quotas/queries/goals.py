"""The goals of a commune's teams in a period, with their decisions and revisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.core.db import db
from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.places.models import Commune
from tracker.quotas.models import Quota, QuotaDecision, QuotaRevision
from tracker.quotas.rules import Metric, QuotaStatus

Cell = tuple[int, Metric]


class Change(NamedTuple):
    """One goal under one revising decision; revised under it more than once, it is one change."""

    quota: Quota
    old: int
    new: int
    reason: str


@dataclass(frozen=True)
class Plan:
    """What is promised in a period, by team and metric; drafts apart from what is in force."""

    in_force: dict[Cell, Quota]
    drafts: dict[Cell, Quota]

    @property
    def decisions(self) -> list[QuotaDecision]:
        """Each decision once, in the order they were made."""
        found = {quota.decision.id: quota.decision for quota in self.in_force.values()}
        return [found[id_] for id_ in sorted(found)]

    def of(self, team_id: int) -> list[Quota]:
        """The team's goals in force."""
        return [quota for (owner, _), quota in self.in_force.items() if owner == team_id]

    @property
    def draft_decision(self) -> QuotaDecision | None:
        return next((quota.decision for quota in self.drafts.values()), None)

    @property
    def revised(self) -> list[Quota]:
        return [quota for quota in self.in_force.values() if quota.revisions]

    @property
    def amendments(self) -> list[QuotaDecision]:
        """Each decision that revised some of them once, in the order they were made."""
        found = {one.decision_id: one.decision for quota in self.revised for one in quota.revisions}
        return [found[id_] for id_ in sorted(found)]

    def changes(self, decision: QuotaDecision) -> list[Change]:
        """What a revising decision changed, goal by goal."""
        found = []
        for quota in self.revised:
            its = [one for one in quota.revisions if one.decision_id == decision.id]
            if its:
                reasons = "; ".join(dict.fromkeys(one.reason for one in its))
                found.append(Change(quota, its[0].old_goal, its[-1].new_goal, reasons))
        return found

    @property
    def is_closed(self) -> bool:
        statuses = {quota.status for quota in self.in_force.values()}
        return statuses == {QuotaStatus.CLOSED}


def plan(commune_id: int, period: Period) -> Plan:
    return plan_from(_quotas(commune_id, period))


def plan_from(quotas: Sequence[Quota]) -> Plan:
    return Plan(
        {_cell(quota): quota for quota in quotas if quota.status is not QuotaStatus.DRAFT},
        {_cell(quota): quota for quota in quotas if quota.status is QuotaStatus.DRAFT},
    )


def goals(commune_id: int, period: Period) -> dict[Cell, int]:
    """Only the numbers in force, for copying them into the next period."""
    quotas = db.session.scalars(_of(commune_id, period).where(*_IS_PROMISED))
    return {_cell(quota): quota.goal for quota in quotas}


def overlapping(commune_id: int, period: Period) -> Period | None:
    """The first quarter that holds this month, or month in this quarter, with goals in force:
    given twice, the same days would be counted twice."""
    quarter = period_of(PeriodKind.QUARTER, period.first)
    row = db.session.execute(
        select(Quota.period_kind, Quota.first_day)
        .where(
            Quota.commune_id == commune_id,
            Quota.period_kind != period.kind,
            Quota.first_day.between(quarter.first, quarter.last),
            *_IS_PROMISED,
        )
        .order_by(Quota.first_day)
        .limit(1)
    ).one_or_none()
    return period_of(*row) if row else None


def latest_grounds(commune_id: int) -> str:
    """Căn cứ of the newest decision that gave goals, which the next one most likely repeats."""
    newest = (
        select(QuotaDecision.grounds)
        .where(
            QuotaDecision.commune_id == commune_id,
            exists().where(Quota.decision_id == QuotaDecision.id),
        )
        .order_by(QuotaDecision.id.desc())
        .limit(1)
    )
    return db.session.scalar(newest) or ""


def decision(commune_id: int, decision_id: int) -> QuotaDecision | None:
    """One of the commune's decisions."""
    return db.session.scalar(
        select(QuotaDecision).where(
            QuotaDecision.id == decision_id, QuotaDecision.commune_id == commune_id
        )
    )


def revising(made: QuotaDecision, *, number: str, decided_on: date) -> QuotaDecision | None:
    """The other revising decision with this number, if this one revises as well."""
    revises = exists().where(QuotaRevision.decision_id == QuotaDecision.id)
    found = db.session.scalar(
        select(QuotaDecision).where(
            revises,
            QuotaDecision.id != made.id,
            QuotaDecision.commune_id == made.commune_id,
            QuotaDecision.issuer == made.issuer,
            QuotaDecision.number == number,
            QuotaDecision.decided_on == decided_on,
        )
    )
    return found if found is not None and revisions_by(made) else None


def revisions_by(made: QuotaDecision) -> Sequence[QuotaRevision]:
    return db.session.scalars(
        select(QuotaRevision).where(QuotaRevision.decision_id == made.id)
    ).all()


def hold(commune_id: int) -> None:
    """Whoever else plans for this commune waits until this transaction ends."""
    db.session.execute(select(Commune.id).where(Commune.id == commune_id).with_for_update())


# What was taken back is in force as 0.
_IS_PROMISED = (Quota.status != QuotaStatus.DRAFT, Quota.goal > 0)


def _cell(quota: Quota) -> Cell:
    if quota.team_id is None:
        raise ValueError("a quota belongs to a team")
    return quota.team_id, quota.metric


def _quotas(commune_id: int, period: Period) -> Sequence[Quota]:
    return db.session.scalars(
        _of(commune_id, period).options(
            joinedload(Quota.decision),
            joinedload(Quota.team),
            selectinload(Quota.revisions).options(
                joinedload(QuotaRevision.revised_by), joinedload(QuotaRevision.decision)
            ),
        )
    ).all()


def _of(commune_id: int, period: Period) -> Select[Quota]:
    return (
        select(Quota)
        .where(
            Quota.commune_id == commune_id,
            Quota.period_kind == period.kind,
            Quota.first_day == period.first,
        )
        .order_by(Quota.id)
    )
