"""Sites, teams and thôn: who sets them up, who asks, and what stays when they change."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.factories import World, village
from tests.html import validate
from tests.web import Web, text
from tracker.accounts.models import Request
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.places.models import Commune, FormerName, Poster, Site, Team, Village

SITE = {
    "kind": "culture_house",
    "name": "Nhà văn hóa Nà Cáng",
    "village": "",
    "address": "Cạnh suối",
}


@pytest.fixture
def officer(web: Web, world: World) -> Web:
    return web.sign_in(world.officer_id)


@pytest.fixture
def leader(browse, world: World) -> Web:
    return browse().sign_in(world.leader_id)


@pytest.fixture
def second_village(app, world: World) -> int:
    with app.app_context(), unscoped("test"):
        return village(db.session.get(Commune, world.commune_id), "Na Cáng").id


def find(app, statement):
    with app.app_context(), unscoped("test"):
        return list(db.session.scalars(statement))


def get(app, cls, id_):
    with app.app_context(), unscoped("test"):
        return db.session.get(cls, id_)


# Sites


def test_the_commune_adds_a_site_and_its_poster_once(officer: Web, world: World, app):
    for _ in range(2):
        assert officer.post("/diem-hoc/them", SITE, key="add-this-site").status_code == 303
    (site,) = find(app, select(Site).where(Site.name == SITE["name"]))
    assert site.commune_id == world.commune_id
    assert len(find(app, select(Poster).where(Poster.site_id == site.id))) == 1
    assert SITE["name"] in text(officer.get("/diem-hoc"))


def test_a_site_is_edited_and_ended_but_never_lost(officer: Web, world: World, app):
    page = f"/diem-hoc/{world.site_id}"
    assert officer.post(f"{page}/sua", {**SITE, "name": ""}).status_code == 422
    assert officer.post(f"{page}/sua", SITE).status_code == 303
    assert get(app, Site, world.site_id).name == SITE["name"]
    assert officer.post(f"{page}/ngung", {}).status_code == 422
    assert officer.post(f"{page}/ngung", {"reason": "Dột mái"}).status_code == 303
    assert get(app, Site, world.site_id).ended_on is not None
    posters = find(app, select(Poster).where(Poster.site_id == world.site_id))
    assert all(poster.revoked_at for poster in posters)
    assert "Đã ngừng dùng" in text(officer.get("/diem-hoc"))
    assert SITE["name"] not in text(officer.get(f"/buoi-hoc/them?to={world.team_id}"))


def test_a_leader_asks_for_a_site_and_the_commune_answers(leader: Web, officer: Web, world, app):
    assert leader.get("/diem-hoc/them").status_code == 403
    assert leader.post("/diem-hoc/de-nghi", SITE).status_code == 303
    (asked,) = find(app, select(Request))
    assert (asked.kind, asked.team_id, asked.note) == ("site", world.team_id, SITE["name"])
    assert SITE["name"] in text(officer.get("/diem-hoc"))
    page = f"/diem-hoc/de-nghi/{asked.id}"
    assert "Cạnh suối" in text(officer.get(page))
    assert leader.post(f"{page}/nhan").status_code == 403
    for _ in range(2):
        assert officer.post(f"{page}/nhan").status_code == 303
    assert len(find(app, select(Site).where(Site.name == SITE["name"]))) == 1


def test_a_declined_site_is_not_made(leader: Web, officer: Web, world, app):
    leader.post("/diem-hoc/de-nghi", SITE)
    (asked,) = find(app, select(Request))
    officer.post(f"/diem-hoc/de-nghi/{asked.id}/tu-choi", {"answer": "Đã có điểm gần đó"})
    assert "Đã có điểm gần đó" in text(officer.get(f"/diem-hoc/de-nghi/{asked.id}"))
    assert find(app, select(Site).where(Site.name == SITE["name"])) == []


def test_another_communes_places_do_not_exist(officer: Web, leader: Web, world: World, app):
    (far_site,) = find(app, select(Site).where(Site.commune_id == world.far_commune_id))
    far = get(app, Commune, world.far_commune_id).code
    for page in (
        f"/diem-hoc/{far_site.id}/sua",
        f"/diem-hoc?xa={world.far_commune_id}",
        f"/xa/{far}/to",
        f"/xa/{far}/thon",
        f"/xa/{world.commune_code}/to/{world.far_team_id}/sua",
        "/xa/99999/to",
    ):
        assert officer.get(page).status_code == 404, page
    assert leader.get(f"/xa/{world.commune_code}/to").status_code == 403


# Teams


def team_form(**more: object) -> dict[str, object]:
    fields = {
        "name": "Tổ CNSCĐ thôn Na Cáng",
        "village": "",
        "decision_number": "125/QĐ-UBND",
        "decided_on": "2026-03-26",
    }
    return {**fields, **more}


def test_a_team_is_founded_by_a_decision(officer: Web, world: World, app):
    base = f"/xa/{world.commune_code}/to"
    sent = team_form(village=world.village_id)
    assert officer.post(f"{base}/them", sent).status_code == 303
    (team,) = find(app, select(Team).where(Team.name == "Tổ CNSCĐ thôn Na Cáng"))
    assert (team.decision_number, team.decided_on) == ("125/QĐ-UBND", date(2026, 3, 26))
    assert team.village_id == world.village_id
    again = officer.post(f"{base}/them", sent)
    assert again.status_code == 422
    assert "Tên này đã có trong xã." in text(again)


def test_a_name_that_looks_like_a_formula_is_only_text(officer: Web, world: World, app):
    officer.post(f"/xa/{world.commune_code}/to/them", team_form(name='=1+1<b>"Tổ"'))
    page = text(officer.get(f"/xa/{world.commune_code}/to"))
    assert "=1+1&lt;b&gt;&#34;Tổ&#34;" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Xin ghi tên Tổ."),
        ("decided_on", "2999-01-01", "Ngày này chưa tới."),
        ("zalo_url", "http://evil.example", "https://zalo.me/"),
        ("village", "999999", "Xin chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_team_is_refused(officer: Web, world: World, field, value, words):
    answer = officer.post(f"/xa/{world.commune_code}/to/them", team_form(**{field: value}))
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_team_is_renamed_and_ended(officer: Web, world: World, app):
    page = f"/xa/{world.commune_code}/to/{world.team_id}"
    assert officer.post(f"{page}/sua", team_form(name="Tổ CNSCĐ Phố Cũ")).status_code == 303
    assert get(app, Team, world.team_id).name == "Tổ CNSCĐ Phố Cũ"
    assert officer.post(f"{page}/ngung", {"reason": "Nhập thôn"}).status_code == 303
    assert get(app, Team, world.team_id).ended_on is not None
    assert f"to={world.team_id}" not in text(officer.get("/buoi-hoc/them"))


# Thôn


def test_a_renamed_village_remembers_its_name(officer: Web, world: World, app):
    page = f"/xa/{world.commune_code}/thon"
    sent = {"kind": "thon", "name": "Tân Tiến"}
    assert officer.post(f"{page}/{world.village_id}/sua", sent).status_code == 303
    assert [row.name for row in find(app, select(FormerName))] == ["Sín Chải"]
    listed = text(officer.get(page))
    assert "Thôn Tân Tiến" in listed
    assert "Sín Chải" in listed


def test_a_new_village_needs_a_name_of_its_own(officer: Web, world: World, app):
    page = f"/xa/{world.commune_code}/thon/them"
    taken = officer.post(page, {"kind": "thon", "name": "Sín Chải"})
    assert taken.status_code == 422
    assert officer.post(page, {"kind": "ban", "name": "Sín Chải"}).status_code == 303


def test_merging_takes_people_teams_and_sites_along(
    officer: Web, world: World, second_village: int, app
):
    page = f"/xa/{world.commune_code}/thon/{world.village_id}/gop"
    assert officer.post(page, {"into": second_village, "reason": ""}).status_code == 422
    own = officer.post(page, {"into": world.village_id, "reason": "NQ 12"})
    assert own.status_code == 422
    sent = {"into": second_village, "reason": "Nghị quyết 12/NQ-HĐND"}
    assert officer.post(page, sent).status_code == 303
    assert get(app, Village, world.village_id).merged_into_id == second_village
    assert get(app, Mentee, world.mentee_id).village_id == second_village
    assert get(app, Team, world.team_id).village_id == second_village
    assert get(app, Site, world.site_id).village_id == second_village
    assert "Đã nhập vào Thôn Na Cáng" in text(officer.get(f"/xa/{world.commune_code}/thon"))
    assert officer.post(page, sent).status_code == 422


def test_a_village_with_a_team_is_not_closed(officer: Web, world: World, second_village: int, app):
    base = f"/xa/{world.commune_code}/thon"
    refused = officer.post(f"{base}/{world.village_id}/dong", {"reason": "Không còn dân"})
    assert refused.status_code == 422
    assert "Còn Tổ hoạt động" in text(refused)
    closed = officer.post(f"{base}/{second_village}/dong", {"reason": "Không còn dân"})
    assert closed.status_code == 303
    assert get(app, Village, second_village).ended_on is not None


def test_the_administrator_may_keep_the_village_list(browse, world: World):
    admin = browse().sign_in(world.admin_id)
    assert admin.get(f"/xa/{world.commune_code}/thon").status_code == 200
    assert admin.get(f"/xa/{world.commune_code}/to").status_code == 403


def test_the_pages_are_sound_html(officer: Web, leader: Web, world: World, second_village, app):
    leader.post("/diem-hoc/de-nghi", SITE)
    (asked,) = find(app, select(Request))
    base, site = f"/xa/{world.commune_code}", f"/diem-hoc/{world.site_id}"
    pages = {
        "sites": officer.get("/diem-hoc"),
        "leader's sites": leader.get("/diem-hoc"),
        "add site": officer.get("/diem-hoc/them"),
        "wrong site": officer.post("/diem-hoc/them", {**SITE, "name": ""}),
        "edit site": officer.get(f"{site}/sua"),
        "end site": officer.get(f"{site}/ngung"),
        "ask": leader.get("/diem-hoc/de-nghi"),
        "asked": officer.get(f"/diem-hoc/de-nghi/{asked.id}"),
        "teams": officer.get(f"{base}/to"),
        "add team": officer.get(f"{base}/to/them"),
        "edit team": officer.get(f"{base}/to/{world.team_id}/sua"),
        "end team": officer.get(f"{base}/to/{world.team_id}/ngung"),
        "villages": officer.get(f"{base}/thon"),
        "add village": officer.get(f"{base}/thon/them"),
        "edit village": officer.get(f"{base}/thon/{world.village_id}/sua"),
        "merge": officer.get(f"{base}/thon/{world.village_id}/gop"),
        "close": officer.get(f"{base}/thon/{world.village_id}/dong"),
    }
    assert {name: page.status_code for name, page in pages.items() if page.status_code >= 500} == {}
    assert validate({name: text(page) for name, page in pages.items()}) == []
