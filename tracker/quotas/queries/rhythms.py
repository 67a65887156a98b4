"""How teams live beside their numbers: the last sign of life, the rating, weeks of lượt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, bindparam, case, cast, func, literal, null, select

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.quick import of_few_lengths
from tracker.core.settings import setting_in_force
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.mentoring.rules import IssueStatus
from tracker.periods.rules import Period
from tracker.places.models import Team
from tracker.quotas.models import TeamRating
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.limits import rule_in_force
from tracker.quotas.queries.prepared import Cover, ask, covered, places_open
from tracker.quotas.queries.results import Figures, Result, asked, moved, sorted_out
from tracker.quotas.queries.weeks import WEEKS, counted_weeks, week_params
from tracker.quotas.rules import COMMUNE_RULES, Grade, Indicator, Standing
from tracker.quotas.rules import grade as graded

# Its places and days are filled in under this number, beside those of the asks.
_NUMBER = 99


@dataclass
class Rhythm:
    """When the team was last heard of; and lượt week by week, where they were asked for."""

    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)
    last: date | None = None
    last_class: date | None = None
    # As its period was closed; None while it is open.
    grade: Grade | None = None
    kept: Figures | None = None


@dataclass(frozen=True)
class Rhythms:
    """One for each team, and the limits that they and their results are read by."""

    of: dict[int, Rhythm]
    silent_days: int
    active_days: int
    grade_good_from: int
    grade_done_from: int
    # Of the commune as its period was closed, and what came after it.
    kept: Figures | None = None
    late: Figures | None = None

    def is_silent(self, team_id: int, today: date) -> bool:
        last = self.of[team_id].last
        return last is None or (today - last).days >= self.silent_days

    def grade(self, team_id: int, standings: Iterable[Standing]) -> Grade | None:
        """As the team was rated, else as it would be now."""
        kept = self.of[team_id].grade
        good, done = self.grade_good_from, self.grade_done_from
        return kept or graded(standings, good=good, done=done)

    @property
    def is_closed(self) -> bool:
        return any(rhythm.kept for rhythm in self.of.values())

    @property
    def is_rated(self) -> bool:
        return any(rhythm.grade for rhythm in self.of.values())

    def is_active(self, team_id: int, today: date) -> bool:
        last = self.of[team_id].last_class
        return last is not None and (today - last).days < self.active_days


def rhythms(team_ids: Sequence[int], today: date, period: Period | None = None) -> Rhythms:
    """Of teams of one commune, as it was known of the days up to this one. One statement."""
    rows = ask([], also=_parts, **_params(team_ids, today, period))
    return _sorted(team_ids, rows)


def with_results(
    team_ids: Sequence[int],
    period: Period,
    today: date,
    *,
    commune_id: int | None = None,
    with_weeks: bool = False,
    shorter: Sequence[Period] = (),
) -> tuple[Rhythms, dict[int, Result], Figures]:
    """The same together with the teams' results, and the figures of the commune they are all of,
    if it is named: as they were closed, if they are. `shorter` are the periods inside whose goals
    are added up. One statement."""
    asks = asked(team_ids, period, commune_id, shorter)
    also, days = (_parts_with_weeks, week_params(today)) if with_weeks else (_parts, {})
    params = _params(team_ids, today, period) | days
    rows = ask(asks, also=also, today=today, **params)
    rhythms = _sorted(team_ids, rows)
    found, whole = sorted_out(asks, rows, period, today, shorter)
    for team_id, rhythm in rhythms.of.items():
        if rhythm.kept:
            found[team_id] = found[team_id].as_closed(rhythm.kept)
    if whole and rhythms.kept:
        return replace(rhythms, late=moved(whole, rhythms.kept)), found, rhythms.kept
    return rhythms, found, whole


def _params(team_ids: Sequence[int], today: date, period: Period | None) -> dict[str, Any]:
    return {
        f"ids_{_NUMBER}": of_few_lengths(team_ids),
        "rated_kind": period.kind.value if period else "",
        "rated_first": period.first if period else today,
        "heard_until": today,
    }  # fmt: skip


def _sorted(team_ids: Sequence[int], rows: Sequence[Any]) -> Rhythms:
    found = {team_id: Rhythm() for team_id in team_ids}
    limits: dict[str, Any] = {}
    whole: Figures | None = None
    for row in rows:
        if row.number != _NUMBER:
            continue
        if row.source in _LIMITS:
            limits[row.source] = row.n
        elif row.source == _WHOLE:
            whole = _figures(row.what)
        elif row.source == _GRADE:
            found[row.place].grade = _GRADES[row.n] if row.n >= 0 else None
            found[row.place].kept = _figures(row.what)
        elif row.source == _WEEK:
            found[row.place].weeks[int(row.what)] = row.n
        elif row.what is not None:
            _note(found[row.place], row.source, date.fromisoformat(row.what))
    return Rhythms(found, kept=whole, **limits)


def _figures(told: str | None) -> Figures | None:
    """Unknown of what was closed before figures were kept."""
    return dict(zip(Indicator, map(int, told.split()), strict=True)) if told else None


def _note(rhythm: Rhythm, source: str, day: date) -> None:
    rhythm.last = max(rhythm.last or day, day)
    if source == _CLASS:
        rhythm.last_class = day


def _parts(cover: Cover) -> list[Select[Any]]:
    here = places_open(Level.TEAM, _NUMBER, cover)
    return [
        *(_last(kind, here, newest) for kind, newest in _newest()),
        _rated(here),
        _rated_whole(here, cover),
        *(_limit(name, here) for name in _LIMITS),
    ]


def _parts_with_weeks(cover: Cover) -> list[Select[Any]]:
    week = counted_weeks(places_open(Level.TEAM, _NUMBER, cover)).subquery().c
    return [*_parts(cover), select(*_columns(_WEEK, week.place, week.number, week.n))]


_CLASS, _OTHER, _GRADE, _WHOLE, _WEEK = "class", "other", "grade", "whole", "week"
_LIMITS = (*COMMUNE_RULES, "active_days")
_GRADES = tuple(Grade)


def _columns(source: str, team_id: Any, day: Any, n: Any) -> tuple[Any, ...]:
    """As the counts have them; the day travels where they say the metric, as text."""
    return (
        literal(_NUMBER).label("number"), team_id.label("place"), literal(source).label("source"),
        cast(day, String).label("what"), n.label("n"),
    )  # fmt: skip


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
    until = bindparam("heard_until", type_=Date)
    return select(func.max(day)).where(row.team_id == Team.id, day <= until)


def _last(kind: str, places: Places, newest: Select[Any]) -> Select[Any]:
    columns = _columns(kind, Team.id, newest.scalar_subquery(), literal(0))
    return select(*columns).where(Team.id.in_(places.ids))


def _rated(places: Places) -> Select[Any]:
    known = case({grade: n for n, grade in enumerate(_GRADES)}, value=TeamRating.grade, else_=-1)
    return select(*_columns(_GRADE, TeamRating.team_id, _kept(), known)).where(
        TeamRating.team_id.in_(places.ids), *_closed()
    )


def _rated_whole(places: Places, cover: Cover) -> Select[Any]:
    """Only for whoever may see the commune as a whole."""
    return select(*_columns(_WHOLE, literal(0), _kept(), literal(0))).where(
        TeamRating.team_id.is_(None),
        TeamRating.commune_id == _commune_of(places),
        covered(cover, TeamRating.commune_id),
        *_closed(),
    )


def _kept() -> Any:
    """The figures in one text, as the day travels of other rows."""
    told: Any = cast(TeamRating.people, String)
    for what in list(Indicator)[1:]:
        told = told + " " + cast(getattr(TeamRating, what), String)
    return told


def _closed() -> tuple[Any, ...]:
    return (
        TeamRating.period_kind == bindparam("rated_kind", type_=String),
        TeamRating.first_day == bindparam("rated_first", type_=Date),
    )


def _commune_of(places: Places) -> Any:
    return select(func.min(Team.commune_id)).where(Team.id.in_(places.ids)).scalar_subquery()


def _limit(name: str, places: Places) -> Select[Any]:
    commune = _commune_of(places)
    value = rule_in_force(name, commune) if name in COMMUNE_RULES else setting_in_force(name)
    return select(*_columns(name, literal(0), null(), value))
