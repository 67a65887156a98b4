"""Whatever happens to shifts: nobody is at two places, no minor is alone, no place is taken twice.

Random histories of signing up, giving up, placing, taking off, moving, calling off and changing
numbers, over the real tables. What must hold is read from the rows, by nothing the actions use.
"""

from datetime import datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests import factories as make
from tests.factories import World
from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Commune, Site
from tracker.policy import Actor, Post, Role
from tracker.shifts import actions, queries
from tracker.shifts.actions import Bulk, Change, Placing, Wish
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import Hours, PlaceStatus, ShiftStatus
from tracker.volunteers.actions import Person
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Block, Organisation

PEOPLE, SHIFTS = 5, 3
MINORS = {0, 1}  # the first two are sixteen

WHO, WHICH = st.integers(0, PEOPLE - 1), st.integers(0, 7)
STEP = st.one_of(
    st.tuples(st.just("join"), WHO, WHICH),
    st.tuples(st.just("join"), WHO, WHICH),
    st.tuples(st.just("give_up"), WHO, WHICH),
    st.tuples(st.just("place"), st.lists(WHO, min_size=1, unique=True), WHICH, st.booleans()),
    st.tuples(
        st.just("bulk"),
        st.lists(WHO, min_size=1, unique=True),
        st.lists(WHICH, min_size=1, unique=True),
        st.booleans(),
        st.booleans(),
    ),
    st.tuples(st.just("propose"), WHO, WHICH),
    st.tuples(st.just("answer"), WHO, WHICH, st.booleans()),
    st.tuples(st.just("take_off"), WHO, WHICH),
    st.tuples(st.just("edit"), WHICH, st.integers(6, 20), st.integers(1, 3)),
    st.tuples(st.just("cancel"), WHICH, st.one_of(st.none(), st.integers(6, 20))),
    st.tuples(st.just("lead"), WHO, WHICH),
    st.tuples(st.just("come"), WHO, WHICH),
)


class History:
    """Does the steps, one after the other, as the coordinator and the volunteers would."""

    def __init__(self, world: World) -> None:
        self.commune = db.session.get_one(Commune, world.commune_id)
        self.campaign = db.session.get_one(Campaign, world.campaign_id)
        self.site = db.session.get_one(Site, world.site_id)
        self.youth = Actor(
            world.commune_youth_id, "", (Post(Role.COMMUNE_YOUTH, None, world.commune_id),)
        )
        self.day = clock.today() + timedelta(days=10)
        self.people = [
            make.volunteer(self.commune, f"Người {n}", age=16 if n in MINORS else 30)
            for n in range(PEOPLE)
        ]
        for n in range(SHIFTS):
            make.shift(self.campaign, self.site, starts_at=self.at(8 + n), places=2, note="thử")
        self.now = clock.now()

    def at(self, hour: int) -> datetime:
        return clock.at(self.day, time(hour))

    def shift(self, n: int) -> Shift:
        ids = db.session.scalars(
            select(Shift.id).where(Shift.note == "thử").order_by(Shift.id)
        ).all()
        found = queries.shift(ids[n % len(ids)])
        assert found is not None
        return found

    def row(self, who: int, which: int) -> Assignment | None:
        return db.session.scalar(
            select(Assignment).where(
                Assignment.shift_id == self.shift(which).id,
                Assignment.volunteer_id == self.people[who].id,
            )
        )

    def do(self, step) -> None:
        getattr(self, step[0])(*step[1:])
        db.session.expire_all()
        hold()

    def join(self, who, which) -> None:
        person, shift = self.people[who], self.shift(which)
        actions.sign_up(
            None,
            campaign=self.campaign,
            person=Person(
                person.name, person.phone, person.birth_year, Organisation.SCHOOL, "",
                Block.RED_FLAMBOYANT,
            ),
            wishes=[Wish(shift.id, shift.roles[0].id)],
            now=self.now,
        )  # fmt: skip

    def give_up(self, who, which) -> None:
        row = self.row(who, which)
        if row:
            actions.give_up(
                None, volunteer_ids=[row.volunteer_id], assignment_id=row.id, now=self.now,
                limit=timedelta(hours=24),
            )  # fmt: skip

    def place(self, who, which, insists) -> None:
        shift = self.shift(which)
        actions.place(
            self.youth, shift=shift, now=self.now,
            placing=Placing(
                tuple(self.people[n].id for n in who), shift.roles[0].id, shift.version,
                "đã hỏi" if insists else "",
            ),
        )  # fmt: skip

    def bulk(self, who, which, spreads, insists) -> None:
        versions = {shift.id: shift.version for shift in map(self.shift, which)}
        actions.place_all(
            self.youth, campaign=self.campaign, now=self.now,
            bulk=Bulk(
                tuple(self.people[n].id for n in who), versions,
                override_reason="đã hỏi" if insists else "", spreads=spreads,
            ),
        )  # fmt: skip

    def propose(self, who, which) -> None:
        shift = self.shift(which)
        actions.propose(
            self.youth, shift=shift, volunteer_ids=[self.people[who].id],
            role_id=shift.roles[0].id, now=self.now,
        )  # fmt: skip

    def answer(self, who, which, accepted) -> None:
        row = self.row(who, which)
        if row:
            actions.answer(
                self.youth, shift=self.shift(which), row=row, accepted=accepted, now=self.now
            )

    def take_off(self, who, which) -> None:
        row = self.row(who, which)
        if row:
            actions.take_off(
                self.youth, shift=self.shift(which), row=row, reason="ốm", now=self.now
            )

    def edit(self, which, hour, places) -> None:
        shift = self.shift(which)
        actions.edit(
            self.youth, shift=shift,
            change=Change(
                self.site.id, self.day, time(hour), time(hour + 2), (("Hướng dẫn", places),), 1,
                "thử", None, shift.version,
            ),
        )  # fmt: skip

    def cancel(self, which, hour) -> None:
        shift = self.shift(which)
        moved = None if hour is None else Hours(self.at(hour), self.at(hour + 2))
        actions.cancel(
            self.youth, shift=shift, reason="mưa lũ", version=shift.version, moved_to=moved
        )

    def lead(self, who, which) -> None:
        shift = self.shift(which)
        actions.lead(
            self.youth, shift=shift, volunteer_id=self.people[who].id, version=shift.version
        )

    def come(self, who, which) -> None:
        row, shift = self.row(who, which), self.shift(which)
        if row and row.status is PlaceStatus.ASSIGNED:
            actions.come(None, row=row, shift=shift, at=shift.starts_at)


def hold() -> None:
    """What is true after every step, read row by row."""
    shifts = {row.id: row for row in db.session.scalars(select(Shift).where(Shift.note == "thử"))}
    people = {row.id: row for row in db.session.scalars(select(Volunteer))}
    places = {row.id: row.places for row in db.session.scalars(select(ShiftRole))}
    rows = [
        row
        for row in db.session.scalars(select(Assignment))
        if row.status is PlaceStatus.ASSIGNED
        and row.shift_id in shifts
        and shifts[row.shift_id].status is not ShiftStatus.CANCELLED
    ]
    accepted = select(Signup.volunteer_id).where(Signup.status == SignupStatus.ACCEPTED)
    for one, other in combinations(rows, 2):
        if one.volunteer_id == other.volunteer_id:
            a, b = shifts[one.shift_id], shifts[other.shift_id]
            apart = a.ends_at <= b.starts_at or b.ends_at <= a.starts_at
            known = one.override_reason or other.override_reason or one.came_at or other.came_at
            assert apart or known, "at two places"
    assert {row.volunteer_id for row in rows} <= set(db.session.scalars(accepted)), "on no list"
    came = select(Assignment.status).where(Assignment.came_at.is_not(None))
    assert set(db.session.scalars(came)) <= {PlaceStatus.ASSIGNED}, "present, and taken off"
    for shift in shifts.values():
        there = [row for row in rows if row.shift_id == shift.id]
        ages = [shift.local_date.year - people[row.volunteer_id].birth_year for row in there]
        is_settled = any(row.came_at is None for row in there)
        assert not is_settled or max(ages) > 18, "a minor without an adult"
        for role_id in {row.role_id for row in there}:
            assert sum(row.role_id == role_id for row in there) <= places[role_id], "too many"
        if shift.leader_id is not None and shift.status is not ShiftStatus.CANCELLED:
            assert shift.leader_id in {row.volunteer_id for row in there}, "leads from afar"
            assert shift.local_date.year - people[shift.leader_id].birth_year > 18


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, max_size=14))
def test_no_history_breaks_a_promise(world: World, everywhere, steps):
    history = History(world)
    try:
        for step in steps:
            history.do(step)
    finally:
        db.session.rollback()
        clear([person.id for person in history.people])


def clear(volunteer_ids: list[int]) -> None:
    shifts = select(Shift.id).where(Shift.note == "thử")
    db.session.execute(update(Shift).where(Shift.note == "thử").values(moved_to_id=None))
    for table, mine in (
        (Assignment, Assignment.shift_id.in_(shifts)),
        (ShiftRole, ShiftRole.shift_id.in_(shifts)),
        (Shift, Shift.note == "thử"),
        (Signup, Signup.volunteer_id.in_(volunteer_ids)),
        (Volunteer, Volunteer.id.in_(volunteer_ids)),
    ):
        db.session.execute(delete(table).where(mine))
    db.session.commit()
