"""A slip of the finger is noticed before it becomes somebody's presence."""

import pytest

from tracker.checkins.numbers import MOST_LINES, Typed, read, shown

SHEET = "7K4QWX"
ALL = [shown(line, sheet=SHEET) for line in range(1, MOST_LINES + 1)]


def test_every_line_has_a_number_of_its_own_that_reads_back():
    assert len(set(ALL)) == MOST_LINES
    for line, number in enumerate(ALL, start=1):
        assert read(number, sheet=SHEET) == Typed((line,))


def test_one_wrong_digit_is_always_noticed():
    for number in ALL:
        for place in range(3):
            for digit in set("0123456789") - {number[place]}:
                slip = number[:place] + digit + number[place + 1 :]
                assert read(slip, sheet=SHEET).lines == (), (number, slip)


def test_two_digits_that_changed_places_are_always_noticed():
    for number in ALL:
        for slip in (number[1] + number[0] + number[2], number[0] + number[2] + number[1]):
            assert slip == number or read(slip, sheet=SHEET).lines == (), (number, slip)


def test_most_numbers_of_another_sheet_are_noticed():
    other = {shown(line, sheet="ABCDEF") for line in range(1, MOST_LINES + 1)}
    assert len(other & set(ALL)) < 20


@pytest.mark.parametrize(
    ("text", "lines", "wrong"),
    [
        ("", (), ()),
        (f"{ALL[6]} {ALL[0]}, {ALL[6]}", (7, 1), ()),
        (f"{ALL[6]}{ALL[0]}\n{ALL[98]}", (7, 1, 99), ()),
        (f"{ALL[6][:2]}-{ALL[6][2]} ; {ALL[1][:2]}.{ALL[1][2]}", (7, 2), ()),
        ("12", (), ("12",)),
        (f"{ALL[0]}4", (), (f"{ALL[0]}4",)),
        ("chín", (), ()),
        (shown(0, sheet=SHEET), (), (shown(0, sheet=SHEET),)),
    ],
)
def test_numbers_are_typed_in_many_ways(text, lines, wrong):
    assert read(text, sheet=SHEET) == Typed(lines, wrong)
