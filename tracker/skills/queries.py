"""Named reads about skills, and who can do what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Date, Integer, Select, String, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.quick import of_few_lengths, quick
from tracker.core.scope import by_hand
from tracker.mentees.models import Mentee
from tracker.skills import rules
from tracker.skills.models import Module, Skill, SkillMark, SkillSet, SkillSetItem
from tracker.skills.rules import Progress, SkillState

States = dict[int, SkillState]


@dataclass(frozen=True)
class Place:
    """Where a mark was made: the name of a class's site, or the channel of a meeting."""

    site: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class MarkAt:
    mark: SkillMark
    place: Place


@dataclass(frozen=True)
class SkillRecord:
    """One skill and one person. `marks` are those in force, newest first."""

    skill: Skill
    in_set: bool
    marks: list[MarkAt]

    @cached_property
    def state(self) -> SkillState:
        return rules.current_state(at.mark.state for at in self.marks)

    @cached_property
    def latest(self) -> MarkAt | None:
        """The newest mark that makes the state what it is."""
        state = self.state
        return next((at for at in self.marks if at.mark.state is state), None)


@dataclass(frozen=True)
class ModuleRecord:
    """A module and one person."""

    module: Module
    skills: list[SkillRecord]

    @property
    def progress(self) -> Progress:
        return _progress(self.skills)

    @property
    def misses_of_set(self) -> bool:
        """Whether something of the agreed set is still to be learnt here."""
        of_set = _progress(record for record in self.skills if record.in_set)
        return of_set.done < of_set.applicable


@dataclass(frozen=True)
class Record:
    """Everything one person can do: all modules, and how far the agreed set is."""

    modules: list[ModuleRecord] = field(default_factory=list)

    @property
    def skills(self) -> list[SkillRecord]:
        return [record for module in self.modules for record in module.skills]

    @property
    def progress(self) -> Progress:
        return _progress(record for record in self.skills if record.in_set)

    @property
    def first_unfinished(self) -> Module | None:
        return next((part.module for part in self.modules if part.misses_of_set), None)


class Agreed(NamedTuple):
    """A skill of a set, with its name."""

    id: int
    code: str
    module_id: int
    name: str
    name_en: str


class Learning(Protocol):
    """Somebody with the set of skills that was agreed on."""

    @property
    def id(self) -> int: ...

    @property
    def skill_set(self) -> str: ...


@dataclass(frozen=True)
class Standing:
    """How far a person is with the agreed set, and what comes next."""

    progress: Progress
    next_skill: Agreed | None


def catalogue() -> list[Module]:
    """Every module with the skills now taught, in their order."""
    taught = (
        select(Module)
        .join(Module.skills)
        .where(_is_taught())
        .options(contains_eager(Module.skills))
        .order_by(Module.position, Skill.position)
    )
    return list(db.session.scalars(taught).unique())


def skill(code: str) -> Skill | None:
    """A skill now taught, with its module."""
    found = select(Skill).where(Skill.code == code, _is_taught())
    return db.session.scalar(found.options(joinedload(Skill.module)))


def sets() -> Sequence[SkillSet]:
    return db.session.scalars(select(SkillSet).order_by(SkillSet.position)).all()


def states(mentee_ids: Collection[int]) -> dict[int, States]:
    """The state of every skill that was ever marked, by person and skill.

    Of people who were found within the reach: whoever may see somebody sees what they can do.
    """
    marked: dict[int, dict[int, set[SkillState]]] = {id_: {} for id_ in mentee_ids}
    db.session.flush()
    for mentee_id, skill_id, state in quick(_STATES, {"ids": of_few_lengths(mentee_ids)}):
        marked[mentee_id].setdefault(skill_id, set()).add(state)
    return {
        mentee_id: {skill_id: rules.current_state(found) for skill_id, found in skills.items()}
        for mentee_id, skills in marked.items()
    }


def standings(mentees: Collection[Learning]) -> dict[int, Standing]:
    """How far each person is with their own set, and their next skill. Two statements in all."""
    agreed = sets_of({mentee.skill_set for mentee in mentees})
    known = states([mentee.id for mentee in mentees])
    return {mentee.id: _standing(known[mentee.id], agreed[mentee.skill_set]) for mentee in mentees}


def progress_of(mentees: Collection[Learning]) -> dict[int, Progress]:
    """Done and applicable of each person's own set."""
    return {id_: standing.progress for id_, standing in standings(mentees).items()}


def next_skill(mentees: Collection[Learning]) -> dict[int, Agreed | None]:
    """What each person learns next of their own set; None when it is complete."""
    return {id_: standing.next_skill for id_, standing in standings(mentees).items()}


def record_of(mentee: Mentee) -> Record:
    """Every skill now taught, with what this person was seen to do. Two statements."""
    marks = _live_marks(mentee.id)
    modules: dict[int, ModuleRecord] = {}
    values = {"set": mentee.skill_set, "today": clock.today()}
    for skill, of_set in db.session.execute(_TAUGHT, values):
        part = modules.setdefault(skill.module_id, ModuleRecord(skill.module, []))
        part.skills.append(SkillRecord(skill, bool(of_set), marks.get(skill.id, [])))
    return Record(list(modules.values()))


def history(mentee_id: int, skill_id: int) -> list[MarkAt]:
    """Every mark of one skill, newest first, those taken back too."""
    found = _marks(SkillMark.mentee_id == mentee_id, SkillMark.skill_id == skill_id)
    return [MarkAt(mark, Place(*place)) for mark, *place in db.session.execute(found)]


def mark(mark_id: int) -> SkillMark | None:
    return db.session.scalar(select(SkillMark).where(SkillMark.id == mark_id))


def account_name(account_id: int | None) -> str:
    """Who noted something."""
    name = select(Account.name).where(Account.id == account_id)
    return (db.session.scalar(name) if account_id else None) or ""


def _live_marks(mentee_id: int) -> dict[int, list[MarkAt]]:
    """Of somebody who was found within the reach."""
    found: dict[int, list[MarkAt]] = {}
    for mark, *place in db.session.execute(_live(), {"mentee": mentee_id}):
        found.setdefault(mark.skill_id, []).append(MarkAt(mark, Place(*place)))
    return found


@cache
def _live() -> Any:
    its = _marks(SkillMark.mentee_id == bindparam("mentee"), SkillMark.undone_at.is_(None))
    return by_hand(its, "of a person whom the caller found within the reach")


def _marks(*conditions: ColumnElement[bool]) -> Select[Any]:
    # The rungs above own these tables; of them only the name of a place is read here.
    session, site, meeting = (
        Base.metadata.tables[name] for name in ("class_session", "site", "meeting")
    )
    columns: tuple[Any, ...] = (SkillMark, site.c.name, meeting.c.channel)
    return (
        select(*columns)
        .outerjoin(session, session.c.id == SkillMark.class_id)
        .outerjoin(site, site.c.id == session.c.site_id)
        .outerjoin(meeting, meeting.c.id == SkillMark.meeting_id)
        .where(*conditions)
        .options(joinedload(SkillMark.noted_by))
        .order_by(SkillMark.at.desc(), SkillMark.id.desc())
    )


def sets_of(codes: Collection[str]) -> dict[str, list[Agreed]]:
    """The skills of agreed sets, in the order of the catalogue. An unknown code has none."""
    agreed: dict[str, list[Agreed]] = {code: [] for code in codes}
    for code, *skill in quick(_SETS, {"codes": sorted(codes), "today": clock.today()}):
        agreed[code].append(Agreed(*skill))
    return agreed


def _standing(known: States, agreed: list[Agreed]) -> Standing:
    by_id = {skill.id: skill for skill in agreed}
    following = rules.next_skill(known, by_id)
    progress = rules.progress(known, by_id)
    return Standing(progress, by_id[following] if following else None)


def _progress(records: Iterable[SkillRecord]) -> Progress:
    known = {record.skill.id: record.state for record in records}
    return rules.progress(known, known)


def _is_taught(today: Any = None) -> ColumnElement[bool]:
    day = clock.today() if today is None else today
    return Skill.retired_on.is_(None) | (Skill.retired_on > day)


# Every list of people asks these two.
_STATES = by_hand(
    select(SkillMark.mentee_id, SkillMark.skill_id, SkillMark.state)
    .distinct()
    .where(
        SkillMark.mentee_id.in_(bindparam("ids", expanding=True, type_=Integer)),
        SkillMark.undone_at.is_(None),
    ),
    "of people whom the caller found within the reach",
)
_SETS = by_hand(
    select(SkillSet.code, *(getattr(Skill, name) for name in Agreed._fields))
    .join(SkillSetItem, SkillSetItem.skill_set_id == SkillSet.id)
    .join(Skill, Skill.id == SkillSetItem.skill_id)
    .join(Skill.module)
    .where(
        SkillSet.code.in_(bindparam("codes", expanding=True, type_=String)),
        _is_taught(bindparam("today", type_=Date)),
    )
    .order_by(Module.position, Skill.position),
    "what is taught is the same for everybody",
)
_TAUGHT = by_hand(
    select(
        Skill,
        Skill.id.in_(
            select(SkillSetItem.skill_id)
            .join(SkillSet, SkillSet.id == SkillSetItem.skill_set_id)
            .where(SkillSet.code == bindparam("set", type_=String))
        ),
    )
    .join(Skill.module)
    .where(_is_taught(bindparam("today", type_=Date)))
    .options(contains_eager(Skill.module))
    .order_by(Module.position, Skill.position),
    "what is taught is the same for everybody",
)
