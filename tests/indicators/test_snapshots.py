"""Whatever happens to the rows: what is closed stays, and what is told makes up the difference.

Random histories of the deeds that change counts, over the real tables, with two reports frozen in
between and kept numbers asked for after every step.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests import factories as make
from tests.apps import fresh_copy, read_world
from tests.factories import World
from tests.indicators import scene
from tests.reports.test_reports import NOW, frozen
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.classes.actions import minutes
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.reading import reading
from tracker.histories import actions as histories
from tracker.indicators import queries as indicators
from tracker.indicators.actions import reconcile
from tracker.mentees import guidance, villages
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Guide, MenteeStatus
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import Channel
from tracker.periods.rules import PeriodKind, following, period_of
from tracker.places import actions as places
from tracker.places.models import Team, Village
from tracker.policy import Actor
from tracker.quotas import actions as quotas
from tracker.quotas.models import Quota
from tracker.quotas.queries import results
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.results import Result
from tracker.quotas.queries.rhythms import Rhythms, with_results
from tracker.quotas.rules import Indicator, QuotaStatus
from tracker.reports.models import Report
from tracker.reports.queries.compose import kept, period_about, recount
from tracker.snapshots.rules import apply, change, digest
from tracker.totals.keeping import Patience

WINDOW = period_of(PeriodKind.WINDOW, date(2026, 11, 15))
NOVEMBER = period_of(PeriodKind.MONTH, date(2026, 11, 1))
AFTER = datetime(2026, 12, 5, 9, 0, tzinfo=clock.ZONE)
TOLD = ("people", "attendances", "classes", "issues", "turns")
KEYS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4))
ANY = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("come"), ANY, st.integers(1, 4)),
    st.tuples(st.just("come"), ANY, st.integers(1, 4)),
    st.tuples(st.just("late"), ANY),
    st.tuples(st.just("take_back"), ANY),
    st.tuples(st.just("weaken"), ANY, st.integers(1, 4)),
    st.tuples(st.just("transfer"), ANY),
    st.tuples(st.just("erase"), ANY),
    st.tuples(st.just("merge"),),
    st.tuples(st.just("revise"), st.integers(1, 30)),
    st.tuples(st.just("unlock"), ANY),
    st.tuples(st.just("lock"), ANY),
    st.tuples(st.just("freeze"),),
    st.tuples(st.just("close"),),
)  # fmt: skip

EVERY_DEED: list[tuple[Any, ...]] = [
    ("freeze",), ("late", 1), ("unlock", 0), ("close",), ("come", 2, 3), ("revise", 7),
    ("weaken", 1, 1),
    ("freeze",), ("take_back", 0), ("erase", 0), ("merge",), ("transfer", 1), ("lock", 1),
    ("freeze",),
]  # fmt: skip


@given(histories=st.lists(KEYS, min_size=1, max_size=6))
def test_what_was_known_and_what_was_told_is_what_is_counted(histories):
    """However often the rows change, each report tells the rest and nothing twice."""
    known = histories[0]
    for now in histories[1:]:
        told = change(known, now)
        assert sum(known.values()) + told.gained - told.lost == sum(now.values())
        known = apply(known, told)
        assert known == now
        assert change(known, now) == change({}, {})


class History:
    """Does the deeds, each as its own action where there is one."""

    def __init__(self, world: World) -> None:
        self.world, self.by = world, Actor(world.officer_id, "")
        self.frozen: list[tuple[int, str]] = []
        self.window = WINDOW
        self.closed: list[Any] | None = None

    def do(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0])(*step[1:])
        db.session.commit()

    def _people(self) -> list[Mentee]:
        """Those who are not forgotten."""
        wanted = Mentee.commune_id == self.world.commune_id
        rows = db.session.scalars(select(Mentee).where(wanted).order_by(Mentee.id)).all()
        return [one for one in rows if one.status is MenteeStatus.ACTIVE]

    def _classes(self) -> list[ClassSession]:
        held = ClassSession.local_date.between(NOVEMBER.first, NOVEMBER.last)
        mine = ClassSession.commune_id == self.world.commune_id
        found = select(ClassSession).where(held, mine).order_by(ClassSession.id)
        return [c for c in db.session.scalars(found) if c.status is not ClassStatus.CANCELLED]

    def _check_ins(self) -> list[CheckIn]:
        live = select(CheckIn).where(CheckIn.removed_at.is_(None)).order_by(CheckIn.id)
        return [c for c in db.session.scalars(live) if c.local_date <= NOVEMBER.last]

    def come(self, who: int, level: int) -> None:
        """A new learner at a class of another day."""
        team = db.session.get_one(Team, self.world.team_id)
        guide = db.session.get_one(Account, self.world.ambassador_id)
        person = make.mentee(team, guide, f"Người {who}")
        sessions = self._classes()
        make.check_in(sessions[who % len(sessions)], person, level=level)

    def late(self, who: int) -> None:
        """A meeting of October that a phone sends now."""
        people = self._people()
        if people:
            day = date(2026, 10, 1 + who)
            at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.ZONE)
            meeting = scene.put(
                Meeting(
                    commune_id=self.world.commune_id, team_id=self.world.team_id,
                    guide_id=self.world.ambassador_id, channel=Channel.AT_HOME, held_at=at,
                    local_date=day, noted_at=NOW, level=2,
                )
            )  # fmt: skip
            person = people[who % len(people)]
            scene.put(MeetingMentee(meeting_id=meeting.id, mentee_id=person.id))

    def take_back(self, which: int) -> None:
        rows = self._check_ins()
        if rows:
            rows[which % len(rows)].removed_at = clock.now()

    def weaken(self, which: int, level: int) -> None:
        rows = self._check_ins()
        if rows:
            rows[which % len(rows)].level = level

    def transfer(self, who: int) -> None:
        people = self._people()
        if people:
            to = Guide(
                self.world.neighbour_leader_id, "", self.world.neighbour_team_id, "",
                self.world.commune_id, None,
            )  # fmt: skip
            guidance.transfer(self.by, mentee=people[who % len(people)], to=to, now=clock.now())

    def erase(self, who: int) -> None:
        people = self._people()
        if people:
            histories.erase(self.by, mentee=people[who % len(people)], now=clock.now())

    def merge(self) -> None:
        village = db.session.get_one(Village, self.world.village_id)
        into = make.village(village.commune, f"Thôn {len(self.frozen)}")
        if places.merge_village(
            self.by, village=village, into=into, reason="sáp nhập", today=NOVEMBER.last
        ) is None:  # fmt: skip
            villages.move(from_id=village.id, to_id=into.id)

    def revise(self, goal: int) -> None:
        for quota in db.session.scalars(select(Quota)):
            if quota.status is not QuotaStatus.CLOSED:
                quota.goal = goal

    def close(self) -> None:
        """Chốt: what the commune's page says of November is what it will say."""
        quotas.close(self.by, commune_id=self.world.commune_id, period=NOVEMBER, now=AFTER)
        if self.closed is None:
            _rhythms, *self.closed = told_of(self.world)

    def unlock(self, which: int) -> None:
        sessions = self._classes()
        minutes.unlock(self.by, session=sessions[which % len(sessions)], reason="sai")

    def lock(self, which: int) -> None:
        sessions = self._classes()
        sessions[which % len(sessions)].status = ClassStatus.LOCKED

    def freeze(self) -> None:
        """The next report of the commune, with what it tells about the earlier ones."""
        report = frozen(self.world, self.window, NOW + timedelta(days=90 * len(self.frozen)))
        self.frozen.append((report.id, report.snapshot.facts))
        self.window = following(self.window)


def fresh(template: Path) -> World:
    """A world of its own for each history: what is frozen cannot be taken away again."""
    db.session.remove()
    db.engine.dispose()
    fresh_copy(template)
    world = read_world()
    scene.play(world)
    return world


def hold(history: History) -> None:
    """What is true after every step."""
    world = history.world
    for period in (NOVEMBER, WINDOW):
        for level, place in (
            (Level.COMMUNE, world.commune_id), (Level.PROVINCE, world.province_id)
        ):  # fmt: skip
            here = Places(level, (place,))
            codes = [spec.code for spec in indicators.usable(level)]
            with reading():
                told = indicators.values(here, period)
                db.session.rollback()
            assert told == indicators.counted(here, period, codes), (level, period.code)
            db.session.rollback()
    if history.closed is not None:
        stays_closed(history.closed, world)
    for report_id, facts in history.frozen:
        report = db.session.get_one(Report, report_id)
        assert report.snapshot is not None
        assert report.snapshot.facts == facts, "what is closed never changes"
        assert report.snapshot.digest == digest(facts)
        made_up(report)


def told_of(world: World) -> tuple[Rhythms, dict[int, Result], dict[Indicator, int]]:
    ids = [world.team_id, world.neighbour_team_id]
    return with_results(ids, NOVEMBER, AFTER.date(), commune_id=world.commune_id)


def stays_closed(closed: list[Any], world: World) -> None:
    """The figures, rates and sums of that day; with what is told beside them, those of today."""
    rhythms, found, whole = told_of(world)
    before, whole_before = closed
    assert whole == whole_before
    now, whole_now = results(list(found), NOVEMBER, AFTER.date(), world.commune_id)
    for team_id, result in found.items():
        assert result.figures == before[team_id].figures
        assert result.standings == before[team_id].standings
        assert _with(result.figures, result.late) == now[team_id].figures
    assert _with(whole, rhythms.late or {}) == whole_now


def _with(figures: dict[Indicator, int], late: dict[Indicator, int]) -> dict[Indicator, int]:
    return {what: n + late.get(what, 0) for what, n in figures.items()}


def made_up(report: Report) -> None:
    """What was frozen, with what has changed since, is what is counted now."""
    place, days = report.commune_id, period_about(report)
    now = indicators.counted(Places(Level.COMMUNE, (place,)), days, TOLD)[place]
    since = recount(report)
    for code in TOLD:
        moved = since.get(code)
        net = moved.gained - moved.lost if moved else 0
        assert kept(report)["indicators"][code]["n"][0] + net == now[code].n, code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=EVERY_DEED)
@given(steps=st.lists(STEP, min_size=3, max_size=9))
def test_no_history_moves_what_is_closed(app, everywhere, sqlite_templates, steps):
    live(History(fresh(sqlite_templates["inhabited"])), steps)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seed", [0, 1])
def test_nor_does_any_on_postgresql(world: World, everywhere, seed: int):
    """Few, because each needs a world of its own: every deed once, then some at random."""
    chance = Random(seed)
    some = [chance.choice(EVERY_DEED) for _ in range(7)] if seed else EVERY_DEED
    scene.play(world)
    live(History(world), some)


def live(history: History, steps: list[tuple[Any, ...]]) -> None:
    before, Patience.seconds = Patience.seconds, 0.0
    try:
        for step in steps:
            history.do(step)
            hold(history)
        assert reconcile(repair=False).drift == []
    finally:
        Patience.seconds = before
        db.session.rollback()
