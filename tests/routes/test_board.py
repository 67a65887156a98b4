"""The board: shifts as places × days, and giving many of them to many people."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import counting
from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.places.models import Commune, Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def board(web: Web, world: World, do: Do) -> dict[str, Any]:
    """Three evenings in two places, of which two meet; and four people."""

    def prepare() -> dict[str, Any]:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        commune = db.session.get_one(Commune, world.commune_id)
        site, other = db.session.get_one(Site, world.site_id), make.site(commune)
        site.name, other.name = "Nhà văn hóa Sín Chải", "Chợ Mường Hum"
        at = clock.now() + timedelta(days=10)
        shifts = [
            make.shift(campaign, site, starts_at=at, places=2),
            make.shift(campaign, other, starts_at=at, places=2),
            make.shift(campaign, site, starts_at=at + timedelta(days=7), places=2),
        ]
        people = [make.volunteer(commune, name) for name in ("Lý A Sáng", "Vàng A Dế", "Cư A Pó")]
        young = make.volunteer(commune, "Sùng Thị Say", age=16)
        make.assignment(shifts[1], people[0])
        return {
            "shifts": [row.id for row in shifts],
            "people": [row.id for row in (*people, young)],
        }

    web.sign_in(world.commune_youth_id)
    return do(prepare)


def give(web: Web, world: World, board: dict[str, Any], people: list[int], **more: Any):
    form = {"ca": board["shifts"], "volunteers": [board["people"][n] for n in people], "way": "all"}
    form |= {f"v{key}": "1" for key in board["shifts"]}
    return web.post(f"/chien-dich/{world.campaign_id}/giao", form | more)


def standing(do: Do, shift_id: int) -> set[int]:
    return do(
        lambda: set(
            db.session.scalars(
                select(Assignment.volunteer_id).where(
                    Assignment.shift_id == shift_id, Assignment.status == PlaceStatus.ASSIGNED
                )
            )
        )
    )


def test_a_plain_table_of_places_and_days(web: Web, world: World, board, do: Do):
    here = f"/chien-dich/{world.campaign_id}/bang"
    page = web.get(here).text
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)', page)[:2] == [
        "Chợ Mường Hum", "Nhà văn hóa Sín Chải"
    ]  # fmt: skip
    assert all(f'name="ca" value="{key}"' in page for key in board["shifts"])
    found = web.get(here, query_string={"q": "cho muong", "thieu": "y"}).text
    assert f'value="{board["shifts"][1]}"' in found
    assert f'value="{board["shifts"][0]}"' not in found
    later = web.get(here, query_string={"tu": f"{clock.today() + timedelta(days=12)}"}).text
    assert f'value="{board["shifts"][0]}"' not in later
    assert web.get(here, query_string={"tu": "hôm nay", "q": "không có"}).status_code == 200
    names = do(lambda: [db.session.get_one(Shift, world.shift_id).leader_id])
    assert names == [None]
    assert "Lý A Sáng" not in page, "numbers of people, no names"
    with counting.statements() as said:
        web.get(here)
        web.get(f"/chien-dich/{world.campaign_id}/giao", query_string={"ca": board["shifts"]})
    assert len(said) <= 12


def test_what_can_be_done_is_done_and_the_rest_is_named(web: Web, world: World, board, do: Do):
    first, second, third = board["shifts"]
    sang, de, po, say = board["people"]
    page = web.get(
        f"/chien-dich/{world.campaign_id}/giao", query_string={"ca": board["shifts"]}
    ).text
    assert re.search(r"Lý A Sáng.*?Trùng ca với \d\d:\d\d Chợ Mường Hum", page, re.DOTALL)
    answer = give(web, world, board, [0, 1, 3])
    assert answer.status_code == 200
    said = answer.text
    assert (standing(do, first), standing(do, third)) == ({de, say}, {sang, de})
    assert standing(do, second) == {sang}
    # Lý A Sáng is at the market, Vàng A Dế cannot be at two places, and the third evening is full.
    assert re.search(r"<li>Lý A Sáng – [^<]*Sín Chải: Trùng giờ", said)
    assert re.search(r"<li>Vàng A Dế – [^<]*Chợ Mường Hum: Trùng giờ", said)
    assert re.search(r"<li>Sùng Thị Say – [^<]*: Vai trò này đã đủ người", said)
    assert "Còn thiếu người" in said
    again = give(web, world, board, [2])
    assert again.status_code == 200, "the market was not touched, so its version still stands"
    assert "Ca vừa được người khác sửa." in again.text
    assert standing(do, second) == {sang, po}


def test_spread_over_the_gaps(web: Web, world: World, board, do: Do):
    answer = give(web, world, board, [0, 1, 2, 3], way="spread")
    assert answer.status_code == 200
    assert [len(standing(do, key)) for key in board["shifts"]] == [2, 2, 2]
    nobody = give(web, world, board, [3], way="spread")
    assert (nobody.status_code, "Chưa giao được ca nào" in nobody.text) == (422, True)


def test_nothing_is_done_with_what_is_not_of_this_campaign(web: Web, world: World, board, do: Do):
    here = f"/chien-dich/{world.campaign_id}/giao"
    far = {"ca": [world.far_shift_id], f"v{world.far_shift_id}": "1",
           "volunteers": board["people"][:1], "way": "all"}  # fmt: skip
    assert web.post(here, far).status_code == 422
    assert board["people"][0] not in standing(do, world.far_shift_id)
    assert "Chưa chọn ca nào" in web.get(here).text
    nobody = {"ca": board["shifts"], "way": "all"}
    assert "Xin chọn ít nhất một người." in web.post(here, nobody).text


def test_the_roster_as_a_paper_is_written_down(web: Web, world: World, board, do: Do):
    answer = web.post(f"/chien-dich/{world.campaign_id}/phan-cong", {"dang": "in"})
    assert answer.status_code == 303
    page = web.get(answer.location).text
    assert ("Lý A Sáng" in page, "Chợ Mường Hum" in page) == (True, True)
    number = do(lambda: db.session.get_one(Assignment, world.assignment_id).volunteer.phone)
    assert (number not in page, "0" + number[3:] not in page) == (True, True)
    deeds = do(lambda: list(db.session.scalars(select(JournalEntry.deed))))
    assert any(deed.startswith("paper") for deed in deeds)


def test_the_text_for_the_group_names_nobody(web: Web, world: World, board):
    page = web.get(f"/chien-dich/{world.campaign_id}/bang").text
    said = re.search(r'<pre class="said">(.*?)</pre>', page, re.DOTALL)
    assert said is not None
    assert "Nhà văn hóa Sín Chải: cần 2" in said[1]
    assert f"/cd/{world.campaign_id}" in said[1]
    assert "Lý" not in said[1]
