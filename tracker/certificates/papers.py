"""Certificates on paper, and what a volunteer did as a list. The words are Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from tracker.certificates.models import Certificate
from tracker.certificates.rules import hours_of
from tracker.core import clock
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Code,
    Column,
    Diploma,
    Letterhead,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.papers.words import day_words, grouped
from tracker.shifts.queries import Own, Stint
from tracker.shifts.rules import Known
from tracker.volunteers.models import Volunteer

TITLE = "GIẤY XÁC NHẬN THAM GIA"
NUMBER_SIGN = "GXN/ĐTN"
DONE = (
    NUMBER, Column("Ngày", 3), Column("Giờ ca", 3), Column("Chiến dịch", 6), Column("Nơi", 5),
    Column("Vai trò", 3), Column("Số giờ", 2), Column("Cách ghi", 4),
)  # fmt: skip
KNOWN = {
    Known.CODE: "Quét mã lúc đến và lúc về",
    Known.TYPED: "Có giờ ghi tay",
    Known.OPEN: "Chưa ghi giờ về, tính hết ca",
}


def certificates(found: Sequence[Certificate], *, base_url: str) -> Paper:
    """One sheet for each, in the order given. Their papers are issued as they stood then."""
    first = found[0]
    whose = f" {first.number}-{first.year}" if len(found) == 1 else ""
    return Paper(
        name=f"Giấy xác nhận tham gia{whose} {first.campaign_name}",
        letterhead=_letterhead(first),
        title=TITLE,
        about="",
        blocks=(),
        is_landscape=True,
        diplomas=tuple(_diploma(one, base_url=base_url) for one in found),
    )


@dataclass(frozen=True)
class Done:
    """One shift that somebody was on."""

    own: Own
    stint: Stint

    @property
    def minutes(self) -> int:
        return self.stint.worked.minutes if self.stint.worked else 0


def record(person: Volunteer, done: Sequence[Done], *, now: datetime) -> Paper:
    """What somebody did, shift by shift: their own list, which replaces no certificate."""
    rows = [
        (
            clock.local_date(one.own.starts_at), _hours(one.own), one.own.campaign_name,
            one.own.site_name, one.own.role, hours_of(one.minutes), KNOWN[one.stint.known],
        )
        for one in done
    ]  # fmt: skip
    total = sum(one.minutes for one in done)
    commune, today = person.commune, clock.local_date(now)
    return Paper(
        name="Hoạt động tình nguyện của tôi",
        letterhead=words.issued_by_union(commune.name, commune.province.name, day=today),
        title="BẢNG KÊ",
        about=f"Hoạt động tình nguyện của {person.name}",
        is_landscape=True,
        blocks=(
            Words("(Tự in từ hệ thống, không thay Giấy xác nhận tham gia)", Style.NOTE),
            Words(f"Đơn vị: {person.organisation_name}. Năm sinh: {person.birth_year}."),
            Table(
                DONE, numbered(rows),
                total=("", "", "", "", "", "Cộng", hours_of(total), "") if rows else (),
            ),
            Words(f"{grouped(len(rows))} ca, {grouped(hours_of(total))} giờ."),
        ),
    )  # fmt: skip


def _diploma(one: Certificate, *, base_url: str) -> Diploma:
    address = f"{base_url}/x/{one.code}"
    return Diploma(
        letterhead=_letterhead(one),
        title=TITLE,
        before=f"{one.issuer} xác nhận",
        name=one.name,
        after=(
            f"đã tham gia hoạt động tình nguyện {one.campaign_name}\n"
            f"{_span(one.first_day, one.last_day)}: {grouped(one.shifts)} ca,"
            f" {grouped(hours_of(one.minutes))} giờ."
        ),
        signature=Signature("BÍ THƯ", over="TM. BAN THƯỜNG VỤ", hint="(Ký tên, đóng dấu)"),
        code=Code(
            address,
            "Quét mã để kiểm tra. Giấy chỉ có giá trị khi trang hiện “Hợp\u00a0lệ” ở đúng địa chỉ"
            f" {urlsplit(base_url).netloc}",
        ),
    )


def _letterhead(one: Certificate) -> Letterhead:
    """The number is ours: the page that a scan opens tells the same."""
    place = one.commune.name if one.commune else one.province.name
    above = one.province.name if one.commune else ""
    head = words.issued_by_union(
        place, above, number=NUMBER_SIGN, day=clock.local_date(one.issued_at)
    )
    return Letterhead(
        head.family, head.issuer, head.place, over=head.over, number=head.number,
        known_number=f"{one.number:02d}", day=head.day,
    )  # fmt: skip


def _span(first: date, last: date) -> str:
    if first == last:
        return f"ngày {day_words(first)}"
    return f"từ {day_words(first)} đến {day_words(last)}"


def _hours(own: Own) -> str:
    return f"{clock.local(own.starts_at):%H:%M}–{clock.local(own.ends_at):%H:%M}"
