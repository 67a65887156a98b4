"""What a phone may keep, and what it is told about the app."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import fresh_copy
from tests.web import Web, text
from tracker.assets import URL

FLAG = "u"


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    """Headers and cookies: no database makes a difference."""
    return fresh_copy(sqlite_templates["inhabited"])


def flag(web: Web) -> str | None:
    cookie = web.client.get_cookie(FLAG)
    return cookie.value if cookie else None


def found(web: Web, path: str) -> int:
    with web.get(path) as answer:
        return answer.status_code


@pytest.fixture
def ambassador(web: Web, world) -> Web:
    return web.sign_in(world.ambassador_id, stays=True)


def test_own_pages_may_be_kept_and_say_for_whom(ambassador: Web, world):
    for path in ("/", "/nguoi-hoc", f"/nguoi-hoc/{world.mentee_id}", "/quet", "/chua-gui"):
        answer = ambassador.get(path)
        assert answer.headers["X-Store"] == str(world.ambassador_id), path
        assert 'id="stale" hidden' in text(answer), path
    assert flag(ambassador) == str(world.ambassador_id)


def test_other_pages_and_pieces_may_not(ambassador: Web, browse, world):
    for path in ("/them", "/tai-khoan", f"/to/{world.team_id}", "/dang-xuat", "/nguoi-hoc/99999"):
        assert "X-Store" not in ambassador.get(path).headers, path
    assert "X-Store" not in ambassador.fragment("/nguoi-hoc").headers
    leader = browse().sign_in(world.leader_id, stays=True)
    for path in ("/nguoi-hoc", f"/nguoi-hoc/{world.mentee_id}"):
        assert "X-Store" not in leader.get(path).headers, "the people are somebody else's"


def test_a_page_that_tells_what_was_just_done_is_not_kept(ambassador: Web):
    ambassador.post("/tai-khoan", {"name": "Giàng Thị Mỷ"})
    with ambassador.client.session_transaction() as session:
        assert session["_flashes"]
    assert "X-Store" not in ambassador.get("/").headers
    assert "X-Store" in ambassador.get("/").headers


def test_whoever_does_not_stay_raises_no_flag(web: Web, world):
    web.sign_in(world.ambassador_id)
    assert "X-Store" not in web.get("/").headers
    assert flag(web) is None


def test_signing_out_takes_the_flag_down(ambassador: Web):
    ambassador.get("/")
    answer = ambassador.post("/dang-xuat")
    assert flag(ambassador) is None
    assert "Clear-Site-Data" not in answer.headers


def test_the_worker_is_asked_for_anew_and_names_files_that_are_there(web: Web):
    answer = web.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    named = re.findall(rf'"({URL}[^"]+)"', text(answer))
    assert named
    assert {found(web, path) for path in named} == {200}


def test_the_kill_switch(app, web: Web, monkeypatch):
    off = replace(app.config["TRACKER"], service_worker=False)
    monkeypatch.setitem(app.config, "TRACKER", off)
    script = text(web.get("/sw.js"))
    assert "unregister" in script
    assert "indexedDB" not in script


def test_the_home_screen_has_its_icons_and_takes_shared_codes(web: Web):
    told = web.get("/manifest.webmanifest").get_json(force=True)
    assert told["start_url"] == "/"
    assert told["display"] == "standalone"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert {found(web, icon["src"]) for icon in told["icons"]} == {200}
    assert told["share_target"]["action"] == "/quet"


def test_the_page_that_is_kept_for_everyone_holds_nothing_of_anybody(ambassador: Web, world):
    page = text(ambassador.get("/ngoai-tuyen"))
    assert "csrf" not in page
    assert "Giàng" not in page
    assert 'name="uid" content=""' in page
