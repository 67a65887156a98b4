"""Goals are prepared unseen, assigned by the head, revised with a reason, closed for good."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.factories import World
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.indicators.queries import values
from tracker.periods.rules import PeriodKind, following, period_of
from tracker.policy import Actor
from tracker.quotas import actions, queries
from tracker.quotas.models import Quota, QuotaRevision, TeamRating
from tracker.quotas.queries import goals, limits
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.rhythms import rhythms
from tracker.quotas.refusals import Overlap, Refusal
from tracker.quotas.rules import Grade, IssuerKind, Metric, QuotaStatus

DAY = date(2026, 11, 17)
NOVEMBER = period_of(PeriodKind.MONTH, DAY)
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=clock.ZONE)
LATER = datetime(2026, 12, 1, 0, 0, tzinfo=clock.ZONE)
DECISION = actions.Decision(decided_on=DAY, issuer=IssuerKind.PARTY_COMMITTEE, number="12-QĐ/ĐU")

REVISING = replace(DECISION, number="")


@pytest.fixture
def head(world: World) -> Actor:
    return Actor(world.head_id, "Nguyễn Văn Hòa")


def prepare(world: World, head: Actor, given, now=NOW):
    return actions.prepare(
        head, commune_id=world.commune_id, period=NOVEMBER, decision=DECISION, goals=given, now=now
    )


def assign(world: World, head: Actor, now=NOW):
    return actions.assign(head, commune_id=world.commune_id, period=NOVEMBER, now=now)


def revise(world: World, head: Actor, given, now=NOW, decision=REVISING):
    return actions.revise(
        head, commune_id=world.commune_id, period=NOVEMBER, decision=decision, goals=given,
        reason="Mưa lũ", now=now,
    )  # fmt: skip


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


def test_revisions_have_decisions_of_their_own_and_the_first_says_what_it_said(
    world: World, everywhere, head
):
    own, neighbour = (world.team_id, Metric.PEOPLE), (world.neighbour_team_id, Metric.PEOPLE)
    prepare(world, head, {own: 60, neighbour: 30})
    assign(world, head)
    early = replace(REVISING, decided_on=DAY - timedelta(days=1))
    assert revise(world, head, {own: 50}, decision=DECISION) is Refusal.SAME_DECISION
    assert revise(world, head, {own: 50}, decision=early) is Refusal.BEFORE_GIVEN
    for given in ({own: 50}, {neighbour: 20}, {own: 45}):  # one paper, until it has its number
        revise(world, head, given)
    (waiting,) = goals.plan(world.commune_id, NOVEMBER).amendments
    write = {"decision": waiting, "number": "15-QĐ/ĐU", "decided_on": DAY}
    assert actions.write_number(head, **write) is None
    assert actions.write_number(head, **write) is Refusal.NUMBERED
    revise(world, head, {own: 40})
    revise(world, head, {neighbour: 0}, decision=replace(DECISION, number="15-QĐ/ĐU"))
    plan = goals.plan(world.commune_id, NOVEMBER)
    assert [one.number for one in plan.amendments] == ["15-QĐ/ĐU", ""]
    told = [[(change.old, change.new) for change in plan.changes(one)] for one in plan.amendments]
    assert told == [[(60, 45), (30, 0)], [(45, 40)]]
    assert [plan.in_force[cell].first_goal for cell in (own, neighbour)] == [60, 30]
    actions.write_number(head, **write | {"decision": plan.amendments[1]})
    db.session.expire_all()
    (one,) = goals.plan(world.commune_id, NOVEMBER).amendments
    assert one.number == "15-QĐ/ĐU", "the same number and day is the same paper"


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
    prepare(world, head, {(own, Metric.PEOPLE): 1, (neighbour, Metric.ISSUES): 2})
    assign(world, head)
    rules = {"grade_good_from": 90, "grade_done_from": 50, "silent_days": 20}
    actions.set_rules(head, commune_id=world.commune_id, values=rules)
    assert limits.rules_of(world.commune_id) == rules
    assert limits.rules_of(world.far_commune_id)["silent_days"] == 30, "each commune its own"
    close(world, head)
    actions.set_rules(head, commune_id=world.commune_id, values=rules | {"grade_good_from": 200})
    of_teams = select(TeamRating).where(TeamRating.grade.is_not(None))
    kept = db.session.scalars(of_teams.order_by(TeamRating.team_id)).all()
    assert [(row.team_id, row.grade, row.mean, row.good_from) for row in kept] == [
        (own, Grade.NOT_DONE, 0, 90), (neighbour, Grade.NOT_DONE, 0, 90),
    ]  # fmt: skip
    shown = rhythms([own, neighbour], LATER.date(), NOVEMBER)
    assert shown.is_rated
    assert shown.grade(own, []) is Grade.NOT_DONE
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


QUARTER = period_of(PeriodKind.QUARTER, DAY)


@pytest.mark.parametrize(("first", "second"), [(NOVEMBER, QUARTER), (QUARTER, NOVEMBER)])
def test_a_commune_gives_goals_by_the_month_or_by_the_quarter(
    world: World, everywhere, head, first, second
):
    """Ruling 1: the same days given twice would be counted twice."""
    cell, steps = (world.team_id, Metric.PEOPLE), {"commune_id": world.commune_id, "now": NOW}
    both = [{"period": one, "decision": DECISION, "goals": {cell: 60}} for one in (second, first)]
    assert [actions.prepare(head, **one, **steps) for one in both] == [None, None]
    assert actions.assign(head, period=first, **steps) == 1
    assert actions.assign(head, period=second, **steps) == Overlap(first)
    assert actions.prepare(head, **both[0], **steps) == Overlap(first)
    apart = {"period": following(QUARTER), "decision": DECISION, "goals": {cell: 60}}
    assert actions.prepare(head, **apart, **steps) is None
    back = {"goals": {cell: 0}, "decision": REVISING, "reason": "Giao lại"}
    actions.revise(head, period=first, **back, **steps)
    assert actions.assign(head, period=second, **steps) == 1, "what was taken back is in no way"


def test_where_an_older_database_holds_both_the_quarter_counts(world: World, everywhere, head):
    for period, goal in ((NOVEMBER, 7), (following(QUARTER), 20)):
        given = {"commune_id": world.commune_id, "period": period, "now": NOW}
        goal_given = {(world.team_id, Metric.PEOPLE): goal}
        actions.prepare(head, decision=DECISION, goals=goal_given, **given)
        actions.assign(head, **given)
    is_quarter = Quota.period_kind == QUARTER.kind
    db.session.execute(update(Quota).where(is_quarter).values(first_day=QUARTER.first))
    places = Places(Level.COMMUNE, (world.commune_id,))
    for period, goal in ((QUARTER, 20), (period_of(PeriodKind.YEAR, DAY), 20), (NOVEMBER, 7)):
        found = values(places, period, ["quota_people"])[world.commune_id]["quota_people"]
        assert (found.n, found.d) == (0, goal)


def test_a_goal_of_nothing_is_no_goal(world: World, everywhere, head):
    people, classes = (world.team_id, Metric.PEOPLE), (world.team_id, Metric.CLASSES)
    assert prepare(world, head, {people: 0, classes: 4}) is Refusal.ZERO
    prepare(world, head, {people: 60, classes: 4})
    assign(world, head)
    assert revise(world, head, {people: 0}) == 1
    assert seen(world) == {Metric.CLASSES: 4}
    places = Places(Level.COMMUNE, (world.commune_id,))
    found = values(places, NOVEMBER, ["quota_people", "quota_classes"])[world.commune_id]
    assert [(one.n, one.d) for one in found.values()] == [(0, None), (0, 4)]
    assert goals.goals(world.commune_id, NOVEMBER) == {classes: 4}, "nothing to copy"
    close(world, head)
    kept = {row.team_id: row for row in db.session.scalars(select(TeamRating))}
    assert (kept[world.team_id].grade, kept[world.team_id].mean) == (Grade.NOT_DONE, 0)
    assert kept[world.neighbour_team_id].grade is None, "who was promised nothing is not rated"
    assert kept[None].people == 0, "the commune as a whole"
