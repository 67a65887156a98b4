"""Đã tổng kết: what a campaign came to is frozen; what comes later is told beside it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests import factories as make
from tests.certificates.sheets import ticked
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Stage
from tracker.core import clock
from tracker.core.db import db
from tracker.mentoring.models import SupportTurn
from tracker.mentoring.rules import Channel, TurnResult
from tracker.places.models import Commune, Site
from tracker.shifts import queries
from tracker.shifts.models import Assignment
from tracker.shifts.rules import Proof, ShiftStatus
from tracker.snapshots.models import Snapshot
from tracker.snapshots.queries import facts_of
from tracker.snapshots.rules import digest


@pytest.fixture
def summer(world: World, do: Do) -> dict[str, Any]:
    """Two shifts of two hours that are over, three people, six lượt hỗ trợ in two entries."""

    def prepare() -> dict[str, Any]:
        commune = db.session.get_one(Commune, world.commune_id)
        campaign = make.campaign(
            commune, db.session.get_one(Account, world.commune_youth_id), certificate_shifts=2
        )
        site = db.session.get_one(Site, world.site_id)
        begin = clock.now() - timedelta(days=3)
        over = {"status": ShiftStatus.DONE, "opened_at": begin}
        shifts = [
            make.shift(campaign, site, starts_at=begin + timedelta(days=n), **over)
            for n in range(2)
        ]
        places: list[int] = []
        for n in range(3):
            person = make.volunteer(commune, f"Lý Thị Mẩy {n}")
            make.signup(campaign, person)
            for shift in shifts:
                came = n < 2
                places.append(
                    make.assignment(
                        shift, person,
                        **(there(shift.starts_at) if came else {}),
                    ).id
                )  # fmt: skip
        make.shift(
            campaign, site, status=ShiftStatus.CANCELLED, cancelled_reason="Lý Thị Mẩy 0 ốm",
        )  # fmt: skip
        helped = [turn(world, campaign, n).id for n in (2, 4)]
        return {"campaign": campaign.id, "places": places, "turns": helped}

    return do(prepare)


def there(starts_at: Any) -> dict[str, Any]:
    """By code, for two hours."""
    return {
        "came_at": starts_at, "came_proof": Proof.CODE,
        "left_at": starts_at + timedelta(hours=2), "left_proof": Proof.CODE,
    }  # fmt: skip


def turn(world: World, campaign: Campaign, turns: int) -> SupportTurn:
    now = clock.now()
    row = SupportTurn(
        commune_id=world.commune_id, team_id=world.team_id, helper_id=world.ambassador_id,
        channel=next(iter(Channel)), subject="Nộp hồ sơ", result=next(iter(TurnResult)),
        turns=turns, at=now, local_date=clock.today(), noted_at=now, campaign_id=campaign.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def figures(campaign_id: int) -> tuple[int, ...]:
    """Held shifts, volunteers, presences, minutes, lượt of citizens."""
    campaign = db.session.get_one(Campaign, campaign_id)
    found = queries.results_of(campaign, now=clock.now())
    turns, _people = queries.citizens(campaign, now=clock.now())
    assert turns == found.citizen_turns
    return found.held, found.volunteers, found.presences, found.minutes, turns


def test_summed_up_it_stays_and_later_rows_are_told_apart(
    browse, web: Web, world: World, summer: dict[str, Any], do: Do
):
    key = summer["campaign"]
    here = f"/chien-dich/{key}"
    web.sign_in(world.commune_youth_id)
    before = do(lambda: figures(key))
    assert before == (2, 2, 4, 480, 6)
    assert web.post(f"{here}/giai-doan", {"stage": "closed"}).status_code == 303
    assert "chưa diễn ra" not in text(web.get(f"{here}/ke-hoach"))
    assert web.post(f"{here}/giai-doan", {"stage": "closed"}).status_code == 303

    def later() -> None:
        """One more came to both shifts, somebody was not there after all, two lượt are gone."""
        rows = [db.session.get_one(Assignment, place) for place in summer["places"]]
        for row in rows[4:]:
            for name, value in there(row.shift.starts_at).items():
                setattr(row, name, value)
        rows[0].came_at = rows[0].left_at = rows[0].came_proof = rows[0].left_proof = None
        db.session.get_one(SupportTurn, summer["turns"][0]).removed_at = clock.now()

    do(later)
    assert do(lambda: figures(key)) == before
    page = web.get(f"{here}/ket-qua")
    said = text(page)
    assert "Tình nguyện viên tham gia: +1, −0" in said
    assert "Lượt tham gia của tình nguyện viên: +2, −1" in said
    assert "Giờ tình nguyện: +4, −2" in said
    assert "Lượt người dân được hỗ trợ: +0, −2" in said
    assert "Trần Minh Đức" in said, "who froze them"
    assert len(ticked(web, key)) == 2, "papers follow the frozen figures"
    assert "2 ca, 4 giờ" in text(web.get(f"{here}/khen-thuong"))

    def kept() -> tuple[str, str, str, int]:
        campaign = db.session.get_one(Campaign, key)
        row = db.session.get_one(Snapshot, campaign.snapshot_id)
        assert "Lý Thị Mẩy" not in row.facts, "numbers and places, nobody's name"
        assert facts_of(row)["results"]["held"] == 2
        found = queries.with_reasons(queries.told(row), campaign)
        assert "Lý Thị Mẩy 0 ốm" in {one.cancelled_reason for one in found.shifts}
        return row.code, row.digest, digest(row.facts), row.taken_by_id

    code, said_digest, its_digest, by = do(kept)
    assert (said_digest, by) == (its_digest, world.commune_youth_id)
    checked = text(browse().get(f"/x/{code}"))
    assert "Hợp lệ" in checked
    assert "2 ca" in checked
    assert "dưới mức công bố" in checked, "fewer than five volunteers are no public figure"
    public = browse().get(f"/cd/{do(lambda: db.session.get_one(Campaign, key).slug)}")
    for said in (checked, text(public)):
        assert not re.search(r"\d giờ", said), "nor are their hours"
    calendar = text(browse().get(f"{public.request.path}/lich.ics"))
    assert ("STATUS:CANCELLED" in calendar, "Lý Thị" in calendar) == (True, False)

    assert web.post(f"{here}/giai-doan", {"stage": "running"}).status_code == 303
    assert do(lambda: figures(key)) == (2, 3, 5, 600, 4)
    assert web.post(f"{here}/giai-doan", {"stage": "closed"}).status_code == 303
    assert "Bổ sung sau tổng kết" not in text(web.get(f"{here}/ket-qua"))
    assert do(lambda: figures(key)) == (2, 3, 5, 600, 4)
    assert browse().get(f"/x/{code}").status_code == 200, "the first paper can still be checked"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_provinces_figures_are_frozen_by_themselves(
    web: Web, world: World, summer: dict[str, Any], do: Do
):
    """What the communes' parts came to at that moment, whatever they are called later."""

    def umbrella() -> int:
        part = db.session.get_one(Campaign, summer["campaign"])
        whole = make.campaign(part.commune, db.session.get_one(Account, world.province_youth_id))
        whole.commune_id, part.parent_id = None, whole.id
        return whole.id

    def coming() -> None:
        part = db.session.get_one(Campaign, summer["campaign"])
        make.shift(part, db.session.get_one(Site, world.site_id))

    key = do(umbrella)
    do(coming)
    web.sign_in(world.province_youth_id)
    assert web.post(f"/chien-dich/{key}/giai-doan", {"stage": "closed"}).status_code == 303

    told = text(web.get(f"/chien-dich/{key}/ke-hoach"))
    assert "Còn 1 ca chưa diễn ra, không có trong số liệu tổng kết." in told

    def rename() -> str:
        row = db.session.get_one(Commune, world.commune_id)
        row.name, before = "Xã Tên Mới", row.name
        assert db.session.get_one(Campaign, summer["campaign"]).stage is Stage.RUNNING
        return before

    name = do(rename)
    assert do(lambda: figures(key)) == (2, 2, 4, 480, 6)
    said = text(web.get(f"/chien-dich/{key}/ket-qua"))
    assert (name in said, "Xã Tên Mới" in said) == (True, False)
