"""An edit that was written on an older page: what of it still applies. Pure.

Everything is compared as the form shows it, in words: what the page showed (`seen`), what came back
(`sent`), and what the page would show now.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

# These say one thing together: whose number a number is.
_TOGETHER = (("phone", "phone_note"),)


@dataclass(frozen=True)
class Merge:
    """`taken` are the fields to set. In `clashing` ones somebody wrote something else meanwhile."""

    taken: frozenset[str] = frozenset()
    clashing: frozenset[str] = frozenset()


def merge(
    *,
    sent: Mapping[str, str],
    seen: Mapping[str, str],
    now: Mapping[str, str],
    own: Collection[str] = (),
) -> Merge:
    """Field by field: what the writer did not touch stays as it is now, what only they touched is
    theirs, and what both touched is nobody's to guess. `own` fields were last set by the writer.

    Where a page did not say what it showed, what came back is taken.
    """
    taken: set[str] = set()
    clashing: set[str] = set()
    for names in _units(sent):
        if not any(_differ(name, sent, seen) for name in names):
            continue
        if not any(_differ(name, sent, now) for name in names):
            continue
        is_free = all(name in own or not _differ(name, now, seen) for name in names)
        (taken if is_free else clashing).update(names)
    unheard = {name for name in sent if name not in seen}
    return Merge(frozenset(taken | unheard), frozenset(clashing - unheard))


def _units(sent: Collection[str]) -> list[tuple[str, ...]]:
    joined = [tuple(n for n in names if n in sent) for names in _TOGETHER]
    alone = [(name,) for name in sent if not any(name in names for names in joined)]
    return [names for names in [*joined, *alone] if names]


def _differ(name: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return name in other and _lines(one.get(name, "")) != _lines(other[name])


def _lines(words: str) -> list[str]:
    return [line.rstrip() for line in words.strip().splitlines()]
