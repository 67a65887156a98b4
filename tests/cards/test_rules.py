from datetime import UTC, datetime

import pytest

from tracker.cards.rules import CardState, is_number, judge_card, may_hold_card
from tracker.mentees.rules import MenteeStatus

EARLIER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "revoked_at", "state"),
    [
        pytest.param(MenteeStatus.ACTIVE, None, CardState.VALID, id="in force"),
        pytest.param(MenteeStatus.STOPPED, None, CardState.VALID, id="stopped, may come again"),
        pytest.param(MenteeStatus.ACTIVE, EARLIER, CardState.REPLACED, id="lost and replaced"),
        pytest.param(MenteeStatus.ERASED, None, CardState.ERASED, id="erased"),
        pytest.param(MenteeStatus.ERASED, EARLIER, CardState.ERASED, id="erased, card revoked"),
    ],
)
def test_judge_card(status, revoked_at, state):
    assert judge_card(status=status, revoked_at=revoked_at) is state


def test_a_card_bears_a_name_so_it_needs_consent():
    assert not may_hold_card(MenteeStatus.PENDING)
    assert not may_hold_card(MenteeStatus.ERASED)
    assert may_hold_card(MenteeStatus.ACTIVE)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("482913", True), ("48291", False), ("4829137", False), ("48291A", False), ("٤٨٢٩١٣", False)],
)
def test_is_number(typed, expected):
    assert is_number(typed) is expected
