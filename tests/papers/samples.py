"""A paper with everything in it that a paper can hold, and names that mean harm."""

from datetime import date, time

from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Code,
    Column,
    Ending,
    Family,
    Kind,
    Letterhead,
    Paper,
    Part,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)

DAY = date(2026, 11, 7)
HARMFUL = (
    "=1+1", "＝1+1", "+84912", "-Thào Thị Dợ", "@SUM(A1)", "\t=cmd|' /C calc'!A0",
    "#let x = read(\"/etc/passwd\")", "<b>&\"'</b>", "{{ 7*7 }}", "https://example.invalid/x",
)  # fmt: skip
NAMES = ("Nguyễn Thị Ngọc Diễm", "Đặng Văn Thủy", "Ưng Hoàng Phước", "Sùng A Páo")

HEADS = {
    Family.STATE: words.issued_by_team(
        "Xã Tả Phìn", "Tổ CNSCĐ Sả Séng", number="BB", day=DAY
    ),
    Family.PARTY: Letterhead(
        Family.PARTY, "ĐẢNG ỦY XÃ TẢ PHÌN", "Tả Phìn", over="ĐẢNG BỘ TỈNH LÀO CAI", number="BC/ĐU"
    ),
    Family.YOUTH: Letterhead(
        Family.YOUTH, "BCH ĐOÀN XÃ TẢ PHÌN", "Tả Phìn", over="TỈNH ĐOÀN LÀO CAI",
        number="BC/ĐTN", day=DAY,
    ),
}  # fmt: skip

COLUMNS = (
    NUMBER,
    Column("Họ và tên", 5),
    Column("Năm sinh", 2, Kind.YEAR),
    Column("Ngày", 3),
    Column("Giờ", 2),
    Column("Lượt người", 2),
    Column("Tỷ lệ hoàn thành", 3, Kind.PERCENT),
)


def sample(family: Family = Family.STATE, *, rows: int = 60, is_landscape: bool = False) -> Paper:
    names = (NAMES + HARMFUL) * (rows // len(NAMES + HARMFUL) + 1)
    people = numbered(
        (name, 1950 + n % 60, date(2026, 11, 1 + n % 28), time(19, 30), 1240 + n, 108)
        for n, name in enumerate(names[:rows])
    )
    return Paper(
        name="Danh sách người tham gia 2026-11-07",
        letterhead=HEADS[family],
        title="DANH SÁCH NGƯỜI THAM GIA",
        about="Buổi học “Thanh toán số”",
        is_landscape=is_landscape,
        blocks=(
            Words("19 giờ 30 phút, ngày 07 tháng 11 năm 2026", Style.NOTE),
            Words("1. Thành phần", Style.HEADING),
            Words("Giao chỉ tiêu cho các Tổ công nghệ số cộng đồng.", lead="Điều 1."),
            Words("Cài ứng dụng", Style.ITEM),
            Table(COLUMNS, people, (None, "Tổng số", None, None, None, 12345, 95)),
            Ending((Signature("THƯ KÝ"), Signature("CHỦ TRÌ", name="Giàng Thị Mỷ"))),
            Part("PHỤ LỤC", "Chỉ tiêu", "(Kèm theo Quyết định)"),
            Code("https://example.invalid/x/7K4QWX", "Quét mã để kiểm tra:"),
            Ending(
                (Signature("CHỦ TỊCH", over="TM. ỦY BAN NHÂN DÂN", hint=""),),
                ("Như Điều 3;", "Lưu: VT."),
            ),
        ),
    )
