"""Two evenings that are over, and what comes after: a certificate, and a reward proposed."""

from datetime import timedelta

from tracker.campaigns.models import Campaign
from tracker.certificates.models import Certificate
from tracker.core.bulk import Row
from tracker.demo.campaign import Cast, add_place, add_shift, add_work
from tracker.demo.cast import SI_MA_CAI
from tracker.demo.stage import Stage as Story
from tracker.rewards.models import Reward
from tracker.rewards.rules import RewardKind, RewardStatus
from tracker.shifts.rules import ShiftStatus
from tracker.volunteers.models import Volunteer

DAYS_AGO = (7, 3)
EVENING = timedelta(hours=2)


def build(story: Story) -> None:
    """For the ambassador who leads the shifts of Si Ma Cai's part of the province's campaign."""
    commune_id = story.communes[SI_MA_CAI.code]["id"]
    campaign = next(row for row in story.rows.of(Campaign) if row["commune_id"] == commune_id)
    people = [row for row in story.rows.of(Volunteer) if row["commune_id"] == commune_id]
    campaign["certificate_shifts"] = len(DAYS_AGO)
    for days in DAYS_AGO:
        _evening(story, Cast(campaign, people), days)
    _certificate(story, campaign, people[0])
    _proposal(story, campaign, people[0])


def _evening(story: Story, cast: Cast, days: int) -> None:
    team = story.team("Sín Chải")
    at = story.at(story.today - timedelta(days=days), 19)
    shift = add_shift(story, cast.campaign, team.site_id, team.id, at, at + EVENING, 4)
    shift |= {
        "status": ShiftStatus.DONE, "opened_at": at, "closed_at": shift["ends_at"],
        "leader_id": cast.people[0]["id"],
    }  # fmt: skip
    for number, person in enumerate(cast.people[:3]):
        add_work(story, shift, add_place(story, cast, shift, person, number))


def _certificate(story: Story, campaign: Row, person: Row) -> None:
    story.rows.add(
        Certificate, code=story.code(12), province_id=campaign["province_id"],
        commune_id=campaign["commune_id"], campaign_id=campaign["id"],
        volunteer_id=person["id"], year=story.today.year, number=1, name=person["name"],
        is_child=False, campaign_name=campaign["name"], issuer="Đoàn xã Si Ma Cai",
        shifts=len(DAYS_AGO), minutes=120 * len(DAYS_AGO),
        first_day=story.today - timedelta(days=DAYS_AGO[0]),
        last_day=story.today - timedelta(days=DAYS_AGO[-1]),
        issued_at=story.now - timedelta(hours=20), issued_by_id=campaign["created_by_id"],
    )  # fmt: skip


def _proposal(story: Story, campaign: Row, person: Row) -> None:
    minutes = 120 * len(DAYS_AGO)
    story.rows.add(
        Reward, province_id=campaign["province_id"], commune_id=campaign["commune_id"],
        campaign_id=campaign["id"], volunteer_id=person["id"], name=person["name"],
        unit=person["organisation_name"], kind=RewardKind.COMMUNE_MERIT,
        status=RewardStatus.PROPOSED, words="Đến từng nhà hướng dẫn bà con cài ứng dụng.",
        figures={
            "shifts": len(DAYS_AGO), "minutes": minutes, "code_minutes": minutes, "people": 1,
        },
        proposed_by_id=campaign["created_by_id"], proposed_at=story.now - timedelta(hours=10),
    )  # fmt: skip
