"""The paper sheet of a class: who is expected on which line, and what came back on it.

A sheet is made by somebody who may see its people; after that the host of the class works with
the names on it, as with the names of who came (ruling 16).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.orm import joinedload

from tracker.checkins import actions, roll, writing
from tracker.checkins.doors import Door
from tracker.checkins.models import CheckIn, SheetLine
from tracker.checkins.numbers import MOST_LINES
from tracker.checkins.rules import Citizen, Entry, Way
from tracker.classes.models import ClassSession
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.mentees import actions as mentees
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus, counts
from tracker.places.models import Village
from tracker.policy import Actor

_line: Any = SheetLine.__table__.c
_check_in: Any = CheckIn.__table__.c
_mentee: Any = Mentee.__table__.c
_village: Any = Village.__table__.c
_class: Any = ClassSession.__table__.c
_this: Any = ClassSession.__table__.alias("this").c

# Whoever came lately to the same evenings is expected again.
LATELY = timedelta(days=60)
_AGREED = [status for status in MenteeStatus if counts(status)]


@dataclass(frozen=True)
class Line:
    """A line of the sheet. `at`: since when the person is on the list of the class."""

    number: int
    mentee_id: int
    name: str
    village: str | None
    has_consent: bool
    at: datetime | None


_LINES = by_hand(
    select(_line.number, _line.mentee_id, _mentee.name, _village.name, _mentee.status, _check_in.at)
    .join_from(_line.id.table, _mentee.id.table, _mentee.id == _line.mentee_id)
    .outerjoin(_village.id.table, _village.id == _mentee.village_id)
    .outerjoin(
        _check_in.id.table,
        (_check_in.class_id == _line.class_id)
        & (_check_in.mentee_id == _line.mentee_id)
        & _check_in.removed_at.is_(None),
    )
    .where(_line.class_id == bindparam("class"), _mentee.status != MenteeStatus.ERASED)
    .order_by(_line.number),
    "the host of a class reads the sheet that was made for it",
)


def lines(class_id: int) -> Sequence[Line]:
    """The sheet as it stands. The caller has opened the class within reach."""
    return [
        Line(number, mentee_id, name, village, counts(MenteeStatus(status)), at)
        for number, mentee_id, name, village, status, at in quick(_LINES, {"class": class_id})
    ]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be put on the sheet. Those who came lately are likely to come again."""

    mentee_id: int
    name: str
    village: str | None
    came_lately: bool
    sort_key: str


_CAME = by_hand(
    select(_mentee.id, _mentee.name, _village.name, _mentee.sort_key)
    .distinct()
    .join_from(_this.id.table, _class.id.table, _class.id != _this.id)
    .join(_check_in.id.table, _check_in.class_id == _class.id)
    .join(_mentee.id.table, _mentee.id == _check_in.mentee_id)
    .outerjoin(_village.id.table, _village.id == _mentee.village_id)
    .where(
        _this.id == bindparam("class"),
        _class.starts_at < _this.starts_at,
        _class.starts_at > bindparam("since"),
        or_(
            _class.series_id == _this.series_id,
            _class.id == _this.series_id,
            (_class.team_id == _this.team_id) & (_class.site_id == _this.site_id),
        ),
        _check_in.removed_at.is_(None),
        _mentee.status.in_([*_AGREED, MenteeStatus.PENDING]),
    ),
    "a host sees who came to the same evenings (ruling 16)",
)


def came_lately(door: Door) -> list[Candidate]:
    """Who was at the earlier evenings of this class: of its series, or of its team at its site."""
    asked = {"class": door.class_id, "since": door.starts_at - LATELY}
    return [
        Candidate(id_, name, village, True, key) for id_, name, village, key in quick(_CAME, asked)
    ]


def team_people(door: Door) -> list[Candidate]:
    """The learners of the class's team whom the open scope covers."""
    if door.team_id is None:
        return []
    found = db.session.scalars(
        select(Mentee)
        .where(Mentee.team_id == door.team_id, Mentee.status.in_(_AGREED))
        .options(joinedload(Mentee.village))
        .order_by(Mentee.sort_key)
        .limit(300)
    )
    return [
        Candidate(row.id, row.name, row.village.name if row.village else None, False, row.sort_key)
        for row in found
    ]


@atomic
def expect(actor: Actor, *, door: Door, mentee_ids: Collection[int]) -> int:
    """Put these people on the sheet, below those who stand there. Says how many are new.

    The caller has checked that the actor may see them. What finds no room is left out.
    """
    hold = select(_class.id).where(_class.id == door.class_id).with_for_update()
    db.session.execute(by_hand(hold, "two hosts must not give out the same line"))
    standing = select(_line.mentee_id, _line.number).where(_line.class_id == door.class_id)
    found = db.session.execute(by_hand(standing, "the lines of this class"))
    taken = {row.mentee_id: row.number for row in found}
    last = max(taken.values(), default=0)
    named = select(_mentee.id).where(_mentee.id.in_(set(mentee_ids) - taken.keys()))
    new = db.session.scalars(
        by_hand(named.order_by(_mentee.sort_key, _mentee.id), "chosen and checked before")
    ).all()[: MOST_LINES - last]
    rows = [
        {"class_id": door.class_id, "number": last + n, "mentee_id": id_}
        for n, id_ in enumerate(new, start=1)
    ]
    if rows:
        db.session.execute(by_hand(insert(SheetLine.__table__), "a class within reach"), rows)  # type: ignore[arg-type]
        journal.record("check_in.expect", door, account_id=actor.account_id, people=len(rows))
    return len(rows)


@dataclass(frozen=True)
class Entered:
    """What was written of a sheet. `elsewhere` names who is at another class at that hour."""

    people: int
    skills: int
    elsewhere: tuple[tuple[str, datetime], ...] = ()


@atomic
def enter(
    actor: Actor,
    *,
    door: Door,
    learnt: Mapping[int, Collection[int]],
    newcomers: Sequence[Citizen],
    now: datetime,
    seen_at: datetime,
) -> Entered:
    """What the sheet says: who was there, each with the skills they can now do alone.

    Typed names are evidence of level 2 while the class is open, of level 1 afterwards. Whoever is
    on the list already stays there; whoever is at another class at that hour is left out.
    """
    people = writing.people(learnt.keys(), door)
    here = [person for person in people if person.elsewhere_at is None]
    new = [person.id for person in here if person.here_at is None]
    fact = actions.host_fact(actor, door, Way.TYPED, now, seen_at)
    writing.put(door, new, fact)
    writing.confirm(door, [person.id for person in here if person.here_at], fact)
    mentees.touch(new, door.local_date)
    came = [
        actions.type_in(actor, door=door, citizen=one, now=now, seen_at=seen_at)
        for one in newcomers
    ]
    marks = _mark(actor, door, {person.id: frozenset(learnt[person.id]) for person in here}, now)
    total = len(new) + sum(done.entry is Entry.RECORDED for done in came)
    journal.record("check_in.sheet", door, account_id=actor.account_id, people=total, skills=marks)
    roll.recount(door)
    away = tuple((p.name, p.elsewhere_at) for p in people if p.elsewhere_at is not None)
    return Entered(total, marks, away)


def _mark(actor: Actor, door: Door, learnt: Mapping[int, frozenset[int]], now: datetime) -> int:
    """People who learnt the same things are marked together; who has not agreed is not marked."""
    total = 0
    for skill_ids in sorted(set(learnt.values()) - {frozenset()}, key=sorted):
        same = [mentee_id for mentee_id, theirs in learnt.items() if theirs == skill_ids]
        total += roll.mark_at_class(actor, door=door, mentee_ids=same, skill_ids=skill_ids, now=now)
    return total
