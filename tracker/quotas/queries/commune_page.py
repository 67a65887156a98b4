"""What the page of a commune shows beside its figures: its teams, and their rhythm."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import Reach, by_hand, current
from tracker.core.settings import setting_in_force
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import IssueStatus
from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota, TeamRating
from tracker.quotas.queries.counting import (
    Level,
    Places,
    Span,
    check_ins_counted,
    meetings_counted,
)
from tracker.quotas.queries.limits import rule_in_force
from tracker.quotas.queries.prepared import IN_FORCE, places_open, reach_params, span_open
from tracker.quotas.rules import COMMUNE_RULES, Grade, Standing
from tracker.quotas.rules import grade as graded

WEEKS = 12


@dataclass(frozen=True)
class CommuneCard:
    """A commune with its teams in force, and which kinds of quota are running today."""

    commune: Commune
    teams: list[Team]
    has_month: bool
    has_quarter: bool


@dataclass
class Rhythm:
    """Lượt week by week, oldest first, and when the team was last heard of."""

    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)
    last: date | None = None
    last_class: date | None = None
    # As its period was closed; None while it is open.
    grade: Grade | None = None


@dataclass(frozen=True)
class Rhythms:
    """One for each team, and the limits that they and their results are read by."""

    of: dict[int, Rhythm]
    silent_days: int
    active_days: int
    grade_good_from: int
    grade_done_from: int

    def is_silent(self, team_id: int, today: date) -> bool:
        last = self.of[team_id].last
        return last is None or (today - last).days >= self.silent_days

    def grade(self, team_id: int, standings: Iterable[Standing]) -> Grade | None:
        """As the team was rated, else as it would be now."""
        kept = self.of[team_id].grade
        good, done = self.grade_good_from, self.grade_done_from
        return kept or graded(standings, good=good, done=done)

    @property
    def is_rated(self) -> bool:
        return any(rhythm.grade for rhythm in self.of.values())

    def is_active(self, team_id: int, today: date) -> bool:
        last = self.of[team_id].last_class
        return last is not None and (today - last).days < self.active_days


def commune_card(code: str, today: date) -> CommuneCard | None:
    """The commune with this code, if the open scope covers it as a whole."""
    in_force = and_(Team.commune_id == Commune.id, Team.ended_on.is_(None))
    rows = db.session.execute(
        select(
            Commune, Team, _promised(PeriodKind.MONTH, today), _promised(PeriodKind.QUARTER, today)
        )
        .outerjoin(Team, in_force)
        .where(Commune.code == code)
        .options(joinedload(Commune.province), joinedload(Team.village))
    ).all()
    if not rows or not covers(current(), rows[0][0]):
        return None
    return CommuneCard(rows[0][0], [row[1] for row in rows if row[1]], *rows[0][2:])


def covers(reach: Reach, commune: Commune) -> bool:
    return (
        reach.everywhere or commune.id in reach.communes or commune.province_id in reach.provinces
    )


def rhythms(team_ids: list[int], today: date, period: Period | None = None) -> Rhythms:
    """Twelve weeks of lượt and the last sign of life of each team, and the rating it was given
    for the period. One statement. The teams are of one commune."""
    first = _monday(today) - timedelta(weeks=WEEKS - 1)
    params = reach_params() | {"ids_0": team_ids, "first_0": first, "last_0": today}
    params |= {
        "rated_kind": period.kind.value if period else "",
        "rated_first": period.first if period else today,
    }
    found = {team_id: Rhythm() for team_id in team_ids}
    limits: dict[str, int] = {}
    for what, team_id, day, n in db.session.execute(_statement(current().everywhere), params):
        if what in _LIMITS:
            limits[what] = n
        elif what == _DAY:
            found[team_id].weeks[(day - first).days // 7] += n
        elif what == _GRADE:
            found[team_id].grade = _GRADES[n]
        elif day is not None:
            _note(found[team_id], what, day)
    return Rhythms(found, **limits)


@cache
def _statement(everywhere: bool) -> Any:
    here = places_open(Level.TEAM, 0, everywhere=everywhere)
    statement = union_all(
        *_daily(here, span_open(0)),
        *(_last(kind, here, newest) for kind, newest in _newest()),
        _rated(here),
        *(_limit(name, here) for name in _LIMITS),
    )
    return by_hand(statement, "numbers of teams already found within reach")


_DAY, _CLASS, _OTHER, _GRADE = "day", "class", "other", "grade"
_LIMITS = (*COMMUNE_RULES, "active_days")
_GRADES = tuple(Grade)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _note(rhythm: Rhythm, what: str, day: date) -> None:
    rhythm.last = max(rhythm.last or day, day)
    if what == _CLASS:
        rhythm.last_class = day


def _daily(places: Places, span: Span) -> list[Any]:
    at_classes = (
        select(literal(_DAY), CheckIn.team_id, CheckIn.local_date, func.count())
        .where(check_ins_counted(places, span))
        .group_by(CheckIn.team_id, CheckIn.local_date)
    )
    at_meetings = (
        select(literal(_DAY), Meeting.team_id, Meeting.local_date, func.count())
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(places, span))
        .group_by(Meeting.team_id, Meeting.local_date)
    )
    return [at_classes, at_meetings]


def _newest() -> list[tuple[str, Select[Any]]]:
    """The last day of each kind of deed of the team, found at the end of an index."""
    locked = ClassSession.status == ClassStatus.LOCKED
    resolved = Issue.status == IssueStatus.RESOLVED
    return [
        (_CLASS, _last_day(ClassSession, ClassSession.local_date).where(locked)),
        *(
            (_OTHER, _last_day(row, row.local_date).where(row.removed_at.is_(None)))
            for row in (CheckIn, Meeting, SupportTurn)
        ),
        (_OTHER, _last_day(Issue, Issue.resolved_on).where(resolved)),
    ]


def _last_day(row: Any, day: Any) -> Select[Any]:
    return select(func.max(day)).where(row.team_id == Team.id)


def _last(kind: str, places: Places, newest: Select[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (literal(kind), Team.id, newest.scalar_subquery(), literal(0))
    return select(*columns).where(Team.id.in_(places.ids))


def _rated(places: Places) -> Select[Any]:
    known = case({grade: n for n, grade in enumerate(_GRADES)}, value=TeamRating.grade)
    columns: tuple[Any, ...] = (literal(_GRADE), TeamRating.team_id, TeamRating.first_day, known)
    return select(*columns).where(
        TeamRating.team_id.in_(places.ids),
        TeamRating.period_kind == bindparam("rated_kind", type_=String),
        TeamRating.first_day == bindparam("rated_first", type_=Date),
    )


def _limit(name: str, places: Places) -> Select[Any]:
    nobody: Any
    no_day: Any
    nobody, no_day = literal(0), select(func.max(Team.decided_on)).where(Team.id.is_(None))
    commune = select(func.min(Team.commune_id)).where(Team.id.in_(places.ids)).scalar_subquery()
    value = rule_in_force(name, commune) if name in COMMUNE_RULES else setting_in_force(name)
    return select(literal(name), nobody, no_day.scalar_subquery(), value)


def _promised(kind: PeriodKind, today: date) -> Any:
    return exists().where(
        Quota.commune_id == Commune.id,
        Quota.period_kind == kind,
        Quota.first_day == period_of(kind, today).first,
        Quota.status.in_(IN_FORCE),
    )
