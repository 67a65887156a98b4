"""The draft of a ranking, what looks odd in it, what was said about it, and what was published."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, literal, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.indicators import queries as indicators
from tracker.indicators.queries.formulas import typed
from tracker.indicators.rules import FigureKind, Value
from tracker.periods.rules import Period
from tracker.places.models import Commune, Province
from tracker.quotas.queries.counting import Level, Places
from tracker.rankings.models import Ranking, RankingComment
from tracker.rankings.rules import Burst, Entry, Pair, densest
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState
from tracker.snapshots.models import Snapshot

_PUBLIC = "published rankings are public"
LIMITS = ("public_floor", "ranking_middle_from", "ranking_large_from")
CODES = ("quota_people", "quota_classes", "quota_issues", "people", "active_teams")


@dataclass(frozen=True)
class Basis:
    """What a ranking is made of: the communes with their figures, and the limits in force."""

    place: str
    code: str
    # Fewer people than this are told by no figure; from which numbers of adults sizes begin.
    floor: int
    sizes: tuple[int, int]
    entries: list[Entry]


def basis(province_id: int, period: Period, *, unlocked_at: datetime | None = None) -> Basis | None:
    """Every commune in force with its figures, counted as everywhere. With a moment, also how
    many classes that were over by then have no locked minutes."""
    adults = typed(FigureKind.ADULTS, Commune.id, period.last)
    columns: tuple[Any, ...] = (
        Commune.id, Commune.code, Commune.name, Commune.kind, adults.label("adults"),
        Province.name.label("place"), Province.code.label("place_code"),
        _unlocked(period, unlocked_at).label("unlocked"),
        *(setting_in_force(name).label(name) for name in LIMITS),
    )  # fmt: skip
    here = (Commune.province_id == province_id, Commune.ended_on.is_(None))
    rows = db.session.execute(
        select(*columns).join(Province, Province.id == Commune.province_id).where(*here)
    ).all()
    if not rows:
        return None
    places = Places(Level.COMMUNE, tuple(row.id for row in rows))
    values = indicators.values(places, period, CODES)
    entries = [_entry(row, values[row.id]) for row in rows]
    floor, *sizes = (getattr(rows[0], name) for name in LIMITS)
    return Basis(rows[0].place, rows[0].place_code, floor, (sizes[0], sizes[1]), entries)


def _entry(row: Any, values: dict[str, Value]) -> Entry:
    own = {key: _pair(value) for key, value in values.items()}
    return Entry(
        row.code, row.name, own["quota_people"], own["quota_classes"], own["quota_issues"],
        (own["people"][0], row.adults), own["active_teams"], row.id, row.kind, row.unlocked,
    )  # fmt: skip


def _unlocked(period: Period, now: datetime | None) -> Any:
    """Of each commune, the classes of the period that are over and not locked."""
    if now is None:
        return literal(0)
    over = (
        ClassSession.commune_id == Commune.id,
        ClassSession.local_date.between(period.first, period.last),
        ClassSession.status.in_([ClassStatus.PLANNED, ClassStatus.OPEN, ClassStatus.ENDED]),
        ClassSession.ends_at < now,
    )
    return select(func.count(ClassSession.id)).where(*over).correlate(Commune).scalar_subquery()


def bursts(province_id: int, period: Period, *, commune_id: int | None = None) -> list[Burst]:
    """Marks of one skill by one account on one day, too many in too short a time."""
    most, minutes = setting_in_force("burst_marks"), setting_in_force("burst_minutes")
    inside = select(Commune.id).where(Commune.province_id == province_id)
    if commune_id is not None:
        inside = inside.where(Commune.id == commune_id)
    counted = (
        SkillMark.commune_id.in_(inside),
        SkillMark.local_date.between(period.first, period.last),
        SkillMark.state == SkillState.ALONE,
        SkillMark.undone_at.is_(None),
    )
    of_one = (
        SkillMark.commune_id, SkillMark.skill_id, SkillMark.noted_by_id, SkillMark.local_date
    )  # fmt: skip
    many = select(*of_one).where(*counted).group_by(*of_one).having(func.count() >= most).subquery()
    same = [own == its for own, its in zip(of_one, many.c, strict=True)]
    columns: tuple[Any, ...] = (
        Commune.id, Commune.name, Commune.code, Skill.code, Skill.name.label("called"),
        Skill.name_en, SkillMark.noted_by_id, SkillMark.local_date, most.label("most"),
        minutes.label("minutes"), SkillMark.noted_at,
    )  # fmt: skip
    rows = db.session.execute(
        by_hand(
            select(*columns)
            .select_from(SkillMark)
            .join(many, and_(*same))
            .join(Commune, Commune.id == SkillMark.commune_id)
            .join(Skill, Skill.id == SkillMark.skill_id)
            .where(*counted),
            "when marks were noted, by commune; neither whose nor by whom",
        )
    )
    moments: dict[tuple[Any, ...], list[datetime]] = defaultdict(list)
    for *one, noted_at in rows:
        moments[tuple(one)].append(noted_at)
    found = []
    for (id_, name, code, skill, *called, _by, _day, least, within), its in moments.items():
        burst = Burst(id_, name, code, skill, *densest(its, minutes=within), *called)
        found += [burst] if burst.marks >= least else []
    return sorted(found, key=lambda one: -one.marks)


def unasked(province_id: int, period: Period) -> list[Burst]:
    """What looks odd in communes that the province has not asked about the period."""
    asked = select(RankingComment.commune_id).where(
        RankingComment.period_kind == period.kind,
        RankingComment.first_day == period.first,
        RankingComment.is_question.is_(True),
    )
    known = set(db.session.scalars(by_hand(asked, "whom the province asked, not what was said")))
    return [one for one in bursts(province_id, period) if one.commune_id not in known]


def comments(period: Period, commune_id: int | None = None) -> Sequence[RankingComment]:
    """What the communes within reach were asked and said, newest first."""
    here = () if commune_id is None else (RankingComment.commune_id == commune_id,)
    return db.session.scalars(
        select(RankingComment)
        .where(
            RankingComment.period_kind == period.kind,
            RankingComment.first_day == period.first,
            *here,
        )
        .options(joinedload(RankingComment.commune))
        .order_by(RankingComment.id.desc())
    ).all()


def unanswered() -> tuple[Any, Any]:
    """To be asked beside a Commune: kind and first day of the latest period in which the province
    asked what the commune has not answered; null without one."""
    return _unanswered(RankingComment.period_kind), _unanswered(RankingComment.first_day)


def _unanswered(part: Any) -> Any:
    answer = aliased(RankingComment)
    answered = exists().where(
        answer.commune_id == RankingComment.commune_id,
        answer.period_kind == RankingComment.period_kind,
        answer.first_day == RankingComment.first_day,
        answer.is_question.is_(False),
        answer.id > RankingComment.id,
    )
    return (
        select(part)
        .where(
            RankingComment.commune_id == Commune.id,
            RankingComment.is_question.is_(True),
            ~answered,
        )
        .order_by(RankingComment.id.desc())
        .limit(1)
        .correlate(Commune)
        .scalar_subquery()
    )


def published() -> Sequence[Ranking]:
    """Everything ever published, newest first, without its figures: for anybody."""
    return db.session.scalars(
        by_hand(
            select(Ranking)
            .options(
                joinedload(Ranking.province),
                joinedload(Ranking.snapshot).load_only(Snapshot.code),
            )
            .order_by(Ranking.last_day.desc(), Ranking.version.desc()),
            _PUBLIC,
        )
    ).all()


def by_code(code: str) -> Ranking | None:
    """One of them with its figures."""
    return db.session.scalar(
        by_hand(
            select(Ranking)
            .join(Snapshot, Snapshot.id == Ranking.snapshot_id)
            .where(Snapshot.code == code)
            .options(joinedload(Ranking.province), contains_eager(Ranking.snapshot))
            .execution_options(populate_existing=True),
            _PUBLIC,
        )
    )


def versions(province_id: int, period: Period) -> list[Ranking]:
    found = select(Ranking).where(
        Ranking.province_id == province_id,
        Ranking.period_kind == period.kind,
        Ranking.first_day == period.first,
    )
    rows = db.session.scalars(by_hand(found.order_by(Ranking.version), _PUBLIC))
    return list(rows)


def newest_beside(snapshot: Snapshot) -> Ranking | None:
    """The newest version of the ranking that this snapshot was published as."""
    own = aliased(Ranking)
    same = (
        own.province_id == Ranking.province_id, own.period_kind == Ranking.period_kind,
        own.first_day == Ranking.first_day, own.snapshot_id == snapshot.id,
    )  # fmt: skip
    return db.session.scalar(
        by_hand(
            select(Ranking)
            .join(own, and_(*same))
            .options(joinedload(Ranking.snapshot).load_only(Snapshot.code))
            .order_by(Ranking.version.desc())
            .limit(1),
            _PUBLIC,
        )
    )


def _pair(value: Value) -> Pair:
    return value.n, value.d
