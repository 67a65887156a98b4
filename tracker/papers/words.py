"""How official papers write days, hours, numbers and the names of offices. Always in Vietnamese."""

import re
from datetime import date, datetime, time

from tracker.core import clock
from tracker.core.names import in_sentence
from tracker.papers.paper import Cell, Column, Family, Kind, Letterhead

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEADINGS = {
    Family.STATE: MOTTO,
    Family.PARTY: ("ĐẢNG CỘNG SẢN VIỆT NAM",),
    Family.YOUTH: ("ĐOÀN TNCS HỒ CHÍ MINH",),
}
RECIPIENTS = "Nơi nhận:"
# What stands under the issuer where the state draws a line.
MARKS = {Family.STATE: "", Family.PARTY: "*", Family.YOUTH: "***"}

_KINDS = ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố ")


def spoken_day(day: date) -> str:
    """Days before the 10th and the first two months get a nought, so that none can be added."""
    shown_day = f"{day.day:02d}"
    shown_month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {shown_day} tháng {shown_month} năm {day.year}"


def spoken_moment(moment: datetime) -> str:
    """19 giờ 30 phút, ngày 17 tháng 11 năm 2026."""
    here = clock.local(moment)
    return f"{here.hour} giờ {here.minute:02d} phút, {spoken_day(here.date())}"


def day_words(day: date) -> str:
    """17/11/2026."""
    return f"{day:%d/%m/%Y}"


def weekday(day: date) -> str:
    """Thứ Ba."""
    return WEEKDAYS[day.weekday()]


def weekday_in_sentence(day: date) -> str:
    """thứ Ba, Chủ nhật: the day of rest keeps its capital, as a festival does."""
    said = weekday(day)
    return said if day.weekday() == SUNDAY else in_sentence(said)


SUNDAY = 6
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def grouped(value: float) -> str:
    """1.240 and 69,9, as Vietnam writes them."""
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return shown.translate(_SEPARATORS)


_SEPARATORS = str.maketrans(",.", ".,")


def shown(cell: Cell, column: Column) -> str:
    """A cell as it is read."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case date():
            return day_words(cell)
        case time():
            return f"{cell:%H:%M}"
        case _:
            return number_in(column.kind, cell)


def number_in(kind: Kind, value: float) -> str:
    match kind:
        case Kind.COUNT | Kind.FIGURE:
            return grouped(value)
        case Kind.PERCENT:
            return f"{grouped(value)}%"
        case Kind.YEAR:
            return str(value)


def stands_right(cell: Cell, column: Column) -> bool:
    """As numbers do, one under the other."""
    return isinstance(cell, int | float) or column.kind is Kind.FIGURE


def without_kind(place: str) -> str:
    """The bare name, as it stands before a date: Tả Phìn, of Xã Tả Phìn."""
    for kind in _KINDS:
        place = place.removeprefix(kind)
    return place


def place_and_date(head: Letterhead) -> str:
    """Tả Phìn, ngày 17 tháng 11 năm 2026; without a day the clerk writes it."""
    when = spoken_day(head.day) if head.day else BLANK_DAY
    return f"{head.place}, {when}"


BLANK_DAY = "ngày       tháng       năm"
BLANK = "\u2003" * 4


def number_line(head: Letterhead) -> str:
    """Số:        /BC-UBND, with room for the number; the Party and the Union write a hyphen."""
    if not head.number:
        return ""
    between = "/" if head.family is Family.STATE else "-"
    colon = "" if head.family is Family.PARTY else ":"
    return f"Số{colon} {head.known_number or BLANK}{between}{head.number}"


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def number_in_sentence(head: Letterhead) -> str:
    """số 49/QĐ-UBND."""
    line = number_line(head).replace(":", "")
    return line[:1].lower() + line[1:]


def committee(commune: str) -> str:
    """The office in a sentence: UBND xã Tả Phìn."""
    return f"UBND {in_sentence(commune)}"


def in_full(commune: str) -> str:
    """ỦY BAN NHÂN DÂN, and under it XÃ TẢ PHÌN."""
    return f"ỦY BAN NHÂN DÂN\n{commune}".upper()


def issued_by_committee(commune: str, *, number: str = "", day: date | None = None) -> Letterhead:
    """A paper of the commune's People's Committee."""
    return Letterhead(Family.STATE, in_full(commune), without_kind(commune), number=number, day=day)


def issued_by_team(commune: str, team: str, *, number: str = "", day: date) -> Letterhead:
    """A paper of a team, or of whoever held a class for the whole commune."""
    return Letterhead(
        Family.STATE, team.upper(), without_kind(commune),
        over=committee(commune).upper(), number=number, day=day,
    )  # fmt: skip


def issued_by_union(
    place: str, province: str = "", *, number: str = "", day: date | None = None
) -> Letterhead:
    """A paper of the Youth Union: of a commune's under its province's, or of the province's own."""
    return Letterhead(
        Family.YOUTH, f"BCH {_union(place, province).upper()}", without_kind(place),
        over=union_of_province(province).upper() if province else "", number=number, day=day,
    )  # fmt: skip


def _union(place: str, province: str) -> str:
    return f"Đoàn {place}" if province else union_of_province(place)


def union_of_province(province: str) -> str:
    """Tỉnh đoàn Lào Cai, Thành đoàn Hà Nội."""
    before = "Thành đoàn" if province.startswith("Thành phố ") else "Tỉnh đoàn"
    return f"{before} {without_kind(province)}"


def in_a_name(period: str) -> str:
    """A period in the name of a paper and of its file, where no stroke may stand: quý IV/2026 is
    quý IV năm 2026."""
    return _DAY.sub(r"\1-\2-\3", period).replace("/", " năm ")


_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def file_day(day: date) -> str:
    """A day inside a file's name, which is also the title of its page: 21-11-2026."""
    return f"{day:%d-%m-%Y}"
