"""/quet without a camera: a photo read by the server, a shared text, and the verdict on a card."""

import re
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.routes.test_scans import check_ins, issue
from tests.routes.test_sending import entry, verdicts
from tests.routes.test_sending import send as deliver
from tests.scanning.lens import as_file, printed, taken
from tests.web import Web, new_key, text
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.scanning.pictures import MOST_BYTES

SIZE = (1200, 900)


@pytest.fixture
def leader(web: Web, world: World) -> Web:
    return web.sign_in(world.leader_id)


@pytest.fixture
def ambassador(web: Web, world: World) -> Web:
    return web.sign_in(world.ambassador_id)


def class_path(app, world: World) -> str:
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        return f"/c/{session.code}/{code_at(session.secret, step_at(clock.now()))}".lower()


def send(web: Web, content: bytes, *, fragment: bool = False):
    return send_to("/quet", web, content, fragment=fragment)


def send_to(path: str, web: Web, content: bytes, *, fragment: bool = False):
    """Put together here: the test client keeps large bodies in files that it leaves open."""
    fields = {"csrf_token": web.csrf_token(), "key": new_key()}
    named = b'--x\r\nContent-Disposition: form-data; name="'
    body = b"".join(
        named + f'{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    )
    body += named + b'photo"; filename="photo.jpg"\r\n\r\n' + content + b"\r\n--x--\r\n"
    return web.client.post(
        path,
        data=body,
        content_type="multipart/form-data; boundary=x",
        headers={"HX-Request": "true"} if fragment else {},
    )


def photo_of(path: str) -> bytes:
    return as_file(taken(printed(f"http://localhost{path}"), SIZE, turn=12, grain=0.2))


def test_a_photo_of_a_class_code_opens_the_class(ambassador: Web, app, world: World):
    path = class_path(app, world)
    assert send(ambassador, photo_of(path)).headers["Location"] == path
    assert send(ambassador, photo_of(path), fragment=True).headers["HX-Redirect"] == path
    assert check_ins(app) == []


def test_a_foreign_code_is_shown_and_never_opened(ambassador: Web):
    bad = as_file(taken(printed("https://lua-dao.vn/c/7K4QWX"), SIZE))
    page = send(ambassador, bad)
    assert page.status_code == 422
    assert "Đây không phải mã của Đại sứ số." in text(page)
    assert "https://lua-dao.vn/c/7K4QWX" in text(page)
    assert 'href="https://lua-dao.vn' not in text(page)
    assert "<title>Lỗi:" in text(page)
    piece = text(send(ambassador, bad, fragment=True))
    assert 'data-tone="bad"' in piece
    assert "https://lua-dao.vn/c/7K4QWX" in piece


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Xin chọn một ảnh có mã QR."),
        (b"GIF89a" + bytes(50), "Tệp này không phải ảnh JPEG, PNG hoặc WebP."),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "HEIC"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "Ảnh quá lớn."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ambassador: Web, content, sentence):
    page = send(ambassador, content)
    assert page.status_code == 422
    assert sentence in text(page)


def test_only_this_address_takes_large_bodies(ambassador: Web):
    too_much = b"\xff\xd8\xff" + bytes(MOST_BYTES + 256 * 1024)
    assert send(ambassador, too_much).status_code == 413
    assert send_to("/t", ambassador, bytes(300 * 1024)).status_code == 413


def test_photos_are_for_those_who_are_signed_in_and_not_without_end(browse, world: World):
    assert send(browse(), photo_of("/c/abcdef")).status_code == 401
    web = browse().sign_in(world.ambassador_id)
    assert [send(web, b"").status_code for _ in range(61)][-2:] == [422, 429]


def test_a_shared_text_goes_where_its_code_says(ambassador: Web):
    shared = ambassador.get(
        "/quet", query_string={"text": "Vào lớp nhé http://localhost/c/7K4QWX/482913"}
    )
    assert shared.headers["Location"] == "/c/7k4qwx/482913"
    foreign = ambassador.get("/quet", query_string={"url": "https://lua-dao.vn/c/7K4QWX"})
    assert foreign.status_code == 422
    assert "https://lua-dao.vn/c/7K4QWX" in text(foreign)


def test_the_verdict_on_a_card_has_a_tone_and_words_of_its_own(leader: Web, app, world: World):
    code, _number = issue(app, world, world.mentee_id)
    said = [
        text(leader.post(f"/t/{card}", {"class_id": world.class_id}, fragment=True))
        for card in (code.lower(), code, "ZZZZZZZZZZZZ")
    ]
    assert re.findall(r'data-tone="(\w+)"', "".join(said)) == ["ok", "known", "bad"]
    assert "Đã ghi có mặt: Sùng A Páo." in said[0]
    assert "đã được ghi trước đó" in said[1]
    assert "không hợp lệ" in said[2]
    assert len(check_ins(app)) == 1
    assert validate({f"verdict {n}": piece for n, piece in enumerate(said)}) == []


def test_whoever_is_at_another_class_gets_amber(leader: Web, app, world: World):
    code, _number = issue(app, world, world.mentee_id)
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(factories.Team, world.team_id)
        site = db.session.get_one(factories.Site, world.site_id)
        host = db.session.get_one(factories.Account, world.leader_id)
        other = factories.class_session(team, site, host).id
    leader.post(f"/t/{code}", {"class_id": other})
    said = leader.post(f"/t/{code}", {"class_id": world.class_id}, fragment=True)
    assert 'data-tone="wait"' in text(said)


def test_the_page_offers_three_ways_and_the_classes_one_hosts(browse, world: World):
    leader = browse().sign_in(world.leader_id)
    page = leader.get(f"/quet?buoi={world.class_id}")
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    for words in ("Mở camera", "Chụp ảnh mã", "Nhập mã bằng tay"):
        assert words in text(page)
    assert f'<option value="{world.class_id}" selected>' in text(page)
    other = text(browse().sign_in(world.ambassador_id).get("/quet"))
    assert "<option" not in other
    assert validate({"leader": text(page), "ambassador": other}) == []
    assert leader.get("/").headers["Permissions-Policy"].startswith("camera=()")


def test_a_card_scanned_without_a_network_counts_at_its_hour(
    leader: Web, app, world: World, browse
):
    """The class has ended when the phone finds a network; the card was there before."""
    code, _number = issue(app, world, world.mentee_id)
    fields = [["class_id", str(world.class_id)]]
    seen_at = clock.now() - timedelta(minutes=20)
    said = {"at": int(seen_at.timestamp() * 1000), "offset": 0}
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        session.status, session.closed_at = ClassStatus.ENDED, clock.now() - timedelta(minutes=5)
        db.session.commit()
    scans = [entry(f"/t/{code}", fields, **said), entry("/t/zzzzzzzzzzzz", fields, **said)]
    assert verdicts(deliver(leader, scans, world.leader_id)) == ["recorded", "gone"]
    (row,) = check_ins(app)
    assert (row.way, row.level, row.is_late) == ("card", 3, True)
    assert abs(row.at - seen_at) < timedelta(seconds=2)
    stranger = browse().sign_in(world.far_leader_id)
    answer = deliver(stranger, [entry(f"/t/{code}", fields, **said)], world.far_leader_id)
    assert verdicts(answer) == ["gone"]
