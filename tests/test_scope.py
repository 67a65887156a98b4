"""What lies outside somebody's area does not exist for them, whatever a view forgets."""

import pytest
from sqlalchemy import insert, select, text

from tests.factories import World
from tracker.core.db import db
from tracker.core.scope import Reach, ScopeError, by_hand, scope
from tracker.mentees.models import Consent, Mentee
from tracker.places.models import Team


def ids(statement):
    return set(db.session.scalars(statement))


def test_a_read_without_a_scope_raises(app, world):
    with app.app_context(), pytest.raises(ScopeError):
        db.session.scalars(select(Mentee))


def test_an_empty_reach_covers_nothing(app, world):
    with app.app_context(), scope(Reach()):
        assert ids(select(Mentee.id)) == set()


def test_each_breadth_covers_its_rows(app, world: World):
    with app.app_context():
        with scope(Reach(account=world.ambassador_id)):
            assert ids(select(Mentee.id)) == {world.mentee_id}
        with scope(Reach(teams=frozenset({world.neighbour_team_id}))):
            assert ids(select(Mentee.id)) == {world.neighbour_mentee_id}
        with scope(Reach(communes=frozenset({world.commune_id}))):
            assert ids(select(Mentee.id)) == {world.mentee_id, world.neighbour_mentee_id}
        with scope(Reach(provinces=frozenset({world.province_id}))):
            assert ids(select(Team.id)) == {world.team_id, world.neighbour_team_id}


def test_rows_about_a_mentee_follow_the_mentee(app, world: World):
    with app.app_context(), scope(Reach(account=world.ambassador_id)):
        assert ids(select(Consent.mentee_id)) == {world.mentee_id}
        joined = select(Mentee.id).join(Consent, Consent.mentee_id == Mentee.id)
        assert ids(joined) == {world.mentee_id}


def test_what_cannot_be_limited_is_refused(app, world: World):
    with app.app_context(), scope(Reach(communes=frozenset({world.commune_id}))):
        with pytest.raises(ScopeError):
            db.session.execute(text("select * from mentee"))
        with pytest.raises(ScopeError):
            db.session.execute(insert(Team).values(name="x", commune_id=world.commune_id))
        table = Mentee.__table__
        with pytest.raises(ScopeError):
            db.session.execute(select(table.c.id))
        assert db.session.execute(by_hand(select(table.c.id), "test")).all()


def test_writing_outside_the_scope_raises(app, world: World):
    with app.app_context(), scope(Reach(communes=frozenset({world.commune_id}))):
        db.session.add(Team(name="Tổ lạ", commune_id=world.far_commune_id))
        with pytest.raises(ScopeError):
            db.session.flush()
        db.session.rollback()
