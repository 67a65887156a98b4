"""Goals are prepared unseen, assigned by the head, revised with a reason, closed for good."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.factories import World
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.periods.rules import PeriodKind, following, period_of
from tracker.policy import Actor
from tracker.quotas import actions, queries
from tracker.quotas.models import Quota, QuotaRevision, TeamRating
from tracker.quotas.queries import goals, limits
from tracker.quotas.queries.rhythms import rhythms
from tracker.quotas.rules import Grade, IssuerKind, Metric, QuotaStatus, Refusal

DAY = date(2026, 11, 17)
NOVEMBER = period_of(PeriodKind.MONTH, DAY)
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=clock.ZONE)
LATER = datetime(2026, 12, 1, 0, 0, tzinfo=clock.ZONE)
DECISION = actions.Decision(decided_on=DAY, issuer=IssuerKind.PARTY_COMMITTEE, number="12-QĐ/ĐU")


@pytest.fixture
def head(world: World) -> Actor:
    return Actor(world.head_id, "Nguyễn Văn Hòa")


def prepare(world: World, head: Actor, given, now=NOW):
    return actions.prepare(
        head, commune_id=world.commune_id, period=NOVEMBER, decision=DECISION, goals=given, now=now
    )


def assign(world: World, head: Actor, now=NOW):
    return actions.assign(head, commune_id=world.commune_id, period=NOVEMBER, now=now)


def revise(world: World, head: Actor, given, now=NOW):
    return actions.revise(
        head, commune_id=world.commune_id, period=NOVEMBER, goals=given, reason="Mưa lũ", now=now
    )


def close(world: World, head: Actor, now=LATER):
    return actions.close(head, commune_id=world.commune_id, period=NOVEMBER, now=now)


def seen(world: World):
    return {
        one.metric: one.goal
        for one in queries.standings([world.team_id], NOVEMBER, DAY)[world.team_id]
    }


def test_a_draft_can_change_and_no_team_sees_it(world: World, everywhere, head):
    people, issues = (world.team_id, Metric.PEOPLE), (world.team_id, Metric.ISSUES)
    assert prepare(world, head, {people: 60, issues: 3}) is None
    assert prepare(world, head, {people: 50, issues: None}) is None
    assert seen(world) == {}
    (quota,) = db.session.scalars(select(Quota)).all()
    assert (quota.goal, quota.status) == (50, QuotaStatus.DRAFT)
    assert quota.decision.number == "12-QĐ/ĐU"


def test_assigning_puts_every_draft_in_force(world: World, everywhere, head):
    prepare(world, head, {(world.team_id, Metric.PEOPLE): 60, (world.team_id, Metric.CLASSES): 4})
    assert assign(world, head) == 2
    assert seen(world) == {Metric.PEOPLE: 60, Metric.CLASSES: 4}
    assert assign(world, head) is Refusal.NOTHING_GIVEN


def test_what_is_in_force_is_not_changed_by_preparing(world: World, everywhere, head):
    cell = (world.team_id, Metric.PEOPLE)
    prepare(world, head, {cell: 60})
    assign(world, head)
    assert prepare(world, head, {cell: 1}) is Refusal.NOTHING_GIVEN
    assert seen(world) == {Metric.PEOPLE: 60}


def test_a_revision_keeps_the_old_value_and_the_reason(world: World, everywhere, head):
    cell = (world.team_id, Metric.PEOPLE)
    prepare(world, head, {cell: 60})
    assert revise(world, head, {cell: 50}) is Refusal.NOT_ASSIGNED
    assign(world, head)
    assert revise(world, head, {cell: 60}) is Refusal.UNCHANGED
    assert revise(world, head, {cell: 50}) == 1
    assert seen(world) == {Metric.PEOPLE: 50}
    (kept,) = db.session.scalars(select(QuotaRevision)).all()
    assert (kept.old_goal, kept.new_goal, kept.reason) == (60, 50, "Mưa lũ")
    assert kept.revised_by_id == head.account_id
    assert goals.plan(world.commune_id, NOVEMBER).revised[0].status is QuotaStatus.REVISED


def test_a_period_that_is_over_takes_no_goals_and_can_be_closed(world: World, everywhere, head):
    cell = (world.team_id, Metric.PEOPLE)
    prepare(world, head, {cell: 60})
    assign(world, head)
    assert close(world, head, now=NOW) is Refusal.NOT_OVER
    assert close(world, head) == 1
    assert close(world, head) is Refusal.CLOSED
    assert revise(world, head, {cell: 1}, now=LATER) is Refusal.CLOSED
    assert prepare(world, head, {cell: 1}, now=LATER) is Refusal.PERIOD_OVER
    assert assign(world, head, now=LATER) is Refusal.PERIOD_OVER
    assert seen(world) == {Metric.PEOPLE: 60}


def test_closing_rates_each_team_by_the_thresholds_of_that_day(world: World, everywhere, head):
    """What is rated stays, whatever is set or written down afterwards (ruling 13)."""
    own, neighbour = world.team_id, world.neighbour_team_id
    prepare(world, head, {(own, Metric.PEOPLE): 0, (neighbour, Metric.ISSUES): 2})
    assign(world, head)
    rules = {"grade_good_from": 90, "grade_done_from": 50, "silent_days": 20}
    actions.set_rules(head, commune_id=world.commune_id, values=rules)
    assert limits.rules_of(world.commune_id) == rules
    assert limits.rules_of(world.far_commune_id)["silent_days"] == 30, "each commune its own"
    close(world, head)
    actions.set_rules(head, commune_id=world.commune_id, values=rules | {"grade_good_from": 200})
    kept = db.session.scalars(select(TeamRating).order_by(TeamRating.team_id)).all()
    assert [(row.team_id, row.grade, row.mean, row.good_from) for row in kept] == [
        (own, Grade.GOOD, 100, 90), (neighbour, Grade.NOT_DONE, 0, 90),
    ]  # fmt: skip
    shown = rhythms([own, neighbour], LATER.date(), NOVEMBER)
    assert shown.is_rated
    assert shown.grade(own, []) is Grade.GOOD
    assert shown.silent_days == 20
    assert not rhythms([own, neighbour], LATER.date(), following(NOVEMBER)).is_rated


def test_an_empty_plan_is_refused(world: World, everywhere, head):
    nothing = {(world.team_id, Metric.PEOPLE): None}
    assert prepare(world, head, nothing) is Refusal.NOTHING_GIVEN
    assert assign(world, head) is Refusal.NOTHING_GIVEN


def test_every_step_is_in_the_journal(world: World, everywhere, head):
    cell = (world.team_id, Metric.PEOPLE)
    prepare(world, head, {cell: 60})
    assign(world, head)
    revise(world, head, {cell: 50})
    close(world, head)
    deeds = db.session.scalars(select(JournalEntry.deed).order_by(JournalEntry.id)).all()
    assert deeds == ["quota.prepare", "quota.assign", "quota.revise", "quota.close"]
