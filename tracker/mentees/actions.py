"""What is done about the people who learn: adding them, noting walk-ins, keeping them current."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from tracker.accounts.models import Account
from tracker.core import clock, codes, journal, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.quick import for_each_dialect, new_key, quick
from tracker.core.scope import by_hand
from tracker.mentees import likeness, rules
from tracker.mentees.likeness import candidates as candidates
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.queries import guided_count
from tracker.mentees.rules import (
    Added,
    Agreement,
    MenteeStatus,
    NewMentee,
    Owner,
    PhoneOwner,
    Refusal,
    is_child,
    judge_agreement,
    starting_set,
)
from tracker.policy import Actor

_mentee: Any = Mentee.__table__
_NEWCOMER = for_each_dialect(
    lambda insert: insert(_mentee),
    "a newcomer belongs to no team yet: nobody's reach",
    key=_mentee.c.id,
)
_TOUCH = by_hand(
    update(_mentee)
    .where(
        _mentee.c.id.in_(bindparam("ids", expanding=True)),
        or_(_mentee.c.last_seen_on.is_(None), _mentee.c.last_seen_on < bindparam("day")),
    )
    .values(last_seen_on=bindparam("day")),
    "whoever was at a class was there, whoever's learner it is",
)


@atomic
def add(actor: Actor, *, entry: NewMentee, now: datetime) -> Added:
    """Record a person who agreed, and who guides them. A refusal records nothing.

    A likeness is a question, not an error: `entry.different` answers it.
    """
    refusal = judge(actor, entry=entry, now=now)
    if refusal is not None:
        return Added(refusal=refusal)
    alike = () if entry.different else likeness.of(entry)
    if alike:
        return Added(refusal=Refusal.LIKENESS, likenesses=alike)
    author_id = entry.author_id or actor.account_id
    mentee = _new(entry, actor_id=author_id, now=now)
    db.session.add(mentee)
    db.session.flush()
    begin(author_id, mentee=mentee, agreement=_agreed(entry), now=now)
    journal.record("mentee.add", mentee, account_id=actor.account_id)
    return Added(mentee.id, guided=guided_count(entry.ambassador_id))


def judge(actor: Actor, *, entry: NewMentee, now: datetime) -> Refusal | None:
    """What the law and good sense object to; likenesses are asked about afterwards."""
    refusal = judge_agreement(
        entry.agreement,
        birth_year=entry.birth_year,
        guardian=entry.guardian_name and entry.guardian_relation,
        today=clock.local_date(now),
    )
    if refusal is not None:
        return refusal
    return judge_self(
        (actor.account_id, entry.ambassador_id),
        search_key=names.search_key(entry.name),
        phone=entry.phone,
        birth_year=entry.birth_year,
    )


def judge_self(
    account_ids: tuple[int, ...], *, search_key: str, phone: str | None, birth_year: int | None
) -> Refusal | None:
    """Whether somebody is one of these accounts' owners: nobody guides themselves."""
    found = select(Account.search_key, Account.phone, Account.birth_year).where(
        Account.id.in_(account_ids)
    )
    for row in db.session.execute(found):
        refusal = rules.judge_self(
            Owner(*row), search_key=search_key, phone=phone, birth_year=birth_year
        )
        if refusal is not None:
            return refusal
    return None


def begin(taken_by_id: int, *, mentee: Mentee, agreement: Agreement, now: datetime) -> None:
    """Note the consent, with who heard it, and open the mentorship of whoever the row says guides.
    No journal line: the intent this is part of writes its own."""
    if mentee.team_id is None or mentee.ambassador_id is None:
        raise ValueError("a mentorship needs an ambassador and a team")
    today = clock.local_date(now)
    db.session.add_all(
        [
            Consent(
                mentee_id=mentee.id,
                method=agreement.method,
                text_version=agreement.wording.version,
                text_digest=codes.digest(agreement.wording.text),
                witness=agreement.witness,
                paper_number=agreement.paper_number,
                by_guardian=is_child(mentee.birth_year, today=today),
                taken_by_id=taken_by_id,
                taken_at=now,
            ),
            Mentorship(
                mentee_id=mentee.id,
                ambassador_id=mentee.ambassador_id,
                commune_id=mentee.commune_id,
                team_id=mentee.team_id,
                since=today,
            ),
        ]
    )
    db.session.flush()


@atomic
def walk_in(
    *,
    name: str,
    commune_id: int,
    village_id: int | None,
    phone: str | None,
    now: datetime,
    actor_id: int | None = None,
) -> Mentee:
    """Somebody new at a class: “Chờ đồng ý”, guided by nobody (ruling 8). Look for a `match` first.

    The caller has opened a scope wide enough for a person who belongs to no team.
    """
    id_ = note_newcomer(
        name=name, commune_id=commune_id, village_id=village_id, phone=phone, now=now,
        actor_id=actor_id,
    )  # fmt: skip
    return db.session.get_one(Mentee, id_)


@atomic
def note_newcomer(
    *,
    name: str,
    commune_id: int,
    village_id: int | None,
    phone: str | None,
    now: datetime,
    actor_id: int | None = None,
    seen_on: date | None = None,
) -> int:
    """The same, for a class door where a hundred people wait in a row: only the new key returns."""
    newcomer = {
        "commune_id": commune_id,
        "village_id": village_id,
        "status": MenteeStatus.PENDING,
        "phone": phone,
        "phone_owner": PhoneOwner.SELF if phone else None,
        "created_at": now,
        "created_by_id": actor_id,
        "last_seen_on": seen_on,
        **named(name),
    }
    id_ = new_key(_NEWCOMER, newcomer) or 0
    subject = journal.Subject("mentee", id_, commune_id)
    journal.record("mentee.walk_in", subject, account_id=actor_id)
    return id_


@atomic
def touch(mentee_ids: Collection[int], on: date) -> None:
    """Something happened with these people that day: it becomes their last day, if it is later."""
    if not mentee_ids:
        return
    quick(_TOUCH, {"ids": sorted(mentee_ids), "day": on})


def named(name: str) -> dict[str, Any]:
    """The columns that follow from a name."""
    return {
        "name": name,
        "search_key": names.search_key(name),
        "sort_key": names.sort_key(name),
    }


def _new(entry: NewMentee, *, actor_id: int, now: datetime) -> Mentee:
    return Mentee(
        commune_id=entry.commune_id,
        village_id=entry.village_id,
        team_id=entry.team_id,
        ambassador_id=entry.ambassador_id,
        status=MenteeStatus.ACTIVE,
        created_at=now,
        created_by_id=actor_id,
        **personal(entry, today=clock.local_date(now)),
    )


def personal(entry: NewMentee, *, today: date) -> dict[str, Any]:
    """The columns that describe a person, as typed in."""
    return {
        **named(entry.name),
        "birth_year": entry.birth_year,
        "phone": entry.phone,
        "phone_owner": entry.phone_owner,
        "phone_note": entry.phone_note,
        "device": entry.device,
        "guardian_name": entry.guardian_name,
        "guardian_relation": entry.guardian_relation,
        "skill_set": starting_set(entry.birth_year, today=today),
    }


def _agreed(entry: NewMentee) -> Agreement:
    if entry.agreement is None:
        raise ValueError("nobody is recorded without consent")
    return entry.agreement


def judge_edit(
    actor: Actor, *, mentee: Mentee, changes: dict[str, Any], now: datetime
) -> Refusal | None:
    """What an edit must not make of a person: a child without a guardian, or their own guide."""

    def after(column: str) -> Any:
        return changes.get(column, getattr(mentee, column))

    is_guarded = after("guardian_name") and after("guardian_relation")
    if is_child(after("birth_year"), today=clock.local_date(now)) and not is_guarded:
        return Refusal.NO_GUARDIAN
    if all(after(column) == getattr(mentee, column) for column in ("name", "phone")):
        return None
    return judge_self(
        tuple({actor.account_id, mentee.ambassador_id or actor.account_id}),
        search_key=names.search_key(after("name")),
        phone=after("phone"),
        birth_year=after("birth_year"),
    )


@atomic
def edit(actor: Actor, *, mentee: Mentee, changes: dict[str, Any]) -> list[str]:
    """Set the named columns only, and say which of them changed. The journal keeps no values."""
    if "name" in changes:
        changes = {**changes, **named(changes["name"])}
    changed = sorted(field for field, value in changes.items() if getattr(mentee, field) != value)
    for field in changed:
        setattr(mentee, field, changes[field])
    if changed:
        db.session.flush()
        journal.record("mentee.edit", mentee, account_id=actor.account_id, fields=changed)
    return changed


@atomic
def reveal_phone(actor: Actor, *, mentee: Mentee, reason: str) -> None:
    """Somebody other than the guide is shown the number: that leaves one line."""
    journal.record("mentee.phone", mentee, account_id=actor.account_id, reason=reason)
