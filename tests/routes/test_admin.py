"""The people of a place as those see them who answer for them, and the journal of deeds."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import html
from tests.factories import World, account
from tests.routes.test_accounts import count, invite, set_password
from tests.web import Web, text
from tracker.accounts.models import Account, Membership
from tracker.core import clock, journal
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Team
from tracker.policy import Role

HERE = {"Giàng Thị Mỷ", "Lù Thị Mẩy", "Giàng Seo Phừ", "Lý A Sử", "Lý A Páo", "Nguyễn Văn Hòa"}
FAR = {"Ma Đình Khoa", "Hoàng Thị Nhung"}


@pytest.fixture
def officer(browse, world: World) -> Web:
    return browse().sign_in(world.officer_id)


def names_on(page: str) -> set[str]:
    return {name for name in HERE | FAR if name in page}


def post_of(app, account_id: int, role: Role) -> int:
    return count(
        app,
        select(Membership.id).where(Membership.account_id == account_id, Membership.role == role),
    )


def test_people_of_the_place_and_no_others(officer):
    assert names_on(text(officer.get("/quan-tri"))) == HERE


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=giang", {"Giàng Thị Mỷ", "Giàng Seo Phừ"}),
        ("q=Giàng", {"Giàng Thị Mỷ", "Giàng Seo Phừ"}),
        ("q=HOA", {"Nguyễn Văn Hòa"}),
        ("q=ma đình", set()),
        ("role=leader", {"Giàng Seo Phừ", "Lý A Sử"}),
        ("role=ambassador&team=1", {"Giàng Thị Mỷ", "Lù Thị Mẩy"}),
        ("q=%25", HERE),
        ("role=nonsense", HERE),
        ("team=999999", set()),
        ("trang=0", HERE),
        ("trang=2", set()),
    ],
)
def test_people_are_found_without_marks(officer, query, found):
    assert names_on(text(officer.get(f"/quan-tri?{query}"))) == found


def test_a_phone_is_found_by_digits_and_shown_to_those_who_may_see_it(app, officer, browse, world):
    phone = set_password(app, world.ambassador_id)
    assert names_on(text(officer.get(f"/quan-tri?q={phone[4:]}"))) == {"Giàng Thị Mỷ"}
    person = f"/quan-tri/nguoi/{world.ambassador_id}"
    shown = f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    assert shown in text(officer.get(person))
    admin = browse().sign_in(world.admin_id)
    assert shown not in text(admin.get(person))
    assert f"{phone[:2]}xx xxx {phone[-3:]}" in text(admin.get(person))
    assert names_on(text(admin.get(f"/quan-tri?q={phone[4:]}"))) == set()


def test_a_list_goes_on_to_the_next_page(app, officer, world):
    with app.app_context(), unscoped("test"):
        team = db.session.get(Team, world.team_id)
        for n in range(60):
            account(f"Sùng A Dì {n}", Role.MEMBER, team)
    first = text(officer.get("/quan-tri?role=member&q=di"))
    assert 'href="/quan-tri?role=member&amp;q=di&amp;trang=2"' in first
    second = text(officer.get("/quan-tri?role=member&q=di&trang=2"))
    assert len(re.findall("Sùng A Dì", first)) == 50
    assert len(re.findall("Sùng A Dì", second)) == 10


def test_a_fragment_is_the_list_alone(officer):
    page = text(officer.fragment("/quan-tri?q=giang"))
    assert page.lstrip().startswith('<section id="people"')


def test_locking_and_opening_need_a_reason(app, officer, world):
    person = f"/quan-tri/nguoi/{world.ambassador_id}"
    refused = officer.post(f"{person}/khoa")
    assert refused.status_code == 422
    assert "Xin ghi lý do" in text(refused)
    officer.post(f"{person}/khoa", {"lock-reason": "Nghỉ việc"})
    assert "Đã khóa" in text(officer.get(person))
    officer.post(f"{person}/mo-khoa", {"lock-reason": "Trở lại"})
    assert "Đã khóa" not in text(officer.get(person))
    log = text(officer.get("/quan-tri/nhat-ky"))
    assert log.count("lý do: Nghỉ việc") == 1
    assert log.count("lý do: Trở lại") == 1


def test_a_post_ends_with_a_reason_and_its_rights_at_once(app, officer, browse, world):
    ambassador = browse().sign_in(world.ambassador_id)
    assert ambassador.get("/nguoi-hoc").status_code == 200
    post_id = post_of(app, world.ambassador_id, Role.AMBASSADOR)
    assert officer.post(f"/quan-tri/vai-tro/{post_id}/ket-thuc").status_code == 422
    officer.post(f"/quan-tri/vai-tro/{post_id}/ket-thuc", {f"end{post_id}-reason": "Chuyển đi"})
    assert ambassador.get("/nguoi-hoc").status_code == 403
    assert ambassador.get("/tai-khoan").status_code == 200
    assert "Đã thôi" in text(officer.get(f"/quan-tri/nguoi/{world.ambassador_id}"))


def test_nobody_ends_or_gives_what_is_not_theirs(app, officer, browse, world):
    head_post = post_of(app, world.head_id, Role.COMMUNE_HEAD)
    ended = officer.post(
        f"/quan-tri/vai-tro/{head_post}/ket-thuc", {f"end{head_post}-reason": "Không"}
    )
    assert ended.status_code == 403
    own = f"/quan-tri/nguoi/{world.officer_id}/vai-tro"
    assert officer.post(own, {"post-role": "leader", "post-team": world.team_id}).status_code == 422
    other = f"/quan-tri/nguoi/{world.ambassador_id}/vai-tro"
    for form in (
        {"post-role": "commune_head"},
        {"post-role": "leader", "post-team": world.far_team_id},
    ):
        assert officer.post(other, form).status_code == 422


def test_one_more_post(app, officer, world):
    person = f"/quan-tri/nguoi/{world.ambassador_id}"
    form = {"post-role": "deputy", "post-team": world.neighbour_team_id}
    assert officer.post(f"{person}/vai-tro", form).status_code == 303
    assert "Tổ phó" in text(officer.get(person))
    assert officer.post(f"{person}/vai-tro", form).status_code == 422


def test_doan_xa_cannot_approve_by_giving_the_post_itself(app, browse, world):
    youth = browse().sign_in(world.commune_youth_id)
    given = youth.post(
        f"/quan-tri/nguoi/{world.leader_id}/vai-tro",
        {"post-role": "ambassador", "post-team": world.team_id},
    )
    assert given.status_code == 303
    post_id = post_of(app, world.leader_id, Role.AMBASSADOR)
    waits = select(Membership.awaits_approval).where(Membership.id == post_id)
    assert count(app, waits) is True
    assert youth.post(f"/quan-tri/vai-tro/{post_id}/duyet").status_code == 403


def test_declining_needs_a_reason_and_ends_the_nomination(app, officer, browse, world, web):
    youth = browse().sign_in(world.commune_youth_id)
    invitation = invite(youth, role="ambassador", team=world.team_id)
    web.post(
        invitation,
        {"name": "Thào Seo Lùng", "phone": "0987 654 321", "password": "bốn con vịt giời"},
    )
    post_id = re.search(r"/vai-tro/(\d+)/khong-duyet", text(officer.get("/quan-tri/cho-duyet")))[1]
    address = f"/quan-tri/vai-tro/{post_id}/khong-duyet"
    assert officer.post(address).status_code == 422
    assert officer.post(address, {f"decline{post_id}-reason": "Trùng người"}).status_code == 303
    again = officer.post(f"/quan-tri/vai-tro/{post_id}/duyet")
    assert again.status_code == 303
    assert "đã có người quyết định" in text(officer.get("/quan-tri/cho-duyet"))


def test_the_manager_corrects_a_birth_year(app, officer, world):
    person = f"/quan-tri/nguoi/{world.ambassador_id}"
    year = clock.today().year - 30
    officer.post(person, {"name": "Giàng Thị Mỷ", "birth_year": year})
    stored = select(Account.birth_year).where(Account.id == world.ambassador_id)
    assert count(app, stored) == year


def test_the_journal_is_the_places_own_and_names_no_contents(app, officer, browse, world):
    with app.app_context(), unscoped("test"):
        for team_id in (world.team_id, world.far_team_id):
            team = db.session.get(Team, team_id)
            journal.record("team.edit", team, account_id=world.admin_id, reason=f"reason {team_id}")
        db.session.commit()
    officer.post(f"/quan-tri/nguoi/{world.ambassador_id}/khoa", {"lock-reason": "Mất máy"})
    page = text(officer.get("/quan-tri/nhat-ky"))
    assert f"reason {world.team_id}" in page
    assert f"reason {world.far_team_id}" not in page
    assert "Khóa tài khoản" in page
    only = text(officer.get("/quan-tri/nhat-ky?deed=account.lock"))
    assert "Mất máy" in only
    assert f"reason {world.team_id}" not in only
    yesterday = clock.today() - timedelta(days=1)
    assert "Mất máy" not in text(officer.get(f"/quan-tri/nhat-ky?last={yesterday}"))
    assert "Mất máy" in text(officer.get(f"/quan-tri/nhat-ky?first={yesterday}"))
    assert officer.get("/quan-tri/nhat-ky?first=hôm+qua").status_code == 200
    admin = text(browse().sign_in(world.admin_id).get("/quan-tri/nhat-ky"))
    assert f"reason {world.far_team_id}" in admin


def test_the_pages_are_sound(app, web, browse, officer, world):
    leader = browse().sign_in(world.leader_id)
    admin = browse().sign_in(world.admin_id)
    invitation = invite(leader, role="member", team=world.team_id)
    shown = re.search(r'href="(/moi/\d+)"', text(leader.get("/moi")))[1]
    person = f"/quan-tri/nguoi/{world.ambassador_id}"
    asked = [
        *((web, path) for path in ("/dang-nhap", "/quen-mat-khau", "/m", invitation)),
        *((leader, path) for path in ("/them", "/tai-khoan", "/moi", shown, f"{shown}/in", person)),
        *((officer, path) for path in ("/quan-tri", "/quan-tri/cho-duyet", "/quan-tri/nhat-ky")),
        *((officer, path) for path in (person, f"{person}/ma-moi", "/moi")),
        *((admin, path) for path in ("/moi", person, "/quan-tri")),
    ]
    pages = {f"{n} {path}": text(browser.get(path)) for n, (browser, path) in enumerate(asked)}
    pages["refused sign-in"] = text(web.post("/dang-nhap", {"phone": "09", "password": ""}))
    pages["refused offer"] = text(web.post(invitation))
    pages["refused person"] = text(officer.post(f"{person}/khoa"))
    problems = html.validate(pages)
    assert not problems, problems
