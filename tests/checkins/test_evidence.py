"""Whatever comes first: the list says the same in the end."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.checkins.evidence import Evidence, together

EIGHT = datetime(2026, 11, 21, 1, tzinfo=UTC)


def at(minutes: int, level: int, *, late: bool = False) -> Evidence:
    return Evidence(EIGHT + timedelta(minutes=minutes), level, late)


@pytest.mark.parametrize(
    ("known", "new", "both"),
    [
        pytest.param(at(10, 3), at(0, 3, late=True), at(0, 3, late=True), id="an older code"),
        pytest.param(at(0, 3), at(10, 3), at(0, 3), id="a newer code"),
        pytest.param(at(5, 2), at(10, 3), at(5, 3), id="surer, later"),
        pytest.param(at(5, 1), at(10, 3), at(10, 3), id="an hour nobody proved goes"),
        pytest.param(at(5, 3), at(0, 1), at(5, 3), id="an hour nobody proved never comes"),
        pytest.param(at(5, 4), at(0, 3), at(0, 4), id="what the head-count said stays"),
        pytest.param(at(5, 1), at(0, 1), at(5, 1), id="two who prove nothing"),
    ],
)
def test_two_witnesses(known: Evidence, new: Evidence, both: Evidence):
    assert together(known, new) == both


@given(st.lists(st.builds(at, st.integers(0, 30), st.integers(2, 4)), min_size=3, max_size=3))
def test_the_order_of_arrival_is_nobodys_business(heard: list[Evidence]):
    ends = set()
    for first, *rest in permutations(heard):
        for one in rest:
            first = together(first, one)
        ends.add((first.at, first.level))
    assert len(ends) == 1
