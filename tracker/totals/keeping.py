"""What is kept is not counted again; what took long to count is kept."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tracker.core.atomic import aside
from tracker.core.reading import only_reads
from tracker.totals import actions, queries, triggers
from tracker.totals.queries import Kept
from tracker.totals.rules import Level

Found = dict[int, dict[str, Kept]]


USUAL = 0.05


class Patience:
    """How many seconds counting may take before the result is worth keeping."""

    seconds = USUAL


def keep_nothing(is_so: bool) -> None:
    """For tests that count statements: what is kept would depend on how busy the machine is."""
    Patience.seconds = math.inf if is_so else USUAL


def kept_or_counted(
    level: Level,
    place_ids: Sequence[int],
    first: date,
    last: date,
    codes: Sequence[str],
    count: Callable[[list[int]], Mapping[int, Mapping[str, Kept]]],
) -> Found:
    """The numbers of every place: kept ones, and of the others what `count` finds now.

    Only a request that reads keeps anything: one that writes sees what nobody else does yet.
    """
    known = queries.known(level, place_ids, first, last, codes)
    found: Found = {
        place_id: one.kept for place_id, one in known.items() if one.kept.keys() >= set(codes)
    }
    rest = [place_id for place_id in place_ids if place_id not in found]
    if not rest:
        return found
    began = time.perf_counter()
    counted = {place_id: dict(its) for place_id, its in count(rest).items()}
    if only_reads() and time.perf_counter() - began >= Patience.seconds:
        whole = {place_id: its for place_id, its in counted.items() if place_id in known}
        actions.keep(level, known, whole, first, last)
    return found | counted


def stop_noting() -> None:
    """Before the schema changes."""
    with aside() as connection:
        triggers.uninstall(connection)


def note_again() -> None:
    """After it: what was kept before is counted anew."""
    with aside() as connection:
        triggers.install(connection)
