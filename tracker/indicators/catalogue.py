"""The indicators and targets the app ships. Data: another indicator of a known formula is a row."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracker.indicators.rules import Formula, Reckoned, Spec, Target, Unit

FOLDER = Path(__file__).parent / "data"
_WORDS = ("name", "definition", "numerator", "below", "basis")


@cache
def indicators() -> dict[str, Spec]:
    """Every indicator by its code, in the order of the catalogue."""
    return {row["code"]: _spec(row) for row in _rows("indicators.csv")}


@cache
def targets() -> tuple[Target, ...]:
    return tuple(
        Target(
            row["province_code"], row["indicator"], row["who"], row["who_en"],
            int(row["year"]), int(row["percent"]), row["basis"], row["basis_en"], row["source"],
        )
        for row in _rows("targets.csv")
    )  # fmt: skip


def targets_of(province_code: str) -> list[Target]:
    return [target for target in targets() if target.province_code == province_code]


def _spec(row: dict[str, str]) -> Spec:
    words = [(f"{name}{end}", row[f"{name}{end}"]) for name in _WORDS for end in ("", "_en")]
    return Spec(
        code=row["code"],
        formula=Formula(row["formula"]),
        unit=Unit(row["unit"]),
        reckoned=Reckoned(row["span"]),
        about=tuple(row["skills"].split()),
        base=row["denominator"],
        has_floor=bool(row["floor"]),
        source=row["source"],
        words=tuple(words),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                raise ValueError(f"{name}: a comma too many or too few in {row}")
            yield row
