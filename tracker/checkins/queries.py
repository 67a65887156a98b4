"""Named reads about who is present: for the wall, for the host's list, for the ambassador's page.

Anyone may attend any class and its host sees name and thôn of who came, nothing else (ruling 16):
these statements name their own limits. The caller has opened the class within reach.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, select

from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn, GuidePresence
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession, ClassSkill
from tracker.core.db import db
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Village
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState

_check_in: Any = CheckIn.__table__.c
_presence: Any = GuidePresence.__table__.c
_village: Any = Village.__table__.c
_mentee: Any = Mentee.__table__.c
_skill: Any = Skill.__table__.c
_class_skill: Any = ClassSkill.__table__.c
_account: Any = Account.__table__.c

WALL = 8
_PRESENT = _check_in.removed_at.is_(None)


_COUNT = by_hand(
    select(func.count(), func.max(_check_in.received_at)).where(
        _check_in.class_id == bindparam("class"), _PRESENT
    ),
    "the class was opened within a scope; this only counts",
)


@dataclass(frozen=True)
class Listed:
    """How many are on the list: lượt, at any level. `state` changes whenever the list does."""

    number: int
    state: str


def listed(class_id: int) -> Listed:
    number, last = quick(_COUNT, {"class": class_id})[0]
    return Listed(int(number), f"{number}-{int(last.timestamp() * 1000) if last else 0}")


def count(class_id: int) -> int:
    """Lượt of this class: everyone on its list."""
    return listed(class_id).number


def is_within_reach(class_id: int) -> bool:
    """Whether the open scope covers the class: its team, its commune, or its host asks."""
    within = select(ClassSession.id).where(ClassSession.id == class_id)
    return db.session.scalar(within) is not None


def present_ids(class_id: int) -> set[int]:
    """Who is on the list."""
    present = select(_check_in.mentee_id).where(_check_in.class_id == class_id, _PRESENT)
    return set(db.session.scalars(by_hand(present, "keys only; the class is within reach")))


@dataclass(frozen=True)
class Arrival:
    """One line on the wall: an ambassador with those they brought, or one person alone."""

    at: datetime
    guide: str | None
    name: str
    people: int


_ARRIVALS = by_hand(
    select(_check_in.received_at, _check_in.guide_id, _account.name, _mentee.name)
    .join_from(_check_in.id.table, _mentee.id.table, _mentee.id == _check_in.mentee_id)
    .outerjoin(_account.id.table, _account.id == _check_in.guide_id)
    .where(_check_in.class_id == bindparam("class"), _PRESENT)
    .order_by(_check_in.received_at.desc(), _check_in.id.desc())
    .limit(100),
    "a host sees who came, of whichever team (ruling 16)",
)


def arrivals(class_id: int, limit: int = WALL) -> Sequence[Arrival]:
    """Who came last, newest first: “Lù Thị Mẩy · 5 người”, or a single name."""
    rows = quick(_ARRIVALS, {"class": class_id})
    lines = []
    for (_, guide), group in groupby(rows, key=lambda row: (row[0] if row[1] else row, row[2])):
        people = list(group)
        lines.append(Arrival(people[0][0], guide, people[0][3], len(people)))
    return lines[:limit]


@dataclass(frozen=True)
class Attendee:
    """One line of the list: name and thôn, how and when, nothing else (ruling 16)."""

    check_in_id: int
    mentee_id: int
    name: str
    village: str | None
    has_consent: bool
    way: Way
    level: int
    at: datetime
    is_late: bool
    guide: str | None


_ATTENDEES = by_hand(
    select(
        _check_in.id, _check_in.mentee_id, _mentee.name, _village.name, _mentee.status,
        _check_in.way, _check_in.level, _check_in.at, _check_in.is_late, _account.name,
    )
    .join_from(_check_in.id.table, _mentee.id.table, _mentee.id == _check_in.mentee_id)
    .outerjoin(_village.id.table, _village.id == _mentee.village_id)
    .outerjoin(_account.id.table, _account.id == _check_in.guide_id)
    .where(_check_in.class_id == bindparam("class"), _PRESENT)
    .order_by(_mentee.sort_key, _check_in.id),
    "a host sees name and thôn of who came, of whichever team (ruling 16)",
)  # fmt: skip
_CONSENTED = {MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE, MenteeStatus.STOPPED}


def attendees(class_id: int) -> Sequence[Attendee]:
    """Danh sách người tham gia, by given name."""
    rows = quick(_ATTENDEES, {"class": class_id})
    return [
        Attendee(id_, mentee_id, name, village, status in _CONSENTED, way, level, at, late, guide)
        for id_, mentee_id, name, village, status, way, level, at, late, guide in rows
    ]


@dataclass(frozen=True)
class Brought:
    """What one ambassador has recorded at a class so far. Without `at`: nothing yet."""

    at: datetime | None
    received_at: datetime | None
    level: int
    mentee_ids: frozenset[int]


_BROUGHT = by_hand(
    select(_presence.at, _presence.received_at, _presence.level, _check_in.mentee_id)
    .join_from(
        _presence.id.table,
        _check_in.id.table,
        (_check_in.class_id == _presence.class_id)
        & (_check_in.guide_id == _presence.account_id)
        & _PRESENT,
        isouter=True,
    )
    .where(_presence.class_id == bindparam("class"), _presence.account_id == bindparam("account")),
    "one's own presence and whom one brought",
)


def brought(class_id: int, account_id: int) -> Brought:
    rows = quick(_BROUGHT, {"class": class_id, "account": account_id})
    if not rows:
        return Brought(None, None, 0, frozenset())
    at, received_at, level = rows[0][:3]
    return Brought(at, received_at, level, frozenset(row[3] for row in rows if row[3]))


@dataclass(frozen=True)
class Tile:
    """Somebody whom an ambassador can tick: `was_there` at the ambassador's last class."""

    mentee_id: int
    name: str
    was_there: bool


_earlier: Any = CheckIn.__table__.alias("earlier").c
_there: Any = CheckIn.__table__.alias("there").c
_LAST_CLASS = (
    select(_earlier.class_id)
    .where(
        _earlier.guide_id == bindparam("account"),
        _earlier.class_id != bindparam("class"),
        _earlier.removed_at.is_(None),
    )
    .order_by(_earlier.at.desc())
    .limit(1)
    .scalar_subquery()
)
_TILES = by_hand(
    select(
        _mentee.id,
        _mentee.name,
        select(_there.id)
        .where(
            _there.mentee_id == _mentee.id,
            _there.class_id == _LAST_CLASS,
            _there.removed_at.is_(None),
        )
        .exists(),
    )
    .where(
        (_mentee.ambassador_id == bindparam("account"))
        | _mentee.id.in_(bindparam("brought", expanding=True)),
        _mentee.status.in_([*_CONSENTED - {MenteeStatus.STOPPED}, MenteeStatus.PENDING]),
    )
    .order_by(_mentee.sort_key, _mentee.id),
    "one's own mentees, and whom one brought to this class",
)


def tiles(class_id: int, account_id: int, brought: Collection[int]) -> Sequence[Tile]:
    """One's own mentees and whoever one already brought, by given name."""
    asked = {"class": class_id, "account": account_id, "brought": sorted(brought)}
    return [Tile(id_, name, bool(was)) for id_, name, was in quick(_TILES, asked)]


_LEVELS = by_hand(
    select(_check_in.mentee_id, _check_in.level)
    .join_from(_check_in.id.table, _mentee.id.table, _mentee.id == _check_in.mentee_id)
    .where(
        _check_in.class_id == bindparam("class"),
        _PRESENT,
        _mentee.id.in_(bindparam("ids", expanding=True)),
        _mentee.status.in_(_CONSENTED),
    ),
    "whoever is on the list of a class is its helpers' to teach",
)


def consented(class_id: int, mentee_ids: Collection[int]) -> dict[int, int]:
    """Those of the people who are present and agreed, with the evidence of their presence."""
    asked = {"class": class_id, "ids": sorted(mentee_ids)}
    return {row[0]: row[1] for row in quick(_LEVELS, asked)}


_SKILLS = by_hand(
    select(_skill.id, _skill.code, _skill.name, _skill.name_en)
    .join_from(_skill.id.table, _class_skill.skill_id.table, _class_skill.skill_id == _skill.id)
    .where(_class_skill.class_id == bindparam("class"))
    .order_by(_skill.position),
    "the catalogue is public",
)


@dataclass(frozen=True)
class Taught:
    """A skill the class is about."""

    id: int
    code: str
    name: str
    name_en: str


def class_skills(class_id: int) -> Sequence[Taught]:
    """Only the class's own skills are ticked at its door."""
    return [Taught(*row) for row in quick(_SKILLS, {"class": class_id})]


def marked(class_id: int) -> dict[int, set[str]]:
    """Codes of what each person was already seen to do alone at this class."""
    seen = (
        select(SkillMark.mentee_id, Skill.code)
        .join(Skill, Skill.id == SkillMark.skill_id)
        .where(
            SkillMark.class_id == class_id,
            SkillMark.state == SkillState.ALONE,
            SkillMark.undone_at.is_(None),
        )
    )
    found: dict[int, set[str]] = {}
    for mentee_id, code in db.session.execute(by_hand(seen, "marks made at a class in reach")):
        found.setdefault(mentee_id, set()).add(code)
    return found
