"""Giấy xác nhận tham gia: given in one go, checked by scanning the printed sheet, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories as make
from tests.certificates.sheets import HOST, decoded, ticked, verdict
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign, Signup
from tracker.certificates import actions
from tracker.certificates.models import Certificate, CertificateCheck
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.places.models import Commune, Site
from tracker.shifts.models import Assignment
from tracker.shifts.rules import Proof, ShiftStatus

PEOPLE, ENOUGH, CHILD = 5, 4, 15


def summer(world: World, *, people: int = PEOPLE, enough: int = ENOUGH) -> int:
    """A campaign with three shifts that are over; the last few people were at two of them only."""
    commune = db.session.get_one(Commune, world.commune_id)
    campaign = make.campaign(commune, db.session.get_one(Account, world.commune_youth_id))
    site = db.session.get_one(Site, world.site_id)
    begin = clock.now() - timedelta(days=3)
    shifts = [
        make.shift(campaign, site, starts_at=begin + timedelta(days=n), places=60) for n in range(3)
    ]
    for n in range(people):
        age = CHILD if n == 0 else 22
        person = make.volunteer(commune, f"Lý Thị Mẩy {n:02d}", age=age)
        make.signup(campaign, person)
        for shift in shifts[: 3 if n < enough else 2]:
            make.assignment(
                shift, person, came_at=shift.starts_at, came_proof=Proof.CODE,
                left_at=shift.starts_at + timedelta(hours=1), left_proof=Proof.CODE,
            )  # fmt: skip
    for shift in shifts:
        shift.status, shift.opened_at = ShiftStatus.DONE, shift.starts_at
    return campaign.id


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sheets_are_known_by_their_printed_codes(browse, web: Web, world: World, do: Do):
    key = do(lambda: summer(world))
    here = f"/chien-dich/{key}/giay-xac-nhan"
    web.sign_in(world.commune_youth_id)
    people = ticked(web, key)
    assert len(people) == ENOUGH, "three shifts are enough, two are not"
    assert web.post(here, {"people": people}).status_code == 303
    assert ticked(web, key) == []
    again = web.post(here, {"people": people})
    assert again.status_code == 422, "nobody gets two"

    answer = web.post(f"{here}/tai", {"dang": "pdf"}, follow=True)
    addresses = decoded(answer.data)
    assert (len(addresses), len(set(addresses))) == (ENOUGH, ENOUGH)
    assert all(len(address.rsplit("/", 1)[1]) == 12 for address in addresses)
    stranger = browse()
    assert {verdict(stranger, address) for address in addresses} == {"Hợp lệ"}
    page = text(stranger.get(addresses[1].removeprefix(HOST)))
    for expected in ("Lý Thị Mẩy 01", "3 ca, 3 giờ", "Đoàn xã", "localhost"):
        assert expected in page
    child = text(stranger.get(addresses[0].removeprefix(HOST)))
    assert ("L. T. M. 0." in child, "Lý Thị Mẩy 00" in child) == (True, False)

    def kept() -> tuple[Any, ...]:
        numbers = list(db.session.scalars(select(Certificate.number).order_by(Certificate.id)))
        names = list(db.session.scalars(select(Certificate.name).order_by(Certificate.number)))
        looks = db.session.scalar(select(func.sum(CertificateCheck.times)))
        deeds = db.session.scalar(
            select(func.count()).where(JournalEntry.deed == "certificate.issue")
        )
        return numbers, names == sorted(names), looks, deeds

    assert do(kept) == (list(range(1, ENOUGH + 1)), True, ENOUGH + 2, ENOUGH)


def test_taken_back_the_code_says_so_and_a_new_paper_may_follow(
    browse, web: Web, world: World, do: Do
):
    key = do(lambda: summer(world, people=2, enough=2))
    here = f"/chien-dich/{key}/giay-xac-nhan"
    web.sign_in(world.commune_youth_id)
    web.post(here, {"people": ticked(web, key)})
    row, code, person = do(lambda: db.session.execute(select(
        Certificate.id, Certificate.code, Certificate.volunteer_id
    ).order_by(Certificate.number).limit(1)).one())  # fmt: skip
    assert web.post(f"{here}/{row}/thu-hoi", {"reason": ""}).status_code == 422
    assert web.post(f"{here}/{row}/thu-hoi", {"reason": "ghi nhầm giờ"}).status_code == 303
    page = browse().get(f"/x/{code.lower()}").text
    assert "Đã thu hồi ngày" in page
    assert "ghi nhầm giờ" not in page, "the reason stays in the house"
    assert "ghi nhầm giờ" in web.get(f"{here}/{row}").text
    assert web.post(f"{here}/{row}/tai", {"dang": "pdf"}).status_code == 404
    assert ticked(web, key) == [str(person)]
    assert web.post(here, {"people": [person]}).status_code == 303
    assert "không có giấy nào mang mã này" in browse().get("/x/ABCDEFGHJKMN").text.lower()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_code_can_be_typed_from_the_sheet(browse, world: World, do: Do):
    """However it is spelt; a wrong one is said in one sentence, and guessing has an end."""

    def give() -> str:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        person = make.volunteer(campaign.commune, "Lý Thị Mẩy")
        row = make.certificate(campaign, person)
        row.code = "7KASWXDDEEUW"
        return row.code

    code = do(give)
    web = browse()
    assert "Mã trên giấy" in text(web.get("/x"))
    for written in ("7kas wxdd eeuw", "7kÁ-wxđ êư", f"https://localhost/x/{code}"):
        answer = web.get("/x", query_string={"ma": written})
        assert (answer.status_code, answer.location) == (303, f"/x/{code}")
        assert "Lý Thị Mẩy" in text(web.get(answer.location))
    assert web.get("/x?ma=").status_code == 422
    unknown = web.get("/x?ma=AAAA2222BBBB", follow_redirects=True)
    assert unknown.status_code == 404
    assert unknown.text.count("Không có giấy nào mang mã này.") == 1
    assert 'value="AAAA2222BBBB"' in unknown.text, "what was typed can be put right"
    guesses = [web.get(f"/x/GUESS{n}").status_code for n in range(60)]
    assert (guesses[0], guesses[-1]) == (404, 429)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_campaign_says_how_many_shifts_are_enough(web: Web, world: World, do: Do):
    key = do(lambda: summer(world, people=4, enough=1))
    here = f"/chien-dich/{key}/giay-xac-nhan"
    web.sign_in(world.commune_youth_id)
    assert len(ticked(web, key)) == 1
    assert web.post(f"{here}/nguong", {"shifts": "0"}).status_code == 422
    assert web.post(f"{here}/nguong", {"shifts": "2"}).status_code == 303
    assert len(ticked(web, key)) == 4
    far = do(lambda: make.volunteer(
        db.session.get_one(Commune, world.far_commune_id), "Kanari Ở Xa").id)  # fmt: skip
    assert web.post(here, {"people": [far]}).status_code == 422


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_volunteer_has_their_own_list_and_papers(browse, web: Web, world: World, do: Do):
    """By the account, and by the private link; nobody has somebody else's."""
    key = do(lambda: summer(world, people=2, enough=2))
    web.sign_in(world.commune_youth_id)
    web.post(f"/chien-dich/{key}/giay-xac-nhan", {"people": ticked(web, key)})

    def own() -> tuple[Any, ...]:
        rows = db.session.scalars(
            select(Certificate).where(Certificate.campaign_id == key).order_by(Certificate.number)
        ).all()
        rows[1].volunteer.account_id = world.ambassador_id
        return rows[0].id, rows[1].id, rows[1].volunteer_id, rows[1].campaign.slug

    child, grown, volunteer_id, slug = do(own)
    me = browse().sign_in(world.ambassador_id)
    page = me.get("/ca-cua-toi/da-lam").text
    assert page.count("1 giờ") == 3
    assert f"/ca-cua-toi/giay/{grown}" in page
    assert me.get(f"/ca-cua-toi/giay/{child}").status_code == 404
    (address,) = decoded(me.get(f"/ca-cua-toi/giay/{grown}").data)
    assert verdict(browse(), address) == "Hợp lệ"
    assert me.get("/ca-cua-toi/da-lam.pdf").data.startswith(b"%PDF")

    def reference() -> str:
        return db.session.scalars(
            select(Signup.reference).where(Signup.volunteer_id == volunteer_id)
        ).one()

    link = f"/cd/{slug}/dk/{do(reference).lower()}"
    stranger = browse()
    assert f"{link}/giay/{grown}" in stranger.get(f"{link}/da-lam").text
    assert stranger.get(f"{link}/giay/{grown}").data.startswith(b"%PDF")
    assert stranger.get(f"{link}/giay/{child}").status_code == 404
    assert stranger.get(f"{link}/da-lam.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_forgotten_leaves_a_paper_without_a_name(browse, web: Web, world: World, do: Do):
    key = do(lambda: summer(world, people=1, enough=1))
    web.sign_in(world.commune_youth_id)
    web.post(f"/chien-dich/{key}/giay-xac-nhan", {"people": ticked(web, key)})
    code, person = do(lambda: db.session.execute(
        select(Certificate.code, Certificate.volunteer_id)).one())  # fmt: skip
    do(lambda: actions.forget(person))
    page = browse().get(f"/x/{code}").text
    assert "Thông tin không còn" in page
    assert "Mẩy" not in page
    assert web.get(f"/chien-dich/{key}/giay-xac-nhan").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_papers_are_of_who_was_there(web: Web, world: World, do: Do):
    """What is typed into the form gives nobody a paper who did not qualify."""
    key = do(lambda: summer(world, people=3, enough=2))
    web.sign_in(world.commune_youth_id)
    latest = select(Assignment.volunteer_id).order_by(Assignment.volunteer_id.desc())
    below = do(lambda: db.session.scalars(latest).first())
    answer = web.post(f"/chien-dich/{key}/giay-xac-nhan", {"people": [below]})
    assert answer.status_code == 422
    leader = Web(web.app).sign_in(world.leader_id)
    assert leader.get(f"/chien-dich/{key}/giay-xac-nhan").status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_province_issues_for_its_own_campaign(browse, world: World, do: Do):
    """Whoever helped in any commune's part; the paper is Tỉnh đoàn's."""

    def under_the_province() -> tuple[int, int]:
        part = db.session.get_one(Campaign, summer(world, people=2, enough=1))
        whole = make.campaign(part.commune, db.session.get_one(Account, world.province_youth_id))
        whole.commune_id, part.parent_id = None, whole.id
        return whole.id, part.id

    whole, part = do(under_the_province)
    province = browse().sign_in(world.province_youth_id)
    people, here = ticked(province, whole), f"/chien-dich/{whole}/giay-xac-nhan"
    assert len(people) == 1
    assert (
        province.post(f"/chien-dich/{whole}/giay-xac-nhan", {"people": people}).status_code == 303
    )
    code, issuer = do(lambda: db.session.execute(
        select(Certificate.code, Certificate.issuer)).one())  # fmt: skip
    assert issuer == "Tỉnh đoàn Lào Cai"
    assert verdict(browse(), f"{HOST}/x/{code}") == "Hợp lệ"
    assert len(ticked(province, part)) == 1, "the commune may give its own"
    youth = browse().sign_in(world.commune_youth_id)
    assert youth.get(here).status_code == 404
