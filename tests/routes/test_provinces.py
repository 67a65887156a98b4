"""The province's page: communes as numbers, found by name, and no person's name."""

import re
from datetime import date

import pytest

from tests import factories as make
from tests.factories import World
from tests.indicators import scene
from tests.web import text
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.indicators import queries as indicators
from tracker.periods.rules import Period, PeriodKind
from tracker.places.models import Province
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.weeks import weeks_of


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
    page = text(web.get(f"{here}?xep=ten"))
    table = page.split("<tbody")[1]
    assert table.index("Xã Bát Xát") < table.index("Xã Si Ma Cai")
    assert "Giàng" not in page
    found = text(web.get(f"{here}?tim=bat xat"))
    assert "Xã Bát Xát" in found.split("<tbody")[1]
    assert "Xã Si Ma Cai" not in found.split("<tbody")[1]
    only = text(web.get(f"{here}?loc=chua-co")).split("<tbody")[1]
    assert "Xã Bát Xát" in only
    assert "Xã Si Ma Cai" not in only
    piece = text(web.fragment(f"{here}?tim=si"))
    assert piece.lstrip().startswith('<section id="communes"')
    assert "<html" not in piece


def rows(page: str) -> list[list[str]]:
    """The cells of the table of communes."""
    body = page.split("<tbody")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_the_network_says_who_is_missing_and_who_guides_too_few(app, web, world: World):
    """Day script 5: the empty communes are named, and “dưới 5 người học” is a list by commune."""
    with app.app_context(), unscoped("test"):
        make.commune(db.session.get_one(Province, world.province_id), "Xã Bát Xát")
    web.sign_in(world.province_youth_id)
    here = address(app, world.province_id)
    page = text(web.get(here))
    assert "3 Đại sứ số, ở 1/2 xã, phường, đặc khu." in page
    assert "Chưa có: Xã Bát Xát." in page
    assert "3 Đại sứ số đang kèm dưới 5 người học." in page
    assert [(row[0], row[6]) for row in rows(text(web.get(f"{here}?loc=duoi-5")))] == [
        ("Xã Si Ma Cai", "3")
    ]


def test_who_is_farthest_from_its_goals_comes_first(app, web, world: World):
    with app.app_context(), unscoped("test"):
        scene.play(world)
        make.commune(db.session.get_one(Province, world.province_id), "Xã Bát Xát")
    web.sign_in(world.board_id)
    here = address(app, world.province_id)
    page = text(web.get(f"{here}?ky=2026"))
    assert [row[0] for row in rows(page)] == ["Xã Si Ma Cai"]
    assert "1 nơi chưa có tổ và Đại sứ số" in page
    assert [row[0] for row in rows(text(web.get(f"{here}?ky=2026&xep=ten")))] == [
        "Xã Bát Xát", "Xã Si Ma Cai"
    ]  # fmt: skip
    assert rows(page)[0][1:4] == ["14%", "25%", "–"]
    assert "1 xã, phường chậm so với chỉ tiêu." in page
    assert "Xã Si Ma Cai (Người được hướng dẫn: 14% chỉ tiêu)" in page
    drawn = page.split("<article")[1].split("</article>")[0]
    assert drawn.index("3/22") < drawn.index("1/4"), "the farthest goal first"
    assert f'/xa/{world.commune_code}/so-lieu/quota_people?ky=2026"' in drawn


def test_twelve_weeks_are_counted_like_everything(app, world: World, everywhere):
    scene.play(world)
    today = date(2026, 11, 20)
    weeks = weeks_of(Places(Level.COMMUNE, (world.commune_id,)), today)[world.commune_id]
    here = Places(Level.COMMUNE, (world.commune_id,))
    days = Period(PeriodKind.RANGE, date(2026, 8, 31), today)
    counted = indicators.values(here, days, ["attendances"])[world.commune_id]["attendances"].n
    assert sum(weeks) == counted == 6
    assert len(weeks) == 12
    assert weeks[-2:] == [6, 0]
