"""What is counted, for whom, and which day it belongs to."""

from datetime import date, datetime, timedelta

import pytest

from tests import factories as make
from tests.factories import World
from tracker.accounts.models import Account
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import EVERYWHERE, Reach, scope
from tracker.core.settings import Setting
from tracker.indicators import queries as indicators
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus, TurnResult
from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.places.models import Site, Team
from tracker.quotas import queries
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.rules import Indicator, IssuerKind, Metric, QuotaStatus

DAY = date(2026, 11, 17)
NOVEMBER = period_of(PeriodKind.MONTH, DAY)


def evening(day: date = DAY, hour: int = 19, minute: int = 30, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=clock.ZONE)


def held(world: World, *mentee_ids: int, at: datetime | None = None, level: int = 3, team_id=0):
    """A locked class of the team with these people."""
    team = db.session.get_one(Team, team_id or world.team_id)
    session = make.class_session(
        team,
        db.session.get_one(Site, world.site_id),
        db.session.get_one(Account, world.leader_id),
        starts_at=at or evening(),
        status=ClassStatus.LOCKED,
    )
    return session, [
        make.check_in(session, db.session.get_one(Mentee, mentee_id), level=level)
        for mentee_id in mentee_ids
    ]


def met(world: World, *mentee_ids: int, at: datetime | None = None, level: int = 2, team_id=0):
    at = at or evening()
    meeting = Meeting(
        commune_id=world.commune_id,
        team_id=team_id or world.team_id,
        guide_id=world.ambassador_id,
        channel=Channel.AT_HOME,
        held_at=at,
        local_date=clock.local_date(at),
        noted_at=at,
        level=level,
    )
    meeting.attendances = [MeetingMentee(mentee_id=mentee_id) for mentee_id in mentee_ids]
    db.session.add(meeting)
    db.session.commit()
    return meeting


def resolved(world: World, day: date = DAY, status: IssueStatus = IssueStatus.RESOLVED):
    db.session.add(
        Issue(
            commune_id=world.commune_id, team_id=world.team_id, kind=IssueKind.VNEID,
            title="Đổi máy", level=IssueLevel.TEAM, status=status, raised_at=evening(day),
            raised_on=day, resolved_on=day if status is IssueStatus.RESOLVED else None,
        )
    )  # fmt: skip
    db.session.commit()


def helped(world: World, turns: int, day: date = DAY):
    db.session.add(
        SupportTurn(
            commune_id=world.commune_id, team_id=world.team_id, helper_id=world.ambassador_id,
            channel=Channel.AT_SITE, subject="Nộp hồ sơ", result=TurnResult.DONE, turns=turns,
            at=evening(day), local_date=day, noted_at=evening(day),
        )
    )  # fmt: skip
    db.session.commit()


def promised(world: World, metric: Metric, goal: int, *, status=QuotaStatus.ASSIGNED, team_id=0):
    decision = QuotaDecision(
        commune_id=world.commune_id, decided_on=NOVEMBER.first,
        issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=world.head_id, created_at=evening(),
    )  # fmt: skip
    quota = Quota(
        commune_id=world.commune_id, team_id=team_id or world.team_id, metric=metric,
        period_kind=PeriodKind.MONTH, first_day=NOVEMBER.first, goal=goal, status=status,
        decision=decision,
    )  # fmt: skip
    db.session.add(quota)
    db.session.commit()
    return quota


def figures(world: World, period=NOVEMBER, team_id=0):
    team_id = team_id or world.team_id
    span = queries.Span(period.first, period.last)
    (found,) = queries.count(queries.Ask(queries.teams([team_id]), span))
    return found[team_id]


def of_commune(world: World):
    span = queries.Span(NOVEMBER.first, NOVEMBER.last)
    (found,) = queries.count(queries.Ask(queries.communes([world.commune_id]), span))
    return found[world.commune_id]


def test_one_person_twice_is_one_person_and_two_attendances(world: World, everywhere):
    held(world, world.mentee_id)
    met(world, world.mentee_id)
    found = figures(world)
    assert found[Indicator.PEOPLE] == 1
    assert found[Indicator.ATTENDANCES] == 2


def test_each_indicator_counts_its_own(world: World, everywhere):
    held(world, world.mentee_id)
    resolved(world)
    resolved(world, status=IssueStatus.WORKING)
    helped(world, turns=4)
    helped(world, turns=3)
    assert figures(world) == {
        Indicator.PEOPLE: 1,
        Indicator.ATTENDANCES: 1,
        Indicator.CLASSES: 1,
        Indicator.ISSUES: 1,
        Indicator.TURNS: 7,
    }


def test_what_is_not_sure_enough_does_not_count_until_the_commune_says_so(world: World, everywhere):
    held(world, world.mentee_id, level=1)
    met(world, world.neighbour_mentee_id, level=1)
    assert figures(world)[Indicator.PEOPLE] == 0
    db.session.add(Setting(name="quota_evidence_floor", value=1))
    db.session.commit()
    assert figures(world)[Indicator.PEOPLE] == 2


def test_a_check_in_taken_back_does_not_count(world: World, everywhere):
    _, (entry,) = held(world, world.mentee_id)
    entry.removed_at = clock.now()
    db.session.commit()
    assert figures(world)[Indicator.PEOPLE] == 0


def test_a_walk_in_counts_at_a_class_and_not_at_a_meeting(world: World, everywhere):
    team = db.session.get_one(Team, world.team_id)
    guide = db.session.get_one(Account, world.ambassador_id)
    walk_in = make.mentee(team, guide, "Cư Thị Sua", status=MenteeStatus.PENDING)
    met(world, walk_in.id)
    assert figures(world)[Indicator.PEOPLE] == 0
    held(world, walk_in.id)
    assert figures(world)[Indicator.PEOPLE] == 1
    assert figures(world)[Indicator.ATTENDANCES] == 1


def test_counts_stay_when_the_person_is_erased_or_goes_to_another_team(world: World, everywhere):
    held(world, world.mentee_id)
    met(world, world.mentee_id)
    person = db.session.get_one(Mentee, world.mentee_id)
    person.team_id, person.status, person.name = world.neighbour_team_id, MenteeStatus.ERASED, ""
    db.session.commit()
    with scope(Reach(teams=frozenset({world.team_id}))):
        assert figures(world)[Indicator.PEOPLE] == 1
        assert figures(world)[Indicator.ATTENDANCES] == 2


def test_the_commune_counts_a_person_of_two_teams_once(world: World, everywhere):
    held(world, world.mentee_id)
    held(world, world.mentee_id, team_id=world.neighbour_team_id)
    by_team = queries.people(
        queries.teams([world.team_id, world.neighbour_team_id]), NOVEMBER.first, NOVEMBER.last
    )
    assert sum(by_team.values()) == 2
    assert of_commune(world)[Indicator.PEOPLE] == 1
    assert of_commune(world)[Indicator.ATTENDANCES] == 2
    province = queries.provinces([world.province_id])
    assert queries.people(province, NOVEMBER.first, NOVEMBER.last) == {world.province_id: 1}


@pytest.mark.parametrize(
    ("at", "belongs"),
    [
        pytest.param(evening(date(2026, 10, 31), 23, 59, 59), False, id="last second before"),
        pytest.param(evening(date(2026, 11, 1), 0, 0, 0), True, id="first second"),
        pytest.param(evening(date(2026, 11, 30), 23, 59, 59), True, id="last second"),
        pytest.param(evening(date(2026, 12, 1), 0, 0, 0), False, id="first second after"),
    ],
)
def test_a_month_ends_at_midnight_in_vietnam(world: World, everywhere, at, belongs):
    held(world, world.mentee_id, at=at)
    met(world, world.mentee_id, at=at)
    expected = 1 if belongs else 0
    assert figures(world)[Indicator.PEOPLE] == expected
    assert figures(world)[Indicator.CLASSES] == expected


@pytest.mark.parametrize(
    ("at", "belongs"),
    [
        (evening(date(2026, 9, 30), 23, 59, 59), False),
        (evening(date(2026, 10, 1), 0, 0, 0), True),
        (evening(date(2026, 12, 31), 23, 59, 59), True),
        (evening(date(2027, 1, 1), 0, 0, 0), False),
    ],
)
def test_a_quarter_ends_at_midnight_in_vietnam(world: World, everywhere, at, belongs):
    held(world, world.mentee_id, at=at)
    quarter = period_of(PeriodKind.QUARTER, DAY)
    assert figures(world, quarter)[Indicator.PEOPLE] == (1 if belongs else 0)


def test_the_open_scope_limits_what_is_counted(world: World, everywhere):
    held(world, world.mentee_id)
    with scope(Reach(teams=frozenset({world.neighbour_team_id}))):
        assert figures(world)[Indicator.PEOPLE] == 0
    with scope(Reach(account=world.ambassador_id)):
        assert figures(world)[Indicator.PEOPLE] == 0
    with scope(Reach(communes=frozenset({world.commune_id}))):
        assert figures(world)[Indicator.PEOPLE] == 1
    with scope(Reach(provinces=frozenset({world.province_id}))):
        assert figures(world)[Indicator.PEOPLE] == 1
    with scope(EVERYWHERE):
        assert figures(world)[Indicator.PEOPLE] == 1


def test_a_standing_needs_a_quota_in_force(world: World, everywhere):
    promised(world, Metric.PEOPLE, 60, status=QuotaStatus.DRAFT)
    assert queries.standings([world.team_id], NOVEMBER, DAY) == {world.team_id: []}


def test_standings_say_goal_result_and_pace(world: World, everywhere):
    promised(world, Metric.PEOPLE, 60)
    held(world, world.mentee_id)
    found = queries.standings([world.team_id, world.neighbour_team_id], NOVEMBER, DAY)
    (one,) = found[world.team_id]
    assert (one.metric, one.goal, one.actual, one.expected) == (Metric.PEOPLE, 60, 1, 34)
    assert found[world.neighbour_team_id] == []


def test_a_calendar_that_holds_the_whole_quota_sets_the_pace(world: World, everywhere):
    team_id = world.neighbour_team_id
    promised(world, Metric.CLASSES, 2, team_id=team_id)
    held(world, at=evening(DAY + timedelta(days=1)), team_id=team_id)
    (one,) = queries.standings([team_id], NOVEMBER, DAY)[team_id]
    assert (one.goal, one.expected) == (2, 1)
    held(world, at=evening(DAY + timedelta(days=7)), team_id=team_id)
    (one,) = queries.standings([team_id], NOVEMBER, DAY)[team_id]
    assert (one.goal, one.expected) == (2, 0)


def test_what_runs_is_the_month_or_else_the_quarter(world: World, everywhere):
    assert queries.running(world.team_id, DAY) == (NOVEMBER, [])
    quota = promised(world, Metric.PEOPLE, 90)
    quota.period_kind, quota.first_day = PeriodKind.QUARTER, date(2026, 10, 1)
    db.session.commit()
    held(world, world.mentee_id, at=evening(date(2026, 10, 5)))
    period, (one,) = queries.running(world.team_id, DAY)
    assert (period.code, one.goal, one.actual) == ("2026-q4", 90, 1)


def test_longer_periods_add_up_the_goals_inside_them(world: World, everywhere):
    """What a quarter's goal is about is not counted by its months as well, and what a year's days
    cut through is left out: as the rate of completion has it."""
    for goal, month in ((10, 8), (20, 9), (60, 11)):
        promised(world, Metric.PEOPLE, goal).first_day = date(2026, month, 1)
        db.session.commit()
    quarter = promised(world, Metric.CLASSES, 6)
    quarter.period_kind, quarter.first_day = PeriodKind.QUARTER, date(2026, 10, 1)
    db.session.commit()
    promised(world, Metric.CLASSES, 4)
    held(world, world.mentee_id, at=evening(date(2026, 9, 5)))
    held(world, world.mentee_id)
    days = Period(PeriodKind.RANGE, date(2026, 8, 16), date(2026, 12, 31))
    for period, said in (
        (NOVEMBER, {"people": (60, 1, 34), "classes": (4, 1, 2)}),
        (period_of(PeriodKind.QUARTER, DAY), {"people": (60, 1, 34), "classes": (6, 1, 3)}),
        (days, {"people": (80, 2, 54), "classes": (6, 1, 3)}),
        (period_of(PeriodKind.YEAR, DAY), {"people": (90, 2, 64), "classes": (6, 1, 3)}),
    ):
        found, _ = queries.results([world.team_id], period, DAY, world.commune_id)
        standings = found[world.team_id].standings.values()
        assert {s.metric: (s.goal, s.actual, s.expected) for s in standings} == said, period.code
        here = Places(Level.TEAM, (world.team_id,))
        rates = indicators.values(here, period, ["quota_people", "quota_classes"])[world.team_id]
        for standing in standings:
            rate = rates[f"quota_{standing.metric}"]
            assert (rate.n, rate.d) == (standing.actual, standing.goal)
