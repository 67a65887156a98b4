"""The formula, and that what was published never moves (ruling 12; day script 5)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import World
from tests.indicators import scene
from tracker.core import clock
from tracker.core.db import db
from tracker.core.settings import Setting
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.quotas.models import Quota
from tracker.rankings import actions, queries, rows
from tracker.rankings.models import Ranking
from tracker.rankings.rules import Entry, Lack, Refusal, densest, ranking
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


def test_who_guided_too_few_to_tell_is_listed_apart_and_who_guided_none_is_ranked():
    few, none = entry("A", 4, 80, 80, people=4), entry("B", 0, 80, 80, people=0)
    ranked, without = ranking([few, none], floor=5)
    assert [one.entry.name for one in ranked] == ["B"]
    assert [one.lacks for one in without] == [[Lack.FEW]]


def test_low_goals_do_not_hide_behind_the_rate():
    assert entry("A", people=412, adults=9870).per_thousand == 417


def moments(*seconds: int) -> list[datetime]:
    return [NOW + timedelta(seconds=one) for one in seconds]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (range(0, 3000, 6), (500, 50)),
        ([*range(0, 3000, 6), 6 * 3600], (500, 50)),  # one more in the evening hides nothing
        (range(0, 30 * 3600, 3600), (2, 60)),
        ([], (0, 0)),
    ],
)
def test_the_most_in_an_hour_is_found_whatever_else_the_day_held(at, found):
    assert densest(moments(*at), minutes=60) == found


def published_rows(*names: str) -> list[dict[str, Any]]:
    entries = [entry(name, 100 - at, 100, 100) for at, name in enumerate(names)]
    return rows.ranked_rows(ranking(entries)[0])


def test_the_first_twenty_stand_by_rank_the_others_by_name():
    names = [f"Xã {chr(ord('Z') - at)}" for at in range(24)]
    first, others = rows.arranged(published_rows(*names), "")
    assert [one["name"] for one in first] == names[:20]
    assert [one["name"] for one in others] == sorted(names[20:])
    assert [one["rank"] for one in rows.arranged(published_rows(*names), "hang")[0]][-1] == 24


def test_ones_own_row_stands_between_two_above_and_two_below():
    all_ = published_rows("A", "B", "C", "D", "E")
    assert [one["name"] for one in rows.around(all_, "D")] == ["B", "C", "D", "E"]
    assert rows.around(all_, "X") == []


def test_a_group_has_places_of_its_own():
    all_ = [row | {"kind": kind} for row, kind in zip(
        published_rows("A", "B", "C"), ("xa", "phuong", "xa"), strict=True)]  # fmt: skip
    wards = rows.group_of(all_, kind="xa", size="", sizes=(500, 2000))
    assert rows.places_within(wards) == {"A": 1, "C": 2}
    assert len(rows.group_of(all_, kind="", size="vua", sizes=(500, 2000))) == 3
    assert rows.group_of(all_, kind="", size="lon", sizes=(500, 2000)) == []


def complete(world: World) -> None:
    """The one goal of the three that the scene leaves out; its three people may be told."""
    scene.play(world)
    scene.put(Setting(name="public_floor", value=3))
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
        now=NOW,
    )  # fmt: skip


def test_what_is_published_never_moves_and_a_correction_is_a_new_version(world: World, everywhere):
    complete(world)
    floor = db.session.scalars(select(Setting)).one()
    floor.value = 5
    assert publish(world) is Refusal.NOBODY, "three people are fewer than five"
    floor.value = 3
    first = publish(world)
    assert isinstance(first, Ranking)
    (row,) = first.snapshot.public["rows"]
    assert (row["rank"], row["classes"], row["issues"]) == (1, 250, 500)
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
    assert queries.newest_beside(first.snapshot).version == 2, "the older paper says so"


def test_odd_bursts_are_found_by_commune_and_skill(world: World, everywhere):
    scene.play(world)
    assert queries.bursts(world.province_id, MONTH) == [], "of the usual size there is none"
    scene.put(Setting(name="burst_marks", value=2))
    found = queries.bursts(world.province_id, MONTH)
    assert {(one.skill, one.marks) for one in found} == {("DV01", 2)}
    assert found == queries.bursts(world.province_id, MONTH, commune_id=world.commune_id)
