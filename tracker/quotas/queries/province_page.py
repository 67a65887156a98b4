"""A province: its communes as numbers, without the name of any person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from tracker.accounts.models import Membership
from tracker.core.db import db
from tracker.core.names import place_key, search_key
from tracker.core.scope import current
from tracker.places.models import Commune, Province, Team
from tracker.policy import Role


@dataclass(frozen=True)
class CommuneRow:
    commune: Commune
    teams: int
    ambassadors: int


@dataclass(frozen=True)
class Coverage:
    """How far the network reaches."""

    communes: int
    without_ambassador: int
    teams: int
    ambassadors: int


def province_by_code(code: str) -> Province | None:
    """The province, if the open scope covers it."""
    province = db.session.scalar(select(Province).where(Province.code == code))
    if province is None or not (current().everywhere or province.id in current().provinces):
        return None
    return province


def communes(province_id: int, *, text: str = "", only_without: bool = False) -> list[CommuneRow]:
    """The communes in force whose name holds the text, alphabetically."""
    here = [Commune.province_id == province_id, Commune.ended_on.is_(None)]
    if text:
        here.append(Commune.search_key.contains(search_key(text), autoescape=True))
    if only_without:
        here.append(_ambassadors() == 0)
    rows = db.session.execute(select(Commune, _teams(), _ambassadors()).where(*here)).all()
    return sorted((CommuneRow(*row) for row in rows), key=_alphabetically)


def coverage(province_id: int) -> Coverage:
    ambassadors, teams = _ambassadors().label("ambassadors"), _teams().label("teams")
    each = (
        select(ambassadors, teams)
        .where(Commune.province_id == province_id, Commune.ended_on.is_(None))
        .subquery()
    )
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(each.c.ambassadors == 0),
            func.coalesce(func.sum(each.c.teams), 0),
            func.coalesce(func.sum(each.c.ambassadors), 0),
        ).select_from(each)
    ).one()
    return Coverage(*map(int, row))


def _alphabetically(row: CommuneRow) -> str:
    """By its own name: what kind of place it is comes first in the full one."""
    name = row.commune.name
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        name = name.removeprefix(kind)
    return place_key(name)


def _teams() -> ColumnElement[int]:
    counted: Select[Any] = select(func.count(Team.id)).where(
        Team.commune_id == Commune.id, Team.ended_on.is_(None)
    )
    return counted.scalar_subquery()


def _ambassadors() -> ColumnElement[int]:
    """People, not posts: an ambassador of two teams is one."""
    counted: Select[Any] = select(func.count(Membership.account_id.distinct())).where(
        and_(Membership.commune_id == Commune.id, Membership.role == Role.AMBASSADOR),
        Membership.until.is_(None),
    )
    return counted.scalar_subquery()
