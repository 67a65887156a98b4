"""What a text that was scanned, photographed, shared or typed says. Pure.

The phone decides the same in static/js/scan.js, so that a verdict needs no network.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

# The first word of an address of ours that stands in a QR code.
CLASS, CARD, POSTER, INVITATION, SHEET = "c", "t", "d", "m", "giay"

_LINK = re.compile(
    r"(?<![\w.@/=-])(?:https?://)?(?P<host>[a-z0-9.-]+(?::\d+)?)"
    r"/(?P<kind>c|t|d|m|giay)/(?P<rest>[\w/-]+)",
    re.I,
)
_TYPED = re.compile(r"\b(?P<lop>[2-9A-HJ-KM-NP-Z]{6})[\s·./-]*(?P<ma>\d{3}[\s.]?\d{3})\b", re.I)
_SHAPES = {
    CLASS: re.compile(r"[a-z0-9]{6}(/[0-9]{6})?", re.I),
    CARD: re.compile(r"[a-z0-9]{6,12}", re.I),
    POSTER: re.compile(r"[a-z0-9]{6}", re.I),
    INVITATION: re.compile(r"[\w-]{10,60}"),
    SHEET: re.compile(r"[a-z0-9]{6}", re.I),
}


class Image(StrEnum):
    """What a file that was sent as a photo is, by its first bytes."""

    READABLE = "readable"
    APPLE = "apple"
    OTHER = "other"


@dataclass(frozen=True)
class Code:
    """A code of ours. `path` is the page it stands for, on this very site."""

    kind: str
    path: str


def find(text: str, *, hosts: Collection[str]) -> Code | None:
    """The first code of ours in a text, whatever stands around it; None for a foreign one.

    Only the addresses of our own hosts are ours. The answer is a path, never an address: what a
    stranger's code says can be shown, but it leads nowhere.
    """
    for link in _LINK.finditer(text):
        kind, rest = link["kind"].lower(), link["rest"].strip("/")
        if link["host"].lower() in hosts and _SHAPES[kind].fullmatch(rest):
            return Code(kind, f"/{kind}/{rest if kind == INVITATION else rest.lower()}")
    typed = _TYPED.search(text)
    if typed is None or "://" in text:
        return None
    digits = re.sub(r"\D", "", typed["ma"])
    return Code(CLASS, f"/{CLASS}/{typed['lop'].lower()}/{digits}")


def image_of(head: bytes) -> Image:
    """By what the file is, not by what it is called."""
    if head[:3] == b"\xff\xd8\xff" or head[:8] == b"\x89PNG\r\n\x1a\n":
        return Image.READABLE
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Image.READABLE
    return Image.APPLE if head[4:8] == b"ftyp" else Image.OTHER
