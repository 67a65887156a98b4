"""A paper as text and back: what a paper says is fixed when it is asked for, whoever makes it."""

import dataclasses
import json
from datetime import date, time
from enum import StrEnum
from typing import Any

from tracker.papers import paper
from tracker.papers.paper import Paper

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        paper.Paper, paper.Letterhead, paper.Words, paper.Column, paper.Table, paper.Part,
        paper.Signature, paper.Ending, paper.Code, paper.Diploma, paper.Family, paper.Style,
        paper.Kind,
    )
}  # fmt: skip


def as_text(whole: Paper) -> str:
    return json.dumps(_plain(whole), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Paper:
    found: Paper = json.loads(text, object_hook=_made)
    return found


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, StrEnum):
        return {"is": type(value).__name__, "value": value.value}
    if isinstance(value, date | time):
        return {"is": "day" if isinstance(value, date) else "hour", "value": value.isoformat()}
    return value


def _made(fields: dict[str, Any]) -> Any:
    kind = fields.pop("is")
    if kind == "day":
        return date.fromisoformat(fields["value"])
    if kind == "hour":
        return time.fromisoformat(fields["value"])
    return _KINDS[kind](**{name: _tuples(value) for name, value in fields.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
