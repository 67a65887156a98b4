"""What every page keeps to, and what people read when something is not as it should be."""

import html
import re

import pytest
from flask import Flask, render_template_string
from sqlalchemy.exc import OperationalError

from tests.web import Web, text
from tracker import create_app
from tracker.config import Config, Mode
from tracker.core import health
from tracker.core.health import let_go

ODD_PATHS = ["/nguoi-hoc/99999999999999999999", "/nguoi-hoc/-1", "/c/\x00", "/x" * 900, "/%ff%fe"]


def test_health_is_a_plain_answer_without_a_cookie(web: Web):
    response = web.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in response.headers


def test_every_answer_says_what_is_allowed(web: Web):
    headers = web.get("/tro-giup").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_a_page_for_nobody_sends_to_the_sign_in_form_and_back(web: Web):
    response = web.get("/them?a=1")
    assert response.status_code == 303
    assert response.headers["Location"] == "/dang-nhap?next=/them%3Fa%3D1"


BARS = [
    ("ambassador_id", ["Trang chủ", "Người học", "Quét", "Tổ", "Thêm"]),
    ("head_id", ["Trang chủ", "Người học", "Quét", "Tổ", "Thêm"]),
    ("commune_youth_id", ["Trang chủ", "Chiến dịch", "Quét", "Tổ", "Thêm"]),
    ("province_youth_id", ["Trang chủ", "Chiến dịch", "Báo cáo", "Tổ", "Thêm"]),
    ("board_id", ["Trang chủ", "Báo cáo", "Tổ", "Xếp hạng", "Thêm"]),
    ("admin_id", ["Trang chủ", "Lịch sử", "Thêm"]),
]


@pytest.mark.parametrize(("who", "items"), BARS)
def test_the_bar_has_what_somebody_does_every_week_and_may_open(world, web: Web, who, items):
    page = text(web.sign_in(getattr(world, who)).get("/them"))
    (bar,) = re.findall(r'<nav class="bottom-nav".*?</nav>', page, re.DOTALL)
    assert re.findall(r"<span>(.*?)</span>", bar) == items
    for path in re.findall(r'href="(/[^".]*)"', bar):
        assert web.get(path).status_code in {200, 303}


def test_the_language_changes_and_the_page_stays_what_it_was_asked_for(world, web: Web):
    here = f"/to/{world.team_id}?ky=2026-q4&loc=cham"
    page = text(web.sign_in(world.leader_id).get(here))
    (back,) = re.findall(r'name="next" value="([^"]*)"', page)
    answer = web.post("/ngon-ngu", {"locale": "en", "next": html.unescape(back)})
    assert answer.headers["Location"] == here


def test_a_fragment_for_nobody_keeps_what_was_typed(web: Web):
    response = web.fragment("/them")
    assert response.status_code == 401
    assert response.headers["HX-Reswap"] == "none"
    assert "<html" not in text(response)


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_addresses_are_simply_not_there(web: Web, path):
    assert 400 <= web.get(path).status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"])
def test_unknown_methods_are_refused(web: Web, method):
    assert web.client.open("/tro-giup", method=method).status_code in {400, 405}


def test_a_name_that_is_not_ours_gets_a_plain_refusal(database_url):
    production = create_app(
        Config(Mode.PRODUCTION, "x" * 40, database_url, base_url="https://daisuso.example.vn")
    )
    for host, status in (("daisuso.example.vn", 200), ("127.0.0.1", 400), ("evil.example", 400)):
        answer = production.test_client().get("/dang-nhap", base_url=f"https://{host}")
        assert (host, answer.status_code) == (host, status)
    assert "evil" not in text(answer)
    with production.app_context():
        let_go()


def test_a_form_without_its_token_does_nothing(web: Web):
    response = web.client.post("/ngon-ngu", data={"locale": "en", "key": "abcdefgh"})
    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers or "language" not in response.headers["Set-Cookie"]


def test_a_form_from_another_site_does_nothing(web: Web):
    form = {"locale": "en", "csrf_token": web.csrf_token()}
    response = web.client.post("/ngon-ngu", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/nguoi-hoc?trang=2", "/nguoi-hoc?trang=2"),
        ("https://example.com/", "/"),
        ("//example.com/", "/"),
        ("/\\example.com", "/"),
        ("\\\\example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("", "/"),
    ],
)
def test_going_back_stays_at_home(web: Web, wanted, given):
    response = web.post("/ngon-ngu", {"locale": "en", "next": wanted})
    assert response.headers["Location"] == given


def test_the_footer_changes_the_language_and_remembers_it(web: Web):
    assert '<html lang="vi"' in text(web.get("/tro-giup"))
    web.post("/ngon-ngu", {"locale": "en"})
    assert '<html lang="en"' in text(web.get("/tro-giup"))


def test_a_huge_or_broken_body_is_refused(web: Web):
    assert web.post("/ngon-ngu", {"locale": "x" * 1_000_000}).status_code == 413
    broken = web.client.post(
        "/ngon-ngu", data=b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x"
    )
    assert 400 <= broken.status_code < 500


def test_without_its_database_the_product_says_when_to_come_back(web: Web, monkeypatch):
    def away():
        raise OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr(health, "check", away)
    response = web.get("/healthz")
    assert response.status_code == 503
    assert response.headers["Retry-After"].isdecimal()


@pytest.mark.parametrize(("spoken", "said"), [("vi", "Sử · 1 người"), ("en", "Sử · 1 person")])
def test_a_counted_sentence_keeps_its_other_blanks(app: Flask, spoken, said):
    words = "%(guide)s · %(num)s người"
    template = f'{{{{ ngettext("{words}", "{words}", 1, guide="Sử") }}}}'
    with app.test_request_context(headers={"Cookie": f"language={spoken}"}):
        assert render_template_string(template) == said
