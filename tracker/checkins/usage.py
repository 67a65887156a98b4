"""Danh mục địa điểm: the sites of a commune, and how often each is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Column,
    Ending,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.places.models import Commune, Site
from tracker.places.text import SITE_KIND, village_label

HELD = (ClassStatus.ENDED, ClassStatus.LOCKED)
COLUMNS = (
    NUMBER,
    Column("Điểm học", 6),
    Column("Loại", 4),
    Column("Thôn", 4),
    Column("Địa chỉ", 5),
    Column("Số buổi học", 2),
    Column("Lượt người", 2),
    Column("Buổi gần nhất", 3),
)


@dataclass(frozen=True)
class Use:
    """Classes that were held there, lượt, and the last day."""

    classes: int = 0
    attendances: int = 0
    last: date | None = None


def uses(commune_id: int, first: date, last: date) -> dict[int, Use]:
    """How often each site of the commune was used in these days, by whichever team."""
    session: Any = ClassSession.__table__.c
    present = (
        select(func.count())
        .where(CheckIn.class_id == session.id, CheckIn.removed_at.is_(None))
        .scalar_subquery()
    )
    held = (
        select(session.site_id, session.local_date, present.label("people"))
        .where(
            session.commune_id == commune_id,
            session.status.in_(HELD),
            session.local_date.between(first, last),
        )
        .subquery()
    )
    counted = select(
        held.c.site_id, func.count(), func.sum(held.c.people), func.max(held.c.local_date)
    ).group_by(held.c.site_id)
    rows = db.session.execute(by_hand(counted, "bare numbers of the sites of one commune"))
    return {site_id: Use(n, int(people), day) for site_id, n, people, day in rows}


def sites(
    commune: Commune, found: Sequence[Site], used: dict[int, Use], *, first: date, last: date
) -> Paper:
    """The catalogue with the frequency of use, in the order of the alphabet."""
    rows = [_row(site, used.get(site.id, Use())) for site in found]
    days = f"{words.day_words(first)} đến {words.day_words(last)}"
    return Paper(
        name=f"Danh mục địa điểm {commune.name} {words.file_day(last)}",
        letterhead=words.issued_by_committee(commune.name),
        title="DANH MỤC ĐỊA ĐIỂM",
        about="Phổ cập kỹ năng số và tần suất sử dụng",
        is_landscape=True,
        blocks=(
            Words(f"Tần suất sử dụng tính từ {days}", Style.NOTE),
            Table(COLUMNS, numbered(rows)),
            Words(f"Tổng số: {words.grouped(len(rows))} địa điểm./."),
            Ending((Signature("NGƯỜI LẬP"),)),
        ),
    )


def _row(site: Site, use: Use) -> tuple[Any, ...]:
    village = village_label(site.village.kind, site.village.name) if site.village else ""
    kind = str(SITE_KIND[site.kind])
    return (site.name, kind, village, site.address, use.classes, use.attendances, use.last)
