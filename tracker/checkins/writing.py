"""The statements behind a check-in, built once: few of them, and no row is read back."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from tracker.checkins.doors import Door
from tracker.checkins.evidence import Evidence, together
from tracker.checkins.models import CheckIn, GuidePresence
from tracker.checkins.rules import Citizen, Way
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import names
from tracker.core.db import db
from tracker.core.quick import dialect, for_each_dialect, quick
from tracker.core.scope import by_hand
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus

_entries: Any = CheckIn.__table__
_entry = _entries.c
_guides: Any = GuidePresence.__table__
_mentees: Any = Mentee.__table__
_mentee = _mentees.c
_classes: Any = ClassSession.__table__
_WHY = "the class door is open to anyone (ruling 16); rights are asked before"


@dataclass(frozen=True)
class Fact:
    """What all rows of one check-in have in common."""

    way: Way
    level: int
    at: datetime
    received_at: datetime
    is_late: bool = False
    by_id: int | None = None
    guide_id: int | None = None
    device: str = ""

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.at, self.level, self.is_late)


def _put(insert: Any) -> Any:
    """Each person once; who was taken off the list and comes again is back on it."""
    statement = insert(_entries)
    again = {
        name: statement.excluded[name]
        for name in ("way", "level", "at", "received_at", "is_late", "by_id", "guide_id", "device")
    }
    statement = statement.on_conflict_do_update(
        index_elements=["class_id", "mentee_id"],
        set_={**again, "removed_at": None, "removed_by_id": None, "removed_reason": ""},
        where=_entry.removed_at.is_not(None),
    )
    return statement


def _put_guide(insert: Any) -> Any:
    return insert(_guides).on_conflict_do_nothing(index_elements=["class_id", "account_id"])


_PUT = for_each_dialect(_put, _WHY)
_PUT_GUIDE = for_each_dialect(_put_guide, _WHY)


def put(door: Door, mentee_ids: Collection[int], fact: Fact) -> None:
    """On the list, once each; rows that stand stay as they are."""
    if not mentee_ids:
        return
    common = {
        "class_id": door.class_id, "commune_id": door.commune_id, "team_id": door.team_id,
        "local_date": door.local_date, "guide_id": fact.guide_id, "way": fact.way,
        "level": fact.level, "at": fact.at, "received_at": fact.received_at,
        "is_late": fact.is_late, "by_id": fact.by_id, "device": fact.device,
    }  # fmt: skip
    rows = [{**common, "mentee_id": mentee_id} for mentee_id in sorted(mentee_ids)]
    quick(_PUT, rows)


def put_guide(door: Door, fact: Fact) -> None:
    """The ambassador's own presence."""
    row = {
        "class_id": door.class_id, "account_id": fact.guide_id, "at": fact.at,
        "received_at": fact.received_at, "level": fact.level,
    }  # fmt: skip
    quick(_PUT_GUIDE, row)


_STANDING = by_hand(
    select(_entry.mentee_id, _entry.at, _entry.level, _entry.is_late).where(
        _entry.class_id == bindparam("class"),
        _entry.mentee_id.in_(bindparam("ids", expanding=True)),
        _entry.removed_at.is_(None),
    ),
    _WHY,
)


def confirm(door: Door, mentee_ids: Collection[int], fact: Fact) -> int:
    """People who are on the list were seen by somebody else, too. For how many that told more."""
    if not mentee_ids:
        return 0
    changed = 0
    for id_, *known in quick(_STANDING, {"class": door.class_id, "ids": sorted(mentee_ids)}):
        before = Evidence(*known)
        both = together(before, fact.evidence)
        if both == before:
            continue
        values: dict[str, Any] = {"at": both.at, "level": both.level, "is_late": both.is_late}
        if fact.level > before.level:
            values |= {"way": fact.way, "by_id": fact.by_id, "device": fact.device}
        if fact.guide_id:
            values["guide_id"] = func.coalesce(_entry.guide_id, fact.guide_id)
        row = (_entry.class_id == door.class_id) & (_entry.mentee_id == id_)
        db.session.execute(by_hand(update(_entries).where(row).values(values), _WHY))
        changed += 1
    return changed


def date_guide(door: Door, fact: Fact) -> None:
    """The ambassador's presence is known from earlier, or more surely."""
    guide = _guides.c
    row = (guide.class_id == door.class_id) & (guide.account_id == fact.guide_id)
    values = {"at": fact.at, "level": fact.level}
    db.session.execute(by_hand(update(_guides).where(row).values(values), _WHY))


@dataclass(frozen=True)
class Person:
    """What the door needs to know of somebody.

    `here_at` and `here_device`: their row on this class's list. `elsewhere_at`: the hour of an
    overlapping class that has them.
    """

    id: int
    name: str
    status: MenteeStatus
    ambassador_id: int | None
    team_id: int | None
    commune_id: int
    here_at: datetime | None
    here_device: str | None
    elsewhere_at: datetime | None

    @property
    def has_consent(self) -> bool:
        return self.status is not MenteeStatus.PENDING


_here: Any = _entries.alias("here").c
_ELSEWHERE = (
    select(func.min(_classes.c.starts_at))
    .join_from(_entries, _classes, _classes.c.id == _entry.class_id)
    .where(
        _entry.mentee_id == _mentee.id,
        _entry.removed_at.is_(None),
        _entry.class_id != bindparam("class"),
        _classes.c.starts_at < bindparam("ends"),
        _classes.c.ends_at > bindparam("starts"),
        _classes.c.status != ClassStatus.CANCELLED,
    )
    .correlate(_mentees)
    .scalar_subquery()
)
_PEOPLE = by_hand(
    select(
        _mentee.id, _mentee.name, _mentee.status, _mentee.ambassador_id, _mentee.team_id,
        _mentee.commune_id, _here.at, _here.device, _ELSEWHERE,
    )
    .join_from(
        _mentees,
        _here.id.table,
        (_here.mentee_id == _mentee.id)
        & (_here.class_id == bindparam("class"))
        & _here.removed_at.is_(None),
        isouter=True,
    )
    .where(
        _mentee.id.in_(bindparam("ids", expanding=True)), _mentee.status != MenteeStatus.ERASED
    )
    .order_by(_mentee.id),
    _WHY,
)  # fmt: skip
_HOLD = by_hand(
    select(_mentee.id)
    .where(_mentee.id.in_(bindparam("ids", expanding=True)))
    .order_by(_mentee.id)
    .with_for_update(key_share=True),
    _WHY,
)


def people(mentee_ids: Collection[int], door: Door) -> Sequence[Person]:
    """These people, held until the transaction ends: two classes cannot both have them."""
    if not mentee_ids:
        return []
    ids = sorted(mentee_ids)
    if dialect() == "postgresql":  # SQLite lets one transaction write at a time anyway
        quick(_HOLD, {"ids": ids})
    asked = {"ids": ids, "class": door.class_id, "starts": door.starts_at, "ends": door.ends_at}
    return [Person(*row) for row in quick(_PEOPLE, asked)]


_NAMESAKE = by_hand(
    select(_mentee.id, _mentee.village_id, _mentee.phone)
    .join_from(_entries, _mentees, _mentee.id == _entry.mentee_id)
    .where(
        _entry.class_id == bindparam("class"),
        _entry.removed_at.is_(None),
        _mentee.search_key == bindparam("key"),
    )
    .order_by(_entry.id),
    "the same name from the same place at the same class is the same person; nothing is shown",
)


def namesake(door: Door, citizen: Citizen) -> int | None:
    """Who of this name, thôn and number is on this class's list already."""
    asked = {"class": door.class_id, "key": names.search_key(citizen.name)}
    for id_, village_id, phone in quick(_NAMESAKE, asked):
        if village_id == citizen.village_id and phone == citizen.phone:
            return int(id_)
    return None


def queue_up(door: Door, citizen: Citizen) -> None:
    """Of two who bring the same name to the same class at once, the second waits for the first."""
    if dialect() != "postgresql":
        return
    said = f"{door.class_id}|{names.search_key(citizen.name)}".encode()
    number = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(number)))


def take_off(door: Door, which: Any, *, by_id: int, reason: str, now: datetime) -> int:
    """Rows of this class that `which` names leave the list; they stay in the table."""
    statement = (
        update(_entries)
        .where(_entry.class_id == door.class_id, _entry.removed_at.is_(None), which)
        .values(removed_at=now, removed_by_id=by_id, removed_reason=reason)
    )
    return int(db.session.execute(by_hand(statement, _WHY)).rowcount)  # type: ignore[attr-defined]
