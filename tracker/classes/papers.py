"""Lịch đào tạo, and the same classes as a text to be read aloud or sent to a Zalo group.

The texts hold no person's name: whoever hears them need not know who leads.
"""

from collections.abc import Sequence
from datetime import date

from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Cell,
    Column,
    Ending,
    Letterhead,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.places.models import Commune, Team
from tracker.places.text import village_name

COLUMNS = (
    NUMBER,
    Column("Thứ", 2),
    Column("Ngày", 3),
    Column("Từ", 2),
    Column("Đến", 2),
    Column("Nội dung", 5),
    Column("Điểm học", 5),
    Column("Đơn vị tổ chức", 4),
    Column("Chủ trì", 4),
    Column("Ghi chú", 4),
)
GOING = {ClassStatus.PLANNED, ClassStatus.OPEN}


def schedule(
    commune: Commune, team: Team | None, sessions: Sequence[ClassSession], *, first: date
) -> Paper:
    """Lịch đào tạo of a month, cancelled classes with their reason."""
    month = f"tháng {first:%m} năm {first.year}"
    whose = team.name if team else commune.name
    closing = f"Lịch gồm {words.grouped(len(sessions))} buổi học./."
    return Paper(
        name=f"Lịch đào tạo {whose}, {month}",
        letterhead=_letterhead(commune, team),
        title="LỊCH ĐÀO TẠO",
        about=f"Phổ cập kỹ năng số {month}",
        is_landscape=True,
        blocks=(
            Words(whose, Style.NOTE),
            Table(COLUMNS, numbered(_row(session) for session in sessions)),
            Words(closing if sessions else "Chưa có buổi học nào trong tháng này./."),
            Ending((Signature("NGƯỜI LẬP", hint="(Ký, ghi rõ họ tên)"),)),
        ),
    )


def place(session: ClassSession) -> str:
    """The site, and its thôn where the name does not say it."""
    site = session.site
    if site.village is None or site.village.name in site.name:
        return site.name
    return f"{site.name}, {village_name(site.village.kind, site.village.name)}"


def to_read_aloud(whose: str, sessions: Sequence[ClassSession], *, first: date, last: date) -> str:
    """Bản đọc loa: whole sentences, every number and every short word as it is spoken."""
    whose = whose.replace("Tổ CNSCĐ", "Tổ công nghệ số cộng đồng")
    days = f"từ {_day(first)} đến {_day(last)}"
    coming = [session for session in sessions if session.status in GOING]
    if not coming:
        return f"Kính thưa bà con! {whose} chưa có buổi học kỹ năng số {days}."
    lines = [
        "Kính thưa bà con!",
        f"{whose} kính mời bà con tham gia các buổi học kỹ năng số {days}:",
        *(_spoken(session) for session in coming),
        "Bà con có điện thoại thì xin mang theo. Ai chưa có điện thoại vẫn được học.",
        "Kính mời bà con đến dự. Xin trân trọng cảm ơn!",
    ]
    return "\n".join(lines)


def for_the_group(whose: str, sessions: Sequence[ClassSession], *, first: date, last: date) -> str:
    """The text for the Zalo group: short lines, one class each."""
    head = f"LỊCH HỌC KỸ NĂNG SỐ {first:%d/%m}–{last:%d/%m}\n{whose}"
    lines = [_line(session) for session in sessions] or ["Chưa có buổi học."]
    return "\n".join([head, *lines])


def _row(session: ClassSession) -> tuple[Cell, ...]:
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    return (
        words.weekday(session.local_date),
        session.local_date,
        starts.time(),
        ends.time(),
        session.title,
        place(session),
        session.team.name if session.team else session.commune.name,
        session.leader.name,
        _note(session),
    )


def _note(session: ClassSession) -> str:
    if session.status is ClassStatus.CANCELLED:
        return f"Đã hủy: {session.cancelled_reason}"
    return ", ".join(part for part in (session.audience, session.language) if part)


def _letterhead(commune: Commune, team: Team | None) -> Letterhead:
    head = words.issued_by_committee(commune.name)
    if team is None:
        return head
    over = words.committee(commune.name).upper()
    return Letterhead(head.family, team.name.upper(), head.place, over=over)


def _spoken(session: ClassSession) -> str:
    starts = clock.local(session.starts_at)
    minutes = f" {starts.minute} phút" if starts.minute else ""
    hour = f"{starts.hour} giờ{minutes}"
    return f"Lúc {hour}, {_day(session.local_date)}, tại {place(session)}: {session.title}."


def _line(session: ClassSession) -> str:
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    hours = f"{starts:%H:%M}–{ends:%H:%M}"
    day = f"{words.weekday(session.local_date)} {session.local_date:%d/%m}"
    gone = "ĐÃ HỦY – " if session.status is ClassStatus.CANCELLED else ""
    return f"• {gone}{day}, {hours}: {session.title}. {place(session)}"


def _day(day: date) -> str:
    return f"{words.weekday_in_sentence(day)} ngày {day.day} tháng {day.month}"
