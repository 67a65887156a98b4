"""What a report's paper says of itself: which office, about what, by which plan, who signs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tracker.core.names import in_sentence
from tracker.papers import words
from tracker.papers.paper import Family, Letterhead, Signature, Words
from tracker.periods.rules import Period, PeriodKind
from tracker.periods.text import ROMAN
from tracker.quotas.papers import committee_signature
from tracker.reports.rules import ReportKind
from tracker.reports.text import period_from

MOVEMENT = "phong trào “Bình dân học vụ số”"
PLAN = f"Căn cứ Kế hoạch số 01-KH/BCĐTW ngày 21 tháng 3 năm 2025 về triển khai {MOVEMENT}"
# What stands before the subject, of kinds that are not named by their days.
SUBJECTS = {ReportKind.INTERIM: "Sơ kết", ReportKind.FINAL: "Tổng kết"}

RECIPIENTS = {
    Family.STATE: ("UBND tỉnh;", "Lưu: VT."),
    Family.PARTY: ("Ban Tuyên giáo và Dân vận Tỉnh ủy;", "Lưu: VPĐU."),
    Family.YOUTH: ("Tỉnh đoàn;", "Lưu: VP."),
}

# Whose copy of the same report it is, in the name of the file.
OFFICES = {
    "commune": {Family.STATE: "UBND", Family.PARTY: "Đảng ủy", Family.YOUTH: "Đoàn xã"},
    "province": {Family.STATE: "Ban Chỉ đạo", Family.PARTY: "Tỉnh ủy", Family.YOUTH: "Tỉnh đoàn"},
}


def file_name(facts: dict[str, Any], family: Family, title: str) -> str:
    """The state's copy and the Party's are two files."""
    place = facts["place"]
    return f"{title} {place['name']} - bản {OFFICES[place['level']][family]}"


def letterhead(facts: dict[str, Any], family: Family, day: date) -> Letterhead:
    """The heading of the office that signs it."""
    place = facts["place"]["name"]
    short = words.without_kind(place)
    is_commune = _is_commune(facts)
    match family:
        case Family.STATE if is_commune:
            return Letterhead(family, words.in_full(place), short, number="BC-UBND", day=day)
        case Family.STATE:
            # Which sign the province's committee writes is its clerk's to say.
            issuer = f"BAN CHỈ ĐẠO {place.upper()}"
            return Letterhead(family, issuer, short, number="BC", day=day)
        case Family.PARTY:
            over = f"ĐẢNG BỘ {facts['place'].get('province', place).upper()}"
            issuer = f"ĐẢNG ỦY {place.upper()}" if is_commune else "TỈNH ỦY"
            sign = "BC/ĐU" if is_commune else "BC/TU"
            return Letterhead(family, issuer, short, over=over, number=sign, day=day)
        case Family.YOUTH:
            above = facts["place"]["province"] if is_commune else ""
            return words.issued_by_union(place, above, number="BC/ĐTN", day=day)


def subject(facts: dict[str, Any]) -> str:
    """Kết quả thực hiện phong trào … quý IV năm 2026."""
    kind, period = ReportKind(facts["kind"]), period_from(facts["period"])
    what = f"kết quả thực hiện {MOVEMENT} {days_told(period)}"
    if kind is ReportKind.THEMATIC and facts.get("title"):
        return f"Chuyên đề {facts['title']}: {what}"
    before = SUBJECTS.get(kind)
    return f"{before} {what}" if before else what[:1].upper() + what[1:]


def days_told(period: Period) -> str:
    """Quý IV năm 2026, as an office writes it; free days by their ends."""
    year = period.last.year
    match period.kind:
        case PeriodKind.WINDOW | PeriodKind.QUARTER:
            return f"quý {ROMAN[period.quarter - 1]} năm {year}"
        case PeriodKind.HALF:
            return f"6 tháng {'đầu' if period.first.month == 1 else 'cuối'} năm {year}"
        case PeriodKind.YEAR:
            return f"năm {year}"
        case PeriodKind.MONTH:
            return f"tháng {period.first.month} năm {year}"
        case PeriodKind.RANGE:
            return f"từ {words.day_words(period.first)} đến {words.day_words(period.last)}"


def counted(facts: dict[str, Any]) -> str:
    """Which days the figures are of, where the subject does not say so already."""
    period = period_from(facts["period"])
    if period.kind is PeriodKind.RANGE:
        return ""
    first, last = words.day_words(period.first), words.day_words(period.last)
    return f"\n(Số liệu từ {first} đến {last})"


def opening(facts: dict[str, Any], family: Family) -> Iterator[Words]:
    """By which plan and at whose request the office reports."""
    asked = facts.get("asked_by", "")
    request = f"; theo yêu cầu của {asked}" if asked else ""
    told = days_told(period_from(facts["period"]))
    yield Words(
        f"{PLAN}{request}, {_office(facts, family)} báo cáo kết quả thực hiện {told} như sau:"
    )


def signature(
    facts: dict[str, Any], family: Family, signer: tuple[str, str] | None = None
) -> Signature:
    """Whoever approved a commune's report signs it for the committee, and nothing of the Party's:
    another office signs that copy."""
    if family is Family.PARTY:
        over = "T/M ĐẢNG ỦY" if _is_commune(facts) else "T/M TỈNH ỦY"
        return Signature("BÍ THƯ", over=over)
    if family is Family.YOUTH:
        return Signature("BÍ THƯ", over="TM. BAN THƯỜNG VỤ")
    if not _is_commune(facts):
        return Signature("TRƯỞNG BAN", over="TM. BAN CHỈ ĐẠO")
    if signer is not None:
        return committee_signature(signer)
    return Signature("CHỦ TỊCH", over="TM. ỦY BAN NHÂN DÂN")


def _office(facts: dict[str, Any], family: Family) -> str:
    place = in_sentence(facts["place"]["name"])
    if _is_commune(facts):
        before = {Family.STATE: "UBND", Family.PARTY: "Đảng ủy", Family.YOUTH: "Đoàn"}[family]
        return f"{before} {place}"
    match family:
        case Family.STATE:
            return f"Ban Chỉ đạo {place}"
        case Family.PARTY:
            return f"Tỉnh ủy {words.without_kind(facts['place']['name'])}"
        case Family.YOUTH:
            return words.union_of_province(facts["place"]["name"])


def _is_commune(facts: dict[str, Any]) -> bool:
    return bool(facts["place"]["level"] == "commune")
