"""The board of a province's campaign: communes × days in numbers, and nobody's name."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests import counting
from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.campaigns.models import Goal
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Commune, Site
from tracker.shifts.rules import ShiftStatus

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def summer(web: Web, world: World, do: Do) -> dict[str, Any]:
    """Taken up by two communes, of which one plans; a third has a goal and nothing else."""

    def prepare() -> dict[str, Any]:
        near = db.session.get_one(Commune, world.commune_id)
        by = db.session.get_one(Account, world.province_youth_id)
        ta_phin, y_ty = (make.commune(near.province, name) for name in ("Xã Tả Phìn", "Xã Y Tý"))
        whole, part, idle = (make.campaign(one, by) for one in (near, near, y_ty))
        whole.commune_id = None
        part.parent_id = idle.parent_id = whole.id
        db.session.add(Goal(campaign_id=whole.id, commune_id=ta_phin.id, turns=100, people=20))
        site = db.session.get_one(Site, world.site_id)
        at = clock.now() + timedelta(days=5)
        shifts = [make.shift(part, site, starts_at=at, places=2) for _ in range(3)]
        shifts.append(make.shift(part, site, starts_at=at + timedelta(days=1), places=4))
        shifts[2].status, shifts[2].cancelled_reason = ShiftStatus.CANCELLED, "mưa"
        # One more than there are places does not fill another shift's gap.
        for n, shift in enumerate([shifts[0]] * 3 + [shifts[1]]):
            make.assignment(shift, make.volunteer(near, f"Kanari {n}"))
        return {
            "whole": whole.id, "part": part.id, "day": clock.local_date(at), "name": near.name,
            "shifts": [row.id for row in shifts],
        }  # fmt: skip

    web.sign_in(world.province_youth_id)
    return do(prepare)


def test_communes_and_days_in_numbers(web: Web, world: World, summer: dict[str, Any]):
    here = f"/chien-dich/{summer['whole']}/bang"
    with counting.statements() as said:
        page = web.get(here)
    assert len(said) <= 6, "as many for ninety communes as for one"
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)', page.text)
    assert rows == [summer["name"], "Toàn tỉnh"]
    cells = re.findall(r"(\d) ca <b[^>]*>(\d/\d)</b>", page.text)
    assert cells == [("2", "3/4"), ("1", "0/4"), ("2", "3/4"), ("1", "0/4")]
    assert f'href="/chien-dich/{summer["part"]}/bang?tu={summer["day"]}"' in page.text
    shown = text(page)
    assert "1 xã, phường có mục tiêu, chưa nhận chiến dịch" in shown
    assert "Xã Tả Phìn" in shown
    assert re.search(r"Xã Y Tý</b><span>Đã nhận, chưa có ca", shown)
    assert "Chưa ai đăng ký: 1 ca" in shown
    assert f"{summer['name']}: cần 5, đăng ký: http://localhost/cd/{summer['part']}" in shown
    by_day = text(web.get(f"/chien-dich/{summer['whole']}"))
    assert "Cần thêm 1 người" in by_day
    assert "Kanari" not in page.text + by_day
    found = web.get(here, query_string={"q": "khong co", "thieu": "y", "tu": "x"}).text
    assert "Không có xã nào như vậy." in found


def test_ticked_cells_lead_to_their_shifts(web: Web, world: World, summer: dict[str, Any]):
    """Commune by commune; what is called off, over or somebody else's is left out."""
    here, part, day = f"/chien-dich/{summer['whole']}/giao", summer["part"], summer["day"]
    ticked = [f"{part}.{day}", f"{world.campaign_id}.{day}", "1.x", "x.2027-01-01", f"{part}."]
    page = web.get(here, query_string={"o": ticked})
    one, two, _called_off, tomorrow = summer["shifts"]
    assert f'href="/chien-dich/{part}/giao?ca={one}&amp;ca={two}"' in page.text
    assert f'href="/ca/{tomorrow}"' not in page.text
    assert "Kanari" not in page.text
    assert "Chưa chọn ô nào" in web.get(here).text
    assert web.get(f"/chien-dich/{part}/giao", query_string={"ca": [one, two]}).status_code == 200


def test_only_the_provinces_own_see_it(browse, world: World, summer: dict[str, Any]):
    for who, status in ((world.commune_youth_id, 404), (world.board_id, 403)):
        web = browse().sign_in(who)
        assert web.get(f"/chien-dich/{summer['whole']}/bang").status_code == status
        assert web.get(f"/chien-dich/{summer['whole']}/giao").status_code == status
