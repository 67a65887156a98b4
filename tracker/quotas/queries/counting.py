"""What each indicator counts, in one SELECT each, for many places at once (ruling 15).

What is counted lies where the class, the meeting or the issue was; who guides the person today does
not matter (rulings 10, 16). That is why places limit themselves to the teams and communes of the
open scope: a transferred or erased mentee is no longer visible to the team, but the session it had
stays the team's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, distinct, func, select, true, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.base import Base
from tracker.core.scope import current, in_team_or_above
from tracker.core.settings import setting_in_force
from tracker.mentees.models import Consent
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import IssueStatus
from tracker.periods.rules import PeriodKind
from tracker.places.models import Commune
from tracker.quotas.rules import Indicator


class Level(StrEnum):
    TEAM = "team"
    COMMUNE = "commune"
    PROVINCE = "province"
    # The communes of provinces, each by itself: asked for by province, answered by commune.
    INSIDE = "inside"
    # What a commune did itself: the rows of it that belong to none of its teams.
    APART = "apart"
    # What happened on the shifts of a campaign; and of a province's with all its communes' parts.
    CAMPAIGN = "campaign"
    UMBRELLA = "umbrella"
    # The same, apart: by the team on whose ground it was, by the commune that took part.
    CAMPAIGN_TEAMS = "campaign_teams"
    UMBRELLA_COMMUNES = "umbrella_communes"


SPLIT = frozenset({Level.CAMPAIGN_TEAMS, Level.UMBRELLA_COMMUNES})
_OF_CAMPAIGNS = SPLIT | {Level.CAMPAIGN, Level.UMBRELLA}


@dataclass(frozen=True)
class Places:
    """Places of one level; each gets its own number.

    Of a level that is split, `ids` are the campaigns, and what they come to is told by place. Of
    teams asked for together with the commune they are all of, `within` is that commune.
    """

    level: Level
    ids: Any
    within: "Places | None" = None

    def of(self, row: Any) -> Any:
        """Which of the places a row belongs to."""
        match self.level:
            case Level.TEAM | Level.CAMPAIGN_TEAMS:
                return row.team_id
            case Level.COMMUNE | Level.INSIDE | Level.APART | Level.UMBRELLA_COMMUNES:
                return row.commune_id
            case Level.PROVINCE:
                province = select(Commune.province_id).where(Commune.id == row.commune_id)
                return province.scalar_subquery()
            case Level.CAMPAIGN:
                return _campaign_of(row)
            case Level.UMBRELLA:
                campaign = Base.metadata.tables["campaign"]
                umbrella = func.coalesce(campaign.c.parent_id, campaign.c.id)
                return select(umbrella).where(campaign.c.id == _campaign_of(row)).scalar_subquery()

    def hold(self, row: Any) -> ColumnElement[bool]:
        """Whether a row lies in one of them, and in what the open scope covers."""
        if self.level in {Level.PROVINCE, Level.INSIDE}:
            inside = select(Commune.id).where(Commune.province_id.in_(self.ids))
            here: ColumnElement[bool] = row.commune_id.in_(inside)
        elif self.level in _OF_CAMPAIGNS:
            here = _is_of_campaigns(row, self._campaign_ids())
        else:
            here = self.of(row).in_(self.ids)
        if self.level is Level.APART:
            here &= row.team_id.is_(None)
        return here & self.limit(row)

    def _campaign_ids(self) -> Any:
        if self.level in {Level.CAMPAIGN, Level.CAMPAIGN_TEAMS}:
            return self.ids
        campaign = Base.metadata.tables["campaign"]
        under = campaign.c.parent_id.in_(self.ids) | campaign.c.id.in_(self.ids)
        return select(campaign.c.id).where(under)

    def limit(self, row: Any) -> ColumnElement[bool]:
        reach = current()
        return true() if reach.everywhere else in_team_or_above(row, reach)


@dataclass(frozen=True)
class Span:
    """From a day to a day; both count."""

    first: Any
    last: Any

    def holds(self, day: Any) -> ColumnElement[bool]:
        inside: ColumnElement[bool] = day.between(self.first, self.last)
        return inside


@dataclass(frozen=True)
class Ask:
    """What to count where and when. One statement answers several.

    With a kind of quota it also brings the goals in force and the classes planned.
    """

    places: Places
    span: Span
    indicators: tuple[Indicator, ...] = tuple(Indicator)
    goals: PeriodKind | None = None
    # Of teams: the next ask is of the commune they are all of, in the same span.
    with_commune: bool = False


def teams(ids: Iterable[int]) -> Places:
    return Places(Level.TEAM, tuple(ids))


def communes(ids: Iterable[int]) -> Places:
    return Places(Level.COMMUNE, tuple(ids))


def apart(commune_id: int) -> Places:
    return Places(Level.APART, (commune_id,))


def provinces(ids: Iterable[int]) -> Places:
    return Places(Level.PROVINCE, tuple(ids))


def campaigns(ids: Iterable[int], *, with_branches: bool = False) -> Places:
    return Places(Level.UMBRELLA if with_branches else Level.CAMPAIGN, tuple(ids))


def parts_of(campaign_id: int, *, with_branches: bool = False) -> Places:
    """One campaign by team (None: on nobody's ground), or by commune where those took part."""
    level = Level.UMBRELLA_COMMUNES if with_branches else Level.CAMPAIGN_TEAMS
    return Places(level, (campaign_id,))


def check_ins_counted(places: Places, span: Span) -> ColumnElement[bool]:
    """Not taken back, sure enough, in the span. Walk-ins without consent yet count (ruling 8)."""
    return (
        places.hold(CheckIn)
        & span.holds(CheckIn.local_date)
        & (CheckIn.level >= setting_in_force("quota_evidence_floor"))
        & CheckIn.removed_at.is_(None)
    )


def meetings_counted(places: Places, span: Span) -> ColumnElement[bool]:
    """Not taken back, sure enough, in the span, with a person who once agreed (ruling 8)."""
    agreed = select(Consent.id).where(Consent.mentee_id == MeetingMentee.mentee_id)
    return (
        places.hold(Meeting)
        & span.holds(Meeting.local_date)
        & (Meeting.level >= setting_in_force("quota_evidence_floor"))
        & Meeting.removed_at.is_(None)
        & agreed.exists()
    )


def classes_counted(places: Places, span: Span) -> ColumnElement[bool]:
    """Whose minutes are locked."""
    return (
        places.hold(ClassSession)
        & span.holds(ClassSession.local_date)
        & (ClassSession.status == ClassStatus.LOCKED)
    )


def issues_counted(places: Places, span: Span) -> ColumnElement[bool]:
    """Resolved, by the day they were resolved."""
    return (
        places.hold(Issue) & span.holds(Issue.resolved_on) & (Issue.status == IssueStatus.RESOLVED)
    )


def turns_counted(places: Places, span: Span) -> ColumnElement[bool]:
    return (
        places.hold(SupportTurn)
        & span.holds(SupportTurn.local_date)
        & SupportTurn.removed_at.is_(None)
    )


def _campaign_of(row: Any) -> Any:
    """A check-in is its class's; meetings and help turns say themselves where they were."""
    if row is not CheckIn:
        return row.campaign_id
    session = ClassSession.__table__.alias("campaign_class")
    its = select(session.c.campaign_id).where(session.c.id == row.class_id)
    # Also two levels down the check-in is the one outside, not any.
    return its.correlate(CheckIn.__table__).scalar_subquery()


def _is_of_campaigns(row: Any, ids: Any) -> ColumnElement[bool]:
    if row is not CheckIn:
        said: ColumnElement[bool] = row.campaign_id.in_(ids)
        return said
    session = ClassSession.__table__.alias("held_class")
    taught = select(session.c.id).where(session.c.campaign_id.in_(ids))
    return CheckIn.class_id.in_(taught)


def _checked_in(places: Places, span: Span) -> Select[Any]:
    place = places.of(CheckIn).label("place")
    return select(place, CheckIn.team_id, CheckIn.mentee_id).where(check_ins_counted(places, span))


def _met(places: Places, span: Span) -> Select[Any]:
    return (
        select(places.of(Meeting).label("place"), Meeting.team_id, MeetingMentee.mentee_id)
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(places, span))
    )


@lru_cache(maxsize=64)
def _times(places: Places, span: Span) -> CTE:
    """Each time that somebody was seen there."""
    return union_all(_checked_in(places, span), _met(places, span)).cte()


@lru_cache(maxsize=64)
def _seen(places: Places, span: Span) -> CTE:
    """How many were seen in each place, and how often: gone through once for both, and once for
    the teams of a commune and itself."""
    times = _times(places.within or places, span).c
    place = (times.team_id if places.within else times.place).label("place")
    people = func.count(distinct(times.mentee_id)).label("people")
    return select(place, people, func.count().label("attendances")).group_by(place).cte()


def _people(places: Places, span: Span) -> Select[Any]:
    seen = _seen(places, span)
    return select(seen.c.place, seen.c.people).where(_is_asked_for(seen, places))


def _attendances(places: Places, span: Span) -> Select[Any]:
    seen = _seen(places, span)
    return select(seen.c.place, seen.c.attendances).where(_is_asked_for(seen, places))


def _is_asked_for(seen: CTE, places: Places) -> ColumnElement[bool]:
    """A commune also has teams that have ended, and rows of none."""
    asked: ColumnElement[bool] = seen.c.place.in_(places.ids) if places.within else true()
    return asked


def _classes(places: Places, span: Span) -> Select[Any]:
    place = places.of(ClassSession).label("place")
    return select(place, func.count()).where(classes_counted(places, span)).group_by("place")


def _issues(places: Places, span: Span) -> Select[Any]:
    place = places.of(Issue).label("place")
    return select(place, func.count()).where(issues_counted(places, span)).group_by("place")


def _turns(places: Places, span: Span) -> Select[Any]:
    place = places.of(SupportTurn).label("place")
    turns = func.sum(SupportTurn.turns)
    return select(place, turns).where(turns_counted(places, span)).group_by("place")


DEFINITIONS: dict[Indicator, Callable[[Places, Span], Select[Any]]] = {
    Indicator.PEOPLE: _people,
    Indicator.ATTENDANCES: _attendances,
    Indicator.CLASSES: _classes,
    Indicator.ISSUES: _issues,
    Indicator.TURNS: _turns,
}
