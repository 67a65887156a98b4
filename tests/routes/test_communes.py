"""The commune's page: numbers for those above, rows only inside, teams in the order of need."""

import pytest

from tests.factories import World
from tests.web import text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_id", 200),
        ("officer_id", 200),
        ("commune_youth_id", 200),
        ("province_youth_id", 200),
        ("board_id", 200),
        ("leader_id", 404),
        ("ambassador_id", 404),
        ("far_leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_sees_a_commune(web, world: World, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(f"/xa/{world.commune_code}").status_code == status
    assert web.get("/xa/99999").status_code in {403, 404}


def test_the_head_also_sees_what_waits(web, world: World):
    page = text(web.sign_in(world.head_id).get(f"/xa/{world.commune_code}"))
    assert "Cần duyệt" in page
    assert "Buổi học trong 7 ngày tới" in page


@pytest.mark.parametrize("who", ["board_id", "province_youth_id"])
def test_the_province_sees_numbers_and_no_person(web, world: World, who):
    page = text(web.sign_in(getattr(world, who)).get(f"/xa/{world.commune_code}"))
    for name in ("Sùng A Páo", "Giàng Thị Mỷ", "Giàng Seo Phừ", "Nguyễn Văn Hòa"):
        assert name not in page
