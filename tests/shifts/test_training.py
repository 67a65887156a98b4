"""Trainings: the same shifts and the same code, and a mark with a date on whoever was there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import Proof

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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
    page = youth.get(here).text
    assert page.count(mark) == 1
    assert "1 trên 3" in page, "of the commune's ambassadors"
    head = browse().sign_in(world.head_id)
    assert mark in head.get("/quan-tri").text
    do(lambda: setattr(db.session.get_one(Shift, shift_id), "status", "cancelled"))
    assert mark not in leader.get(team).text


def test_other_campaigns_train_nobody(web: Web, world: World):
    web.sign_in(world.commune_youth_id)
    assert web.get(f"/chien-dich/{world.campaign_id}/tap-huan").status_code == 404
