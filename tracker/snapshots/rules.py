"""Figures that never move again: written one way only, and known by their digest. Pure."""

import hashlib
import json
from enum import StrEnum
from typing import Any


class SnapshotKind(StrEnum):
    REPORT = "report"
    RANKING = "ranking"


def canonical(facts: Any) -> str:
    """The one way to write the facts down: sorted keys, no blanks, every letter as itself."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
