"""Writing down who helps. One function per intent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tracker.core import journal, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees.rules import ConsentText
from tracker.policy import Actor
from tracker.volunteers import queries
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Block, Organisation


@dataclass(frozen=True)
class Person:
    """What somebody says of themselves when they sign up."""

    name: str
    phone: str
    birth_year: int
    organisation: Organisation
    organisation_name: str = ""
    block: Block = Block.OTHER
    village_id: int | None = None
    guardian_name: str = ""
    availability: tuple[str, ...] = ()
    account_id: int | None = None


@dataclass(frozen=True)
class Registered:
    """The one row of a person in a commune, and whether they were there before."""

    volunteer: Volunteer
    is_known: bool


@atomic
def register(
    actor: Actor | None, *, person: Person, commune_id: int, consent: ConsentText, now: datetime
) -> Registered:
    """Find the person or write them down, with the words they agreed to.

    Whoever is known already stays as they were noted: nobody grows older by signing up again, and
    nobody becomes somebody else's account.
    """
    key = names.search_key(person.name)
    known = queries.same(commune_id, person.phone, key)
    if known is not None:
        if known.account_id is None and person.account_id is not None:
            known.account_id = person.account_id
        return Registered(known, is_known=True)
    row = Volunteer(
        commune_id=commune_id,
        village_id=person.village_id,
        account_id=person.account_id,
        name=person.name,
        search_key=key,
        sort_key=names.sort_key(person.name),
        phone=person.phone,
        birth_year=person.birth_year,
        guardian_name=person.guardian_name,
        organisation=person.organisation,
        organisation_name=person.organisation_name,
        block=person.block,
        availability=list(person.availability),
        consent_version=consent.version,
        consent_digest=hashlib.sha256(consent.text.encode()).hexdigest(),
        consented_at=now,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    journal.record("volunteer.register", row, account_id=actor.account_id if actor else None)
    return Registered(row, is_known=False)


@atomic
def tag(actor: Actor, *, volunteer: Volunteer, is_core: bool, is_respected: bool) -> None:
    """Nòng cốt, người có uy tín: what the coordinators know of somebody."""
    volunteer.is_core, volunteer.is_respected = is_core, is_respected
    journal.record("volunteer.tag", volunteer, account_id=actor.account_id)
