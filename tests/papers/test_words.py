"""How an office writes days, numbers and names."""

from datetime import date

import pytest

from tracker.papers import words
from tracker.papers.paper import Column, Family, Kind, Letterhead


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2026, 11, 7), "ngày 07 tháng 11 năm 2026"),
        (date(2026, 1, 21), "ngày 21 tháng 01 năm 2026"),
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
    ],
)
def test_a_nought_stands_where_a_figure_could_be_added(day, spoken):
    assert words.spoken_day(day) == spoken


def test_numbers_are_written_as_in_vietnam():
    assert [words.grouped(n) for n in (7, 1240, 1234567, 69.9)] == [
        "7",
        "1.240",
        "1.234.567",
        "69,9",
    ]
    assert words.shown(1961, Column("Năm sinh", 2, Kind.YEAR)) == "1961"
    assert words.shown(108, Column("Tỷ lệ", 2, Kind.PERCENT)) == "108%"


@pytest.mark.parametrize(
    ("family", "known", "line"),
    [
        (Family.STATE, "49", "Số: 49/QĐ-UBND"),
        (Family.STATE, "", f"Số: {words.BLANK}/QĐ-UBND"),
        (Family.PARTY, "12", "Số 12-QĐ-UBND"),
        (Family.YOUTH, "12", "Số: 12-QĐ-UBND"),
    ],
)
def test_the_number_is_the_clerks(family, known, line):
    head = Letterhead(family, "", "", number="QĐ-UBND", known_number=known)
    assert words.number_line(head) == line


def test_a_place_stands_bare_before_the_date():
    assert words.without_kind("Xã Tả Phìn") == "Tả Phìn"
    assert words.committee("Phường Cam Đường") == "UBND phường Cam Đường"
