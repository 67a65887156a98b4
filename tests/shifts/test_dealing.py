"""Many people and many shifts at once: who gets which place, and what is said to the others."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tracker.shifts.dealing import Hand, Need, deal
from tracker.shifts.rules import Hours, Refusal

DAY = date(2027, 6, 5)
GROWN, YOUNG = 2000, 2010


def hours(begins: int, ends: int | None = None) -> Hours:
    noon = datetime(2027, 6, 5, tzinfo=UTC)
    return Hours(noon + timedelta(hours=begins), noon + timedelta(hours=ends or begins + 2))


def need(key: int, begins: int, left: int = 2, **more) -> Need:
    return Need(key, hours(begins), DAY, left, **more)


def test_everybody_to_every_shift_and_each_refusal_by_name():
    needs = [
        need(1, 8),
        need(2, 9, has_adult=True),
        need(3, 14, there=frozenset({11}), has_adult=True),
    ]
    hands = [Hand(10, YOUNG, name_key="a"), Hand(11, GROWN, name_key="b"),
             Hand(12, GROWN, name_key="c", held=((9, hours(14)),))]  # fmt: skip
    done = deal(needs, hands)
    assert done.places == [(1, 11), (1, 12), (2, 10), (3, 10)]
    assert (1, 10, Refusal.FULL) in done.refusals, "the young come after those they need there"
    assert {(2, 11, Refusal.OVERLAP), (2, 12, Refusal.OVERLAP)} <= set(done.refusals)
    assert {(3, 11, Refusal.ALREADY), (3, 12, Refusal.OVERLAP)} <= set(done.refusals)


def test_a_reason_puts_up_with_two_at_once():
    done = deal([need(1, 8), need(2, 9)], [Hand(10, GROWN)], insists=True)
    assert (done.places, done.elsewhere) == ([(1, 10), (2, 10)], {(2, 10)})


def test_spread_people_fill_gaps_and_nobody_is_refused_for_nothing():
    needs = [need(1, 8, 1, village_id=7), need(2, 8, 1), need(3, 14, 2)]
    hands = [Hand(10, GROWN, 7, shifts=3), Hand(11, GROWN, 5), Hand(12, GROWN, 5, shifts=1)]
    done = deal(needs, hands, spreads=True)
    assert done.places == [(1, 10), (2, 11), (3, 11), (3, 12)], "near, then with the fewest shifts"
    assert done.refusals == []
    alone = deal([need(1, 8, 2)], [Hand(10, YOUNG)], spreads=True)
    assert alone.refusals == [(1, 10, Refusal.MINOR_ALONE)]


NEEDS = st.lists(
    st.builds(
        lambda begins, left, adult: (begins, left, adult),
        st.integers(6, 20), st.integers(0, 3), st.booleans(),
    ),
    max_size=5,
)  # fmt: skip
HANDS = st.lists(st.tuples(st.booleans(), st.none() | st.integers(6, 20)), max_size=6)


@given(needs=NEEDS, hands=HANDS, spreads=st.booleans())
def test_no_dealing_breaks_a_promise(needs, hands, spreads):
    wanted = [
        need(key, begins, left, has_adult=adult) for key, (begins, left, adult) in enumerate(needs)
    ]
    people = [
        Hand(
            100 + n, YOUNG if is_young else GROWN,
            held=((99, hours(busy)),) if busy else (), name_key=f"{n}",
        )
        for n, (is_young, busy) in enumerate(hands)
    ]  # fmt: skip
    done = deal(wanted, people, spreads=spreads)
    at = {one.shift_id: one.hours for one in wanted}
    for person in people:
        held = [at[key] for key, who in done.places if who == person.volunteer_id]
        held += [hours for _key, hours in person.held]
        assert not any(a.overlaps(b) for a, b in combinations(held, 2)), "at two places"
    for one in wanted:
        there = [who for key, who in done.places if key == one.shift_id]
        assert len(there) <= one.left
        years = {person.volunteer_id: person.birth_year for person in people}
        assert not there or one.has_adult or any(years[who] == GROWN for who in there)
    if not spreads:
        assert len(done.places) + len(done.refusals) == len(wanted) * len(people)
