"""The page of a team: who may see it, and that it says the counted figures."""

import pytest

from tests.factories import World
from tests.web import text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ambassador_id", 200),
        ("leader_id", 200),
        ("head_id", 200),
        ("commune_youth_id", 200),
        ("province_youth_id", 200),
        ("board_id", 200),
        ("neighbour_leader_id", 404),
        ("far_leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_sees_a_team(web, world: World, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(f"/to/{world.team_id}").status_code == status


def test_without_a_quota_the_page_says_so(web, world: World):
    page = text(web.sign_in(world.leader_id).get(f"/to/{world.team_id}"))
    assert "Chưa giao chỉ tiêu tháng này" in page
