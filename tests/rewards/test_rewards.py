"""Đề nghị khen thưởng: words are written, figures are the records', and areas are kept."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tracker.campaigns.models import Campaign, Signup, Squad
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Site, Team
from tracker.rewards.models import Reward
from tracker.rewards.rules import Candidate, Merit, Order, lined_up
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import Proof, ShiftStatus
from tracker.volunteers.models import Volunteer

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_candidates_stand_in_line():
    def one(name: str, shifts: int, hours: int) -> Candidate:
        return Candidate(1, name, name, "", Merit(shifts, hours * 60))

    people = [one("b", 5, 6), one("a", 5, 9), one("c", 7, 6)]
    order = {by: [one.name for one in lined_up(people, by)] for by in Order}
    assert order == {
        Order.HOURS: ["a", "b", "c"], Order.SHIFTS: ["c", "a", "b"], Order.NAME: ["a", "b", "c"],
    }  # fmt: skip
    assert people[0].merit + people[1].merit == Merit(10, 15 * 60, 0, 2)


@pytest.fixture
def helped(world: World, do: Do) -> dict[str, int]:
    """Two hours at the team's site by one volunteer, and at the neighbours' by another."""

    def work() -> dict[str, int]:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        site = db.session.get_one(Site, world.site_id)
        found = {}
        for name, team_id in (
            ("Vàng A Lử", world.team_id), ("Kanari Nơi Khác", world.neighbour_team_id)
        ):  # fmt: skip
            team = db.session.get_one(Team, team_id)
            shift = make.shift(campaign, site, team, starts_at=clock.now() - timedelta(days=1))
            person = make.volunteer(team.commune, name)
            make.assignment(
                shift, person, came_at=shift.starts_at, came_proof=Proof.TYPED,
                left_at=shift.ends_at, left_proof=Proof.CODE,
            )  # fmt: skip
            shift.status, shift.opened_at = ShiftStatus.DONE, shift.starts_at
            found[name] = person.id
        return found

    return do(work)


@ONE_DATABASE
def test_a_leader_proposes_whoever_helped_on_their_ground(browse, helped, world: World, do: Do):
    here = f"/chien-dich/{world.campaign_id}/khen-thuong"
    leader = browse().sign_in(world.leader_id)
    page = leader.get(here).text
    assert ("Vàng A Lử" in page, "Kanari" in page) == (True, False)
    form = {"kind": "commune_merit", "words": "Hướng dẫn tận tình"}
    other = leader.post(f"{here}/them?nguoi={helped['Kanari Nơi Khác']}", form, follow=True)
    assert "Xin chọn người hoặc đội hình" in other.text
    assert leader.post(f"{here}/them?nguoi={helped['Vàng A Lử']}", form).status_code == 303
    row = do(lambda: db.session.execute(
        select(Reward.id, Reward.team_id, Reward.figures)).one())  # fmt: skip
    assert row.team_id == world.team_id
    assert row.figures == {"shifts": 1, "minutes": 120, "code_minutes": 0, "people": 1}
    assert leader.post(f"{here}/{row.id}", {"words": "Đến từng nhà"}).status_code == 303
    neighbour = browse().sign_in(world.neighbour_leader_id)
    assert neighbour.get(f"{here}/{row.id}").status_code == 404
    assert "Vàng A Lử" in browse().sign_in(world.commune_youth_id).get(here).text
    for who in (world.ambassador_id, world.board_id, world.admin_id):
        assert browse().sign_in(who).get(here).status_code == 403


@ONE_DATABASE
def test_figures_follow_the_records_until_it_is_decided(browse, helped, world: World, do: Do):
    here = f"/chien-dich/{world.campaign_id}/khen-thuong"
    youth = browse().sign_in(world.commune_youth_id)
    form = {"kind": "union_merit", "words": "Hướng dẫn tận tình"}
    assert youth.post(f"{here}/them?nguoi={helped['Vàng A Lử']}", form).status_code == 303
    (key,) = re.findall(rf"{here}/(\d+)", youth.get(here).text)

    def stay_longer() -> None:
        place = db.session.scalars(
            select(Assignment)
            .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
            .where(Volunteer.name == "Vàng A Lử")
        ).one()
        shift = db.session.get_one(Shift, place.shift_id)
        place.left_at = shift.starts_at + timedelta(minutes=90)

    do(stay_longer)
    assert "2 giờ" in youth.get(f"{here}/{key}").text
    assert youth.post(f"{here}/{key}", {"words": ""}).status_code == 422
    assert youth.post(f"{here}/{key}", {"words": "Đến từng nhà"}).status_code == 303
    assert "1,5 giờ" in youth.get(f"{here}/{key}").text
    assert youth.post(f"{here}/{key}/ket-qua", {"outcome": "awarded"}).status_code == 422
    decided = {"outcome": "awarded", "decision_number": "12/QĐ-UBND", "decided_on": "2026-11-20"}
    assert youth.post(f"{here}/{key}/ket-qua", decided).status_code == 303
    page = youth.post(f"{here}/{key}", {"words": "Lời khác"}, follow=True).text
    assert ("12/QĐ-UBND" in page, "Lời khác" in page) == (True, False)


@ONE_DATABASE
def test_a_squad_is_proposed_whole_or_not_at_all(browse, helped, world: World, do: Do):
    """A leader reads a part of it; proposed, it stays; the paper holds what is still to decide."""

    def form_up() -> int:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        squad = Squad(campaign_id=campaign.id, name="Đội hình Suối Chải")
        db.session.add(squad)
        db.session.flush()
        for key in helped.values():
            make.signup(campaign, db.session.get_one(Volunteer, key), squad_id=squad.id)
        return squad.id

    squad_id = do(form_up)
    here = f"/chien-dich/{world.campaign_id}/khen-thuong"
    words = {"kind": "commune_merit", "words": "Đến từng nhà"}
    leader = browse().sign_in(world.leader_id)
    assert "Đội hình Suối Chải" not in leader.get(here).text
    refused = leader.post(f"{here}/them?doi={squad_id}", words, follow=True)
    assert "Xin chọn người hoặc đội hình" in refused.text
    youth = browse().sign_in(world.commune_youth_id)
    assert youth.post(f"{here}/them?doi={squad_id}", words).status_code == 303
    row = do(lambda: db.session.execute(select(Reward.id, Reward.figures)).one())
    assert (row.figures["people"], row.figures["shifts"]) == (2, 2)

    def leave() -> None:
        for signup in db.session.scalars(select(Signup).where(Signup.squad_id == squad_id)):
            signup.squad_id = None

    do(leave)
    away = f"/chien-dich/{world.campaign_id}/doi-hinh/{squad_id}/bo"
    assert "đã được đề nghị khen thưởng" in youth.post(away, follow=True).text
    assert do(lambda: db.session.get(Squad, squad_id)) is not None
    assert youth.post(f"{here}/tai", {"dang": "docx"}).location != here
    assert youth.post(f"{here}/{row.id}/ket-qua", {"outcome": "declined"}).status_code == 303
    none = youth.post(f"{here}/tai", {"dang": "docx"}, follow=True)
    assert "Chưa có đề nghị nào đang chờ" in none.text
