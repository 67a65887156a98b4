"""Named reads about phản ánh, khó khăn. What they return lies within the open scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.core.db import db
from tracker.mentoring.models import Issue, IssueEvent
from tracker.mentoring.rules import IssueStatus, is_open
from tracker.places.models import Commune

PAGE = 50
OPEN = [status for status in IssueStatus if is_open(status)]


@dataclass(frozen=True)
class IssuePage:
    """A piece of the list, and how many are open in all."""

    rows: Sequence[Issue]
    number: int
    has_more: bool
    open_count: int


def issues(*, is_done: bool, page: int = 1) -> IssuePage:
    """The open ones, oldest first: they wait longest. The closed ones, newest first."""
    found = select(Issue).options(joinedload(Issue.team), joinedload(Issue.commune))
    if is_done:
        found = found.where(Issue.status.not_in(OPEN)).order_by(Issue.raised_at.desc())
    else:
        found = found.where(Issue.status.in_(OPEN)).order_by(Issue.raised_at)
    found = found.order_by(Issue.id).limit(PAGE + 1).offset((page - 1) * PAGE)
    rows = db.session.scalars(found).all()
    return IssuePage(rows[:PAGE], page, len(rows) > PAGE, open_count())


def open_count() -> int:
    """How many wait within the reach: “Việc cần xem”."""
    return db.session.scalar(select(func.count(Issue.id)).where(Issue.status.in_(OPEN))) or 0


def issue(issue_id: int) -> Issue | None:
    """One issue with its place and all its steps."""
    return db.session.scalar(
        select(Issue)
        .where(Issue.id == issue_id)
        .options(
            joinedload(Issue.commune),
            joinedload(Issue.team),
            joinedload(Issue.raised_by),
            selectinload(Issue.events).joinedload(IssueEvent.by),
        )
    )


def communes_of(province_ids: Sequence[int]) -> Sequence[Commune]:
    """Where somebody of a province may raise an issue."""
    return db.session.scalars(
        select(Commune)
        .where(Commune.province_id.in_(province_ids), Commune.ended_on.is_(None))
        .order_by(Commune.search_key)
    ).all()
