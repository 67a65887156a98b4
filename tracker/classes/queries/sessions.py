"""One class, and the lists of classes. What a person may see is the scope's business."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.classes.models import ClassHost, ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune, Site

SOON = timedelta(days=14)
_WHY_FOR = "one's teams' classes and those one hosts elsewhere, in one answer"

# Joined, not loaded apart: a host of another team's class may read that team's name.
_PLACE = (
    joinedload(ClassSession.site).joinedload(Site.village),
    joinedload(ClassSession.team),
    joinedload(ClassSession.commune).joinedload(Commune.province),
    joinedload(ClassSession.leader),
)
_PEOPLE_AND_SKILLS = (
    selectinload(ClassSession.skills),
    joinedload(ClassSession.hosts).joinedload(ClassHost.account),
)


def session(class_id: int) -> ClassSession | None:
    """One class within reach: place, team, leader, hosts and skills loaded."""
    statement = select(ClassSession).where(ClassSession.id == class_id)
    return _whole(statement)


def by_code(code: str) -> ClassSession | None:
    """The class behind a QR link, whoever asks; the public page shows its title, place and hour."""
    statement = select(ClassSession).where(ClassSession.code == code.upper())
    return _whole(by_hand(statement, "whoever holds the code may attend (ruling 16)"))


def open_now(
    *, now: datetime, team_ids: Collection[int] = (), commune_id: int | None = None
) -> Sequence[ClassSession]:
    """Classes with check-in open, within reach; of these teams or this commune when named."""
    statement = _listed(team_ids, commune_id).where(
        ClassSession.status == ClassStatus.OPEN, ClassSession.ends_at > now - timedelta(hours=1)
    )
    return db.session.scalars(statement.order_by(ClassSession.starts_at)).all()


def upcoming(
    *,
    now: datetime,
    team_ids: Collection[int] = (),
    commune_id: int | None = None,
    within: timedelta = SOON,
) -> Sequence[ClassSession]:
    """Planned classes that have not ended, soonest first."""
    statement = _listed(team_ids, commune_id).where(
        ClassSession.status == ClassStatus.PLANNED,
        ClassSession.ends_at > now,
        ClassSession.starts_at < now + within,
    )
    return db.session.scalars(statement.order_by(ClassSession.starts_at)).all()


def next_for(
    account_id: int, team_ids: Collection[int], *, now: datetime, within: timedelta = SOON
) -> ClassSession | None:
    """The class this person goes to next: one that is on now, else the soonest planned."""
    statement = _for(account_id, team_ids).where(
        ClassSession.ends_at > now, ClassSession.starts_at < now + within
    )
    return db.session.scalar(by_hand(statement.options(*_PLACE).limit(1), _WHY_FOR))


def coming_to(
    account_id: int, team_ids: Collection[int], *, first: date, last: date
) -> Sequence[ClassSession]:
    """The classes of these days that this person goes to, with site and skills."""
    statement = _for(account_id, team_ids).where(ClassSession.local_date.between(first, last))
    loaded = statement.options(joinedload(ClassSession.site), selectinload(ClassSession.skills))
    return db.session.scalars(by_hand(loaded, _WHY_FOR)).all()


def active(*, until: datetime) -> Sequence[ClassSession]:
    """Every class that is neither locked nor cancelled and starts before `until`, in order."""
    statement = (
        _listed((), None)
        .where(
            ClassSession.status.in_([ClassStatus.PLANNED, ClassStatus.OPEN, ClassStatus.ENDED]),
            ClassSession.starts_at < until,
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return db.session.scalars(statement).all()


def past(*, page: int, size: int) -> tuple[Sequence[ClassSession], bool]:
    """Locked and cancelled classes, newest first, and whether there are more."""
    statement = (
        _listed((), None)
        .where(ClassSession.status.in_([ClassStatus.LOCKED, ClassStatus.CANCELLED]))
        .order_by(ClassSession.starts_at.desc(), ClassSession.id.desc())
        .offset((page - 1) * size)
        .limit(size + 1)
    )
    rows = db.session.scalars(statement).all()
    return rows[:size], len(rows) > size


def between(first: date, last: date) -> Sequence[ClassSession]:
    """The schedule: every class of these days within reach, cancelled ones too."""
    statement = (
        _listed((), None)
        .where(ClassSession.local_date.between(first, last))
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return db.session.scalars(statement).all()


def _for(account_id: int, team_ids: Collection[int]) -> Select[ClassSession]:
    """Open or planned, of these teams or led or hosted by this person; soonest first."""
    hosting = select(ClassHost.class_id).where(ClassHost.account_id == account_id)
    return (
        select(ClassSession)
        .where(
            or_(
                ClassSession.team_id.in_(sorted(team_ids)),
                ClassSession.leader_id == account_id,
                ClassSession.id.in_(hosting),
            ),
            ClassSession.status.in_([ClassStatus.OPEN, ClassStatus.PLANNED]),
        )
        .order_by(ClassSession.starts_at, ClassSession.id)
    )


def _listed(team_ids: Collection[int], commune_id: int | None) -> Select[ClassSession]:
    narrower: list[ColumnElement[bool]] = []
    if team_ids:
        narrower.append(ClassSession.team_id.in_(sorted(team_ids)))
    if commune_id is not None:
        narrower.append(ClassSession.commune_id == commune_id)
    return select(ClassSession).where(*narrower).options(*_PLACE)


def _whole(statement: Select[ClassSession]) -> ClassSession | None:
    loaded = statement.options(*_PLACE, *_PEOPLE_AND_SKILLS)
    return db.session.scalars(loaded).unique().one_or_none()
