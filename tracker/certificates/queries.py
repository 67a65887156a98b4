"""Named reads about certificates. Whose one may see is the scope's business."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from tracker.campaigns.models import Campaign
from tracker.certificates.models import Certificate, CertificateCheck
from tracker.certificates.rules import qualifies
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting
from tracker.shifts.queries import Tally, tallies
from tracker.volunteers.models import Volunteer

_NUMBERS = "numbers of certificates that the caller has reached"


@dataclass(frozen=True)
class Worker:
    """Somebody who worked on a campaign, and their certificate in force."""

    volunteer: Volunteer
    tally: Tally
    certificate: Certificate | None
    qualifies: bool


@dataclass(frozen=True)
class Checks:
    """How often a paper was looked up, and when last."""

    times: int = 0
    last: date | None = None


def threshold_of(campaign: Campaign) -> int:
    """From how many shifts on somebody gets the paper: the campaign's own word, or the setting."""
    return campaign.certificate_shifts or setting("certificate_shifts")


def workers(
    campaign: Campaign, given: Sequence[Certificate], *, threshold: int, now: datetime
) -> list[Worker]:
    """Everybody within reach who was on its shifts, by given name, with what they were given."""
    done = {key: tally for key, tally in tallies(campaign, now=now).items() if tally.came}
    people = select(Volunteer).where(Volunteer.id.in_(sorted(done)), Volunteer.erased_at.is_(None))
    in_force = {row.volunteer_id: row for row in given if row.revoked_at is None}
    return [
        Worker(
            person, done[person.id], in_force.get(person.id),
            qualifies(done[person.id].came, threshold=threshold),
        )
        for person in db.session.scalars(people.order_by(Volunteer.sort_key, Volunteer.id))
    ]  # fmt: skip


def of_campaign(campaign_id: int) -> Sequence[Certificate]:
    """Every certificate of a campaign within reach, those taken back too, by number."""
    statement = (
        select(Certificate)
        .where(Certificate.campaign_id == campaign_id)
        .options(joinedload(Certificate.commune), joinedload(Certificate.province))
        .order_by(Certificate.year, Certificate.number)
    )
    return db.session.scalars(statement).all()


def certificate(campaign_id: int, certificate_id: int) -> Certificate | None:
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.id == certificate_id, Certificate.campaign_id == campaign_id)
        .options(joinedload(Certificate.commune), joinedload(Certificate.province))
    )


def by_code(code: str) -> Certificate | None:
    """For anybody who holds the paper; the page shows only what stands on it."""
    statement = select(Certificate).where(Certificate.code == code)
    return db.session.scalar(by_hand(statement, "whoever holds the paper may check it"))


def of_volunteers(volunteer_ids: Collection[int]) -> Sequence[Certificate]:
    """One's own papers, newest first."""
    statement = (
        select(Certificate)
        .where(Certificate.volunteer_id.in_(sorted(volunteer_ids)), Certificate.name != "")
        .options(
            joinedload(Certificate.commune),
            joinedload(Certificate.province),
            joinedload(Certificate.campaign),
        )
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    return db.session.scalars(by_hand(statement, "one's own papers")).all()


def checks_of(certificate_ids: Collection[int]) -> dict[int, Checks]:
    """How often each was looked up."""
    statement = (
        select(
            CertificateCheck.certificate_id,
            func.sum(CertificateCheck.times),
            func.max(CertificateCheck.day),
        )
        .where(CertificateCheck.certificate_id.in_(sorted(certificate_ids)))
        .group_by(CertificateCheck.certificate_id)
    )
    rows = db.session.execute(by_hand(statement, _NUMBERS))
    return {key: Checks(int(times), last) for key, times, last in rows}


def last_number(province_id: int, commune_id: int | None, year: int) -> int:
    """The highest number that this Youth Union gave out in a year."""
    statement = select(func.max(Certificate.number)).where(
        Certificate.province_id == province_id, _issued_by(commune_id), Certificate.year == year
    )
    return db.session.scalar(by_hand(statement, _NUMBERS)) or 0


def revoked(province_id: int, commune_id: int | None, lowest: int, above: int) -> set[int]:
    """Which of an issuer's papers of this range of keys are good no more: keys, nothing else."""
    statement = select(Certificate.id).where(
        Certificate.province_id == province_id,
        _issued_by(commune_id),
        Certificate.id.between(lowest, above - 1),
        Certificate.revoked_at.is_not(None) | (Certificate.name == ""),
    )
    return set(db.session.scalars(by_hand(statement, "a public list of numbers without names")))


def _issued_by(commune_id: int | None) -> ColumnElement[bool]:
    if commune_id is None:
        return Certificate.commune_id.is_(None)
    return Certificate.commune_id == commune_id
