"""What is kept is not counted again; what took long to count is kept."""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from tracker.core.atomic import aside
from tracker.core.health import AWAY
from tracker.core.reading import only_reads
from tracker.totals import actions, queries, triggers
from tracker.totals.actions import Fresh
from tracker.totals.queries import Kept, Known, Wanted

Found = dict[int, dict[str, Kept]]


USUAL = 0.05


class Patience:
    """How many seconds counting may take before the result is worth keeping."""

    seconds = USUAL


def keep_nothing(is_so: bool) -> None:
    """For tests that count statements: what is kept would depend on how busy the machine is."""
    Patience.seconds = math.inf if is_so else USUAL


def kept_or_counted(
    wanted: Sequence[Wanted],
    first: date,
    last: date,
    count: Callable[[list[list[int]]], Sequence[Mapping[int, Mapping[str, Kept]]]],
) -> list[Found]:
    """The numbers of every place: kept ones, and what `count` finds now of the others."""
    known = queries.known(wanted, first, last)
    found = [_whole(its, one.codes) for its, one in zip(known, wanted, strict=True)]
    rest = [
        [place_id for place_id in one.place_ids if place_id not in its]
        for its, one in zip(found, wanted, strict=True)
    ]
    if not any(rest):
        return found
    began = time.perf_counter()
    counted = count(rest)
    if time.perf_counter() - began >= Patience.seconds:
        keep(
            Fresh(one.level, place_id, first, last, new[place_id], state.sweeps, state.changes)
            for one, its, new in zip(wanted, known, counted, strict=True)
            for place_id, state in sorted(its.items())
            if one.level and place_id in new
        )
    return [
        old | {place_id: dict(its) for place_id, its in new.items()}
        for old, new in zip(found, counted, strict=True)
    ]


def keep(found: Iterable[Fresh]) -> None:
    """Only a request that reads keeps anything: one that writes sees what nobody else does yet."""
    if only_reads():
        with suppress(*AWAY):  # a full disk keeps nothing, and reading goes on
            actions.keep(found)


def _whole(known: Mapping[int, Known], codes: Sequence[str]) -> Found:
    wanted = set(codes)
    return {place_id: one.kept for place_id, one in known.items() if one.kept.keys() >= wanted}


def is_noting() -> bool:
    """Whether the database notes every change. While it does not, nothing kept is used."""
    with aside() as connection:
        return triggers.are_all_there(connection)


def stop_noting() -> None:
    """Before the schema changes."""
    with aside() as connection:
        triggers.uninstall(connection)


def note_again() -> None:
    """After it, or when somebody took it away: what was kept before is counted anew."""
    with aside() as connection:
        triggers.install(connection)


def begin_anew() -> None:
    """With a new release, which may count otherwise than the one before: nothing kept is used."""
    with aside() as connection:
        triggers.install(connection)
        connection.execute(actions.FORGET_ALL)
