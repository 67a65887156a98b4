"""Every indicator, counted by hand, at each level."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from tests.factories import World
from tests.indicators import scene
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import EVERYWHERE
from tracker.indicators import actions, queries
from tracker.indicators.queries import behind, network
from tracker.indicators.rules import FigureKind, Formula, Value, shares, weights
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.periods.rules import PeriodKind, period_of
from tracker.policy import Actor
from tracker.quotas.queries import rows
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.quotas.queries.rows import Whose

NOVEMBER = period_of(PeriodKind.MONTH, date(2026, 11, 17))


def at(level: Level, place: int, period=NOVEMBER) -> dict[str, tuple[int, int | None]]:
    found = queries.values(Places(level, (place,)), period)[place]
    return {code: (value.n, value.d) for code, value in found.items()}


def test_each_indicator_is_what_a_clerk_would_count(world: World, everywhere):
    scene.play(world)
    of_team = at(Level.TEAM, world.team_id)
    assert {code: of_team[code] for code in scene.EXPECTED_TEAM} == scene.EXPECTED_TEAM
    of_commune = at(Level.COMMUNE, world.commune_id)
    assert {code: of_commune[code] for code in scene.EXPECTED_COMMUNE} == scene.EXPECTED_COMMUNE
    of_province = at(Level.PROVINCE, world.province_id)
    assert {**of_province, "corners": (1, 1)} == {**of_commune, "corners": (1, 1)}
    far = at(Level.COMMUNE, world.far_commune_id)
    assert {n for n, _ in far.values()} <= {0, 1}  # its own ambassador, who guides one


def test_what_is_known_by_then_and_what_happened_then(world: World, everywhere):
    scene.play(world)
    october = period_of(PeriodKind.MONTH, date(2026, 10, 1))
    before = at(Level.COMMUNE, world.commune_id, october)
    assert before["device"] == (1, 1000)
    assert before["cashless"] == (0, 1000)
    assert before["people"] == (0, None)
    assert before["active_teams"][0] == 0
    spring = period_of(PeriodKind.MONTH, date(2027, 2, 1))
    assert at(Level.COMMUNE, world.commune_id, spring)["cashless"] == (1, 1000)
    assert at(Level.COMMUNE, world.commune_id, spring)["active_teams"][0] == 0


def test_forgetting_a_person_changes_no_figure(world: World, everywhere):
    scene.play(world)
    before = at(Level.COMMUNE, world.commune_id)
    person = db.session.get_one(Mentee, world.mentee_id)
    person.status, person.name, person.ambassador_id = MenteeStatus.ERASED, "", None
    db.session.commit()
    assert at(Level.COMMUNE, world.commune_id) == before


def test_a_year_adds_the_quota_periods_inside_it(world: World, everywhere):
    scene.play(world)
    year = period_of(PeriodKind.YEAR, date(2026, 1, 1))
    assert at(Level.COMMUNE, world.commune_id, year)["quota_people"] == (3, 22)
    window = period_of(PeriodKind.WINDOW, date(2026, 11, 15))
    assert at(Level.COMMUNE, world.commune_id, window)["quota_people"] == (0, None)


def test_the_newest_count_of_adults_that_was_known(world: World, everywhere):
    scene.play(world)
    actions.enter_figure(
        Actor(world.officer_id, ""), commune_id=world.commune_id, kind=FigureKind.ADULTS,
        value=2000, source="Công an xã", as_of=NOVEMBER.last + timedelta(days=5), now=clock.now(),
    )  # fmt: skip
    assert at(Level.COMMUNE, world.commune_id)["device"] == (1, 1000)
    december = period_of(PeriodKind.MONTH, date(2026, 12, 1))
    assert at(Level.COMMUNE, world.commune_id, december)["device"] == (1, 2000)


@pytest.mark.parametrize(
    ("known", "expected"),
    [([100, None, 300], [100, 200, 300]), ([None, None], [0, 0]), ([7, 0], [7, 0])],
)
def test_who_is_not_counted_weighs_as_the_others_do(known, expected):
    assert weights(known) == expected


def test_rates_are_shown_in_full_and_never_without_a_base():
    assert Value(130, 100).percent == 130
    assert Value(41, 1000).tenths == 41
    assert Value(167, 6450).tenths == 26, "2.589 % to the nearest"
    assert Value(9999, 10_000).tenths == 999, "only what is reached is a whole"
    assert Value(5).percent is None
    assert Value(0, 0).tenths is None
    assert Value(1, 10) + Value(2, None, without=1) == Value(3, 10, 1)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (100, [50, 30, 20], [50, 30, 20]),
        (7, [0, 0], [4, 3]),
        (0, [5, 1], [0, 0]),
        (1, [1, 2], [0, 1]),
        pytest.param(10, [97, 1, 1, 1], [7, 1, 1, 1], id="nobody goes without while it reaches"),
        pytest.param(3, [97, 1, 1, 0], [1, 1, 1, 0], id="who has no adults gets nothing"),
    ],
)
def test_a_goal_is_shared_out_by_weight_without_loss(total, weights, parts):
    assert shares(total, weights) == parts


def test_the_list_behind_a_share_is_what_the_share_counts(world: World, everywhere):
    scene.play(world)
    places = Places(Level.COMMUNE, (world.commune_id,))
    found = queries.values(places, NOVEMBER)[world.commune_id]
    listed = [spec for spec in queries.usable(Level.COMMUNE) if spec.formula in network.LISTS]
    assert len(listed) == 8
    for spec in listed:
        things = network.things(spec, places, behind.span_of(spec, NOVEMBER, clock.today()))
        counted = [one for one in things if one.is_counted]
        value = found[spec.code]
        if spec.formula in {Formula.CORNERS, Formula.ACTIVE_COMMUNES}:
            assert bool(counted) is bool(value.n), "the commune counts once"
            continue
        assert len(counted) == value.n, spec.code
        if value.d is not None:
            assert len(things) == value.d, spec.code


def test_teams_and_what_belongs_to_none_make_up_the_commune(world: World, everywhere):
    scene.play(world)
    asked = ["attendances", "classes", "issues", "turns"]
    teams = Places(Level.TEAM, (world.team_id, world.neighbour_team_id))
    own = Whose.commune(world.commune_id)
    each, apart = (queries.values(places, NOVEMBER, asked) for places in (teams, own.places))
    whole = at(Level.COMMUNE, world.commune_id)
    for code in asked:
        parts = [one[code].n for one in each.values()] + [apart[world.commune_id][code].n]
        assert sum(parts) == whole[code][0], code
    span = Span(NOVEMBER.first, NOVEMBER.last)
    assert sum(row.n for row in rows.attendances(own, span)) == 2
    everybody, _hidden = rows.people(own, span, may_read=EVERYWHERE, page=0, size=9)
    assert [one.times for one in everybody] == [1, 1]


def test_while_a_period_runs_active_means_until_today(world: World, everywhere):
    """On 5 January its quarter has hardly begun: nobody became inactive by that (ruling 11)."""
    scene.play(world)
    first_quarter = period_of(PeriodKind.QUARTER, date(2027, 1, 5))
    with time_machine.travel(datetime(2027, 1, 5, 9, tzinfo=clock.ZONE), tick=False):
        assert at(Level.COMMUNE, world.commune_id, first_quarter)["active_teams"] == (1, 2)
    with time_machine.travel(datetime(2027, 3, 5, 9, tzinfo=clock.ZONE), tick=False):
        assert at(Level.COMMUNE, world.commune_id, first_quarter)["active_teams"] == (0, 2)
    with time_machine.travel(datetime(2027, 4, 5, 9, tzinfo=clock.ZONE), tick=False):
        assert at(Level.COMMUNE, world.commune_id, first_quarter)["active_teams"] == (0, 2)
