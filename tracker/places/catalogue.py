"""The provinces and communes of the country: the list the app ships, and newer ones.

Rows have the keys of our own list; official codes are attributes that may change (ruling 9).
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select, update

from tracker.core import journal, names
from tracker.core.atomic import atomic
from tracker.core.bulk import insert_all
from tracker.core.db import db
from tracker.places.listing import Change, Comparison, Known, Listed, ListError, compare, read
from tracker.places.models import Commune, FormerName, Province
from tracker.places.rules import CommuneKind

FOLDER = Path(__file__).parent / "data"


@atomic
def load() -> int:
    """Add what the database lacks of the shipped list; says how many rows. Changes nothing else.

    A commune that got another code meanwhile is known by its former one.
    """
    provinces = _lacking(Province, _rows("provinces.csv"), known=_codes(Province))
    insert_all(Province, [_province(row) for row in provinces])
    at = _province_ids()
    known = _codes(Commune) | set(db.session.scalars(select(FormerName.code)))
    communes = _lacking(Commune, _rows("communes.csv"), known=known)
    insert_all(Commune, [_commune(row, at) for row in communes])
    return len(provinces) + len(communes)


def compare_with(file: TextIO) -> Comparison:
    """What a newer list would change. Raises ListError when the file cannot be used."""
    listed = read(file)
    known_provinces = _codes(Province)
    for row in listed:
        if row.province not in known_provinces:
            raise ListError(f"{row.name}: no province has the code {row.province}")
    return compare(_known(), listed)


@atomic
def write(comparison: Comparison, *, today: date) -> None:
    """Bring the communes in line with a newer list. Old names and codes stay as history.

    What the list lacks is left alone: whether it was merged, and into what, people decide.
    """
    province_ids = _province_ids()
    changes = [*comparison.renamed, *comparison.recoded]
    for change in changes:
        _keep_former(change, today)
    # Codes may be handed round among these very communes: first nobody has one, then everyone.
    for change in comparison.recoded:
        _set(change.known.id, code=f"~{change.known.id}")
    for change in changes:
        _set(change.known.id, **_columns(change.listed, province_ids))
    for listed in comparison.added:
        row = Commune(**_columns(listed, province_ids))
        db.session.add(row)
        db.session.flush()
        journal.record("commune.add", row, account_id=None, commune_id=row.id, code=row.code)


def _province_ids() -> dict[str, int]:
    return {code: id_ for id_, code in db.session.execute(select(Province.id, Province.code))}


def _keep_former(change: Change, today: date) -> None:
    """Remember what the commune was called until now, and write that it changed."""
    old = change.known.listed
    former = FormerName(commune_id=change.known.id, name=old.name, code=old.code, until=today)
    db.session.add(former)
    db.session.flush()
    deed = "commune.recode" if old.code != change.listed.code else "commune.rename"
    journal.record(deed, former, account_id=None, commune_id=change.known.id)


def _set(commune_id: int, **values: Any) -> None:
    db.session.execute(update(Commune).where(Commune.id == commune_id).values(**values))


def _columns(listed: Listed, province_ids: dict[str, int]) -> dict[str, Any]:
    return {
        "province_id": province_ids[listed.province],
        "code": listed.code,
        "kind": listed.kind,
        "name": listed.name,
        "search_key": names.search_key(listed.name),
    }


def _known() -> list[Known]:
    rows = db.session.execute(
        select(Commune.id, Province.code, Commune.code, Commune.kind, Commune.name)
        .join(Province, Province.id == Commune.province_id)
        .where(Commune.ended_on.is_(None))
    )
    return [
        Known(id_, Listed(province, code, kind, name)) for id_, province, code, kind, name in rows
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _codes(model: type[Province] | type[Commune]) -> set[str]:
    return set(db.session.scalars(select(model.code)))


def _lacking(
    model: type[Province] | type[Commune], rows: Iterator[dict[str, str]], *, known: set[str]
) -> list[dict[str, Any]]:
    """The rows not known by their code, each with a key that is free."""
    taken = set(db.session.scalars(select(model.id)))
    lacking: list[dict[str, Any]] = [row for row in rows if row["code"] not in known]
    for row in lacking:
        key = int(row["key"])
        row["id"] = key if key not in taken else max(taken) + 1
        taken.add(row["id"])
    return lacking


def _province(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "code": row["code"],
        "name": row["name"],
        "search_key": names.search_key(row["name"]),
    }


def _commune(row: dict[str, Any], province_ids: dict[str, int]) -> dict[str, Any]:
    listed = Listed(row["province"], row["code"], CommuneKind(row["kind"]), row["name"])
    return {"id": row["id"], **_columns(listed, province_ids)}
