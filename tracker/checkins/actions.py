"""Writing down who was at a class. Each person once, whoever is quicker: the constraint decides."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracker.checkins import roll, writing
from tracker.checkins.doors import Door
from tracker.checkins.evidence import Evidence, together
from tracker.checkins.models import CheckIn
from tracker.checkins.queries import Brought, brought
from tracker.checkins.roll import confirm_by_head_count as confirm_by_head_count
from tracker.checkins.roll import mark_at_class as mark_at_class
from tracker.checkins.roll import remove as remove
from tracker.checkins.rules import (
    Citizen,
    Entry,
    Proof,
    Verdict,
    Way,
    evidence_level,
    is_sent_late,
)
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.scope import unscoped
from tracker.mentees import actions as mentees
from tracker.policy import Actor, Breadth, Permission, grants
from tracker.skills import actions as skills
from tracker.skills.rules import SkillState

_check_in: Any = CheckIn.__table__.c


@dataclass(frozen=True)
class CheckedIn:
    """What became of one person. `at` is the hour to show: of this class, or of the other one."""

    entry: Entry
    at: datetime
    mentee_id: int | None = None


@dataclass(frozen=True)
class Group:
    """What an ambassador ticked."""

    mentee_ids: frozenset[int]
    skill_ids: frozenset[int] = frozenset()
    removal_reason: str = ""


@dataclass(frozen=True)
class GroupDone:
    """What was written of it. `elsewhere` names who is at another class at that hour, and when."""

    people: int = 0
    skills: int = 0
    elsewhere: tuple[tuple[str, datetime], ...] = ()
    needs_reason: bool = False
    not_yours: bool = False

    @property
    def is_refused(self) -> bool:
        return self.needs_reason or self.not_yours


@atomic
def check_in_group(
    actor: Actor,
    *,
    door: Door,
    proof: Proof | None,
    group: Group,
    now: datetime,
    before: Brought | None = None,
) -> GroupDone:
    """The ambassador was at the class, with these people, who can now do these things alone.

    Without a proof the presence recorded earlier that day stands; with one, the earlier of the two
    does. Whoever was brought before and is not ticked any more is taken off the list, which needs a
    reason. People who are at another class at that hour are left out; everyone else is recorded.
    """
    before = before or brought(door.class_id, actor.account_id)
    dropped = before.mentee_ids - group.mentee_ids
    if dropped and not group.removal_reason:
        return GroupDone(needs_reason=True)
    people = writing.people(group.mentee_ids, door)
    if len(people) < len(group.mentee_ids) or not all(
        person.id in before.mentee_ids or _may_bring(actor, person) for person in people
    ):
        return GroupDone(not_yours=True)
    fact = _guide_there(actor, door, proof, before, now)
    here = [person for person in people if person.elsewhere_at is None]
    writing.put(door, [person.id for person in here], fact)
    if proof:
        writing.confirm(door, [person.id for person in here if person.here_at], fact)
    if dropped:
        roll.take_off(actor, door, _check_in.mentee_id.in_(dropped), group.removal_reason, now)
    learnt = _mark_group(actor, door, here, group.skill_ids, fact)
    if not learnt:  # what was learnt touches its people itself
        mentees.touch([person.id for person in here], door.local_date)
    journal.record(
        "check_in.group", door, account_id=actor.account_id, people=len(here), skills=learnt,
        late=fact.is_late,
    )  # fmt: skip
    roll.recount(door)
    away = tuple((p.name, p.elsewhere_at) for p in people if p.elsewhere_at is not None)
    return GroupDone(len(here), learnt, away)


@atomic
def check_in_self(
    actor: Actor | None,
    *,
    door: Door,
    citizen: Citizen,
    proof: Proof,
    now: datetime,
    way: Way = Way.SELF,
) -> CheckedIn:
    """“Tôi có mặt”, from anyone's phone. Known people are recognised silently; others are new.

    The answer never tells which. Only the device that checked this name in before is told so.
    """
    shown = proof.at or now
    by_id = actor.account_id if actor else None
    is_late = proof.verdict is Verdict.LATE
    level = evidence_level(
        way, is_open=True, delay=now - shown, late_proof=door.late_proof, is_late=is_late
    )
    fact = writing.Fact(
        way, level, shown, now, is_late=is_late, by_id=by_id, device=codes.digest(citizen.device)
    )
    known = _recognise(citizen, door)
    if known is not None and known.here_at is not None:
        if writing.confirm(door, [known.id], fact):
            journal.record("check_in.self", door, account_id=by_id, way=way, level=level)
        same_device = known.here_device == fact.device
        return CheckedIn(
            Entry.ALREADY if same_device else Entry.RECORDED,
            known.here_at if same_device else shown,
            known.id,
        )
    mentee_id = known.id if known else _newcomer(citizen, door, now, actor_id=by_id)
    writing.put(door, [mentee_id], fact)
    if known:
        mentees.touch([mentee_id], door.local_date)
        journal.record("check_in.self", door, account_id=by_id, way=way, level=level, late=is_late)
    roll.recount(door)
    return CheckedIn(Entry.RECORDED, shown, mentee_id)


@atomic
def check_in_card(
    actor: Actor, *, door: Door, mentee_id: int, now: datetime, seen_at: datetime | None = None
) -> CheckedIn:
    """The host scanned a person's card: level 3 inside an open class, 1 outside it.

    `seen_at` is earlier than `now` for a scan that waited on the host's phone.
    """
    return _by_host(actor, door, mentee_id, Way.CARD, now, seen_at or now)


@atomic
def type_in(
    actor: Actor, *, door: Door, citizen: Citizen, now: datetime, seen_at: datetime | None = None
) -> CheckedIn:
    """The host typed a name: level 2 while the class is open and the person is there, else 1."""
    known = _recognise(citizen, door)
    mentee_id = known.id if known else _newcomer(citizen, door, now, actor_id=actor.account_id)
    return _by_host(actor, door, mentee_id, Way.TYPED, now, seen_at or now)


@atomic
def note_present(actor: Actor, *, door: Door, mentee_id: int, now: datetime) -> CheckedIn:
    """The same for somebody the host knows and may see; the caller has checked that."""
    return _by_host(actor, door, mentee_id, Way.TYPED, now, now)


def host_fact(actor: Actor, door: Door, way: Way, now: datetime, seen_at: datetime) -> writing.Fact:
    """What a host's word is worth, given at this moment and received now."""
    is_open = door.hours.was_open(seen_at)
    late = is_sent_late(seen_at=seen_at, now=now)
    level = evidence_level(
        way, is_open=is_open, delay=now - seen_at, late_proof=door.late_proof, is_late=late
    )
    at = seen_at if is_open else door.starts_at
    return writing.Fact(way, level, at, now, is_late=late, by_id=actor.account_id)


def _by_host(
    actor: Actor, door: Door, mentee_id: int, way: Way, now: datetime, seen_at: datetime
) -> CheckedIn:
    person = next(iter(writing.people([mentee_id], door)), None)
    if person is not None and person.elsewhere_at is not None:
        return CheckedIn(Entry.ELSEWHERE, person.elsewhere_at, mentee_id)
    fact = host_fact(actor, door, way, now, seen_at)
    if person is not None and person.here_at is not None:
        if writing.confirm(door, [mentee_id], fact):
            journal.record(f"check_in.{way}", door, account_id=actor.account_id, mentee=mentee_id)
        return CheckedIn(Entry.ALREADY, person.here_at, mentee_id)
    writing.put(door, [mentee_id], fact)
    mentees.touch([mentee_id], door.local_date)
    journal.record(f"check_in.{way}", door, account_id=actor.account_id, mentee=mentee_id)
    roll.recount(door)
    return CheckedIn(Entry.RECORDED, fact.at, mentee_id)


def _recognise(citizen: Citizen, door: Door) -> writing.Person | None:
    """Who this is, if anyone known. A namesake who is at another class at this hour is not."""
    writing.queue_up(door, citizen)
    known = mentees.candidates(
        name=citizen.name, village_id=citizen.village_id, phone=citizen.phone,
        commune_id=door.commune_id,
    )  # fmt: skip
    if known == []:  # then nobody of this name and thôn is on the list either
        return None
    if known is not None and len(known) == 1:
        person = next(iter(writing.people(known, door)), None)
        if person is not None and person.elsewhere_at is None:
            return person
    here = writing.namesake(door, citizen)
    return None if here is None else next(iter(writing.people([here], door)), None)


def _newcomer(citizen: Citizen, door: Door, now: datetime, *, actor_id: int | None) -> int:
    return mentees.note_newcomer(
        name=citizen.name, commune_id=door.commune_id, village_id=citizen.village_id,
        phone=citizen.phone, now=now, actor_id=actor_id, seen_on=door.local_date,
    )  # fmt: skip


def _guide_there(
    actor: Actor, door: Door, proof: Proof | None, before: Brought, now: datetime
) -> writing.Fact:
    """Since when the ambassador is known to have been there, once that is written down."""
    fact = _guide_fact(actor, door, proof, now)
    if before.at is None:
        writing.put_guide(door, fact)
        return fact
    known = Evidence(before.at, before.level)
    both = together(known, fact.evidence) if proof else known
    fact = replace(fact, at=both.at, level=both.level, is_late=both.is_late)
    if both != known:
        writing.date_guide(door, fact)
    return fact


def _guide_fact(actor: Actor, door: Door, proof: Proof | None, now: datetime) -> writing.Fact:
    at = (proof.at if proof else None) or now
    is_late = proof is not None and proof.verdict is Verdict.LATE
    level = evidence_level(
        Way.CODE, is_open=True, delay=now - at, late_proof=door.late_proof, is_late=is_late
    )
    return writing.Fact(
        Way.CODE, level, at, now, is_late=is_late, by_id=actor.account_id, guide_id=actor.account_id
    )


def _mark_group(
    actor: Actor, door: Door, here: list[writing.Person], skill_ids: Collection[int],
    fact: writing.Fact,
) -> int:  # fmt: skip
    """How many of the ticked skills were marked for those who agreed."""
    learnt = roll.taught(door, skill_ids)
    agreed = [person.id for person in here if person.has_consent]
    if not learnt or not agreed:
        return 0
    with unscoped("the ambassador's own people, checked just now"):
        skills.mark(
            actor, mentee_ids=agreed, skill_ids=learnt, state=SkillState.ALONE, level=fact.level,
            at=fact.at, now=fact.received_at, class_id=door.class_id,
        )  # fmt: skip
    return len(learnt)


def _may_bring(actor: Actor, person: writing.Person) -> bool:
    """One's own mentee, or somebody of the team or commune one answers for."""
    if person.ambassador_id == actor.account_id:
        return True
    return any(
        (breadth is Breadth.TEAM and post.team_id == person.team_id)
        or (breadth is Breadth.COMMUNE and post.commune_id == person.commune_id)
        for post, breadth in grants(actor, Permission.MENTEE_READ)
    )
