"""A table on paper: no word is broken, and nobody signs a page on which nothing stands."""

import pytest

from tracker.papers.paper import (
    NUMBER,
    Block,
    Column,
    Ending,
    Kind,
    Signature,
    Table,
    Words,
    closes,
    numbered,
)
from tracker.papers.widths import BESIDE, _measure, widths

HEADS = ("Số người được hướng dẫn", "Chỉ tiêu", "Tỷ lệ", "Phản ánh, khó khăn được giải quyết")
RESULT = Table(
    (
        NUMBER, Column("Tổ", 8), *(Column(head, 2) for head in HEADS * 2),
        Column("Lượt người", 2), Column("Xếp loại", 3),
    ),
    numbered([("Tổ CNSCĐ thôn Lao Dìn", *[21, 1200, 124, 3] * 2, 132, "Hoàn thành tốt")] * 3),
    (None, "Toàn xã", *[291, 295, 99, 20] * 2, 1280, None),
)  # fmt: skip
ENDING = Ending((Signature("CHỦ TỊCH"),))


@pytest.mark.parametrize("line", [165, 252])
def test_no_word_is_broken_and_the_line_is_full(line: int):
    found = widths(RESULT, line)
    assert sum(found) == pytest.approx(line)
    for column, width in zip(RESULT.columns, found, strict=True):
        assert width >= BESIDE + max(map(_measure, column.head.split())), column.head


def test_a_short_column_is_not_wrapped_for_a_long_head():
    assert widths(RESULT, 252)[-1] + 0.01 >= BESIDE + _measure("Hoàn thành tốt")


def test_a_column_to_sign_in_has_room():
    columns = (NUMBER, Column("Họ và tên", 6), Column("Thôn", 4), Column("Ký tên", 3))
    rows = numbered([("Giàng Thị Mỷ", "Sín Chải", None), ("Lù Thị Mẩy", "Sín Chải", None)])
    assert widths(Table(columns, rows), 165)[-1] >= 30
    assert len(widths(Table((NUMBER, Column("Tỷ lệ", 2, Kind.PERCENT)), ()), 165)) == 2


@pytest.mark.parametrize(
    ("following", "together"),
    [
        ([ENDING], True),
        ([Words("Danh sách gồm 97 người./."), ENDING], True),
        ([Words("Một"), Words("Hai"), Words("Ba"), ENDING], False),
        ([RESULT, ENDING], False),
        ([Words("Một")], False),
    ],
)
def test_only_closing_words_stay_with_the_signatures(following: list[Block], together: bool):
    assert closes(following) is together
