"""What is coming, and what waits for somebody to look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, distinct, func, literal, or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Request
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, head_count_agrees, head_count_gap
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.outbox.models import Review
from tracker.outbox.rules import Status
from tracker.places.models import Site
from tracker.quotas.queries.counting import Places

SOON = timedelta(days=14)
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Gathering:
    """A class, and how many its list holds."""

    session: ClassSession
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
    status, ends = ClassSession.status, ClassSession.ends_at
    going = status.in_([ClassStatus.PLANNED, ClassStatus.OPEN])
    listed = (
        select(func.count(CheckIn.id))
        .where(CheckIn.class_id == ClassSession.id, CheckIn.removed_at.is_(None))
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (ClassSession, listed, setting_in_force("head_count_gap_percent"))
    rows = db.session.execute(
        select(*columns)
        .where(
            places.of(ClassSession).in_(places.ids),
            or_(
                and_(going, ClassSession.starts_at < now + soon),
                status == ClassStatus.ENDED,
                and_(status == ClassStatus.LOCKED, ends > now - LATELY),
            ),
        )
        .options(
            joinedload(ClassSession.site).joinedload(Site.village), joinedload(ClassSession.team)
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return [Gathering(*row) for row in rows]


def waiting(places: Places) -> Waiting:
    """What was asked for and is not answered, oldest first, and the walk-ins of one's classes."""
    open_asks = places.hold(Request) & Request.answered_at.is_(None)
    walk_ins = (
        select(func.count(distinct(CheckIn.mentee_id)))
        .join(Mentee, Mentee.id == CheckIn.mentee_id)
        .where(
            places.hold(CheckIn),
            CheckIn.removed_at.is_(None),
            Mentee.status == MenteeStatus.PENDING,
        )
        .scalar_subquery()
    )
    unfit = (
        select(func.count(Review.id))
        .where(places.hold(Review), Review.status == Status.WAITING)
        .scalar_subquery()
    )
    always_a_row = select(literal(1)).subquery()
    rows = db.session.execute(
        by_hand(
            select(walk_ins, unfit, Request)
            .select_from(always_a_row)
            .outerjoin(Request, open_asks)
            .options(joinedload(Request.asked_by).load_only(Account.name))
            .order_by(Request.asked_at, Request.id),
            "walk-ins belong to no team yet, only the class they came to does",
        )
    ).all()
    return Waiting([row[2] for row in rows if row[2]], rows[0][0], rows[0][1])
