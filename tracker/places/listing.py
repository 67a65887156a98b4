"""Comparing the communes we know with a newer list of them. Pure."""

import csv
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from tracker.places.rules import CommuneKind

_KINDS = {
    "xã": CommuneKind.XA,
    "phường": CommuneKind.PHUONG,
    "đặc khu": CommuneKind.DAC_KHU,
    **{kind.value: kind for kind in CommuneKind},
}


class ListError(ValueError):
    """The file is not a list of communes; says where and why."""


@dataclass(frozen=True)
class Listed:
    """A commune as a list names it."""

    province: str
    code: str
    kind: CommuneKind
    name: str


@dataclass(frozen=True)
class Known:
    """A commune as the database has it."""

    id: int
    listed: Listed


@dataclass(frozen=True)
class Change:
    known: Known
    listed: Listed


@dataclass(frozen=True)
class Comparison:
    """What a newer list says that the database does not. `missing` is for people to decide."""

    added: list[Listed] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    recoded: list[Change] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.renamed or self.recoded)


def read(file: TextIO) -> list[Listed]:
    """The rows of a CSV with the columns province, code, name, kind (or province_code, type)."""
    rows = [_row(row, line) for line, row in enumerate(csv.DictReader(file), start=2)]
    _refuse_doubles("code", [row.code for row in rows])
    _refuse_doubles("name in one province", [f"{row.province} {row.name}" for row in rows])
    return rows


def _refuse_doubles(what: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise ListError(f"the same {what} stands twice: {twice}")


def _row(row: dict[str, str | None], line: int) -> Listed:
    def cell(*names: str) -> str:
        found = next((row[name] for name in names if row.get(name)), None)
        if not found:
            raise ListError(f"line {line}: no {names[0]}")
        return found.strip()

    kind = cell("kind", "type").lower()
    if kind not in _KINDS:
        raise ListError(f"line {line}: unknown kind {kind!r}")
    province = cell("province", "province_code").zfill(2)
    return Listed(province, cell("code").zfill(5), _KINDS[kind], cell("name"))


def compare(known: Iterable[Known], listed: Iterable[Listed]) -> Comparison:
    """Match what is the same commune: by code and name, then by name, then by code.

    The name goes before the code, because codes are handed on: two communes that swap their codes
    keep their own history.
    """
    left, new = list(known), list(listed)
    left, new, same = _match(left, new, lambda row: (row.province, row.code, row.name))
    left, new, recoded = _match(left, new, lambda row: (row.province, row.name))
    left, new, renamed = _match(left, new, lambda row: row.code)
    renamed = [*renamed, *(change for change in same if change.known.listed != change.listed)]
    return Comparison(added=new, renamed=renamed, recoded=recoded, missing=left)


def _match(
    known: Sequence[Known], listed: Sequence[Listed], key: Callable[[Listed], Hashable]
) -> tuple[list[Known], list[Listed], list[Change]]:
    """What is left of both, and the pairs with the same key."""
    by_key = {key(row): row for row in listed}
    pairs = [Change(row, by_key[key(row.listed)]) for row in known if key(row.listed) in by_key]
    taken = {pair.listed for pair in pairs}
    paired = {pair.known.id for pair in pairs}
    left = [row for row in known if row.id not in paired]
    return left, [row for row in listed if row not in taken], pairs
