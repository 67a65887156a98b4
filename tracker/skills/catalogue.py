"""The catalogue the app ships: what it is today. The places' own copy is in the database."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Shipped:
    """Columns by code, and which code belongs to which."""

    modules: Rows
    skills: Rows
    sets: Rows
    module_of: dict[str, str]
    skills_of: dict[str, list[str]]


def shipped() -> Shipped:
    skills, module_of = {}, {}
    for position, row in enumerate(_rows("skills.csv")):
        module_of[row["code"]] = row.pop("module")
        skills[row.pop("code")] = {**row, "position": position}
    sets, skills_of = {}, {}
    for position, row in enumerate(_rows("sets.csv")):
        skills_of[row["code"]] = row.pop("skills").split()
        sets[row.pop("code")] = {**row, "position": position}
    modules = {
        row.pop("code"): {**row, "position": position}
        for position, row in enumerate(_rows("modules.csv"))
    }
    return Shipped(modules, skills, sets, module_of, skills_of)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
