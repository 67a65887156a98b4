"""Codes, their hours and what they prove. No database, no clock but the one passed in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.checkins import rules
from tracker.checkins.rules import Hours, Verdict, Way, Window
from tracker.classes.rules import ClassStatus

SECRET = "k3yk3yk3yk3yk3y"
START = datetime(2026, 11, 17, 12, 30, tzinfo=UTC)  # 19:30 in Lam Vỹ
END = START + timedelta(minutes=100)
WINDOW = Window(START, END, timedelta(minutes=30), timedelta(minutes=60))
WEEK = timedelta(days=7)
LIFE = timedelta(minutes=20)


def code(moment: datetime, secret: str = SECRET) -> str:
    return rules.code_at(secret, rules.step_at(moment))


def hours(status: ClassStatus = ClassStatus.OPEN, closed_at: datetime | None = None) -> Hours:
    return Hours(status, WINDOW, closed_at, WEEK)


def judge(said: str, now: datetime, *, late: bool = False, its: Hours | None = None):
    return rules.judge_entry(said, secret=SECRET, hours=its or hours(), now=now, late=late)


SEEN = START + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("seconds_later", "verdict"),
    [
        (-60, Verdict.FUTURE),
        (-30, Verdict.CURRENT),
        (0, Verdict.CURRENT),
        (60, Verdict.CURRENT),
        (89, Verdict.CURRENT),
        (90, Verdict.TOO_OLD),
        (3 * 3600, Verdict.TOO_OLD),
        (24 * 3600, Verdict.TOO_OLD),
    ],
)
def test_online_a_code_lives_from_one_step_before_to_two_after(seconds_later, verdict):
    assert judge(code(SEEN), SEEN + timedelta(seconds=seconds_later)).verdict is verdict


@pytest.mark.parametrize("later", [timedelta(minutes=2), timedelta(hours=3), timedelta(days=6)])
def test_a_code_sent_late_is_dated_by_its_own_step(later):
    """Whatever the phone's clock said: nobody asks it."""
    proof = judge(code(SEEN), SEEN + later, late=True)
    assert proof == rules.Proof(Verdict.LATE, SEEN)


def test_a_code_that_is_still_current_is_not_late():
    proof = judge(code(SEEN), SEEN + timedelta(seconds=40), late=True)
    assert proof == rules.Proof(Verdict.CURRENT, SEEN)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    "said",
    ["", "12345", "1234567", "48291O", "４８２９１３", "<b>12</b>", code(SEEN, "another secret")],
)
def test_forged_and_foreign_codes_are_wrong(said, late):
    assert judge(said, SEEN + timedelta(minutes=5), late=late).verdict is Verdict.WRONG


def test_a_code_of_the_future_is_refused_even_when_sent_as_late():
    ahead = code(SEEN + timedelta(minutes=10))
    assert judge(ahead, SEEN).verdict is Verdict.FUTURE
    assert judge(ahead, SEEN, late=True).verdict is Verdict.FUTURE


def test_the_earliest_of_several_steps_with_the_same_digits_counts():
    steps = range(WINDOW.first_step, WINDOW.last_step + 1)
    for number in range(10_000):
        secret = f"secret {number}"
        shown: dict[str, int] = {}
        for step in steps:
            said = rules.code_at(secret, step)
            if said in shown:
                proof = rules.judge_code(
                    said, secret=secret, window=WINDOW, now=END + timedelta(hours=3), late=True
                )
                assert proof.at == rules.step_start(shown[said])
                return
            shown[said] = step
    pytest.fail("no secret with an ambiguous code was found")


@pytest.mark.parametrize(
    ("its", "now", "verdict"),
    [
        (hours(ClassStatus.PLANNED), SEEN, Verdict.NOT_OPEN_YET),
        (hours(), START - timedelta(minutes=31), Verdict.NOT_OPEN_YET),
        (hours(ClassStatus.CANCELLED), SEEN, Verdict.CANCELLED),
        (hours(), END + WEEK + timedelta(seconds=1), Verdict.CLOSED),
        (hours(ClassStatus.ENDED, SEEN - timedelta(minutes=1)), SEEN, Verdict.CLOSED),
        (hours(ClassStatus.LOCKED, SEEN - timedelta(minutes=1)), SEEN, Verdict.CLOSED),
        # Scanned just before the host closed the door: the person was there.
        (hours(ClassStatus.ENDED, SEEN + timedelta(seconds=20)), SEEN, Verdict.CURRENT),
    ],
)
def test_the_class_decides_before_the_code(its, now, verdict):
    assert judge(code(now), now, its=its).verdict is verdict


def test_a_closed_class_takes_late_what_was_on_its_wall_before():
    closed = hours(ClassStatus.LOCKED, SEEN + timedelta(minutes=10))
    assert judge(code(SEEN), END + timedelta(hours=5), its=closed).verdict is Verdict.TOO_OLD
    assert judge(code(SEEN), END + timedelta(hours=5), late=True, its=closed).at == SEEN
    after = code(SEEN + timedelta(minutes=11))
    assert judge(after, END, late=True, its=closed).verdict is Verdict.CLOSED


def test_a_class_left_open_is_over_when_its_window_is():
    now = END + timedelta(hours=2)
    assert judge(code(now), now).verdict is Verdict.CLOSED


@given(
    shown=st.integers(WINDOW.first_step, WINDOW.last_step),
    asked=st.integers(WINDOW.first_step - 200, WINDOW.last_step + 20_000),
    late=st.booleans(),
)
def test_a_proof_never_lies_outside_the_window_nor_ahead_of_now(shown, asked, late):
    now = rules.step_start(asked) + timedelta(seconds=7)
    proof = judge(rules.code_at(SECRET, shown), now, late=late)
    if proof.is_accepted:
        assert proof.at is not None
        assert proof.at <= now
        assert WINDOW.first_step - 1 <= rules.step_at(proof.at) <= WINDOW.last_step + 3
        if proof.verdict is Verdict.LATE:
            assert rules.step_at(proof.at) <= shown


@given(st.text(max_size=12))
def test_no_text_breaks_the_judge(said):
    assert judge(said, SEEN).verdict in set(Verdict)


@pytest.mark.parametrize(
    ("way", "facts", "level"),
    [
        (Way.CODE, {}, 3),
        (Way.SELF, {}, 3),
        (Way.CARD, {}, 3),
        (Way.CARD, {"is_open": False}, 1),
        (Way.POSTER, {}, 2),
        (Way.TYPED, {}, 2),
        (Way.TYPED, {"is_open": False}, 1),
        (Way.CODE, {"delay": timedelta(hours=12), "is_late": True}, 3),
        (Way.CODE, {"delay": timedelta(hours=13), "is_late": True}, 2),
        # A photograph of the code that went round proves nothing.
        (Way.SELF, {"delay": timedelta(minutes=5), "is_late": True}, 1),
    ],
)
def test_the_way_and_the_delay_decide_the_evidence(way, facts, level):
    known = {"is_open": True, "delay": timedelta(0), "late_proof": timedelta(hours=12), **facts}
    assert rules.evidence_level(way, **known) == level


def test_a_stamp_gives_time_to_type_and_belongs_to_one_browser():
    mine = rules.stamp(SECRET, owner="d:mine", seen_at=SEEN)

    def seen(text: str, *, owner: str = "d:mine", after: timedelta = LIFE, secret: str = SECRET):
        return rules.judge_stamp(text, secret=secret, owner=owner, now=SEEN + after, life=LIFE)

    assert seen(mine) == SEEN
    assert seen(mine, after=LIFE + timedelta(seconds=1)) is None
    assert seen(mine, after=-timedelta(seconds=1)) is None
    assert seen(mine, owner="d:yours") is None
    assert seen(mine, secret="another class") is None
    seconds, seal = mine.split(".")
    assert seen(f"{int(seconds) + 60}.{seal}") is None
    for broken in ("", "x", mine[:-1], mine + "0", mine.upper()):
        assert seen(broken) is None


@pytest.mark.parametrize(("second", "left"), [(0, 30), (1, 29), (29, 1), (30, 30), (59, 1)])
def test_the_wall_counts_down_to_the_next_code(second, left):
    assert rules.seconds_left(START + timedelta(seconds=second)) == left
