"""Marking what people were seen to do, taking a mark back, and loading the catalogue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import product
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.quick import dialect, quick
from tracker.core.scope import ScopeError, by_hand, current
from tracker.core.settings import setting
from tracker.mentees.actions import touch
from tracker.mentees.models import Mentee
from tracker.policy import Actor, Breadth, Permission, grants
from tracker.skills import catalogue, rules
from tracker.skills.models import Module, Skill, SkillMark, SkillSet, SkillSetItem
from tracker.skills.rules import NotApplicable, SkillState, Undone, UndoReason

Row = TypeVar("Row", Module, Skill, SkillSet)

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Built once: at the end of a class whole groups are marked at the same time.
_ADD = {
    name: by_hand(
        insert(SkillMark.__table__).on_conflict_do_nothing().returning(SkillMark.__table__.c.id),
        "the people are looked up within the reach before",
    )
    for name, insert in _INSERTS.items()
}


@dataclass(frozen=True)
class Credit:
    """The commune and team a mark counts for."""

    commune_id: int
    team_id: int | None


@atomic
def mark(
    actor: Actor,
    *,
    mentee_ids: Collection[int],
    skill_ids: Collection[int],
    state: SkillState,
    level: int,
    at: datetime,
    now: datetime,
    class_id: int | None = None,
    meeting_id: int | None = None,
    not_applicable: NotApplicable | None = None,
) -> int:
    """Everyone of these was seen with each of these skills. Returns how many marks are new.

    The credit goes to the class's or the meeting's team, else to the team that guides the person
    (ruling 10). What was marked so before at the same place stays as it is.
    """
    if state is SkillState.NOT_STARTED:
        raise ValueError("nothing was seen: take the earlier marks back instead")
    if (state is SkillState.NOT_APPLICABLE) is not (not_applicable is not None):
        raise ValueError("a skill that does not apply needs its reason, and only that one")
    credits = _credits(mentee_ids, class_id=class_id, meeting_id=meeting_id)
    seen: dict[str, Any] = {
        "state": state, "not_applicable": not_applicable, "level": level,
        "at": at, "local_date": clock.local_date(at),
        "noted_at": now, "noted_by_id": actor.account_id,
        "class_id": class_id, "meeting_id": meeting_id,
    }  # fmt: skip
    _must_be_within_reach(credits)
    wanted = set(product(credits, skill_ids))
    if class_id is None and meeting_id is None:  # elsewhere a constraint decides
        wanted -= _known(credits, seen)
    ids = _add_missing(credits, wanted, seen)
    if ids:
        subject = journal.Subject("skill_mark", ids[0], next(iter(credits.values())).commune_id)
        journal.record("skill.mark", subject, account_id=actor.account_id, state=state, marks=ids)
    touch(credits, on=clock.local_date(at))
    return len(ids)


def _add_missing(
    credits: dict[int, Credit], wanted: set[tuple[int, int]], seen: dict[str, Any]
) -> list[int]:
    """Add what is not marked so already; of two helpers at once the constraint lets one through."""
    rows = [
        {"mentee_id": mentee_id, "skill_id": skill_id, **_columns(credits[mentee_id]), **seen}
        for mentee_id, skill_id in sorted(wanted)
    ]
    if not rows:
        return []
    return list(quick(_ADD[dialect()], rows).scalars())


def _columns(credit: Credit) -> dict[str, int | None]:
    return {"commune_id": credit.commune_id, "team_id": credit.team_id}


def _must_be_within_reach(mentee_ids: Collection[int]) -> None:
    """The marks are written by a statement, which the scope cannot judge: their people can be."""
    if current().everywhere:
        return
    visible = db.session.scalars(select(Mentee.id).where(Mentee.id.in_(list(mentee_ids))))
    if set(visible) != set(mentee_ids):
        raise ScopeError("a mark of somebody outside the open scope")


@atomic
def undo(actor: Actor, *, mark: SkillMark, reason: UndoReason, now: datetime) -> Undone:
    """Take a mark back; it stays on record with the reason. A refusal changes nothing."""
    verdict = judge_undo(actor, mark, now=now, hours=setting("undo_hours"))
    if verdict is Undone.DONE:
        mark.undone_at = now
        mark.undone_by_id = actor.account_id
        mark.undone_reason = reason
        db.session.flush()
        journal.record("skill.undo", mark, account_id=actor.account_id, reason=reason)
    return verdict


def judge_undo(actor: Actor, mark: SkillMark, *, now: datetime, hours: int) -> Undone:
    """Whether this person may take this mark back now."""
    return rules.judge_undo(
        is_undone=mark.undone_at is not None,
        is_own=mark.noted_by_id == actor.account_id,
        oversees=_oversees(actor, mark),
        noted_at=mark.noted_at,
        now=now,
        hours=hours,
    )


@atomic
def declare_vneid(actor: Actor, *, mentee: Mentee, on: date | None) -> None:
    """Note what the person declared, and who noted it; we verify nothing. None takes it back."""
    mentee.vneid_on = on
    mentee.vneid_noted_by_id = actor.account_id if on else None
    db.session.flush()
    deed = "vneid.record" if on else "vneid.undo"
    journal.record(deed, mentee, account_id=actor.account_id, fields=["vneid_on"])


@atomic
def load_catalogue() -> None:
    """Bring modules, skills and agreed sets to what the app ships. May run again at any time.

    Rows are known by their code. Words are renewed, nothing is deleted, and a set that is there
    keeps its skills: what a place agreed on is not changed by an update.
    """
    shipped = catalogue.shipped()
    modules = _renew(Module, shipped.modules)
    skills = _renew(
        Skill,
        {
            code: {**values, "module_id": modules[shipped.module_of[code]].id}
            for code, values in shipped.skills.items()
        },
    )
    there = set(db.session.scalars(select(SkillSet.code)))
    for code, agreed in _renew(SkillSet, shipped.sets).items():
        if code not in there:
            db.session.add_all(
                SkillSetItem(skill_set_id=agreed.id, skill_id=skills[skill].id)
                for skill in shipped.skills_of[code]
            )
    db.session.flush()


def _renew(table: type[Row], shipped: Mapping[str, Mapping[str, Any]]) -> dict[str, Row]:
    """The table's rows by code, with the shipped words; missing ones are added."""
    rows = {row.code: row for row in db.session.scalars(select(table))}
    for code, values in shipped.items():
        if code not in rows:
            rows[code] = table(code=code)
            db.session.add(rows[code])
        for name, value in values.items():
            setattr(rows[code], name, value)
    db.session.flush()
    return rows


def _oversees(actor: Actor, mark: SkillMark) -> bool:
    """Whether the person belongs to a team or commune the actor answers for."""
    held = grants(actor, Permission.SKILL_UNDO)
    teams = {post.team_id for post, breadth in held if breadth is Breadth.TEAM}
    communes = {post.commune_id for post, breadth in held if breadth is Breadth.COMMUNE}
    mentee = mark.mentee
    return (mentee.team_id or 0) in teams or mentee.commune_id in communes


@cache
def _whose(place: str) -> Select[Any]:
    """Whose a class or a meeting is: a table of a rung above, so it is asked for by name."""
    table = Base.metadata.tables[place]
    whose = select(table.c.commune_id, table.c.team_id).where(table.c.id == bindparam("id"))
    return by_hand(whose, "the place of the credit")


def _credits(
    mentee_ids: Collection[int], *, class_id: int | None, meeting_id: int | None
) -> dict[int, Credit]:
    place, row_id = ("class_session", class_id) if class_id else ("meeting", meeting_id)
    if row_id is not None:
        credit = Credit(*quick(_whose(place), {"id": row_id}).one())
        return dict.fromkeys(mentee_ids, credit)
    own = select(Mentee.id, Mentee.commune_id, Mentee.team_id)
    rows = db.session.execute(own.where(Mentee.id.in_(list(mentee_ids))))
    return {mentee_id: Credit(commune_id, team_id) for mentee_id, commune_id, team_id in rows}


def _known(mentee_ids: Collection[int], seen: dict[str, Any]) -> set[tuple[int, int]]:
    """What this person marked so already, at no place."""
    same = select(SkillMark.mentee_id, SkillMark.skill_id).where(
        SkillMark.mentee_id.in_(list(mentee_ids)),
        SkillMark.state == seen["state"],
        SkillMark.undone_at.is_(None),
        SkillMark.class_id.is_(None),
        SkillMark.meeting_id.is_(None),
        SkillMark.noted_by_id == seen["noted_by_id"],
    )
    return {(mentee_id, skill_id) for mentee_id, skill_id in db.session.execute(same)}
