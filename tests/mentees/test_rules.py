from datetime import date

import pytest

from tracker.mentees.rules import (
    Agreement,
    ConsentMethod,
    ConsentText,
    DueDates,
    Owner,
    Refusal,
    due_dates,
    is_child,
    is_elder,
    judge_agreement,
    judge_self,
    starting_set,
)

TODAY = date(2026, 11, 21)
WORDING = ConsentText("1", "Lời")


def agreed(method: ConsentMethod, **more: str) -> Agreement:
    return Agreement(method, WORDING, **more)


@pytest.mark.parametrize(
    ("year", "child", "elder"),
    [(None, False, False), (2011, True, False), (2010, False, False),
     (1967, False, False), (1966, False, True)],
)  # fmt: skip
def test_age_is_counted_by_year(year, child, elder):
    assert is_child(year, today=TODAY) is child
    assert is_elder(year, today=TODAY) is elder


@pytest.mark.parametrize(
    ("agreement", "year", "guardian", "refusal"),
    [
        (None, None, "", Refusal.NO_CONSENT),
        (agreed(ConsentMethod.SPOKEN), None, "", Refusal.NO_WITNESS),
        (agreed(ConsentMethod.SPOKEN, witness="Giàng Seo Phừ"), None, "", None),
        (agreed(ConsentMethod.PAPER), None, "", Refusal.NO_PAPER),
        (agreed(ConsentMethod.PAPER, paper_number="07/2026"), 1951, "", None),
        (agreed(ConsentMethod.SCREEN), 1990, "", None),
        (agreed(ConsentMethod.SCREEN), 2011, "", Refusal.NO_GUARDIAN),
        (agreed(ConsentMethod.SCREEN), 2011, "Sùng Thị Dợ", None),
        (agreed(ConsentMethod.SCREEN), 2010, "", None),
    ],
)
def test_what_an_agreement_needs(agreement, year, guardian, refusal):
    judged = judge_agreement(agreement, birth_year=year, guardian=guardian, today=TODAY)
    assert judged is refusal


@pytest.mark.parametrize(
    ("key", "phone", "year", "own_year", "refusal"),
    [
        ("ly a pao", None, None, None, Refusal.OWN_NAME),
        ("ly a pao", None, 1990, None, Refusal.OWN_NAME),
        ("ly a pao", None, 1990, 1990, Refusal.OWN_NAME),
        ("ly a pao", None, 1950, 1990, None),
        ("ly a su", "+84912000001", None, None, Refusal.OWN_PHONE),
        ("ly a su", "+84912000002", None, None, None),
    ],
)
def test_nobody_is_their_own_learner(key, phone, year, own_year, refusal):
    owner = Owner("ly a pao", "+84912000001", own_year)
    assert judge_self(owner, search_key=key, phone=phone, birth_year=year) is refusal


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (date(2026, 11, 16), date(2026, 11, 18)),  # Monday
        (date(2026, 11, 19), date(2026, 11, 23)),  # Thursday: the weekend does not count
        (date(2026, 11, 20), date(2026, 11, 24)),  # Friday
        (date(2026, 11, 21), date(2026, 11, 24)),  # Saturday
        (date(2026, 12, 31), date(2027, 1, 5)),  # New Year's Day is a Friday
        (date(2026, 2, 13), date(2026, 2, 24)),  # the Friday before Tết
        (date(2027, 2, 4), date(2027, 2, 12)),  # two days of Tết fall on a weekend and move
        (date(2027, 4, 15), date(2027, 4, 20)),  # giỗ Tổ Hùng Vương is a Friday
        (date(2030, 2, 1), date(2030, 2, 8)),  # here Tết is a day before China's
    ],
)
def test_a_request_is_answered_in_two_working_days_and_done_in_fifteen(asked, answer):
    due = due_dates(asked)
    assert due == DueDates(answer, due.done)
    assert (due.done - asked).days == 15


def test_an_elder_begins_with_the_set_for_elders():
    assert starting_set(1951, today=TODAY) == "cao_tuoi"
    assert starting_set(None, today=TODAY) == "nguoi_dan"
