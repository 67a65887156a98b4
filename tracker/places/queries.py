"""Named reads about places. Communes and thôn are public; teams and sites keep to the scope."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.names import place_key
from tracker.places.models import Commune, FormerName, Province, Site, Team, Village
from tracker.places.rules import VillageKind

Named = TypeVar("Named", Village, Site, Team)


def commune_by_code(code: str) -> Commune | None:
    """The commune with this official code, its province loaded."""
    return db.session.scalar(
        select(Commune).where(Commune.code == code).options(joinedload(Commune.province))
    )


def commune(commune_id: int) -> Commune | None:
    return db.session.scalar(
        select(Commune).where(Commune.id == commune_id).options(joinedload(Commune.province))
    )


def province(province_id: int) -> Province | None:
    return db.session.get(Province, province_id)


def provinces() -> Sequence[Province]:
    """All provinces of the installation, by their official code."""
    return db.session.scalars(select(Province).order_by(Province.code)).all()


def communes_of(province_id: int) -> Sequence[Commune]:
    """The province's communes in force, alphabetically."""
    statement = select(Commune).where(
        Commune.province_id == province_id, Commune.ended_on.is_(None)
    )
    return sorted(db.session.scalars(statement).all(), key=lambda row: place_key(row.name))


def village(village_id: int) -> Village | None:
    return db.session.scalar(
        select(Village).where(Village.id == village_id).options(joinedload(Village.commune))
    )


def villages(commune_id: int, *, also_ended: bool = False) -> Sequence[Village]:
    """The thôn of the commune that are in force, alphabetically: Thôn 2 before Thôn 10."""
    statement = select(Village).where(Village.commune_id == commune_id)
    if not also_ended:
        statement = statement.where(Village.ended_on.is_(None))
    return _alphabetical(statement)


def site(site_id: int) -> Site | None:
    """A site of one's commune, its thôn and commune loaded."""
    return db.session.scalar(
        select(Site)
        .where(Site.id == site_id)
        .options(joinedload(Site.village), joinedload(Site.commune))
    )


def sites(commune_id: int, *, also_ended: bool = False) -> Sequence[Site]:
    """The commune's sites in use, alphabetically, with their thôn."""
    statement = select(Site).where(Site.commune_id == commune_id).options(joinedload(Site.village))
    if not also_ended:
        statement = statement.where(Site.ended_on.is_(None))
    return _alphabetical(statement)


def team(team_id: int) -> Team | None:
    """A team within reach, its commune and thôn loaded."""
    return db.session.scalar(
        select(Team)
        .where(Team.id == team_id)
        .options(joinedload(Team.commune).joinedload(Commune.province), joinedload(Team.village))
    )


def teams(commune_id: int, *, also_ended: bool = False) -> Sequence[Team]:
    """The commune's teams within reach, alphabetically, with their thôn."""
    statement = select(Team).where(Team.commune_id == commune_id).options(joinedload(Team.village))
    if not also_ended:
        statement = statement.where(Team.ended_on.is_(None))
    return _alphabetical(statement)


def _alphabetical(statement: Select[Named]) -> Sequence[Named]:
    rows = db.session.scalars(statement).all()
    return sorted(rows, key=lambda row: place_key(row.name))


def former_names(village_ids: Sequence[int]) -> dict[int, list[FormerName]]:
    """What these thôn were called before, newest first."""
    statement = (
        select(FormerName)
        .where(FormerName.village_id.in_(village_ids))
        .order_by(FormerName.until.desc(), FormerName.id.desc())
    )
    found: dict[int, list[FormerName]] = {}
    for row in db.session.scalars(statement):
        if row.village_id is not None:
            found.setdefault(row.village_id, []).append(row)
    return found


def team_name_taken(commune_id: int, name: str, *, except_id: int | None = None) -> bool:
    """Whether another team of the commune bears the name, ended ones included."""
    statement = select(Team.id).where(Team.commune_id == commune_id, Team.name == name)
    if except_id is not None:
        statement = statement.where(Team.id != except_id)
    return db.session.scalar(statement.limit(1)) is not None


def village_name_taken(
    commune_id: int, kind: VillageKind, name: str, *, except_id: int | None = None
) -> bool:
    """Whether another thôn in force is called the same. A bản and a thôn may share a name."""
    statement = select(Village.id).where(
        Village.commune_id == commune_id,
        Village.kind == kind,
        Village.name == name,
        Village.ended_on.is_(None),
    )
    if except_id is not None:
        statement = statement.where(Village.id != except_id)
    return db.session.scalar(statement.limit(1)) is not None


def has_team(village_id: int) -> bool:
    """Whether a team still stands in the thôn."""
    statement = select(Team.id).where(Team.village_id == village_id, Team.ended_on.is_(None))
    return db.session.scalar(statement.limit(1)) is not None
