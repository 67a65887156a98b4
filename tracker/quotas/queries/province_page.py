"""A province: its communes as numbers, without the name of any person."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from tracker.core.db import db
from tracker.core.names import place_key
from tracker.core.scope import current
from tracker.places.models import Commune, Province, Team


@dataclass(frozen=True)
class CommuneRow:
    commune: Commune
    teams: int


def province_by_code(code: str) -> Province | None:
    """The province, if the open scope covers it."""
    province = db.session.scalar(select(Province).where(Province.code == code))
    return province if province is not None and _is_covered(province) else None


def communes(province_id: int) -> list[CommuneRow]:
    """The communes in force, alphabetically."""
    rows = db.session.execute(
        select(Commune, _teams()).where(
            Commune.province_id == province_id, Commune.ended_on.is_(None)
        )
    ).all()
    return sorted((CommuneRow(*row) for row in rows), key=_alphabetically)


def province_card(code: str) -> tuple[Province, list[CommuneRow]] | None:
    """The province with its communes, if the open scope covers it. One statement."""
    here = (Commune.province_id == Province.id) & Commune.ended_on.is_(None)
    rows = db.session.execute(
        select(Province, Commune, _teams()).join(Commune, here).where(Province.code == code)
    ).all()
    if not rows or not _is_covered(rows[0][0]):
        return None
    return rows[0][0], sorted((CommuneRow(*row[1:]) for row in rows), key=_alphabetically)


def _is_covered(province: Province) -> bool:
    return current().everywhere or province.id in current().provinces


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
