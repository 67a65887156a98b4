"""Sổ tay theo dõi on paper: the people, then day by day what was done, with room to sign."""

from collections.abc import Sequence
from datetime import date

from tracker.histories.notebook import Entry, Guided, Notebook
from tracker.mentees.text import STATUS
from tracker.mentoring.rules import Channel
from tracker.mentoring.text import CHANNELS_INLINE
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Cell,
    Column,
    Ending,
    Kind,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.periods.rules import Period
from tracker.periods.text import period_name
from tracker.places.text import village_label
from tracker.skills.rules import SkillState

FORGOTTEN = "(đã xóa thông tin)"
PEOPLE = (
    NUMBER,
    Column("Họ và tên", 6),
    Column("Năm sinh", 2, Kind.YEAR),
    Column("Thôn", 4),
    Column("Kèm từ ngày", 3),
    Column("Kỹ năng tự làm được", 3),
    Column("Trạng thái", 3),
)
LOG = (
    NUMBER,
    Column("Ngày", 3),
    Column("Người học", 5),
    Column("Hình thức", 5),
    Column("Tự làm được", 6),
    Column("Đã hướng dẫn", 6),
    Column("Người học ký", 3),
)


def notebook(book: Notebook, entries: Sequence[Entry], period: Period, *, today: date) -> Paper:
    """Per ambassador and period. No phone number is in it: it is carried through the village."""
    guide = book.guide
    head = words.issued_by_team(guide.commune.name, guide.team.name, day=min(period.last, today))
    days = f"{words.day_words(period.first)} đến {words.day_words(period.last)}"
    return Paper(
        name=f"Sổ tay theo dõi {guide.team.name}, {words.in_a_name(period_name(period))}",
        letterhead=head,
        title="SỔ TAY THEO DÕI",
        about=f"Đại sứ số {guide.name}, {period_name(period)}",
        is_landscape=True,
        counted_to=min(period.last, today),
        blocks=(
            Words(f"Từ {days}", Style.NOTE),
            Table(PEOPLE, numbered(map(_person, book.people)), caption="1. Người học"),
            Table(LOG, numbered(map(_entry, entries)), caption="2. Các buổi kèm và buổi học"),
            Words(
                f"Trong kỳ: {words.grouped(len(book.people))} người học,"
                f" {words.grouped(book.meetings)} buổi kèm,"
                f" {words.grouped(book.turns)} lượt hỗ trợ."
            ),
            Ending((Signature("TỔ TRƯỞNG"), Signature("ĐẠI SỨ SỐ", name=guide.name))),
        ),
    )


def _person(one: Guided) -> tuple[Cell, ...]:
    person, progress = one.mentee, one.progress
    village = person.village
    return (
        person.name or FORGOTTEN,
        person.birth_year,
        village_label(village.kind, village.name) if village else "",
        one.since,
        f"{progress.done}/{progress.applicable}",
        str(STATUS[person.status]),
    )


def _entry(entry: Entry) -> tuple[Cell, ...]:
    taught = entry.taught or {}
    return (
        entry.day,
        entry.mentee.name or FORGOTTEN,
        _how(entry),
        ", ".join(taught.get(SkillState.ALONE, [])),
        ", ".join(taught.get(SkillState.SHOWN, [])),
        "",
    )


def _how(entry: Entry) -> str:
    if entry.title:
        return f"Buổi học: {entry.title}"
    if entry.channel:
        return f"Buổi kèm {CHANNELS_INLINE[Channel(entry.channel)]}"
    return "Đánh dấu tại chỗ"
