"""What is coming, and what waits for somebody to look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Request
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, head_count_agrees, head_count_gap
from tracker.core import clock
from tracker.core.base import UtcDateTime
from tracker.core.db import db
from tracker.core.quick import of_few_lengths, quick
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.outbox.models import Review
from tracker.outbox.rules import Status
from tracker.places.models import Site, Team
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.prepared import (
    Cover,
    cover,
    places_open,
    reach_params,
)

SOON = timedelta(days=14)
LATELY = timedelta(days=14)


class Held(NamedTuple):
    """What is told of a class: of which team, if of any, and at which site."""

    id: int
    title: str
    status: ClassStatus
    starts_at: datetime
    ends_at: datetime
    local_date: date
    head_count: int | None
    children: int | None
    site: str
    team: str | None


@dataclass(frozen=True)
class Gathering:
    """A class, and how many its list holds."""

    session: Held
    checked_in: int
    gap_percent: int

    def is_coming(self, now: datetime) -> bool:
        going = {ClassStatus.PLANNED, ClassStatus.OPEN}
        return self.session.status in going and self.session.ends_at > now

    def waits_for_minutes(self, now: datetime) -> bool:
        return self.session.status is not ClassStatus.LOCKED and not self.is_coming(now)

    @property
    def gap(self) -> int:
        """How far the eye and the list are apart; 0 while that is small enough."""
        counted, children = self.session.head_count, self.session.children or 0
        if counted is None or head_count_agrees(
            counted=counted,
            checked_in=self.checked_in,
            children=children,
            gap_percent=self.gap_percent,
        ):
            return 0
        return head_count_gap(counted=counted, checked_in=self.checked_in, children=children)


@dataclass(frozen=True)
class Waiting:
    """Requests nobody answered, walk-ins nobody asked for consent yet, and what came late."""

    requests: Sequence[Request]
    walk_ins: int
    # Entries that came late from a phone and no longer fit.
    unfit: int


def gatherings(places: Places, *, now: datetime, soon: timedelta = SOON) -> list[Gathering]:
    """Classes that are coming, that wait for their minutes, or were locked lately."""
    lately = now - LATELY
    since = clock.local_date(lately) - timedelta(days=1)
    values = {"soon": now + soon, "lately": lately, "since": since, **_of(places)}
    rows = quick(_gatherings(places.level, cover()), values)
    return [Gathering(Held(*row[:-2]), *row[-2:]) for row in rows]


def waiting(places: Places) -> Waiting:
    """What was asked for and is not answered, oldest first, and the walk-ins of one's classes."""
    rows = db.session.execute(_waiting(places.level, cover()), _of(places)).all()
    return Waiting([row[2] for row in rows if row[2]], rows[0][0], rows[0][1])


def _of(places: Places) -> dict[str, Any]:
    return {"ids_0": of_few_lengths(places.ids), **reach_params()}


@cache
def _gatherings(level: Level, cover: Cover) -> Any:
    status, ends = ClassSession.status, ClassSession.ends_at
    soon, lately = (bindparam(name, type_=UtcDateTime) for name in ("soon", "lately"))
    going = status.in_([ClassStatus.PLANNED, ClassStatus.OPEN])
    # Of most classes the index says already that they are over: their rows are not read.
    is_over = status.in_([ClassStatus.LOCKED, ClassStatus.CANCELLED])
    recent = ClassSession.local_date >= bindparam("since", type_=Date)
    ever = select(func.count()).where(CheckIn.class_id == ClassSession.id)
    listed = ever.scalar_subquery() - ever.where(CheckIn.removed_at.is_not(None)).scalar_subquery()
    told = [getattr(ClassSession, name) for name in Held._fields if name not in ("site", "team")]
    gap = setting_in_force("head_count_gap_percent")
    columns: tuple[Any, ...] = (*told, Site.name, Team.name, listed, gap)
    statement = (
        select(*columns)
        .select_from(ClassSession)
        .join(Site, Site.id == ClassSession.site_id)
        .outerjoin(Team, Team.id == ClassSession.team_id)
        .where(
            places_open(level, 0, cover).hold(ClassSession),
            or_(not_(is_over), recent),
            or_(
                and_(going, ClassSession.starts_at < soon),
                status == ClassStatus.ENDED,
                and_(status == ClassStatus.LOCKED, ends > lately),
            ),
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return by_hand(
        statement,
        "of places within the reach; with the names of their site and team, and how many came",
    )


@cache
def _waiting(level: Level, cover: Cover) -> Any:
    """The few walk-ins there are anywhere are gone through, not all who ever came to a class."""
    places = places_open(level, 0, cover)
    came_here = (CheckIn.mentee_id == Mentee.id) & CheckIn.removed_at.is_(None)
    walk_ins = (
        select(func.count())
        .select_from(Mentee)
        .where(_IS_PENDING, exists().where(came_here, places.hold(CheckIn)))
        .scalar_subquery()
    )
    unfit = (
        select(func.count(Review.id))
        .where(places.hold(Review), Review.status == Status.WAITING)
        .scalar_subquery()
    )
    always_a_row = select(literal(1)).subquery()
    open_asks = places.hold(Request) & Request.answered_at.is_(None)
    return by_hand(
        select(walk_ins, unfit, Request)
        .select_from(always_a_row)
        .outerjoin(Request, open_asks)
        .options(joinedload(Request.asked_by).load_only(Account.name))
        .order_by(Request.asked_at, Request.id),
        "walk-ins belong to no team yet, only the class they came to does",
    )


# Said in the statement itself, so that a database sees that its index of them will do.
_IS_PENDING = Mentee.status == literal_column(f"'{MenteeStatus.PENDING}'")
