"""The lists behind the numbers: the same conditions as the counts, row by row.

A list never shows more of a person than the reader may see: the number of those left out stands
under it, so that list and number agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, false, func, literal, select, true, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import Reach, by_hand
from tracker.mentees.models import Mentee, mentee_within
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.places.models import Site, Team, Village
from tracker.quotas.queries.counting import (
    Places,
    Span,
    apart,
    check_ins_counted,
    classes_counted,
    issues_counted,
    meetings_counted,
    teams,
    turns_counted,
)

_WHY = "the rows behind a count: limited like the count itself, names only as far as said"


@dataclass(frozen=True)
class Whose:
    """Whose rows they are: a team's, or those of a commune that belong to none of its teams."""

    places: Places
    commune_id: int
    team_id: int | None = None

    @classmethod
    def team(cls, team: Team) -> "Whose":
        return cls(teams([team.id]), team.commune_id, team.id)

    @classmethod
    def commune(cls, commune_id: int) -> "Whose":
        return cls(apart(commune_id), commune_id)

    def are_covered(self, reach: Reach) -> bool:
        return reach.everywhere or self.team_id in reach.teams or self.commune_id in reach.communes


@dataclass(frozen=True)
class PersonRow:
    """Somebody who came. The name is empty when it is erased."""

    mentee_id: int
    name: str
    village: str
    status: MenteeStatus
    times: int
    last: date
    # Whether the reader may open the person's own page.
    is_open: bool


@dataclass(frozen=True)
class EventRow:
    """A class, a meeting, an issue or a help turn, with how much it adds to the number."""

    id: int
    title: str
    place: str
    day: date
    n: int


def people(
    whose: Whose, span: Span, *, may_read: Reach, page: int, size: int
) -> tuple[list[PersonRow], int]:
    """Who was counted, by name, and how many the reader may not see.

    Whoever may read the team's mentees may also know the name and thôn of visitors from other
    teams, as the host of the class did (ruling 16), but not open their pages.
    """
    seen = _counted_people(whose.places, span)
    return people_among(whose, seen, may_read=may_read, page=page, size=size)


def people_among(
    whose: Whose, seen: Any, *, may_read: Reach, page: int, size: int
) -> tuple[list[PersonRow], int]:
    """The people of a subquery of mentee_id, times and last day, by name."""
    may_open = true() if may_read.everywhere else mentee_within(Mentee, may_read)
    covered = whose.are_covered(may_read)
    known = true() if covered else may_open
    # A walk-in nobody guides has no ambassador to compare with: unknown is not readable.
    unread = ~func.coalesce(known, false())
    hidden = select(Mentee.id).join(seen, seen.c.mentee_id == Mentee.id).where(unread)
    left_out = select(func.count()).select_from(hidden.subquery()).scalar_subquery()
    rows = db.session.execute(
        by_hand(
            select(
                Mentee.id, Mentee.name, func.coalesce(Village.name, ""), Mentee.status,
                seen.c.times, seen.c.last, may_open,
                literal(0) if covered else left_out,
            )
            .join(seen, seen.c.mentee_id == Mentee.id)
            .outerjoin(Village, Village.id == Mentee.village_id)
            .where(known)
            .order_by(Mentee.name == "", Mentee.sort_key, Mentee.id)
            .offset(page * size)
            .limit(size + 1),
            _WHY,
        )
    ).all()  # fmt: skip
    # Where nobody is shown, nobody says how many are not.
    n = rows[0][-1] if rows else 0 if covered else _count(hidden)
    return [PersonRow(*row[:-1]) for row in rows], n


def attendances(whose: Whose, span: Span) -> list[EventRow]:
    """Each class and each meeting with its counted attendances, newest first."""
    places = whose.places
    at_classes = (
        select(ClassSession.id, ClassSession.title, Site.name, CheckIn.local_date, func.count())
        .select_from(CheckIn)
        .join(ClassSession, ClassSession.id == CheckIn.class_id)
        .join(Site, Site.id == ClassSession.site_id)
        .where(check_ins_counted(places, span))
        .group_by(ClassSession.id, ClassSession.title, Site.name, CheckIn.local_date)
    )
    at_meetings = (
        select(literal(0), literal(""), literal(""), Meeting.local_date, func.count())
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(places, span))
        .group_by(Meeting.id, Meeting.local_date)
    )
    return _newest_first(at_classes, at_meetings)


def classes(whose: Whose, span: Span) -> list[EventRow]:
    return _newest_first(
        select(ClassSession.id, ClassSession.title, Site.name, ClassSession.local_date, literal(1))
        .join(Site, Site.id == ClassSession.site_id)
        .where(classes_counted(whose.places, span))
    )


def issues(whose: Whose, span: Span, *, may_read: Reach) -> tuple[list[EventRow], int]:
    """The resolved issues the reader may read, and how many others there are."""
    counted = issues_counted(whose.places, span)
    readable = true() if may_read.everywhere else Issue.within(may_read)
    rows = _newest_first(
        select(Issue.id, Issue.title, literal(""), Issue.resolved_on, literal(1)).where(
            counted, readable
        )
    )
    return rows, _count(select(Issue.id).where(counted, ~readable))


def turns(whose: Whose, span: Span) -> list[EventRow]:
    return _newest_first(
        select(
            SupportTurn.id, SupportTurn.subject, literal(""), SupportTurn.local_date,
            SupportTurn.turns,
        ).where(turns_counted(whose.places, span))
    )  # fmt: skip


def _counted_people(places: Places, span: Span) -> Any:
    at_classes = select(CheckIn.mentee_id, CheckIn.local_date).where(
        check_ins_counted(places, span)
    )
    at_meetings = (
        select(MeetingMentee.mentee_id, Meeting.local_date)
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(places, span))
    )
    each = union_all(at_classes, at_meetings).subquery()
    return (
        select(
            each.c.mentee_id,
            func.count().label("times"),
            func.max(each.c.local_date).label("last"),
        )
        .group_by(each.c.mentee_id)
        .subquery()
    )


def _newest_first(*selects: Any) -> list[EventRow]:
    rows: Sequence[Any] = db.session.execute(by_hand(union_all(*selects), _WHY)).all()
    events = [EventRow(id_, title, place, day, int(n)) for id_, title, place, day, n in rows]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _count(statement: Select[Any]) -> int:
    counting = select(func.count()).select_from(statement.subquery())
    return db.session.scalar(by_hand(counting, _WHY)) or 0
