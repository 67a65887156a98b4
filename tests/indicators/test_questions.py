"""A page that explains a number asks six questions at most, in report windows too, which ask for
their own rule: counted when nothing is kept."""

import pytest

from tests.counting import statements
from tests.factories import World
from tests.rankings.test_rankings import complete
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.indicators import queries
from tracker.places.models import Province
from tracker.quotas.queries.counting import Level

MOST = 6

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("level", "reader"),
    [(Level.TEAM, "leader_id"), (Level.COMMUNE, "head_id"), (Level.PROVINCE, "board_id")],
)
def test_explanations_ask_little(app, browse, world: World, level: Level, reader: str):
    with app.app_context(), unscoped("test"):
        complete(world)
        code = db.session.get_one(Province, world.province_id).code
    address = {
        Level.TEAM: f"/to/{world.team_id}",
        Level.COMMUNE: f"/xa/{world.commune_code}",
        Level.PROVINCE: f"/tinh/{code}",
    }[level]
    web = browse().sign_in(getattr(world, reader))
    pages = [f"{address}/so-lieu/{spec.code}?ky=2026-b4" for spec in queries.usable(level)]
    if level is not Level.TEAM:
        pages += [f"{address}/chi-so?ky=2026-b4", f"{address}/chi-so?ky=2026"]
    if level is Level.PROVINCE:
        draft = "/xep-hang/nhap"
        pages += [
            f"{draft}?ky=2026",
            f"{draft}/{world.commune_code}?ky=2026",
            "/bao-cao",
            f"{address}?ky=2026-b4",
        ]
    asked = {}
    for page in pages:
        with statements() as said:
            assert web.get(page).status_code == 200, page
        asked[page] = len(said)
    assert {page: n for page, n in asked.items() if n > MOST} == {}
