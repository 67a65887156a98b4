"""What it means that somebody can do something."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.skills.rules import (
    Progress,
    SkillState,
    Undone,
    current_state,
    judge_undo,
    next_skill,
    progress,
)

NOT_STARTED, SHOWN, ALONE, NOT_APPLICABLE = SkillState
NOTED = datetime(2026, 11, 14, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        pytest.param([], NOT_STARTED, id="nothing seen"),
        pytest.param([SHOWN], SHOWN, id="shown once"),
        pytest.param([ALONE, SHOWN], ALONE, id="shown again later stays alone"),
        pytest.param([ALONE, ALONE], ALONE, id="two helpers, one state"),
        pytest.param([SHOWN, NOT_APPLICABLE], NOT_APPLICABLE, id="set aside after being shown"),
        pytest.param([NOT_APPLICABLE, ALONE], ALONE, id="seen doing it after all"),
    ],
)
def test_current_state(marks, state):
    assert current_state(marks) is state


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param({}, Progress(0, 3), id="nothing yet"),
        pytest.param({1: SHOWN, 2: SHOWN}, Progress(0, 3), id="shown is not done"),
        pytest.param({1: ALONE, 2: NOT_APPLICABLE}, Progress(1, 2), id="set aside counts nowhere"),
        pytest.param({1: ALONE, 2: ALONE, 3: ALONE}, Progress(3, 3), id="all"),
        pytest.param({9: ALONE}, Progress(0, 3), id="a skill outside the set"),
        pytest.param(dict.fromkeys((1, 2, 3), NOT_APPLICABLE), Progress(0, 0), id="none applies"),
    ],
)
def test_progress(states, expected):
    assert progress(states, [1, 2, 3]) == expected


@pytest.mark.parametrize(
    ("found", "complete"),
    [(Progress(0, 0), False), (Progress(3, 4), False), (Progress(4, 4), True)],
)
def test_a_set_is_complete_when_all_that_applies_is_done(found, complete):
    assert found.is_complete is complete


@pytest.mark.parametrize(
    ("states", "following"),
    [
        pytest.param({}, 1, id="the first"),
        pytest.param({1: SHOWN}, 1, id="shown is still to be learnt"),
        pytest.param({1: ALONE, 2: NOT_APPLICABLE}, 3, id="what is settled is passed over"),
        pytest.param({1: ALONE, 2: ALONE, 3: ALONE}, None, id="nothing is left"),
    ],
)
def test_next_skill(states, following):
    assert next_skill(states, [1, 2, 3]) == following


OWN, ABOVE, STRANGER = (True, False), (False, True), (False, False)


@pytest.mark.parametrize(
    ("who", "later", "is_undone", "verdict"),
    [
        pytest.param(OWN, timedelta(hours=24), False, Undone.DONE, id="own, in time"),
        pytest.param(OWN, timedelta(hours=24, seconds=1), False, Undone.TOO_LATE, id="own, late"),
        pytest.param(STRANGER, timedelta(0), False, Undone.NOT_YOURS, id="somebody else's"),
        pytest.param(ABOVE, timedelta(days=400), False, Undone.DONE, id="from above, any time"),
        pytest.param(OWN, timedelta(0), True, Undone.ALREADY, id="taken back before"),
    ],
)
def test_judge_undo(who, later, is_undone, verdict):
    is_own, oversees = who
    found = judge_undo(
        is_undone=is_undone,
        is_own=is_own,
        oversees=oversees,
        noted_at=NOTED,
        now=NOTED + later,
        hours=24,
    )
    assert found is verdict
