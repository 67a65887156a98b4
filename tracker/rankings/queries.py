"""The draft of a ranking, what looks odd in it, what was said about it, and what was published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators import queries as indicators
from tracker.indicators.queries.formulas import typed
from tracker.indicators.rules import FigureKind, Value
from tracker.periods.rules import Period
from tracker.places.models import Commune
from tracker.quotas.queries.counting import Level, Places
from tracker.rankings.models import Ranking, RankingComment
from tracker.rankings.rules import Burst, Entry, Pair, is_burst
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState

CODES = ("quota_people", "quota_classes", "quota_issues", "people", "active_teams")


def entries(province_id: int, period: Period) -> list[Entry]:
    """Every commune in force with its figures, counted as everywhere."""
    adults = typed(FigureKind.ADULTS, Commune.id, period.last)
    here = (Commune.province_id == province_id, Commune.ended_on.is_(None))
    rows = db.session.execute(select(Commune.id, Commune.code, Commune.name, adults).where(*here))
    communes = rows.all()
    ids = tuple(row.id for row in communes)
    values = indicators.values(Places(Level.COMMUNE, ids), period, CODES)
    found = []
    for commune_id, code, name, living in communes:
        own = {key: _pair(value) for key, value in values[commune_id].items()}
        found.append(
            Entry(
                code, name, own["quota_people"], own["quota_classes"], own["quota_issues"],
                (own["people"][0], living), own["active_teams"], commune_id,
            )
        )  # fmt: skip
    return found


def bursts(province_id: int, period: Period, *, most: int, minutes: int) -> list[Burst]:
    """Marks of one skill by one account on one day, too many in too short a time."""
    inside = select(Commune.id).where(Commune.province_id == province_id)
    marks = func.count(SkillMark.id)
    columns: tuple[Any, ...] = (
        Commune.name, Skill.code, marks, func.min(SkillMark.noted_at), func.max(SkillMark.noted_at)
    )  # fmt: skip
    rows = db.session.execute(
        by_hand(
            select(*columns)
            .select_from(SkillMark)
            .join(Commune, Commune.id == SkillMark.commune_id)
            .join(Skill, Skill.id == SkillMark.skill_id)
            .where(
                SkillMark.commune_id.in_(inside),
                SkillMark.local_date.between(period.first, period.last),
                SkillMark.state == SkillState.ALONE,
                SkillMark.undone_at.is_(None),
            )
            .group_by(Commune.name, Skill.code, SkillMark.noted_by_id, SkillMark.local_date)
            .having(marks >= most),
            "numbers of marks by commune; neither whose nor by whom",
        )
    )
    return [
        Burst(name, skill, n, int((last - first).total_seconds() // 60) + 1)
        for name, skill, n, first, last in rows
        if is_burst(n, first, last, most=most, minutes=minutes)
    ]


def comments(period: Period) -> Sequence[RankingComment]:
    """What the communes within reach said, newest first."""
    return db.session.scalars(
        select(RankingComment)
        .where(RankingComment.period_kind == period.kind, RankingComment.first_day == period.first)
        .options(joinedload(RankingComment.commune))
        .order_by(RankingComment.id.desc())
    ).all()


def published() -> Sequence[Ranking]:
    """Everything ever published, newest first: for anybody."""
    return db.session.scalars(
        by_hand(
            select(Ranking)
            .options(joinedload(Ranking.province), joinedload(Ranking.snapshot))
            .order_by(Ranking.last_day.desc(), Ranking.version.desc()),
            "published rankings are public",
        )
    ).all()


def versions(province_id: int, period: Period) -> list[Ranking]:
    found = select(Ranking).where(
        Ranking.province_id == province_id,
        Ranking.period_kind == period.kind,
        Ranking.first_day == period.first,
    )
    rows = db.session.scalars(by_hand(found.order_by(Ranking.version), "published ones are public"))
    return list(rows)


def _pair(value: Value) -> Pair:
    return value.n, value.d
