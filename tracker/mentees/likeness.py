"""Whether a person is known already. Looks through the whole commune, whatever the reach, and
gives away a name, a thôn and who guides; never a number or a year."""

from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core import names
from tracker.core.db import db
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Likeness, MenteeStatus, NewMentee
from tracker.places.models import Village
from tracker.places.rules import VillageKind

MOST = 3
YEARS_APART = 1


_mentee: Any = Mentee.__table__.c
_KNOWN = by_hand(
    select(_mentee.id, _mentee.search_key)
    .where(_mentee.commune_id == bindparam("commune"), _mentee.status != MenteeStatus.ERASED)
    .limit(20),
    "a newcomer at a class is looked for in the whole commune, and nothing is shown",
)
_OF_PHONE = _KNOWN.where(_mentee.phone == bindparam("phone"))
_OF_NAME = _KNOWN.where(
    _mentee.village_id == bindparam("village"), _mentee.search_key == bindparam("key")
)


def of(entry: NewMentee) -> tuple[Likeness, ...]:
    """Who in the commune this may be: the same number, or the same name in the same thôn."""
    same = [_same_name(entry)]
    if entry.phone:
        same.append(Mentee.phone == entry.phone)
    found = db.session.execute(_shown(entry.commune_id).where(or_(*same)).limit(MOST))
    return tuple(_likeness(*row) for row in found)


def candidates(
    *, name: str, village_id: int | None, phone: str | None, commune_id: int
) -> list[int] | None:
    """The known people this may be: one is the one, several are nobody for sure; None when too
    little was said to look. Never show them to whoever typed the name.

    A family shares a phone: with the same number the given name must agree too.
    """
    key = names.search_key(name)
    if not key:
        return None
    if phone:
        given = key.split()[-1]
        by_phone = quick(_OF_PHONE, {"commune": commune_id, "phone": phone})
        same = [id_ for id_, other in by_phone if other.split()[-1:] == [given]]
        if len(same) == 1:
            return [int(same[0])]
    if village_id is None:
        return None
    asked = {"commune": commune_id, "village": village_id, "key": key}
    return [int(id_) for id_, _ in quick(_OF_NAME, asked)]


def _shown(
    commune_id: int,
) -> Select[int, str, VillageKind, str, str, MenteeStatus, int | None]:
    statement = (
        select(
            Mentee.id,
            Mentee.name,
            Village.kind,
            Village.name,
            Account.name,
            Mentee.status,
            Mentee.team_id,
        )
        .outerjoin(Mentee.village)
        .outerjoin(Mentee.ambassador)
        .where(Mentee.commune_id == commune_id, Mentee.status != MenteeStatus.ERASED)
        .order_by(Mentee.sort_key, Mentee.id)
    )
    return by_hand(statement, "a duplicate may be guided by any team of the commune (ux §2.4)")


def _likeness(
    mentee_id: int,
    name: str,
    kind: VillageKind | None,
    village: str | None,
    guide: str | None,
    status: MenteeStatus,
    team_id: int | None,
) -> Likeness:
    waits = status is MenteeStatus.PENDING
    return Likeness(mentee_id, name, kind, village or "", guide or "", waits, team_id)


def _same_name(entry: NewMentee) -> ColumnElement[bool]:
    same: ColumnElement[bool] = Mentee.search_key == names.search_key(entry.name)
    if entry.village_id is not None:
        same &= or_(Mentee.village_id == entry.village_id, Mentee.village_id.is_(None))
    if entry.birth_year is not None:
        near = Mentee.birth_year.between(
            entry.birth_year - YEARS_APART, entry.birth_year + YEARS_APART
        )
        same &= or_(near, Mentee.birth_year.is_(None))
    return same
