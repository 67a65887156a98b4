"""Who guides whom, from when until when, and why it ended. History stays (ruling 10)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account, Membership
from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand, current
from tracker.mentees.actions import begin, judge_self
from tracker.mentees.models import Mentee, Mentorship
from tracker.mentees.rules import (
    Agreement,
    EndReason,
    Guide,
    MenteeStatus,
    PauseReason,
    Refusal,
    judge_agreement,
    starting_set,
)
from tracker.places.models import Team
from tracker.policy import Actor, Role

# Whoever agreed once. A walk-in is taken in with consent instead.
TRANSFERABLE = {
    MenteeStatus.ACTIVE,
    MenteeStatus.PAUSED,
    MenteeStatus.DONE,
    MenteeStatus.STOPPED,
}


def guides(*, commune_id: int | None = None) -> Sequence[Guide]:
    """The ambassadors within reach who may be given a learner, by name; oneself among them."""
    reach = current()
    statement = (
        select(Account.id, Account.name, Team.id, Team.name, Team.commune_id, Team.village_id)
        .select_from(Membership)
        .join(Membership.account)
        .join(Membership.team)
        .where(
            Membership.role == Role.AMBASSADOR,
            Membership.until.is_(None),
            Account.disabled_at.is_(None),
            Team.ended_on.is_(None),
        )
        .order_by(Account.sort_key, Account.id)
    )
    if not reach.everywhere:
        statement = statement.where(Membership.within(reach))
    if commune_id is not None:
        statement = statement.where(Team.commune_id == commune_id)
    found = by_hand(statement, "limited to posts within the reach; the team's name comes along")
    return [Guide(*row) for row in db.session.execute(found)]


@atomic
def pause(actor: Actor, *, mentee: Mentee, reason: PauseReason) -> None:
    mentee.status, mentee.status_reason = MenteeStatus.PAUSED, reason
    journal.record("mentee.pause", mentee, account_id=actor.account_id, reason=reason)


@atomic
def resume(actor: Actor, *, mentee: Mentee, now: datetime) -> None:
    """Guide again after a pause, or begin anew after an end, with the same ambassador."""
    _hold(mentee)
    mentee.status, mentee.status_reason = MenteeStatus.ACTIVE, ""
    if _current(mentee.id) is None:
        _open(mentee, now=now)
    journal.record("mentee.resume", mentee, account_id=actor.account_id)


@atomic
def complete(actor: Actor, *, mentee: Mentee, now: datetime) -> None:
    """The agreed set is done with this ambassador."""
    mentee.status, mentee.status_reason = MenteeStatus.DONE, ""
    close(mentee.id, EndReason.DONE, now=now)
    journal.record("mentee.complete", mentee, account_id=actor.account_id)


@atomic
def stop(actor: Actor, *, mentee: Mentee, reason: EndReason, note: str = "", now: datetime) -> None:
    """The mentorship ends with its reason. The row remembers who guided last."""
    mentee.status, mentee.status_reason = MenteeStatus.STOPPED, reason
    close(mentee.id, reason, note=note, now=now)
    journal.record("mentee.stop", mentee, account_id=actor.account_id, reason=reason)


@atomic
def transfer(actor: Actor, *, mentee: Mentee, to: Guide, note: str = "", now: datetime) -> bool:
    """Another ambassador goes on. Both keep their own history; False when it is the same one."""
    if _hold(mentee) not in TRANSFERABLE:
        raise ValueError("who never agreed, or was forgotten, passes to nobody (ruling 8)")
    unchanged = (mentee.ambassador_id, mentee.team_id) == (to.account_id, to.team_id)
    if unchanged and _current(mentee.id) is not None:
        return False
    before = mentee.ambassador_id
    close(mentee.id, EndReason.TRANSFERRED, note=note, now=now)
    mentee.ambassador_id, mentee.team_id, mentee.commune_id = (
        to.account_id, to.team_id, to.commune_id,
    )  # fmt: skip
    mentee.status, mentee.status_reason = MenteeStatus.ACTIVE, ""
    _open(mentee, now=now)
    journal.record(
        "mentee.transfer",
        mentee,
        account_id=actor.account_id,
        from_id=before,
        to_id=to.account_id,
    )
    return True


def waiting(
    commune_ids: Sequence[int], village_ids: Sequence[int] | None = None
) -> Sequence[Mentee]:
    """Walk-ins of these communes nobody guides yet, oldest first: name, thôn and day are shown.

    With `village_ids` only those who live there, or who said no thôn that is known.
    """
    statement = (
        select(Mentee)
        .outerjoin(Mentee.village)
        .options(contains_eager(Mentee.village))
        .where(Mentee.status == MenteeStatus.PENDING, Mentee.ambassador_id.is_(None))
        .where(Mentee.commune_id.in_(commune_ids))
        .order_by(Mentee.created_at, Mentee.id)
        .limit(200)
    )
    if village_ids is not None:
        lives_near = Mentee.village_id.is_(None) | Mentee.village_id.in_(village_ids)
        statement = statement.where(lives_near)
    return db.session.scalars(by_hand(statement, _WAITING)).all()


def waiting_one(mentee_id: int, commune_ids: Sequence[int]) -> Mentee | None:
    """One of them."""
    statement = (
        select(Mentee)
        .outerjoin(Mentee.village)
        .options(contains_eager(Mentee.village))
        .where(Mentee.id == mentee_id, Mentee.commune_id.in_(commune_ids))
        .where(Mentee.status == MenteeStatus.PENDING, Mentee.ambassador_id.is_(None))
    )
    return db.session.scalar(by_hand(statement, _WAITING))


@atomic
def take_in(
    actor: Actor,
    *,
    mentee: Mentee,
    guide: Guide,
    agreement: Agreement | None,
    details: Mapping[str, Any],
    now: datetime,
) -> Refusal | None:
    """A person who waited agreed: record it and begin. What they attended stays theirs.

    `details` fill what was not known of them; what was known stays.
    """
    if _hold(mentee) is not MenteeStatus.PENDING:
        return Refusal.NO_LONGER_WAITS
    today = clock.local_date(now)
    known = {name: getattr(mentee, name) or value for name, value in details.items()}
    birth_year = known.get("birth_year")
    guardian = known.get("guardian_name") and known.get("guardian_relation")
    refusal = judge_agreement(
        agreement, birth_year=birth_year, guardian=guardian or "", today=today
    ) or judge_self(
        (actor.account_id, guide.account_id),
        search_key=mentee.search_key,
        phone=known.get("phone", mentee.phone),
        birth_year=birth_year,
    )
    if refusal is not None or agreement is None:
        return refusal
    mentee.ambassador_id, mentee.team_id = guide.account_id, guide.team_id
    mentee.status, mentee.skill_set = MenteeStatus.ACTIVE, starting_set(birth_year, today=today)
    for name, value in known.items():
        setattr(mentee, name, value)
    begin(actor.account_id, mentee=mentee, agreement=agreement, now=now)
    journal.record("mentee.agree", mentee, account_id=actor.account_id)
    return None


_WAITING = "a walk-in belongs to no team yet: whoever guides in the commune may take them in"


def _hold(mentee: Mentee) -> MenteeStatus:
    """Read who guides the person again, and let nobody else change it until this is written."""
    now_true = ["status", "ambassador_id", "team_id"]
    db.session.refresh(mentee, now_true, with_for_update=True)
    return mentee.status


def _current(mentee_id: int) -> Mentorship | None:
    return db.session.scalar(
        select(Mentorship).where(Mentorship.mentee_id == mentee_id, Mentorship.until.is_(None))
    )


def close(mentee_id: int, reason: EndReason, *, note: str = "", now: datetime) -> None:
    running = _current(mentee_id)
    if running is None:
        return
    running.until, running.end_reason = clock.local_date(now), reason
    running.end_note = note
    db.session.flush()


def _open(mentee: Mentee, *, now: datetime) -> None:
    db.session.add(
        Mentorship(
            mentee_id=mentee.id,
            ambassador_id=mentee.ambassador_id,
            commune_id=mentee.commune_id,
            team_id=mentee.team_id,
            since=clock.local_date(now),
        )
    )
    db.session.flush()
