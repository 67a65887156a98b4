"""Putting a volunteer's details right, and forgetting them: the figures stay, the person goes."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import inspect, select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.campaigns.models import Campaign, Squad
from tracker.certificates.models import Certificate
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.places.models import Commune, Site
from tracker.rewards.models import Reward
from tracker.rewards.rules import RewardKind, RewardStatus
from tracker.shifts import queries
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus, Proof, ShiftStatus
from tracker.volunteers.models import Volunteer

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAME, PHONE = "Kanari Thị Mẩy", "0912345678"


@pytest.fixture
def helped(world: World, do: Do) -> dict[str, Any]:
    """Somebody who worked one shift and leads another, for which a friend and a minor wait."""

    def prepare() -> dict[str, Any]:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        commune, site = (
            db.session.get_one(Commune, world.commune_id),
            db.session.get_one(Site, world.site_id),
        )
        person = make.volunteer(
            commune, NAME, phone="+84" + PHONE[1:],
            guardian_name="Kanari Văn Sơn", availability=["6-evening"],
        )  # fmt: skip
        person.organisation_name = "Chi đoàn Kanari"
        done = make.shift(campaign, site, starts_at=clock.now() - timedelta(days=2))
        make.assignment(
            done, person, came_at=done.starts_at, came_proof=Proof.CODE, left_at=done.ends_at,
            left_proof=Proof.CODE, override_reason="Kanari Mẩy tự xin",
        )  # fmt: skip
        coming = make.shift(campaign, site, places=1, leader_id=person.id)
        make.assignment(coming, person)
        friend = make.volunteer(commune, "Lý A Sáng")
        make.assignment(coming, friend, PlaceStatus.WAITING)
        signup = make.signup(campaign, person)
        paper = Certificate(
            code="KANARIKANARI", province_id=campaign.province_id, commune_id=commune.id,
            campaign_id=campaign.id, volunteer_id=person.id, year=2026, number=1, name=NAME,
            is_child=False, campaign_name=campaign.name, issuer="Đoàn xã", shifts=1, minutes=120,
            first_day=done.local_date, last_day=done.local_date, issued_at=clock.now(),
            issued_by_id=world.commune_youth_id, revoked_reason="Kanari Mẩy xin cấp lại",
        )  # fmt: skip
        squad = Squad(campaign_id=campaign.id, name="Đội hình 1", leader="anh Kanari Mẩy")
        db.session.add(squad)
        db.session.flush()
        make.shift(
            campaign, site, status=ShiftStatus.CANCELLED, cancelled_reason="Chị Kanari Mẩy ốm",
        )  # fmt: skip
        others = Reward(
            province_id=campaign.province_id, commune_id=commune.id, campaign_id=campaign.id,
            squad_id=squad.id, name=squad.name, unit=squad.leader, kind=next(iter(RewardKind)),
            status=next(iter(RewardStatus)), figures={}, words="kanari thi may dẫn đội",
            proposed_by_id=world.commune_youth_id, proposed_at=clock.now(),
        )  # fmt: skip
        reward = Reward(
            province_id=campaign.province_id, commune_id=commune.id, campaign_id=campaign.id,
            volunteer_id=person.id, name=NAME, unit="Chi đoàn Kanari", kind=next(iter(RewardKind)),
            status=next(iter(RewardStatus)), figures={}, words="Kanari Mẩy rất chăm",
            proposed_by_id=world.commune_youth_id, proposed_at=clock.now(),
        )  # fmt: skip
        db.session.add_all([paper, reward, others])
        return {
            "id": person.id, "friend": friend.id, "coming": coming.id, "signup": signup.id,
            "mine": f"/cd/{campaign.slug}/dk/{signup.reference.lower()}",
        }  # fmt: skip

    return do(prepare)


def details(**more: Any) -> dict[str, Any]:
    return {
        "name": NAME, "phone": PHONE, "birth_year": clock.today().year - 22,
        "organisation": "union_cell", "organisation_name": "Chi đoàn Kanari",
        "block": "green_summer", **more,
    }  # fmt: skip


def everything() -> str:
    """Every word of every table but the journal's addresses."""
    said = []
    connection = db.session.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
            said += [str(value) for value in row]
    return " ".join(said)


def figures(campaign_id: int) -> Any:
    campaign = db.session.get_one(Campaign, campaign_id)
    return queries.results_of(campaign, now=clock.now())


def status(shift_id: int, volunteer_id: int) -> PlaceStatus | None:
    return db.session.scalar(
        select(Assignment.status).where(
            Assignment.shift_id == shift_id, Assignment.volunteer_id == volunteer_id
        )
    )


def gone(do: Do, helped: dict[str, Any]) -> None:
    with_words = do(everything)
    assert "anari" not in with_words
    words = select(Reward.words).where(Reward.squad_id.is_not(None))
    assert do(lambda: db.session.scalars(words).one()) == "… dẫn đội"
    assert PHONE[1:] not in with_words
    assert do(lambda: status(helped["coming"], helped["friend"])) is PlaceStatus.ASSIGNED
    assert do(lambda: db.session.get_one(Shift, helped["coming"]).leader_id) is None


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_whoever_holds_the_link_is_forgotten_at_once(browse, world: World, helped, do: Do):
    before = do(lambda: figures(world.campaign_id))
    stranger = browse()
    page = stranger.get(f"{helped['mine']}/xoa").text
    assert "Không lấy lại được" in page
    assert stranger.get("/x/kanarikanari").status_code == 200
    answer = stranger.post(f"{helped['mine']}/xoa")
    assert (answer.status_code, "Đã xóa thông tin" in answer.text) == (200, True)
    gone(do, helped)
    after = do(lambda: figures(world.campaign_id))
    assert after == before, "what was done is still counted"
    assert browse().get(helped["mine"]).status_code == 404
    assert NAME not in browse().get("/x/kanarikanari").text
    youth = browse().sign_in(world.commune_youth_id)
    for path in ("nguoi", "giay-xac-nhan"):
        assert "anari" not in youth.get(f"/chien-dich/{world.campaign_id}/{path}").text
    here = f"/chien-dich/{world.campaign_id}/nguoi/{helped['signup']}"
    assert [youth.get(here + end).status_code for end in ("", "/sua", "/xoa")] == [404] * 3


@ONE_DATABASE
def test_a_coordinator_erases_on_request_and_says_why(web: Web, world: World, helped, do: Do):
    web.sign_in(world.commune_youth_id)
    here = f"/chien-dich/{world.campaign_id}/nguoi/{helped['signup']}/xoa"
    assert web.post(here).status_code == 422, "a reason"
    assert web.post(here, {"reason": "gọi điện ngày 21/11"}).status_code == 303
    gone(do, helped)
    told = select(JournalEntry.reason, JournalEntry.account_id)
    told = told.where(JournalEntry.deed == "volunteer.erase")
    assert do(lambda: tuple(db.session.execute(told).one())) == (
        "gọi điện ngày 21/11", world.commune_youth_id
    )  # fmt: skip


@ONE_DATABASE
def test_two_years_after_the_last_shift_the_name_goes_by_itself(app, world: World, helped, do: Do):
    run = app.test_cli_runner()
    with time_machine.travel(clock.now() + timedelta(days=700)):
        assert "volunteers forgotten       0" in run.invoke(args=["tidy"]).output

    def still_helping() -> None:
        friend = db.session.get_one(Volunteer, helped["friend"])
        campaign = db.session.get_one(Campaign, world.campaign_id)
        signup = make.signup(campaign, friend)
        signup.at = clock.now() + timedelta(days=300)
        # In a post still, trained long ago: “đã tập huấn” hangs on the row.
        make.volunteer(friend.commune, "Lù Thị Dí", account_id=world.ambassador_id)

    do(still_helping)
    with time_machine.travel(clock.now() + timedelta(days=740)):
        told = run.invoke(args=["tidy"]).output
        assert int(re.findall(r"volunteers forgotten +(\d+)", told)[0]) >= 1
        assert "volunteers forgotten       0" in run.invoke(args=["tidy"]).output
    names = do(lambda: set(db.session.scalars(select(Volunteer.name))))
    assert names == {"", "Lý A Sáng", "Lù Thị Dí"}


@ONE_DATABASE
def test_details_are_put_right_and_nobody_makes_themselves_grown_up(
    browse, world: World, helped, do: Do
):
    here = f"{helped['mine']}/thong-tin"
    stranger = browse()
    assert f'value="{NAME}"' in stranger.get(here).text
    assert stranger.post(here, details(name="")).status_code == 422
    assert stranger.post(here, details(name="Kanari Thị May")).status_code == 303
    fields = do(
        lambda: db.session.scalars(
            select(JournalEntry.details).where(JournalEntry.deed == "volunteer.correct")
        ).one()
    )
    assert fields == {"fields": ["name", "sort_key", "guardian_name", "availability"]}
    taken = do(lambda: db.session.get_one(Volunteer, helped["friend"]).phone)
    twin = details(name="ly a sang", phone="0" + taken[3:])
    assert "Xã đã có người mang tên" in stranger.post(here, twin).text
    # Sixteen after all: she leads no more, and has to wait for a grown-up.
    young = details(birth_year=clock.today().year - 17)
    assert stranger.post(here, young).status_code == 303
    assert do(lambda: status(helped["coming"], helped["id"])) is PlaceStatus.WAITING
    assert do(lambda: status(helped["coming"], helped["friend"])) is PlaceStatus.ASSIGNED
    assert do(lambda: db.session.get_one(Shift, helped["coming"]).leader_id) is None
    assert "cần người phụ trách sửa giúp" in stranger.post(here, details()).text
    youth = browse().sign_in(world.commune_youth_id)
    edit = f"/chien-dich/{world.campaign_id}/nguoi/{helped['signup']}/sua"
    assert youth.get(edit).status_code == 200
    assert youth.post(edit, details(birth_year=clock.today().year - 15)).status_code == 422
    assert youth.post(edit, details()).status_code == 303
    assert do(lambda: db.session.get_one(Volunteer, helped["id"]).birth_year) == (
        clock.today().year - 22
    )
