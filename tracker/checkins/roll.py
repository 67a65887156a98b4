"""The list of a class afterwards: corrections, what was learnt, and what the head-count says."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from tracker.checkins import writing
from tracker.checkins.doors import Door
from tracker.checkins.models import CheckIn
from tracker.checkins.queries import consented, count
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession, ClassSkill
from tracker.classes.rules import ClassStatus, head_count_agrees
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.quick import quick
from tracker.core.scope import by_hand, unscoped
from tracker.core.settings import setting
from tracker.mentees import actions as mentees
from tracker.policy import Actor
from tracker.skills import actions as skills
from tracker.skills.rules import SkillState

_check_in: Any = CheckIn.__table__.c
_class_skill: Any = ClassSkill.__table__.c
_TAUGHT = by_hand(
    select(_class_skill.skill_id).where(
        _class_skill.class_id == bindparam("class"),
        _class_skill.skill_id.in_(bindparam("ids", expanding=True)),
    ),
    "what a class is about is public",
)


@atomic
def remove(actor: Actor, *, door: Door, check_in_id: int, reason: str, now: datetime) -> bool:
    """Take somebody off the list; the row stays, with the reason. False: there was no such row."""
    gone = take_off(actor, door, _check_in.id == check_in_id, reason, now)
    recount(door)
    return gone > 0


@atomic
def note_brought(
    actor: Actor, *, door: Door, guide_id: int, mentee_ids: Collection[int], now: datetime
) -> int:
    """What an ambassador sent too late to be taken as it is: the host answers for it, and it stays
    the ambassador's. Evidence of level 1. How many people are on the list by it."""
    fact = writing.Fact(
        Way.TYPED, 1, door.starts_at, now, by_id=actor.account_id, guide_id=guide_id
    )
    writing.put_guide(door, fact)
    people = writing.people(mentee_ids, door)
    here = [one.id for one in people if one.elsewhere_at is None and one.here_at is None]
    writing.put(door, here, fact)
    mentees.touch(here, door.local_date)
    journal.record(
        "check_in.brought", door, account_id=actor.account_id, guide=guide_id, people=len(here)
    )
    recount(door)
    return len(here)


@atomic
def mark_at_class(
    actor: Actor, *, door: Door, mentee_ids: Collection[int], skill_ids: Collection[int],
    now: datetime,
) -> int:  # fmt: skip
    """A helper saw these people, who are present and agreed, do these things alone."""
    level_of = consented(door.class_id, mentee_ids)
    learnt = taught(door, skill_ids)
    total = 0
    with unscoped("whoever is on the list of a class may be marked by its helpers"):
        for level in sorted(set(level_of.values())):
            total += skills.mark(
                actor, mentee_ids=[id_ for id_, its in level_of.items() if its == level],
                skill_ids=learnt, state=SkillState.ALONE, level=level,
                at=min(now, door.ends_at), now=now, class_id=door.class_id,
            )  # fmt: skip
    return total


@atomic
def confirm_by_head_count(session: ClassSession) -> int:
    """Level 3 becomes 4 when the eye and the list agree, and falls back when they do not.

    Returns how many rows changed. Called when minutes are locked and after every correction.
    """
    agrees = session.head_count is not None and head_count_agrees(
        counted=session.head_count,
        checked_in=count(session.id),
        gap_percent=setting("head_count_gap_percent"),
        children=session.children or 0,
    )
    before, after = (3, 4) if agrees else (4, 3)
    changed = (
        update(CheckIn.__table__)  # type: ignore[arg-type]
        .where(
            _check_in.class_id == session.id,
            _check_in.level == before,
            _check_in.removed_at.is_(None),
        )
        .values(level=after)
    )
    done = db.session.execute(by_hand(changed, "all rows of one class, whoever they are about"))
    return int(done.rowcount)  # type: ignore[attr-defined]


def take_off(actor: Actor, door: Door, which: Any, reason: str, now: datetime) -> int:
    gone = writing.take_off(door, which, by_id=actor.account_id, reason=reason, now=now)
    if gone:
        journal.record(
            "check_in.remove", door, account_id=actor.account_id, reason=reason, people=gone
        )
    return gone


def taught(door: Door, skill_ids: Collection[int]) -> list[int]:
    """Those of the skills that the class is about."""
    if not skill_ids:
        return []
    asked = {"class": door.class_id, "ids": sorted(skill_ids)}
    return sorted(skill_id for (skill_id,) in quick(_TAUGHT, asked))


def recount(door: Door) -> None:
    """Once minutes are locked every change asks again whether the head-count agrees."""
    if door.hours.status is ClassStatus.LOCKED:
        session = db.session.get_one(ClassSession, door.class_id)
        confirm_by_head_count(session)
