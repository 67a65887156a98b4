"""Nobody reads about people outside their area: not in a page, a fragment, or an error."""

import pytest
from sqlalchemy import select

from tests.factories import World
from tests.safety.asking import FAR, HOME, addresses
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.core import names
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.receipts import Receipt
from tracker.mentees.models import Mentee

PHONES = {"mentee_id": "+84977000111", "neighbour_mentee_id": "+84977000222",
          "far_mentee_id": "+84977000333"}  # fmt: skip
NAMES = {"mentee_id": "Kanari Sẻ Nâu", "neighbour_mentee_id": "Kanari Chào Mào",
         "far_mentee_id": "Kanari Họa Mi"}  # fmt: skip
FULL_NUMBERS = ["977000111", "977 000 111", "977000222", "977 000 222", "977000333", "977 000 333"]
SEARCHED = "?tim=kanari&q=kanari"

# Whom each account must never read of. What it may read is its own team's or commune's.
FOREIGN = {
    "": list(NAMES),
    "ambassador_id": ["neighbour_mentee_id", "far_mentee_id"],
    "second_ambassador_id": list(NAMES),
    "leader_id": ["neighbour_mentee_id", "far_mentee_id"],
    "head_id": ["far_mentee_id"],
    "commune_youth_id": list(NAMES),
    "province_youth_id": list(NAMES),
    "board_id": list(NAMES),
    "admin_id": list(NAMES),
    "far_leader_id": ["mentee_id", "neighbour_mentee_id"],
}


@pytest.fixture
def canaries(world: World, do: Do) -> None:
    """Three people with names and numbers that stand nowhere else."""

    def sing() -> None:
        for which, name in NAMES.items():
            person = db.session.get_one(Mentee, getattr(world, which))
            person.name, person.search_key = name, names.search_key(name)
            person.phone, person.note = PHONES[which], f"Chỉ dẫn về {name}"

    do(sing)


# Some thousand pages: on one database, because what limits a statement is the same on both.
@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", FOREIGN)
def test_no_page_names_people_of_elsewhere(web: Web, world: World, role: str):
    if role:
        web.sign_in(getattr(world, role))
    foreign = [NAMES[which] for which in FOREIGN[role]]
    # The guide reads the numbers of their own people.
    numbers = [] if role == "ambassador_id" else FULL_NUMBERS
    told, heard = [], ""
    near, far = (addresses(web.app, world, places, "GET") for places in (HOME, FAR))
    for address, elsewhere in zip(near, far, strict=True):
        answers = {address: web.get(f"{address}{SEARCHED}")}
        # Whoever lacks the right is refused before it matters what is asked, and where.
        if answers[address].status_code != 403:
            answers[f"a piece of {address}"] = web.fragment(f"{address}{SEARCHED}")
            if elsewhere != address:
                answers[elsewhere] = web.get(f"{elsewhere}{SEARCHED}")
        for asked, answer in answers.items():
            told += [(asked, word) for word in (*foreign, *numbers) if word in answer.text]
            heard += answer.text
    assert told == []
    if role in {"ambassador_id", "leader_id", "head_id"}:
        assert NAMES["mentee_id"] in heard, "the canary must sing where it may be heard"


@pytest.mark.usefixtures("canaries")
def test_bodies_reach_nobody_of_elsewhere(browse, world: World, do: Do):
    """The keys of others in every field that takes one: nothing is said, nothing changes."""
    far, near = world.far_mentee_id, world.neighbour_mentee_id
    leader = browse().sign_in(world.leader_id)
    guide = f"{world.far_leader_id}-{world.far_team_id}"
    sent = [
        ("/in/the", {"mentee": [far, near]}),
        ("/buoi-kem/them", {"mentee": [far, near], "channel": "at_home", "note": "x"}),
        (f"/buoi-hoc/{world.class_id}/ky-nang", {"mentee": far, "skill": world.skill_ids[0]}),
        (f"/buoi-hoc/{world.class_id}/nguoi-tham-gia/{far}/co-mat", {}),
        (f"/buoi-hoc/{world.class_id}/nguoi-tham-gia/{near}/co-mat", {}),
        (f"/nguoi-hoc/{world.mentee_id}/chuyen", {"guide": guide}),
        (f"/nguoi-hoc/{far}/sua", {"name": "Ai"}),
        (f"/nguoi-hoc/{near}/ngung-kem", {"reason": "no_time"}),
        (f"/nguoi-hoc/{world.mentee_id}/sua", {"village": 10**6, "commune_id": 2, "team_id": 3}),
        (f"/buoi-hoc/them?to={world.far_team_id}", {"title": "x"}),
        (f"/buoi-hoc/them?xa={world.far_commune_id}", {"title": "x"}),
        (f"/buoi-hoc/{world.class_id}/dieu-hanh", {"account": world.far_leader_id}),
        (f"/buoi-hoc/{world.far_class_id}/dong-diem-danh", {}),
        ("/moi", {"role": "ambassador", "team": world.far_team_id}),
        ("/moi", {"role": "admin"}),
    ]  # fmt: skip

    def people() -> list[tuple[object, ...]]:
        rows = db.session.execute(
            select(
                Mentee.id, Mentee.name, Mentee.status, Mentee.ambassador_id, Mentee.team_id,
                Mentee.commune_id, Mentee.village_id, Mentee.last_seen_on,
            ).order_by(Mentee.id)
        )  # fmt: skip
        return [tuple(row) for row in rows]

    before = do(people)
    for address, body in sent:
        answer = leader.post(address, body, follow=True)
        assert answer.status_code < 500, address
        assert NAMES["far_mentee_id"] not in answer.text, address
        assert NAMES["neighbour_mentee_id"] not in answer.text, address
    assert do(people) == before


@pytest.mark.usefixtures("canaries")
def test_journal_and_receipts_hold_no_names(web: Web, world: World, do: Do):
    web.sign_in(world.leader_id)
    web.post(f"/nguoi-hoc/{world.mentee_id}/so-dien-thoai", {"reason": "call_to_class"})
    web.post(f"/nguoi-hoc/{world.mentee_id}/tam-dung", {"reason": "harvest"})
    lines = do(
        lambda: [
            f"{row.deed} {row.reason} {row.details}"
            for row in db.session.scalars(select(JournalEntry).order_by(JournalEntry.id))
        ]
    )
    assert [line.split()[0] for line in lines] == ["mentee.phone", "mentee.pause"]
    assert not any("Kanari" in line or "977000" in line for line in lines)
    kept = do(lambda: db.session.scalars(select(Receipt.headers)).all())
    assert not any("977000" in headers for headers in kept)
