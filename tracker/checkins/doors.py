"""The class door: all that a check-in asks about a class, in one statement.

It opens for anyone's class (ruling 16), so these statements name their own limits. They are built
once: here a hundred people wait in a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select

from tracker.checkins.rules import (
    Hours,
    Proof,
    Verdict,
    Window,
    is_current,
    judge_entry,
    judge_stamp,
)
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.names import place_key
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.core.settings import DEFAULTS, Setting
from tracker.places.models import Site, Village
from tracker.places.rules import VillageKind

_class: Any = ClassSession.__table__.c
_site: Any = Site.__table__.c
_village: Any = Village.__table__.c
_setting: Any = Setting.__table__.c

_SETTINGS = (
    "check_in_early_minutes", "check_in_late_minutes", "late_proof_hours", "late_accept_days",
    "stamp_minutes",
)  # fmt: skip
# Classes this far apart do not show their codes at the same time.
_NEAR = timedelta(hours=2)


@dataclass(frozen=True)
class Door:
    """What the page at a class's door shows, and what its rule asks. `secret` is never shown."""

    __tablename__ = "class_session"  # under which the journal writes about it

    class_id: int
    code: str
    secret: str
    title: str
    commune_id: int
    team_id: int | None
    local_date: date
    site_name: str
    site_village_id: int | None
    hours: Hours
    late_proof: timedelta
    stamp_life: timedelta

    @property
    def id(self) -> int:
        return self.class_id

    @property
    def starts_at(self) -> datetime:
        return self.hours.window.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.hours.window.ends_at


_DOOR = (
    select(
        _class.id, _class.code, _class.secret, _class.title, _class.commune_id, _class.team_id,
        _class.local_date, _site.name.label("site_name"), _site.village_id, _class.status,
        _class.starts_at, _class.ends_at, _class.closed_at, _setting.name, _setting.value,
    )
    .join_from(_class.id.table, _site.id.table, _site.id == _class.site_id)
    .outerjoin(_setting.name.table, _setting.name.in_(_SETTINGS))
)  # fmt: skip
_DOOR_WHY = "anyone may attend any class; title, place and hour are shown (rulings 16, 17)"
_DOOR_BY_CODE = by_hand(_DOOR.where(_class.code == bindparam("key")), _DOOR_WHY)
_DOOR_BY_ID = by_hand(_DOOR.where(_class.id == bindparam("key")), _DOOR_WHY)


def door(code: str) -> Door | None:
    """The class behind a code of the QR alphabet, whatever the case it was typed in."""
    key = code.upper()
    return _door(_DOOR_BY_CODE, key) if key.isascii() and key.isalnum() else None


def door_of(class_id: int) -> Door | None:
    """The door of a class that was reached by its own page, or by a poster or card."""
    return _door(_DOOR_BY_ID, class_id)


def _door(statement: Select[Any], key: str | int) -> Door | None:
    rows = quick(statement, {"key": key})
    if not rows:
        return None
    (id_, code, secret, title, commune_id, team_id, day, site, village_id, status, starts_at,
     ends_at, closed_at) = rows[0][:13]  # fmt: skip
    values = DEFAULTS | {row[13]: row[14] for row in rows if row[13]}
    early, late, proof, accept, stamp = (values[name] for name in _SETTINGS)
    window = Window(starts_at, ends_at, timedelta(minutes=early), timedelta(minutes=late))
    hours = Hours(status, window, closed_at, timedelta(days=accept))
    return Door(
        id_, code, secret, title, commune_id, team_id, day, site, village_id, hours,
        timedelta(hours=proof), timedelta(minutes=stamp),
    )  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What somebody brings to the door. `owner` is the account or device that asks."""

    code: str
    owner: str
    stamp: str = ""
    late: bool = False


def judge(door: Door, shown: Shown, *, now: datetime) -> Proof:
    """What becomes of it: a stamp of having seen a current code, else the code itself.

    An account's stamp lasts as long as late codes are taken: an ambassador fills in the page while
    the class goes on. A stranger's lasts only as long as it takes to type a name.
    """
    hours = door.hours
    is_account = shown.owner.startswith("a:")
    life = hours.late_accept if is_account else door.stamp_life
    seen_at = judge_stamp(shown.stamp, secret=door.secret, owner=shown.owner, now=now, life=life)
    if seen_at is not None and hours.status is not ClassStatus.CANCELLED:
        is_late = is_account and not hours.window.holds(now)
        return Proof(Verdict.LATE if is_late else Verdict.CURRENT, seen_at)
    proof = judge_entry(shown.code, secret=door.secret, hours=hours, now=now, late=shown.late)
    if proof.verdict is Verdict.WRONG and is_of_another_class(shown.code, door=door, now=now):
        return Proof(Verdict.OTHER_CLASS)
    return proof


_NEIGHBOURS = by_hand(
    select(_class.secret).where(
        _class.commune_id == bindparam("commune"),
        _class.id != bindparam("class"),
        _class.status == ClassStatus.OPEN,
        _class.starts_at < bindparam("soon"),
        _class.ends_at > bindparam("before"),
    ),
    "only to say that digits belong to another class; which one stays unsaid",
)


def is_of_another_class(code: str, *, door: Door, now: datetime) -> bool:
    """Whether these digits are on the wall of another open class of the commune right now."""
    asked = {
        "commune": door.commune_id, "class": door.class_id, "soon": now + _NEAR,
        "before": now - _NEAR,
    }  # fmt: skip
    found = quick(_NEIGHBOURS, asked)
    return any(is_current(code, secret=secret, now=now) for (secret,) in found)


_VILLAGES = by_hand(
    select(_village.id, _village.kind, _village.name).where(
        _village.commune_id == bindparam("commune"), _village.ended_on.is_(None)
    ),
    "thôn are public",
)


_IS_THERE = by_hand(
    select(_village.id).where(
        _village.id == bindparam("village"),
        _village.commune_id == bindparam("commune"),
        _village.ended_on.is_(None),
    ),
    "thôn are public",
)


def has_village(commune_id: int, village_id: int) -> bool:
    """Whether this is one of the commune's thôn."""
    asked = {"village": village_id, "commune": commune_id}
    return bool(quick(_IS_THERE, asked))


def villages(commune_id: int) -> Sequence[tuple[int, VillageKind, str]]:
    """The thôn of a commune for a form that anyone may fill in: key, kind, name."""
    found = quick(_VILLAGES, {"commune": commune_id})
    rows = [(id_, kind, name) for id_, kind, name in found]
    return sorted(rows, key=lambda row: place_key(row[2]))
