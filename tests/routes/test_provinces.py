"""The province's page: communes as numbers, found by name, and no person's name."""

import pytest

from tests import factories as make
from tests.factories import World
from tests.web import text
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Province


def address(app, province_id: int) -> str:
    with app.app_context():
        return f"/tinh/{db.session.get_one(Province, province_id).code}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("board_id", 200),
        ("province_youth_id", 200),
        ("head_id", 404),
        ("leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_sees_a_province(app, web, world: World, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(address(app, world.province_id)).status_code == status


def test_another_province_is_not_there(app, web, world: World):
    with app.app_context(), unscoped("test"):
        other = make.province("Hà Giang").code
    assert web.sign_in(world.board_id).get(f"/tinh/{other}").status_code == 404


def test_communes_are_found_without_marks_and_show_no_names(app, web, world: World):
    with app.app_context(), unscoped("test"):
        make.commune(db.session.get_one(Province, world.province_id), "Xã Bát Xát")
    web.sign_in(world.board_id)
    here = address(app, world.province_id)
    page = text(web.get(here))
    assert page.index("Xã Bát Xát") < page.index("Xã Si Ma Cai")
    assert "Giàng" not in page
    found = text(web.get(f"{here}?tim=bat xat"))
    assert "Xã Bát Xát" in found
    assert "Xã Si Ma Cai" not in found
    only = text(web.get(f"{here}?loc=chua-co"))
    assert "Xã Bát Xát" in only
    assert "Xã Si Ma Cai" not in only
    piece = text(web.fragment(f"{here}?tim=si"))
    assert piece.lstrip().startswith('<section id="communes"')
    assert "<html" not in piece
