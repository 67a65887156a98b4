"""What a phone may keep, and what it is told about the app."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.apps import fresh_copy
from tests.journeys.people import set_password
from tests.web import Web, text
from tracker.accounts.models import SignIn
from tracker.assets import URL
from tracker.core.db import db
from tracker.routes.guards import FLAG, OUT


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


def test_pages_that_may_lie_unlocked_name_nobody(ambassador: Web, world):
    """The phone is told which they are; the one for any class's code leaves people out if asked."""
    without = {"X-Nameless": "1"}
    names = [re.compile(name) for name in ("Sùng A Páo", "Giàng Thị Mỷ")]
    for path in ("/chua-gui", "/nguoi-hoc/them", "/ho-tro/them", "/phan-anh/them", "/quet",
                 "/ngoai-tuyen/diem-danh"):  # fmt: skip
        answer = ambassador.get(path, headers=without)
        assert answer.headers["X-Nameless"], path
        assert not any(name.search(text(answer)) for name in names), path
    for path in ("/", "/nguoi-hoc", "/buoi-kem/them", "/ngoai-tuyen/diem-danh"):
        answer = ambassador.get(path)
        assert "X-Store" in answer.headers, path
        assert "X-Nameless" not in answer.headers, path


def test_setting_a_lock_leaves_a_line_and_no_digits(app, ambassador: Web, world):
    page = text(ambassador.get("/tai-khoan/khoa-nhanh"))
    assert re.search(r'<input id="pin"[^>]*\bname=', page) is None, "digits cannot be sent"
    for deed, said in (("set", "Đặt mã mở nhanh"), ("drop", "Bỏ mã mở nhanh")):
        answer = ambassador.post("/tai-khoan/khoa-nhanh", {"deed": deed})
        assert answer.status_code == 303
        assert said in text(ambassador.get("/tai-khoan"))
    assert ambassador.post("/tai-khoan/khoa-nhanh", {"deed": "280461"}).status_code == 400


def test_after_too_many_digits_only_the_password_lets_in(app, ambassador: Web, world):
    """The phone says so with the flag; the session that it had is over with the next sign-in."""
    phone, password = set_password(app, world.ambassador_id)
    ambassador.get("/")
    ambassador.client.set_cookie(FLAG, OUT)
    assert ambassador.get("/nguoi-hoc").status_code != 200
    assert ambassador.get("/phien").get_json()["uid"] is None
    assert flag(ambassador) == OUT, "and stays so"
    ambassador.post("/dang-nhap", {"phone": phone, "password": password})
    assert flag(ambassador) is None, "this time nobody stays signed in"
    assert ambassador.get("/nguoi-hoc").status_code == 200
    with app.app_context():
        living = select(func.count(SignIn.id)).where(SignIn.ended_at.is_(None))
        assert db.session.scalar(living) == 1


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
