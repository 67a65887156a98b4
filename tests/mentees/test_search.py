"""Names are found as people type them and listed as Vietnamese lists are."""

import unicodedata

import pytest

from tests import factories
from tests.factories import World
from tracker.accounts.models import Account
from tracker.core.db import db
from tracker.core.scope import Reach, scope
from tracker.mentees import queries
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Team

IN_ORDER = [
    "Vàng Thị An", "Nguyễn Thị Ánh", "Lò Văn Ăn", "Hà Ân", "Giàng Thị Dở", "Lù Dũng", "Lý Đức",
    "Trần Hòa", "Trần Hoà", "Giàng A Páo", "Vàng Seo Sử", "Đặng Văn Thủy", "Đặng Văn Thuỷ",
]  # fmt: skip


@pytest.fixture
def people(everywhere, world: World) -> dict[str, int]:
    team = db.session.get(Team, world.team_id)
    ambassador = db.session.get(Account, world.ambassador_id)
    return {name: factories.mentee(team, ambassador, name).id for name in reversed(IN_ORDER)}


def found(text: str) -> list[str]:
    return [person.name for person in queries.search(text).rows]


def test_names_are_listed_by_given_name_in_the_order_of_the_alphabet(people):
    listed = [name for name in found("") if name in people]
    assert [name.replace("oà", "òa").replace("uỷ", "ủy") for name in listed] == [
        name.replace("oà", "òa").replace("uỷ", "ủy") for name in IN_ORDER
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dang van thuy", {"Đặng Văn Thủy", "Đặng Văn Thuỷ"}),
        ("ĐẶNG VĂN THỦY", {"Đặng Văn Thủy", "Đặng Văn Thuỷ"}),
        (unicodedata.normalize("NFD", "Đặng văn thủy"), {"Đặng Văn Thủy", "Đặng Văn Thuỷ"}),
        ("thuỷ", {"Đặng Văn Thủy", "Đặng Văn Thuỷ"}),
        ("tran hoa", {"Trần Hòa", "Trần Hoà"}),
        ("thuy dang", {"Đặng Văn Thủy", "Đặng Văn Thuỷ"}),
        ("pao", {"Giàng A Páo", "Sùng A Páo"}),
        ("%", set()),
        ("khong co ai", set()),
    ],
)
def test_a_name_is_found_however_its_marks_are_typed(people, typed, names):
    assert set(found(typed)) == names


def test_exact_marks_come_first_then_beginnings(everywhere, world: World):
    team = db.session.get(Team, world.team_id)
    ambassador = db.session.get(Account, world.ambassador_id)
    for name in ("Lý Đang An", "Đang Thị Bé", "Lò Đặng Cư", "Dang Văn Dư"):
        factories.mentee(team, ambassador, name)
    assert found("đặng")[0] == "Lò Đặng Cư"
    assert found("dang") == ["Dang Văn Dư", "Đang Thị Bé", "Lý Đang An", "Lò Đặng Cư"]


def test_phone_digits_find_ones_own_people_by_any_part(everywhere, world: World):
    team = db.session.get(Team, world.team_id)
    ambassador = db.session.get(Account, world.ambassador_id)
    factories.mentee(team, ambassador, "Cư Thị Sua", phone="+84977345678")
    with scope(Reach(account=world.ambassador_id)):
        for typed in ("0977 345 678", "+84 977 345 678", "7345", "0977", "678"):
            assert found(typed) == ["Cư Thị Sua"], typed
    with scope(Reach(teams=frozenset({world.team_id}))):
        assert found("0977345678") == ["Cư Thị Sua"]
        assert found("678") == ["Cư Thị Sua"]
        # Nobody spells out a hidden number digit by digit.
        assert found("7345") == found("0977") == found("5678") == []


def test_filters_and_pages(everywhere, world: World):
    team = db.session.get(Team, world.team_id)
    ambassador = db.session.get(Account, world.ambassador_id)
    for number in range(queries.PAGE):
        factories.mentee(team, ambassador, f"Lù Thị {chr(65 + number % 26)}{number}")
    first, second = queries.search("", 1), queries.search("", 2)
    assert (len(first.rows), first.has_more) == (queries.PAGE, True)
    assert not second.has_more
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert queries.search("", status=MenteeStatus.PAUSED).rows == []
    assert [row.id for row in queries.search("", village_id=world.village_id).rows] == [
        world.mentee_id
    ]


def test_an_erased_person_is_in_no_list(everywhere, world: World):
    team = db.session.get(Team, world.team_id)
    ambassador = db.session.get(Account, world.ambassador_id)
    factories.mentee(team, ambassador, "Thào A Lử", status=MenteeStatus.ERASED)
    assert found("Thào A Lử") == []


def test_a_person_comes_with_their_places_even_where_the_team_itself_is_out_of_reach(
    everywhere, world: World
):
    with scope(Reach(account=world.ambassador_id)):
        person = queries.mentee(world.mentee_id)
        assert person is not None
        assert person.team is not None
        assert person.village.name == "Sín Chải"
        assert queries.mentee(world.neighbour_mentee_id) is None
        assert queries.names_by_id([world.mentee_id, world.far_mentee_id]) == {
            world.mentee_id: "Sùng A Páo"
        }
