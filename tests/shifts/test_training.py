"""Trainings: the same shifts and the same code, and a mark with a date on whoever was there."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import counting
from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Kind
from tracker.core import clock
from tracker.core.db import db
from tracker.partings import actions as partings
from tracker.places.models import Commune, Site
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import Proof
from tracker.shifts.teaching import teaches
from tracker.volunteers.models import Volunteer

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_alone
def test_a_training_from_the_plan_to_the_mark(browse, world: World, do: Do):
    youth = browse().sign_in(world.commune_youth_id)
    today = clock.today()
    made = youth.post(
        "/chien-dich/them",
        {
            "kind": "training", "name": "Tập huấn Đại sứ số", "first_day": f"{today}",
            "last_day": f"{today + timedelta(days=9)}", "topics": ["teaching", "situations"],
        },
    )  # fmt: skip
    key = int(made.location.split("/")[2])
    here = f"/chien-dich/{key}/tap-huan"

    def session() -> int:
        campaign = db.session.get_one(Campaign, key)
        site = db.session.get_one(Site, world.site_id)
        return make.shift(campaign, site, starts_at=clock.now() - timedelta(minutes=5)).id

    shift_id = do(session)
    page = youth.get(here).text
    assert "Kỹ năng sư phạm cộng đồng" in page
    assert youth.post(here).status_code == 422
    people = [world.ambassador_id, world.leader_id]
    for _press in range(2):
        both = {"account": [*people, world.far_leader_id], "ca": shift_id}
        assert youth.post(here, both).status_code == 303

    def listed() -> list[int | None]:
        rows = db.session.scalars(select(Assignment).where(Assignment.shift_id == shift_id))
        return sorted(row.volunteer.account_id for row in rows)

    assert do(listed) == sorted(people), "each once, and nobody of another commune"
    # The same rotating code notes who came; here one of the two did.
    team = f"/to/{world.team_id}"
    leader = browse().sign_in(world.leader_id)
    assert "đã tập huấn" not in leader.get(team).text

    def came() -> None:
        for row in db.session.scalars(select(Assignment).where(Assignment.shift_id == shift_id)):
            if row.volunteer.account_id == world.ambassador_id:
                row.came_at, row.came_proof = clock.now(), Proof.CODE

    do(came)
    mark = f"đã tập huấn {today:%d/%m/%Y}"
    assert leader.get(team).text.count(mark) == 1

    def ask_to_be_forgotten() -> None:
        mine = select(Volunteer).where(Volunteer.account_id == world.ambassador_id)
        for row in db.session.scalars(mine).all():
            partings.erase(None, volunteer=row, now=clock.now())

    do(ask_to_be_forgotten)
    assert leader.get(team).text.count(mark) == 1, "it stays with the post"
    page = youth.get(here).text
    assert page.count(mark) == 1
    assert "1 trên 3" in page, "of the commune's ambassadors"
    head = browse().sign_in(world.head_id)
    assert mark in head.get("/quan-tri").text
    do(lambda: setattr(db.session.get_one(Shift, shift_id), "status", "cancelled"))
    assert mark not in leader.get(team).text


def test_who_teaches_by_the_name_of_the_role():
    for role in ("Giảng viên", "giảng viên tỉnh", "TRỢ GIẢNG", "Báo cáo viên"):
        assert teaches(role), role
    for role in ("Người dự tập huấn", "Hướng dẫn", "Ghi biên bản giảng viên"):
        assert not teaches(role), role


def test_whoever_teaches_was_not_trained(browse, world: World, do: Do):
    """The list fills the places of those who learn; the province counts these and no others."""

    def prepare() -> tuple[int, int]:
        commune = db.session.get_one(Commune, world.commune_id)
        campaign = make.campaign(
            commune, db.session.get_one(Account, world.commune_youth_id), kind=Kind.TRAINING,
            topics=["teaching"],
        )  # fmt: skip
        shift = make.shift(
            campaign, db.session.get_one(Site, world.site_id),
            starts_at=clock.now() - timedelta(minutes=5),
            roles=[ShiftRole(name="Giảng viên", places=1), ShiftRole(name="Người dự", places=9)],
        )  # fmt: skip
        teacher = make.volunteer(commune, "Lò Thị Giảng", account_id=world.leader_id)
        make.assignment(shift, teacher, came_at=clock.now(), came_proof=Proof.CODE)
        return campaign.id, shift.id

    key, shift_id = do(prepare)
    youth = browse().sign_in(world.commune_youth_id)
    here = f"/chien-dich/{key}/tap-huan"
    assert youth.post(here, {"account": world.ambassador_id, "ca": shift_id}).status_code == 303

    def come() -> str:
        (row,) = db.session.scalars(
            select(Assignment)
            .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
            .where(Assignment.shift_id == shift_id, Volunteer.account_id == world.ambassador_id)
        )
        row.came_at, row.came_proof = clock.now(), Proof.CODE
        return row.role.name

    assert do(come) == "Người dự"
    page = youth.get(here).text
    assert "Lò Thị Giảng" in page
    mark = f"đã tập huấn {clock.today():%d/%m/%Y}"
    assert page.count(mark) == 1, "the ambassador, not the teacher"

    code, near = do(lambda: place(world.commune_id))
    wide = f"/tinh/{code}/tap-huan"
    province = browse().sign_in(world.province_youth_id)
    with counting.statements() as said:
        page = province.get(wide).text
    assert len(said) <= 6
    numbers = re.compile(rf"{near}</a></th>" + r'<td class="number">([^<]+)</td>' * 4)
    assert numbers.findall(page) == [("1/3", "0/2", "1/2", "1")]
    assert "Lò Thị" not in page
    for asked in ({"chu-de": "safety"}, {"nam": f"{clock.today().year - 1}"}):
        found = numbers.findall(province.get(wide, query_string=asked).text)
        assert [row[0] for row in found] == ["0/3"], asked
    left = province.get(wide, query_string={"chua": "y", "chu-de": "teaching", "nam": "x"}).text
    assert numbers.findall(left) == []
    assert browse().sign_in(world.head_id).get(wide).status_code == 404


def place(commune_id: int) -> tuple[str, str]:
    commune = db.session.get_one(Commune, commune_id)
    return commune.province.code, commune.name


@sqlite_alone
def test_other_campaigns_train_nobody(web: Web, world: World):
    web.sign_in(world.commune_youth_id)
    assert web.get(f"/chien-dich/{world.campaign_id}/tap-huan").status_code == 404
