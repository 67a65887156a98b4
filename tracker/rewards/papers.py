"""Tờ trình đề nghị khen thưởng, with the figures of the records. The words are Vietnamese."""

from collections.abc import Sequence
from datetime import date

from tracker.campaigns.models import Campaign
from tracker.papers.paper import NUMBER, Cell, Column, Paper, Style, Table, Words, numbered
from tracker.papers.words import day_words, grouped
from tracker.rewards.models import Reward
from tracker.rewards.text import KIND
from tracker.shifts.papers import ending, letterhead

COLUMNS = (
    NUMBER, Column("Họ và tên, tập thể", 5), Column("Đơn vị", 4), Column("Số người", 2),
    Column("Số ca", 2), Column("Số giờ", 2), Column("Hình thức đề nghị", 4),
)  # fmt: skip


def proposal(campaign: Campaign, rewards: Sequence[Reward], *, day: date) -> Paper:
    """Everybody proposed for a campaign, with what the records say and what was written."""
    rows = [_row(one) for one in rewards]
    return Paper(
        name=f"Tờ trình đề nghị khen thưởng {campaign.name}",
        letterhead=letterhead(campaign, "TTr/ĐTN"),
        title="TỜ TRÌNH",
        about=f"Đề nghị khen thưởng trong {campaign.name}",
        blocks=(
            Words(
                f"Căn cứ kết quả {campaign.name} từ {day_words(campaign.first_day)} đến"
                f" {day_words(campaign.last_day)}, đề nghị xem xét khen thưởng"
                f" {grouped(len(rows))} tập thể, cá nhân sau:"
            ),
            Table(COLUMNS, numbered(rows)),
            Words("Số ca, số giờ lấy từ sổ điểm danh các ca, không nhập tay.", Style.NOTE),
            Words("Thành tích", Style.HEADING),
            *(Words(one.words, lead=f"{one.name}:") for one in rewards),
            Words(f"Số liệu đến {day_words(day)}./."),
            ending(campaign),
        ),
    )


def _row(one: Reward) -> tuple[Cell, ...]:
    merit = one.merit
    people = merit.people if one.squad_id else None
    hours = round(merit.minutes / 60, 1)
    return (one.name, one.unit, people, merit.shifts, hours, str(KIND[one.kind]))
