"""Other systems: a token, its area, a line in the journal, and nothing about a person."""

import csv
import io

import pytest
from sqlalchemy import select

from tests.factories import World
from tests.web import text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.machines import actions
from tracker.places.models import Commune, Province

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def granted(app, world: World, *, only: bool = False) -> str:
    with app.app_context(), unscoped("test"):
        return actions.grant(
            name="Nền tảng tỉnh",
            province_code=db.session.get_one(Province, world.province_id).code,
            commune_code=world.commune_code if only else "",
            now=clock.now(),
        )


def ask(web, token: str, period: str = ""):
    address = f"/api/chi-so?ky={period}"
    return web.get(address, headers={"Authorization": f"Bearer {token}"})


def test_a_token_reads_its_own_area_and_each_answer_is_noted(app, browse, world: World):
    web, token = browse(), granted(app, world)
    answer = ask(web, token)
    codes = {one["code"] for one in answer.get_json()["communes"]}
    with app.app_context(), unscoped("test"):
        far = db.session.get_one(Commune, world.far_commune_id).code
        notes = db.session.scalars(
            select(JournalEntry).where(JournalEntry.deed == "machine.read")
        ).all()
    assert world.commune_code in codes
    assert far not in codes
    assert len(notes) == 1
    for name in ("Sùng A Páo", "Giàng Thị Mỷ", "Nguyễn Văn Hòa"):
        assert name not in text(answer)


def test_without_a_token_or_after_it_was_taken_back(app, browse, world: World):
    web, token = browse(), granted(app, world)
    assert web.get("/api/chi-so").status_code == 401
    assert ask(web, "wrong").status_code == 401
    assert ask(web, token, "2026-13").status_code == 400
    with app.app_context(), unscoped("test"):
        actions.revoke(name="Nền tảng tỉnh", now=clock.now())
    assert ask(web, token).status_code == 401


def test_a_commune_reads_only_itself(app, browse, world: World):
    answer = ask(browse(), granted(app, world, only=True)).get_json()
    assert [one["code"] for one in answer["communes"]] == [world.commune_code]


def test_lines_for_a_spreadsheet_say_the_same(app, browse, world: World):
    web, token = browse(), granted(app, world)
    said = ask(web, token, "2026-11").get_json()["communes"]
    lines = csv.DictReader(
        io.StringIO(ask(web, token, "2026-11&dang=csv").data.decode("utf-8-sig"))
    )
    told = {(one["commune"], one["indicator"]): (one["n"], one["d"]) for one in lines}
    assert told == {
        (one["code"], code): (str(pair["n"]), "" if pair["d"] is None else str(pair["d"]))
        for one in said
        for code, pair in one["values"].items()
    }


def test_whoever_keeps_the_server_sees_who_may_read(app, browse, world: World):
    ask(browse(), granted(app, world, only=True))
    today = clock.today().isoformat()
    said = app.test_cli_runner().invoke(args=["machines", "list"]).output
    area = f"Nền tảng tỉnh: commune {world.commune_code}, "
    assert said == f"{area}may read, since {today}, last read {today}\n"
    app.test_cli_runner().invoke(args=["machines", "revoke", "Nền tảng tỉnh"])
    said = app.test_cli_runner().invoke(args=["machines", "list"]).output
    assert said.startswith(f"{area}revoked {today}, since")
