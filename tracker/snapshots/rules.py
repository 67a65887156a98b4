"""Figures that never move again: written one way only, and known by their digest. Pure."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Of the code on a paper.
CODE_LENGTH = 12

# By figure, the keys of the rows it was counted from, each with how much it adds.
Keys = dict[str, dict[str, int]]


class SnapshotKind(StrEnum):
    REPORT = "report"
    RANKING = "ranking"
    CAMPAIGN = "campaign"


def canonical(facts: Any) -> str:
    """The one way to write the facts down: sorted keys, no blanks, every letter as itself."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """What a frozen figure gained and lost since it was frozen, row by row."""

    plus: dict[str, int]
    minus: dict[str, int]

    @property
    def gained(self) -> int:
        return sum(self.plus.values())

    @property
    def lost(self) -> int:
        return sum(self.minus.values())


def change(known: dict[str, int], now: dict[str, int]) -> Change:
    """Known then + gained − lost = counted now, whatever happened in between."""
    plus = {key: n - known.get(key, 0) for key, n in now.items() if n > known.get(key, 0)}
    minus = {key: n - now.get(key, 0) for key, n in known.items() if n > now.get(key, 0)}
    return Change(plus, minus)


def changes(known: Keys, now: Keys) -> dict[str, Change]:
    """Of each figure that moved since it was frozen, how."""
    found = {code: change(known.get(code, {}), rows) for code, rows in now.items()}
    return {code: one for code, one in found.items() if one.plus or one.minus}


def apply(known: dict[str, int], told: Change) -> dict[str, int]:
    """What is known after a correction was told."""
    result = dict(known)
    for key, n in told.plus.items():
        result[key] = result.get(key, 0) + n
    for key, n in told.minus.items():
        result[key] = result.get(key, 0) - n
        if not result[key]:
            del result[key]
    return result
