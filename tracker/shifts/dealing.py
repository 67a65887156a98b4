"""Many people and many shifts at once: who gets which place, and why somebody does not. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.shifts.rules import Hours, Refusal, clashes
from tracker.volunteers.rules import is_minor

# One press: more shifts, or more pairs of a shift and a person, are better done in two.
MOST_SHIFTS, MOST_PAIRS = 60, 1200


@dataclass(frozen=True)
class Need:
    """A shift and the role to be filled on it. `there` have a place; some of them grown up."""

    shift_id: int
    hours: Hours
    day: date
    left: int
    village_id: int | None = None
    there: frozenset[int] = frozenset()
    has_adult: bool = False


@dataclass(frozen=True)
class Hand:
    """Somebody who may be placed: `held` are the hours given away, by shift."""

    volunteer_id: int
    birth_year: int
    village_id: int | None = None
    shifts: int = 0
    held: tuple[tuple[int, Hours], ...] = ()
    name_key: str = ""


@dataclass
class Dealt:
    """Who was placed where, by shift and volunteer; and each refusal with its reason."""

    places: list[tuple[int, int]] = field(default_factory=list)
    refusals: list[tuple[int, int, Refusal]] = field(default_factory=list)
    # Placed although they are elsewhere at that hour, because a coordinator gave a reason.
    elsewhere: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class _State:
    """What changes while places are given out."""

    held: dict[int, list[tuple[int, Hours]]]
    shifts: dict[int, int]


def deal(
    needs: Iterable[Need], hands: Collection[Hand], *, spreads: bool = False, insists: bool = False
) -> Dealt:
    """Everybody to every shift; or, when it `spreads`, only as many as each shift lacks.

    Grown-ups first, because a minor needs one of them there. Spread, those who are near and have
    the fewest shifts come first, and nobody is refused merely because they were not needed.
    """
    state = _State(
        {hand.volunteer_id: list(hand.held) for hand in hands},
        {hand.volunteer_id: hand.shifts for hand in hands},
    )
    done = Dealt()
    for need in sorted(needs, key=lambda need: (need.hours.starts_at, need.shift_id)):
        order = sorted(hands, key=lambda hand: _rank(hand, need, state.shifts, spreads=spreads))
        _fill(need, order, state, done, spreads=spreads, insists=insists)
    return done


def _rank(
    hand: Hand, need: Need, shifts: Mapping[int, int], *, spreads: bool
) -> tuple[object, ...]:
    minor = is_minor(hand.birth_year, today=need.day)
    if not spreads:
        return (minor, hand.name_key, hand.volunteer_id)
    is_far = need.village_id is None or hand.village_id != need.village_id
    # The first place goes to a grown-up; after that the young are as welcome.
    return (minor and not need.has_adult, is_far, shifts[hand.volunteer_id], hand.name_key)


def _fill(
    need: Need, order: Iterable[Hand], state: _State, done: Dealt, *, spreads: bool, insists: bool
) -> None:
    left, has_adult = need.left, need.has_adult
    refused: list[tuple[int, int, Refusal]] = []
    for hand in order:
        who = hand.volunteer_id
        is_busy = _is_elsewhere(need, state.held[who])
        minor = is_minor(hand.birth_year, today=need.day)
        why = _why_not(need, who, left=left, alone=minor and not has_adult)
        if why is None and is_busy and not insists:
            why = Refusal.OVERLAP
        if why is not None:
            refused.append((need.shift_id, who, why))
            continue
        done.places.append((need.shift_id, who))
        if is_busy:
            done.elsewhere.add((need.shift_id, who))
        state.held[who].append((need.shift_id, need.hours))
        state.shifts[who] += 1
        left -= 1
        has_adult = has_adult or not minor
    if not spreads or left > 0:
        done.refusals += refused


def _why_not(need: Need, who: int, *, left: int, alone: bool) -> Refusal | None:
    if who in need.there:
        return Refusal.ALREADY
    if left <= 0:
        return Refusal.FULL
    return Refusal.MINOR_ALONE if alone else None


def _is_elsewhere(need: Need, held: Iterable[tuple[int, Hours]]) -> bool:
    others = [hours for shift_id, hours in held if shift_id != need.shift_id]
    return clashes(need.hours, others)
