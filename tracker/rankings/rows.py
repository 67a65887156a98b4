"""A ranking as rows of plain figures: what a draft shows, what is published, and which of it
somebody asks for. Pure; tenths of a per cent, no person."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from tracker.core.names import place_key, search_key
from tracker.papers.words import without_kind
from tracker.places.rules import CommuneKind
from tracker.rankings.rules import Entry, Ranked, Unranked, tenths

Row = dict[str, Any]

# So many stand by rank; who comes behind is found by name (nobody is last of anything).
FIRST = 20
# Above and below one's own row.
AROUND = 2


class Size(StrEnum):
    """How an address names a size class."""

    SMALL = "nho"
    MIDDLE = "vua"
    LARGE = "lon"


class Sort(StrEnum):
    """How an address asks to arrange the rows; without one the first twenty, then by name."""

    RANK = "hang"
    GUIDED = "nguoi"
    ACTIVE = "to"
    NAME = "ten"


# How an address names the kind of a commune.
KINDS = {"xa": CommuneKind.XA, "phuong": CommuneKind.PHUONG, "dac-khu": CommuneKind.DAC_KHU}


def ranked_rows(ranked: Iterable[Ranked]) -> list[Row]:
    return [_row(one.rank, one.entry) for one in ranked]


def unranked_rows(without: Iterable[Unranked]) -> list[Row]:
    return [
        {
            "code": one.entry.code, "name": one.entry.name, "kind": str(one.entry.kind),
            "lacks": [str(lack) for lack in one.lacks],
        }
        for one in without
    ]  # fmt: skip


def _row(rank: int, entry: Entry) -> Row:
    rates = {"people": entry.people, "classes": entry.classes, "issues": entry.issues}
    row: Row = {
        "rank": rank, "code": entry.code, "name": entry.name, "kind": str(entry.kind),
        "score": entry.score,
    }  # fmt: skip
    for name, pair in rates.items():
        row |= {name: tenths(pair), f"{name}_n": pair[0], f"{name}_d": pair[1]}
    return row | {
        "per_thousand": entry.per_thousand, "guided": entry.guided[0], "adults": entry.guided[1],
        "active": entry.active, "teams_active": entry.active_teams[0],
        "teams": entry.active_teams[1], "unlocked": entry.unlocked,
    }  # fmt: skip


def group_of(rows: Sequence[Row], *, kind: str, size: str, sizes: Sequence[int]) -> list[Row]:
    """Those of the kind and the size class; an unknown name leaves all. Older rows say neither."""
    kept = list(rows)
    if kind in KINDS:
        kept = [row for row in kept if row.get("kind") == KINDS[kind]]
    if size in set(Size):
        kept = [row for row in kept if size_of(row.get("adults"), sizes) == size]
    return kept


def size_of(adults: int | None, sizes: Sequence[int]) -> Size | None:
    if not adults or len(sizes) != 2:
        return None
    middle, large = sizes
    return Size.SMALL if adults < middle else Size.MIDDLE if adults < large else Size.LARGE


def places_within(rows: Iterable[Row]) -> dict[str, int]:
    """The rank each row has among these alone; equal ranks stay equal."""
    ordered = sorted(rows, key=lambda row: row["rank"])
    found: dict[str, int] = {}
    for place, row in enumerate(ordered, 1):
        before = ordered[place - 2] if place > 1 else None
        is_tie = before is not None and before["rank"] == row["rank"]
        found[row["code"]] = found[before["code"]] if before is not None and is_tie else place
    return found


def arranged(rows: Sequence[Row], sort: str) -> tuple[list[Row], list[Row]]:
    """Those that stand by their place, and those that stand by name behind them."""
    by_rank = sorted(rows, key=lambda row: (row["rank"], row["name"]))
    match sort:
        case Sort.RANK:
            return by_rank, []
        case Sort.GUIDED:
            return sorted(by_rank, key=lambda row: -(row["per_thousand"] or 0)), []
        case Sort.ACTIVE:
            return sorted(by_rank, key=lambda row: -row["active"]), []
        case Sort.NAME:
            return by_name(rows), []
    first = [row for row in by_rank if row["rank"] <= FIRST]
    return first, by_name(by_rank[len(first) :])


def named(rows: Iterable[Row], key: str) -> list[Row]:
    """Those whose name holds what was typed, in the letters of the search."""
    return [row for row in rows if key in search_key(row["name"])]


def by_name(rows: Iterable[Row]) -> list[Row]:
    """As an index has them: by the bare name."""
    return sorted(rows, key=lambda row: place_key(without_kind(row["name"])))


def around(rows: Sequence[Row], code: str) -> list[Row]:
    """The row of a commune with two above and two below; nothing where it is not ranked."""
    by_rank = sorted(rows, key=lambda row: (row["rank"], row["name"]))
    at = next((i for i, row in enumerate(by_rank) if row["code"] == code), None)
    return [] if at is None else by_rank[max(0, at - AROUND) : at + AROUND + 1]
