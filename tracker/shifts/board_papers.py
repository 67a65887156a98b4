"""The board in words: who works where, to be pinned up; and what is still needed, to be sent on."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.papers import words
from tracker.papers.paper import (
    Cell,
    Column,
    Ending,
    Family,
    Letterhead,
    Paper,
    Signature,
    Style,
    Table,
    Words,
)
from tracker.shifts.queries import Line, Placed

COLUMNS = (
    Column("Ngày", 3),
    Column("Giờ", 3),
    Column("Nơi làm", 5),
    Column("Trưởng ca", 4),
    Column("Tình nguyện viên", 9),
    Column("Số người", 2),
)
MOST_DAYS = 6


def roster(
    campaign: Campaign, lines: Sequence[Line], placed: Mapping[int, Sequence[Placed]]
) -> Paper:
    """Bảng phân công: one line a shift with the names on it, called off ones with the reason."""
    commune = campaign.commune.name if campaign.commune else campaign.province.name
    head = Letterhead(
        Family.YOUTH, f"BCH ĐOÀN {commune.upper()}", words.without_kind(commune),
        over=f"ĐOÀN {campaign.province.name.upper()}",
    )  # fmt: skip
    closing = f"Bảng gồm {words.grouped(len(lines))} ca./."
    return Paper(
        name=f"Bảng phân công ca {campaign.name}",
        letterhead=head,
        title="BẢNG PHÂN CÔNG CA",
        about=campaign.name,
        is_landscape=True,
        blocks=(
            Words(f"{campaign.first_day:%d/%m/%Y} – {campaign.last_day:%d/%m/%Y}", Style.NOTE),
            Table(COLUMNS, tuple(_row(line, placed.get(line.id, ())) for line in lines)),
            Words(closing if lines else "Không còn ca nào sắp tới./."),
            Ending((Signature("NGƯỜI LẬP"),)),
        ),
    )


def for_the_group(campaign: Campaign, short: Sequence[Line], *, address: str) -> str:
    """The text for the Zalo group: the nearest days that lack people, and the link. No name."""
    days = [(day, list(those)) for day, those in groupby(short, key=lambda one: one.local_date)]
    missing = sum(line.filled.missing for line in short)
    said = [campaign.name]
    if short:
        said.append(f"Còn cần {missing} người:")
    for day, those in days[:MOST_DAYS]:
        said.append(f"{words.weekday(day)} {day:%d/%m}")
        said += [f"• {_hours(line)} {line.site_name}: cần {line.filled.missing}" for line in those]
    if len(days) > MOST_DAYS:
        said.append("… và những ngày sau")
    return "\n".join([*said, f"Đăng ký: {address}"])


def for_the_communes(
    campaign: Campaign, days: Sequence[date], needs: Sequence[tuple[str, int, str]]
) -> str:
    """The text for the communes' Youth Unions: who still needs how many, and where to sign up."""
    short = [need for need in needs if need[1]]
    said = [campaign.name]
    if days and short:
        first, last = days[0], days[-1]
        when = f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}"
        said.append(f"{when}: còn cần {sum(need[1] for need in short)} người")
    said += [f"• {name}: cần {missing}, đăng ký: {address}" for name, missing, address in short]
    return "\n".join(said)


def _row(line: Line, people: Sequence[Placed]) -> tuple[Cell, ...]:
    if line.is_cancelled:
        return (line.local_date, _hours(line), line.site_name, "",
                f"Đã hủy: {line.cancelled_reason}", "")  # fmt: skip
    leader = next((one.name for one in people if one.leads), "")
    return (
        line.local_date, _hours(line), line.site_name, leader,
        ", ".join(one.name for one in people if not one.leads),
        f"{len(people)}/{line.filled.places}",
    )  # fmt: skip


def _hours(line: Line) -> str:
    return f"{clock.local(line.starts_at):%H:%M}–{clock.local(line.ends_at):%H:%M}"
