"""Marking what people were seen to do, taking a mark back, and loading the catalogue."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, String, bindparam, select, update
from sqlalchemy import cast as as_type

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.quick import for_each_dialect, quick
from tracker.core.scope import ScopeError, by_hand, current
from tracker.core.settings import setting
from tracker.mentees.actions import touch
from tracker.mentees.models import Mentee
from tracker.policy import Actor, Breadth, Permission, grants
from tracker.skills import catalogue, rules
from tracker.skills.models import Module, Skill, SkillMark, SkillSet, SkillSetItem
from tracker.skills.rules import NotApplicable, SkillState, Undone, UndoReason

Row = TypeVar("Row", Module, Skill, SkillSet)

_mark: Any = SkillMark.__table__
_mentee: Any = Mentee.__table__.c
_skill: Any = Skill.__table__.c
# What all marks made together have in common.
_SEEN = (
    "state", "not_applicable", "level", "at", "local_date", "noted_at", "noted_by_id", "class_id",
    "meeting_id",
)  # fmt: skip


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
    author_id: int | None = None,
) -> int:
    """Everyone of these was seen with each of these skills. Returns how many marks are new.

    The credit goes to the class's or the meeting's team, else to the team that guides the person
    (ruling 10). What was marked so before at the same place stays as it is. `author_id` saw it,
    where the actor only writes it down for them.
    """
    if state is SkillState.NOT_STARTED:
        raise ValueError("nothing was seen: take the earlier marks back instead")
    if (state is SkillState.NOT_APPLICABLE) is not (not_applicable is not None):
        raise ValueError("a skill that does not apply needs its reason, and only that one")
    if not mentee_ids or not skill_ids:
        return 0
    seen: dict[str, Any] = {
        "state": state, "not_applicable": not_applicable, "level": level,
        "at": at, "local_date": clock.local_date(at),
        "noted_at": now, "noted_by_id": author_id or actor.account_id,
        "class_id": class_id, "meeting_id": meeting_id,
    }  # fmt: skip
    _must_be_within_reach(mentee_ids)
    place = "class_session" if class_id else "meeting" if meeting_id else ""
    whose = {"mentees": sorted(mentee_ids), "skills": sorted(skill_ids)}
    added = sorted(quick(_adding(place), {**seen, **whose}))
    if added:
        ids = [id_ for id_, _ in added]
        subject = journal.Subject("skill_mark", ids[0], added[0][1])
        journal.record("skill.mark", subject, account_id=actor.account_id, state=state, marks=ids)
    touch(mentee_ids, on=clock.local_date(at))
    return len(added)


@cache
def _adding(place: str) -> dict[str, Any]:
    """Every person with every skill that is not marked so already, in one statement.

    At a class or a meeting a constraint decides, also between two helpers at once. Their tables
    stand on a rung above and are asked for by name.
    """
    where = Base.metadata.tables[place] if place else None
    credit = _mentee if where is None else where.c
    seen = {name: _given(_mark.c[name]) for name in _SEEN}
    found = select(_mentee.id, _skill.id, credit.commune_id, credit.team_id, *seen.values()).where(
        _mentee.id.in_(bindparam("mentees", expanding=True)),
        _skill.id.in_(bindparam("skills", expanding=True)),
    )
    if where is None:
        found = found.where(~_known(seen).exists())
    else:
        found = found.where(where.c.id == seen[f"{place.removesuffix('_session')}_id"])
    columns = ["mentee_id", "skill_id", "commune_id", "team_id", *_SEEN]
    found = found.order_by(_mentee.id, _skill.id)

    def adding(insert: Any) -> Any:
        missing = insert(_mark).from_select(columns, found, include_defaults=False)
        return missing.on_conflict_do_nothing().returning(_mark.c.id, _mark.c.commune_id)

    return for_each_dialect(adding, "the people are looked up within the reach before")


def _given(column: Any) -> Any:
    """What is written there; PostgreSQL wants to be told which kind of text it is."""
    value: Any = bindparam(column.name, type_=column.type)
    return as_type(value, column.type) if isinstance(column.type, String) else value


def _known(seen: dict[str, Any]) -> Select[Any]:
    """What this person marked so already, at no place."""
    its: Any = SkillMark.__table__.alias("known").c
    return select(its.id).where(
        its.mentee_id == _mentee.id,
        its.skill_id == _skill.id,
        its.state == seen["state"],
        its.noted_by_id == seen["noted_by_id"],
        its.undone_at.is_(None),
        its.class_id.is_(None),
        its.meeting_id.is_(None),
    )


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


@atomic
def undo_meeting(actor: Actor, *, meeting_id: int, now: datetime) -> int:
    """Take back every mark of a meeting that is itself taken back. How many."""
    marks = SkillMark.__table__.c
    taken_back = (
        update(SkillMark)
        .where(marks.meeting_id == meeting_id, marks.undone_at.is_(None))
        .values(undone_at=now, undone_by_id=actor.account_id, undone_reason=UndoReason.MEETING)
        .returning(marks.id, marks.commune_id)
        .execution_options(synchronize_session="fetch")
    )
    why = "of a meeting found within reach; whoever was there may be guided elsewhere by now"
    rows = db.session.execute(by_hand(taken_back, why)).all()
    if rows:
        ids = sorted(row.id for row in rows)
        subject = journal.Subject("skill_mark", ids[0], rows[0].commune_id)
        reason = UndoReason.MEETING
        journal.record("skill.undo", subject, account_id=actor.account_id, reason=reason, marks=ids)
    return len(rows)


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
