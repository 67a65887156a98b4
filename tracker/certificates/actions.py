"""Giving certificates, taking them back, and counting who looks at them."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from tracker.campaigns.models import Campaign
from tracker.certificates import queries
from tracker.certificates.models import Certificate, CertificateCheck
from tracker.certificates.rules import CODE, Refusal
from tracker.core import clock, codes, journal
from tracker.core.atomic import aside, atomic
from tracker.core.db import db
from tracker.core.health import AWAY
from tracker.core.names import in_sentence
from tracker.core.quick import for_each_dialect, run_on
from tracker.core.scope import by_hand
from tracker.papers.words import without_kind
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.volunteers.rules import is_child


@atomic
def issue(
    actor: Actor, *, campaign: Campaign, volunteer_ids: Collection[int], now: datetime
) -> list[Certificate] | Refusal:
    """Papers for those of these who qualify and have none in force, numbered by given name."""
    _hold(campaign)
    threshold, given = queries.threshold_of(campaign), queries.of_campaign(campaign.id)
    found = queries.workers(campaign, given, threshold=threshold, now=now)
    chosen = [
        one
        for one in found
        if one.qualifies and one.certificate is None and one.volunteer.id in volunteer_ids
    ]
    if not chosen:
        return Refusal.NOBODY
    today = clock.local_date(now)
    number = queries.last_number(campaign.province_id, campaign.commune_id, today.year)
    rows = []
    for one in chosen:
        number += 1
        rows.append(_certificate(campaign, one, number, now=now, by_id=actor.account_id))
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        journal.record("certificate.issue", row, account_id=actor.account_id, number=row.number)
    return rows


@atomic
def revoke(actor: Actor, *, certificate: Certificate, reason: str, now: datetime) -> Refusal | None:
    """Whoever scans the paper from now on is told so; the reason stays in the house."""
    db.session.refresh(certificate, ["revoked_at"], with_for_update=True)
    if certificate.revoked_at is not None:
        return Refusal.REVOKED
    certificate.revoked_at, certificate.revoked_by_id = now, actor.account_id
    certificate.revoked_reason = reason
    journal.record("certificate.revoke", certificate, account_id=actor.account_id, reason=reason)
    return None


@atomic
def set_threshold(actor: Actor, *, campaign: Campaign, shifts: int) -> None:
    """From how many shifts on the campaign gives its paper. Those given stay."""
    if campaign.certificate_shifts != shifts:
        campaign.certificate_shifts = shifts
        journal.record(
            "certificate.threshold", campaign, account_id=actor.account_id, shifts=shifts
        )


@atomic
def forget(volunteer_id: int) -> None:
    """Somebody is forgotten: their papers lose the name and are good no more."""
    named = (
        update(Certificate)
        .where(Certificate.volunteer_id == volunteer_id)
        .values(name="", is_child=False, revoked_reason="")
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(by_hand(named, "erasing follows the person, wherever the papers are"))


def note_check(certificate_id: int, day: date) -> None:
    """Somebody looked a paper up. Counted by day, beside the request that only reads; where
    nothing can be written, nothing is, and the paper is checked all the same."""
    with suppress(*AWAY), aside() as connection:
        run_on(connection, _CHECK, {"certificate_id": certificate_id, "day": day, "times": 1})


def _checking(insert: Any) -> Any:
    table = CertificateCheck.__table__
    values: dict[str, Any] = {name: bindparam(name) for name in ("certificate_id", "day", "times")}
    return (
        insert(table)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["certificate_id", "day"], set_={"times": table.c.times + 1}
        )
        .returning(table.c.times)
    )


_CHECK = for_each_dialect(_checking, "a paper's checks are counted by day, whoever looks")


def _hold(campaign: Campaign) -> None:
    """One after the other: the numbers of a Youth Union have no gap and no double."""
    statement = select(Province.id).where(Province.id == campaign.province_id)
    db.session.execute(statement.with_for_update(key_share=True))


def _certificate(
    campaign: Campaign, one: queries.Worker, number: int, *, now: datetime, by_id: int
) -> Certificate:
    today = clock.local_date(now)
    return Certificate(
        code=codes.random_code(CODE), province_id=campaign.province_id,
        commune_id=campaign.commune_id, campaign_id=campaign.id, volunteer_id=one.volunteer.id,
        year=today.year, number=number, name=one.volunteer.name,
        is_child=is_child(one.volunteer.birth_year, today=today), campaign_name=campaign.name,
        issuer=issuer_of(campaign), shifts=one.tally.came, minutes=one.tally.minutes,
        first_day=one.tally.first_day or today, last_day=one.tally.last_day or today,
        issued_at=now, issued_by_id=by_id,
    )  # fmt: skip


def issuer_of(campaign: Campaign) -> str:
    """Đoàn xã Bát Xát; Tỉnh đoàn Lào Cai, Thành đoàn Hà Nội."""
    if campaign.commune is not None:
        return f"Đoàn {in_sentence(campaign.commune.name)}"
    name = campaign.province.name
    kind = "Thành đoàn" if name.startswith("Thành phố") else "Tỉnh đoàn"
    return f"{kind} {without_kind(name)}"
