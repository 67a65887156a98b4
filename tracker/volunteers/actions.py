"""Writing down who helps. One function per intent."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from tracker.core import journal, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees.rules import ConsentText
from tracker.policy import Actor
from tracker.volunteers import queries
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Block, Organisation, Refusal, may_say_year


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
def correct(
    actor: Actor | None, *, volunteer: Volunteer, person: Person, today: date, is_own: bool
) -> Refusal | None:
    """Write down what somebody says is right now. The journal says which fields, never what."""
    key = names.search_key(person.name)
    same = queries.same(volunteer.commune_id, person.phone, key)
    if same is not None and same.id != volunteer.id:
        return Refusal.TAKEN
    year = person.birth_year
    if is_own and not may_say_year(volunteer.birth_year, year, today=today):
        return Refusal.AGE
    said = {
        "name": person.name, "search_key": key, "sort_key": names.sort_key(person.name),
        "phone": person.phone, "birth_year": year, "village_id": person.village_id,
        "organisation": person.organisation, "organisation_name": person.organisation_name,
        "block": person.block, "guardian_name": person.guardian_name,
        "availability": list(person.availability),
    }  # fmt: skip
    changed = [field for field, value in said.items() if getattr(volunteer, field) != value]
    for field in changed:
        setattr(volunteer, field, said[field])
    db.session.flush()
    if changed:
        journal.record(
            "volunteer.correct", volunteer, account_id=actor.account_id if actor else None,
            fields=changed,
        )  # fmt: skip
    return None


@atomic
def anonymise(
    volunteer: Volunteer, *, deed: str, actor_id: int | None, reason: str, now: datetime
) -> None:
    """Blank whatever says who it was. The key stays, where the hours belong."""
    volunteer.name = volunteer.sort_key = volunteer.phone = ""
    volunteer.search_key = f"-{volunteer.id}"  # nobody types it, and no two share it
    volunteer.birth_year, volunteer.guardian_name = 0, ""
    volunteer.organisation_name, volunteer.availability = "", []
    volunteer.village_id = volunteer.account_id = None
    volunteer.is_core = volunteer.is_respected = False
    volunteer.consent_digest = ""
    volunteer.erased_at = now
    db.session.flush()
    journal.record(deed, volunteer, account_id=actor_id, reason=reason)


@atomic
def tag(actor: Actor, *, volunteer: Volunteer, is_core: bool, is_respected: bool) -> None:
    """Nòng cốt, người có uy tín: what the coordinators know of somebody."""
    volunteer.is_core, volunteer.is_respected = is_core, is_respected
    journal.record("volunteer.tag", volunteer, account_id=actor.account_id)
