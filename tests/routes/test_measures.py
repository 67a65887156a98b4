"""All indicators of a place and of what is inside it, taken away as a spreadsheet."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from tests.factories import World
from tests.indicators import scene
from tests.web import Web, text
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.indicators.models import PlaceFigure
from tracker.places.models import Province, Team

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KY = "ky=2026-11"


def lines(web: Web, path: str) -> dict[str, dict[str, object]]:
    """By place, what stands under each heading."""
    answer = web.post(f"{path}/chi-so/tai?{KY}", {"dang": "xlsx"}, follow=True)
    assert answer.status_code == 200
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
    at = next(n for n, row in enumerate(rows) if row[:2] == ("Mã", "Nơi"))
    return {row[1]: dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[1]}


def test_a_commune_takes_its_teams_and_a_province_its_communes(app, browse, world: World):
    with app.app_context(), unscoped("test"):
        scene.play(world)
        team = db.session.get_one(Team, world.team_id).name
        province = db.session.get_one(Province, world.province_id).code
    head, board = browse().sign_in(world.head_id), browse().sign_in(world.board_id)
    commune = lines(head, f"/xa/{world.commune_code}")
    assert commune["Xã Si Ma Cai"]["Số người được hướng dẫn"] == 4
    assert commune[team]["Số người được hướng dẫn"] == 3
    assert commune[team]["Tỷ lệ hoàn thành: số buổi phổ cập: tỷ lệ"] == 0.25
    whole = lines(board, f"/tinh/{province}")
    assert whole["Xã Si Ma Cai"] | {"Mã": ""} == commune["Xã Si Ma Cai"] | {"Mã": ""}
    for who, path in ((head, f"/tinh/{province}"), (browse().sign_in(world.leader_id),
                      f"/xa/{world.commune_code}")):  # fmt: skip
        assert who.post(f"{path}/chi-so/tai?{KY}", {"dang": "xlsx"}).status_code == 404


def test_a_population_is_believable_and_a_slip_is_taken_back(app, browse, world: World):
    with app.app_context(), unscoped("test"):
        scene.play(world)
    head, page = browse().sign_in(world.head_id), f"/xa/{world.commune_code}/dan-so"
    typed = {"value": "1", "source": "Công an xã", "as_of": "2026-10-30"}
    refused = head.post(page, typed)
    assert refused.status_code == 422
    assert "Ít hơn số người học xã đã ghi" in refused.text
    head.post(page, typed | {"value": "2.500", "as_of": "2026-11-20"}, follow=True)
    head.post(page, typed | {"value": "2000"}, follow=True)
    device = f"/xa/{world.commune_code}/so-lieu/device?{KY}"
    assert "2.500" in text(head.get(device))
    with app.app_context(), unscoped("test"):
        slip = db.session.scalars(select(PlaceFigure).where(PlaceFigure.value == 2500)).one().id
    head.post(f"{page}/{slip}/bo", follow=True)
    twice = head.post(f"{page}/{slip}/bo", follow=True)
    assert "Đã bỏ, " in text(twice)
    assert "2.500" not in text(head.get(device))
