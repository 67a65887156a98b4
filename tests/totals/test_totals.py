"""Kept numbers are what would be counted, whatever changes and whoever changes it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from tests.counting import statements
from tests.factories import World
from tests.indicators import scene
from tracker.checkins.models import CheckIn
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.reading import reading
from tracker.core.scope import Reach, scope
from tracker.indicators import queries
from tracker.indicators.actions import Reconciled, reconcile
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Village
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.weeks import weeks_of
from tracker.totals import actions, keeping
from tracker.totals.keeping import Patience
from tracker.totals.models import Total, TotalChange
from tracker.totals.triggers import PREFIX, WATCHES

NOVEMBER, OCTOBER = (period_of(PeriodKind.MONTH, date(2026, month, 17)) for month in (11, 10))


@pytest.fixture(autouse=True)
def _everything_is_worth_keeping(app) -> Iterator[None]:
    before, Patience.seconds = Patience.seconds, 0.0
    yield
    Patience.seconds = before


def noted() -> int:
    return db.session.scalar(select(func.count(TotalChange.id))) or 0


def asked(level: Level, place: int, period=NOVEMBER):
    """As a page asks, in a transaction of its own that only reads."""
    db.session.commit()
    with reading():
        found = queries.values(Places(level, (place,)), period)[place]
        db.session.rollback()
    return found


def counted(level: Level, place: int, period=NOVEMBER):
    codes = [spec.code for spec in queries.usable(level)]
    return queries.counted(Places(level, (place,)), period, codes)[place]


def is_kept(level: Level, place: int) -> bool:
    db.session.commit()
    with reading(), statements() as said:
        queries.values(Places(level, (place,)), NOVEMBER)
        db.session.rollback()
    return len(said) == 1


@pytest.mark.parametrize("watch", WATCHES, ids=lambda watch: watch.table)
def test_the_database_notes_every_change_of_what_is_counted(world: World, everywhere, watch):
    scene.play(world)
    table = Base.metadata.tables[watch.table]
    db.session.execute(delete(TotalChange))
    rows = db.session.scalar(select(func.count()).select_from(table))
    for column in watch.columns:
        before = noted()
        db.session.execute(update(table).values({column: table.c[column]}))
        assert noted() > before or not rows, column
    assert rows or watch.table == "setting"
    db.session.rollback()


def test_what_is_kept_is_asked_in_one_statement_until_something_changes(world: World, everywhere):
    scene.play(world)
    for level, place in ((Level.COMMUNE, world.commune_id), (Level.PROVINCE, world.province_id)):
        before = asked(level, place)
        assert before == counted(level, place)
        assert is_kept(level, place)
    asked(Level.COMMUNE, world.commune_id, OCTOBER)
    taken = db.session.scalars(select(CheckIn).where(CheckIn.local_date >= NOVEMBER.first)).first()
    taken.removed_at = clock.now()
    db.session.commit()
    after = asked(Level.COMMUNE, world.commune_id)
    assert after["attendances"].n == before["attendances"].n - 1
    assert not is_kept(Level.PROVINCE, world.province_id)
    with reading(), statements() as said:
        queries.values(Places(Level.COMMUNE, (world.commune_id,)), OCTOBER)
    assert len(said) == 1, "October ended before that day: what is kept of it is good"


def test_keeping_is_for_who_sees_the_whole_place(world: World, everywhere):
    scene.play(world)
    whole = asked(Level.COMMUNE, world.commune_id)["attendances"]
    team = Reach(teams=frozenset({world.team_id}), around=frozenset({world.commune_id}))
    with scope(team):
        part = asked(Level.COMMUNE, world.commune_id)["attendances"]
    assert (whole.n, part.n) == (6, 4)
    with scope(Reach(provinces=frozenset({world.province_id}))):
        assert is_kept(Level.COMMUNE, world.commune_id)
    with scope(Reach(communes=frozenset({world.far_commune_id}))):
        assert asked(Level.COMMUNE, world.commune_id)["attendances"].n == 0


def test_who_writes_keeps_nothing_and_sees_their_own_rows(world: World, everywhere):
    scene.play(world)
    found = queries.values(Places(Level.COMMUNE, (world.commune_id,)), NOVEMBER)
    assert found[world.commune_id]["attendances"].n == 6
    assert db.session.scalar(select(func.count()).select_from(Total)) == 0
    asked(Level.COMMUNE, world.commune_id)
    db.session.execute(update(CheckIn).values(removed_at=clock.now()))
    now = queries.values(Places(Level.COMMUNE, (world.commune_id,)), NOVEMBER)
    assert now[world.commune_id]["attendances"].n == 1, "the meeting is left"
    db.session.rollback()


def test_sweeping_keeps_what_is_good(world: World, everywhere):
    scene.play(world)
    asked(Level.COMMUNE, world.commune_id)
    asked(Level.COMMUNE, world.commune_id, OCTOBER)
    db.session.execute(update(CheckIn).values(level=CheckIn.level))
    db.session.commit()
    assert actions.sweep() > 0
    assert noted() == 0
    kept = select(Total.first_day).where(Total.level == "commune").distinct()
    assert db.session.scalars(kept).all() == [OCTOBER.first]
    with reading(), statements() as said:
        queries.values(Places(Level.COMMUNE, (world.commune_id,)), OCTOBER)
    assert len(said) == 1
    assert reconcile(repair=False).drift == []


def test_where_nothing_is_kept_all_is_swept_together(world: World, everywhere):
    scene.play(world)
    communes = select(func.count(TotalChange.commune_id.distinct()))
    assert db.session.scalar(communes) > 1
    db.session.commit()
    with statements() as said:
        assert actions.sweep() > 0
    assert noted() == 0
    assert len(said) < 12, "however many communes there are"
    asked(Level.COMMUNE, world.commune_id)
    assert is_kept(Level.COMMUNE, world.commune_id)
    db.session.execute(update(CheckIn).values(level=CheckIn.level))
    db.session.commit()
    assert not is_kept(Level.COMMUNE, world.commune_id)


def test_a_new_release_counts_by_itself(world: World, everywhere):
    scene.play(world)
    asked(Level.COMMUNE, world.commune_id)
    assert is_kept(Level.COMMUNE, world.commune_id)
    keeping.begin_anew()
    assert keeping.is_noting()
    assert db.session.scalar(select(func.count()).select_from(Total)) == 0


def test_a_wrong_number_is_found_and_dropped(world: World, everywhere):
    scene.play(world)
    asked(Level.COMMUNE, world.commune_id)
    assert reconcile(repair=False).drift == []
    db.session.execute(update(Total).where(Total.code == "people").values(n=99))
    (wrong,) = reconcile(repair=True).drift
    assert (wrong.code, wrong.kept[0], wrong.counted[0]) == ("people", 99, 4)
    assert asked(Level.COMMUNE, world.commune_id)["people"].n == 4
    village = db.session.get_one(Village, world.village_id)
    village.fluent_since = None
    assert asked(Level.COMMUNE, world.commune_id)["fluent_villages"].n == 0


def test_nothing_kept_is_used_while_a_change_could_go_unnoticed(world: World, everywhere):
    scene.play(world)
    before = asked(Level.COMMUNE, world.commune_id)["attendances"].n
    assert is_kept(Level.COMMUNE, world.commune_id)
    table = " ON check_in" if db.engine.dialect.name == "postgresql" else ""
    db.session.connection().execute(text(f"DROP TRIGGER {PREFIX}check_in_update{table}"))
    taken = db.session.scalars(select(CheckIn).where(CheckIn.local_date >= NOVEMBER.first)).first()
    taken.removed_at = clock.now()
    assert asked(Level.COMMUNE, world.commune_id)["attendances"].n == before - 1
    assert not is_kept(Level.COMMUNE, world.commune_id)
    assert not keeping.is_noting()
    keeping.note_again()
    assert keeping.is_noting()
    assert not is_kept(Level.COMMUNE, world.commune_id), "what was kept before cannot be trusted"
    assert is_kept(Level.COMMUNE, world.commune_id)


@pytest.mark.parametrize("level", [Level.TEAM, Level.COMMUNE])
def test_weeks_that_are_over_are_kept_until_something_in_them_changes(
    world: World, everywhere, level
):
    scene.play(world)
    here = Places(level, (world.team_id if level is Level.TEAM else world.commune_id,))
    today = date(2026, 11, 20)

    def weeks():
        db.session.commit()
        with reading():
            (found,) = weeks_of(here, today).values()
            db.session.rollback()
        return found

    before = weeks()
    assert sum(before) > 0
    assert before[-1] == 0
    kept = {one.first_day for one in db.session.scalars(select(Total))}
    assert kept == {date(2026, 8, 31) + timedelta(weeks=n) for n in range(11)}, "not this week"
    assert reconcile(repair=False) == Reconciled(recounted=11, drift=[])
    db.session.execute(update(Total).values(n=Total.n + 100))
    assert weeks() == [*(n + 100 for n in before[:-1]), 0], "nothing is counted again"
    taken = db.session.scalars(select(CheckIn).where(CheckIn.team_id == world.team_id)).first()
    taken.removed_at = clock.now()
    assert weeks()[-3:] == [before[-3] + 100, before[-2] - 1, 0], "earlier weeks stay kept"
    actions.sweep()
    assert len(reconcile(repair=True).drift) == 10
    assert weeks() == [*before[:-2], before[-2] - 1, 0]
