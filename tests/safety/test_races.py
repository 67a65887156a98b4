"""Several at once, over HTTP: each intent has one effect, and nobody sees an error."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.factories import World
from tests.safety.test_people import Do, entry, walk_in
from tests.safety.test_people import do as do
from tests.web import Web, new_key
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.mentees.models import Mentee, Mentorship
from tracker.mentoring.models import Meeting


def at_once(number: int, work: Callable[[int], int]) -> list[int]:
    """The answers of that many threads that begin together."""
    start, answers = threading.Barrier(number), []

    def run(one: int) -> None:
        start.wait()
        answers.append(work(one))

    threads = [threading.Thread(target=run, args=(one,)) for one in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def count(rows: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count(rows.id)).where(*conditions)) or 0


@pytest.fixture
def sixteen(browse, world: World) -> list[Web]:
    """The same account on sixteen browsers: a phone that sends again and again."""
    return [browse().sign_in(world.ambassador_id) for _ in range(16)]


def test_sixteen_times_the_same_new_person_is_one(sixteen: list[Web], world: World, do: Do):
    key = new_key()
    answers = at_once(
        16, lambda one: sixteen[one].post("/nguoi-hoc/them", entry(world), key=key).status_code
    )
    assert answers == [303] * 16
    assert do(lambda: count(Mentee, Mentee.name == "Ma Seo Lử")) == 1


def test_sixteen_times_the_same_meeting_is_one(sixteen: list[Web], world: World, do: Do):
    now, key = clock.local(clock.now()), new_key()
    meeting = {
        "mentee": world.mentee_id, "day": f"{now:%Y-%m-%d}", "time": "00:00",
        "channel": "at_home", "note": "Xem lại cách gọi video",
    }  # fmt: skip
    answers = at_once(
        16, lambda one: sixteen[one].post("/buoi-kem/them", meeting, key=key).status_code
    )
    assert answers == [303] * 16
    assert do(lambda: count(Meeting)) == 1


def test_sixteen_times_the_same_check_in_is_one(sixteen: list[Web], world: World, do: Do):
    code, secret = do(
        lambda: db.session.execute(
            select(ClassSession.code, ClassSession.secret).where(ClassSession.id == world.class_id)
        ).one()
    )
    address = f"/c/{code}/{code_at(secret, step_at(clock.now()))}"
    key, ticked = new_key(), {"mentee": world.mentee_id}
    answers = at_once(16, lambda one: sixteen[one].post(address, ticked, key=key).status_code)
    assert answers == [200] * 16
    assert do(lambda: count(CheckIn)) == 1


def test_two_ambassadors_take_in_the_same_person(browse, world: World, do: Do):
    mentee_id = do(lambda: walk_in(world))
    guides = (world.ambassador_id, world.second_ambassador_id)
    browsers = [browse().sign_in(guide) for guide in guides]

    def take_in(one: int) -> int:
        agreed = entry(world, guide=f"{guides[one]}-{world.team_id}")
        return browsers[one].post(f"/nguoi-hoc/{mentee_id}/dong-y", agreed).status_code

    answers = at_once(2, take_in)
    assert answers[0] == 303
    assert answers[1] in {404, 422}
    assert do(lambda: count(Mentorship, Mentorship.mentee_id == mentee_id)) == 1


def test_two_leaders_pass_the_same_person_on(browse, world: World, do: Do):
    browsers = [browse().sign_in(one) for one in (world.leader_id, world.head_id)]
    guide = {"guide": f"{world.second_ambassador_id}-{world.team_id}"}
    address = f"/nguoi-hoc/{world.mentee_id}/chuyen"
    answers = at_once(2, lambda one: browsers[one].post(address, guide).status_code)
    assert set(answers) <= {303, 422}
    whose = (Mentorship.mentee_id == world.mentee_id, Mentorship.until.is_(None))
    assert do(lambda: count(Mentorship, *whose)) == 1


def test_four_go_on_with_the_same_person(browse, world: World, do: Do):
    people = (world.ambassador_id, world.leader_id, world.head_id, world.officer_id)
    browsers = [browse().sign_in(one) for one in people]
    assert browsers[0].post(f"/nguoi-hoc/{world.mentee_id}/hoan-thanh").status_code == 303
    address = f"/nguoi-hoc/{world.mentee_id}/tiep-tuc"
    answers = at_once(4, lambda one: browsers[one].post(address).status_code)
    assert answers == [303] * 4
