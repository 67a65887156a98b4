"""Paper: who may make it, and what stands on it."""

import re

import pytest

from tests.factories import World
from tests.html import validate
from tests.web import Web, text
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Card, Mentee


@pytest.fixture
def ambassador(web: Web, world: World) -> Web:
    return web.sign_in(world.ambassador_id)


@pytest.fixture
def officer(browse, world: World) -> Web:
    return browse().sign_in(world.officer_id)


def cards(app) -> list[Card]:
    with app.app_context(), unscoped("test"):
        return db.session.query(Card).order_by(Card.id).all()


def test_a_card_is_issued_once_and_printed(ambassador, world, app):
    page = f"/nguoi-hoc/{world.mentee_id}/the"
    assert "Cấp thẻ" in text(ambassador.get(page))
    response = ambassador.post(page, key="the-same-key")
    assert (response.status_code, response.headers["Location"]) == (303, page)
    ambassador.post(page, key="the-same-key")
    ambassador.post(page)
    (card,) = cards(app)
    printed = text(ambassador.get(page))
    assert f"{card.number[:3]} {card.number[3:]}" in printed
    assert "Sùng A Páo" in printed


def test_a_card_carries_no_phone_and_no_year_of_birth(ambassador, world, app):
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, world.mentee_id)
        person.phone, person.birth_year = "+84987650123", 1979
        db.session.commit()
    page = f"/nguoi-hoc/{world.mentee_id}/the"
    ambassador.post(page)
    page_body = text(ambassador.get(page)).split("<main", 1)[1]
    printed = re.sub(r'(d|value)="[^"]*"', "", page_body)
    assert "987" not in printed
    assert "1979" not in printed


def test_replacing_asks_why(ambassador, world, app):
    page = f"/nguoi-hoc/{world.mentee_id}/the"
    ambassador.post(page)
    refused = ambassador.post(f"{page}/thay")
    assert refused.status_code == 422
    assert "<title>Lỗi:" in text(refused)
    assert "Xin chọn lý do thay thẻ." in text(refused)
    ambassador.post(f"{page}/thay", {"reason": "lost"})
    old, new = cards(app)
    assert old.revoked_at is not None
    assert old.revoked_reason == "lost"
    assert new.revoked_at is None


def test_only_people_within_reach_have_a_card_page(ambassador, world):
    for other in (world.neighbour_mentee_id, world.far_mentee_id, 999_999):
        assert ambassador.get(f"/nguoi-hoc/{other}/the").status_code == 404
        assert ambassador.post(f"/nguoi-hoc/{other}/the").status_code == 404


def test_cards_of_many_come_eight_a_sheet(officer, world, app):
    assert "Sùng A Páo" in text(officer.get("/in/the"))
    response = officer.post(
        "/in/the", {"mentee": [world.mentee_id, world.neighbour_mentee_id, world.far_mentee_id]}
    )
    assert response.status_code == 303
    assert len(cards(app)) == 2
    page = text(officer.get(response.headers["Location"]))
    assert page.count("cards__name") == 2
    assert "Hoàng Thị Sửu" not in page
    assert officer.post("/in/the").status_code == 422
    assert officer.get("/in/the/trang?nguoi=999999").status_code == 404


def test_a_poster_is_the_communes(officer, ambassador, world):
    page = f"/in/ap-phich/{world.site_id}"
    assert ambassador.get(page).status_code == 403
    printed = text(officer.get(page))
    code = re.search(r'class="code">(\w{6})<', printed)
    assert code
    assert officer.post(f"{page}/thay").status_code == 422
    assert officer.post(f"{page}/thay", {"reason": "Bị xé"}).status_code == 303
    assert code[1] not in text(officer.get(page))


def test_pages_are_sound_html(officer, world):
    officer.post(f"/nguoi-hoc/{world.mentee_id}/the")
    paths = [
        "/in",
        "/in/the",
        f"/in/the/trang?nguoi={world.mentee_id}",
        "/in/ap-phich",
        f"/in/ap-phich/{world.site_id}",
        f"/in/ap-phich/{world.site_id}?kho=a3",
        "/in/buoi-hoc",
        f"/in/buoi-hoc/{world.class_id}",
        f"/nguoi-hoc/{world.mentee_id}/the",
    ]
    pages = {path: officer.get(path) for path in paths}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    assert validate({path: text(page) for path, page in pages.items()}) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_paper_is_found_in_one_place(browse, world: World):
    wanted = {
        world.ambassador_id: {"Sổ tay theo dõi"},
        world.leader_id: {
            "Sổ tay theo dõi", "Danh sách Tổ", "Biên bản, danh sách người tham gia",
            "Lịch đào tạo", "Bản đọc loa", "Báo cáo", "Bảng xếp hạng",
        },
        world.head_id: {
            "Danh sách Tổ", "Biên bản, danh sách người tham gia", "Lịch đào tạo", "Bản đọc loa",
            "Danh mục địa điểm", "Quyết định giao chỉ tiêu", "Kết quả thực hiện chỉ tiêu",
            "Báo cáo", "Bảng xếp hạng",
        },
    }  # fmt: skip
    for account_id, names in wanted.items():
        reader = browse().sign_in(account_id)
        page = text(reader.get("/in")).partition("Văn bản, danh sách, báo cáo")[2]
        rows = re.findall(r'href="([^"]+)" class="list__row">.*?<b>([^<]+)', page)
        assert {name for _href, name in rows} == names
        for href, _name in rows:
            path, _, anchor = href.partition("#")
            found = reader.get(path, follow_redirects=True)
            assert found.status_code == 200, href
            assert not anchor or f'id="{anchor}"' in text(found), href
