"""The plan of last summer once more: the same weekdays, places and numbers, and nobody's name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign, Squad, Wave
from tracker.campaigns.rules import Stage
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import ShiftStatus
from tracker.volunteers.models import Volunteer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_last_years_plan_on_this_years_days(web: Web, world: World, do: Do):
    """Moved ones at their first hour, called off ones not at all, closed places left out."""

    def prepare() -> tuple[int, str]:
        old = db.session.get_one(Campaign, world.campaign_id)
        site, youth = (
            db.session.get_one(Site, world.site_id),
            db.session.get_one(Account, world.commune_youth_id),
        )
        gone = make.site(site.commune)
        gone.ended_on = clock.today()
        begin = clock.at(old.first_day, clock.local(clock.now()).time())
        plan = [make.shift(old, site, starts_at=begin + timedelta(days=n)) for n in (1, 2, 3)]
        make.shift(old, gone, starts_at=begin + timedelta(days=4))
        make.shift(old, site, starts_at=begin + timedelta(days=80))
        plan[0].status, plan[0].moved_to_id = ShiftStatus.CANCELLED, plan[1].id
        plan[2].status = ShiftStatus.CANCELLED
        make.assignment(plan[1], db.session.scalars(select(Volunteer)).first())
        db.session.get_one(Shift, world.shift_id).status = ShiftStatus.CANCELLED
        db.session.add(Squad(campaign_id=old.id, name="Đội 1", leader="Ma A Lử"))
        last = old.first_day + timedelta(days=6)
        db.session.add(
            Wave(campaign_id=old.id, name="Đợt 1", first_day=old.first_day, last_day=last)
        )
        first = old.first_day + timedelta(days=361)
        new = make.campaign(
            site.commune, youth, stage=Stage.PREPARING, first_day=first,
            last_day=first + timedelta(days=30),
        )  # fmt: skip
        return new.id, f"{plan[0].local_date:%u %A}"

    key, weekday = do(prepare)
    web.sign_in(world.commune_youth_id)
    here = f"/chien-dich/{key}/chep"
    assert "Thanh niên chung tay" in web.get(here).text
    assert web.post(here, {"source": world.far_campaign_id}).status_code == 422
    answer = web.post(here, {"source": world.campaign_id})
    assert answer.status_code == 303
    said = web.get(answer.location).text
    assert "Đã chép 1 ca." in said
    assert "1 ca nằm ngoài thời gian chiến dịch. 1 ca ở nơi không còn dùng." in said

    def copied() -> tuple[object, ...]:
        (row,) = db.session.scalars(select(Shift).where(Shift.campaign_id == key))
        squad = db.session.scalars(select(Squad).where(Squad.campaign_id == key)).one()
        wave = db.session.scalars(select(Wave).where(Wave.campaign_id == key)).one()
        taken = select(Assignment).where(Assignment.shift_id == row.id)
        return (
            f"{row.local_date:%u %A}", row.leader_id, db.session.scalars(taken).all(),
            [(role.name, role.places) for role in row.roles], row.team_id, squad.leader, wave.name,
        )  # fmt: skip

    assert do(copied) == (weekday, None, [], [("Hướng dẫn", 3)], world.team_id, "", "Đợt 1")
    do(lambda: setattr(db.session.get_one(Campaign, key), "stage", Stage.CLOSED))
    assert web.post(here, {"source": world.campaign_id}).status_code == 422
