"""The formula, and that what was published never moves (ruling 12; day script 5)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories import World
from tests.indicators import scene
from tracker.core import clock
from tracker.core.db import db
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.quotas.models import Quota
from tracker.rankings import actions, queries
from tracker.rankings.models import Ranking
from tracker.rankings.rules import Entry, Lack, Refusal, is_burst, ranking
from tracker.snapshots.models import Snapshot

MONTH = period_of(PeriodKind.YEAR, date(2026, 11, 1))
NOW = datetime(2027, 1, 5, 9, 0, tzinfo=clock.ZONE)


def entry(name: str, *rates: int, active=(1, 2), adults=1000, people=50) -> Entry:
    three = rates or (100, 100, 100)
    pairs = [(rate, 100) for rate in three]
    return Entry(name, name, *pairs, (people, adults), active)


def places(*entries: Entry) -> list[tuple[int, str]]:
    return [(one.rank, one.entry.name) for one in ranking(entries)[0]]


def test_each_rate_counts_up_to_120_percent_and_no_further():
    assert entry("A", 200, 80, 70).score == (1200 + 800 + 700) // 3
    assert entry("A", 200, 80, 70).people == (200, 100)
    assert places(entry("A", 400, 50, 50), entry("B", 120, 60, 60)) == [(1, "B"), (2, "A")]


def test_equal_scores_are_told_apart_by_active_teams_else_share_the_rank():
    most = entry("A", active=(2, 2))
    assert places(entry("C"), most, entry("B"), entry("D", 50, 50, 50)) == [
        (1, "A"), (2, "B"), (2, "C"), (4, "D")
    ]  # fmt: skip


def test_who_lacks_goals_or_adults_is_listed_apart():
    no_goal = Entry("A", "A", (5, 10), (1, None), (0, 5), (5, 100), (0, 1))
    ranked, without = ranking([no_goal, entry("B", adults=None)])
    assert ranked == []
    assert [one.lacks for one in without] == [[Lack.GOALS], [Lack.ADULTS]]


def test_low_goals_do_not_hide_behind_the_rate():
    assert entry("A", people=412, adults=9870).per_thousand == 417


def test_nothing_about_fewer_people_than_the_floor():
    row = actions._row(entry("A", people=4), 5)  # the cell below would tell how many
    assert row["per_thousand"] is None
    few = Entry("A", "A", (4, 8), (5, 5), (5, 5), (4, 1000), (1, 1))
    assert actions._row(few, 5)["people"] is None
    assert actions._row(few, 5)["classes"] == 1000


@pytest.mark.parametrize(
    ("marks", "minutes", "odd"), [(480, 50, True), (480, 90, False), (30, 5, False)]
)
def test_bursts(marks, minutes, odd):
    last = NOW + timedelta(minutes=minutes)
    assert is_burst(marks, NOW, last, most=60, minutes=60) is odd


def complete(world: World) -> None:
    """The one goal of the three that the scene leaves out."""
    scene.play(world)
    like = db.session.scalars(select(Quota).where(Quota.team_id == world.team_id)).first()
    scene.put(
        Quota(
            commune_id=like.commune_id, team_id=like.team_id, metric="issues", goal=2,
            period_kind=like.period_kind, first_day=like.first_day, status=like.status,
            decision_id=like.decision_id,
        )
    )  # fmt: skip
    db.session.commit()


def publish(world: World, reason: str = ""):
    province = db.session.get_one(Province, world.province_id)
    return actions.publish(
        Actor(world.board_id, "Đỗ Quang Vinh"), province=province, period=MONTH, reason=reason,
        now=NOW, floor=5,
    )  # fmt: skip


def test_what_is_published_never_moves_and_a_correction_is_a_new_version(world: World, everywhere):
    complete(world)
    first = publish(world)
    assert isinstance(first, Ranking)
    (row,) = first.snapshot.public["rows"]
    assert (row["rank"], row["classes"], row["issues"]) == (1, 250, 500)
    assert row["people"] is None, "three people are fewer than five"
    assert publish(world) is Refusal.NO_REASON
    assert publish(world, "Nhập sai") is Refusal.UNCHANGED

    goal = select(Quota).where(Quota.metric == "classes")
    db.session.scalars(goal).one().goal = 2
    db.session.commit()
    second = publish(world, "Điều chỉnh chỉ tiêu")
    assert (first.version, second.version) == (1, 2)
    assert first.snapshot.public["rows"][0]["classes"] == 250
    assert second.snapshot.public["rows"][0]["classes"] == 500
    assert len(db.session.scalars(select(Snapshot)).all()) == 2
    assert [one.version for one in queries.published()] == [2, 1]


def test_odd_bursts_are_found_by_commune_and_skill(world: World, everywhere):
    scene.play(world)
    found = queries.bursts(world.province_id, MONTH, most=2, minutes=60)
    assert {(one.skill, one.marks) for one in found} == {("DV01", 2)}
    assert queries.bursts(world.province_id, MONTH, most=3, minutes=60) == []
