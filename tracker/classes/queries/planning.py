"""What planning a class needs to know: what is in the way, who could lead it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tracker.accounts.models import Account, Membership
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Hours
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Site, Team
from tracker.policy import Role


def rest_of_series(session: ClassSession) -> Sequence[ClassSession]:
    """The later classes of the same series that are still planned."""
    if session.series_id is None:
        return []
    statement = (
        select(ClassSession)
        .where(
            ClassSession.series_id == session.series_id,
            ClassSession.starts_at > session.starts_at,
            ClassSession.status == ClassStatus.PLANNED,
        )
        .order_by(ClassSession.starts_at)
    )
    return db.session.scalars(statement).all()


def codes_taken(codes: Collection[str]) -> set[str]:
    """Which of these class codes exist already, anywhere."""
    taken = select(ClassSession.code).where(ClassSession.code.in_(codes))
    return set(db.session.scalars(by_hand(taken, "a code is unique in the whole installation")))


@dataclass(frozen=True)
class Clash:
    """Another class in the way: at the same site, or of the same team at the same hour."""

    hours: Hours
    title: str
    site: str
    team: str | None
    same_site: bool


def clashes(
    planned: Sequence[Hours], *, site_id: int, team_id: int | None, except_id: int | None = None
) -> list[Clash]:
    """What a plan would run into. It only warns, so it names the place, the team and the hour."""
    if not planned:
        return []
    mine = ClassSession.team_id == team_id if team_id is not None else None
    near = ClassSession.site_id == site_id
    statement = (
        select(
            ClassSession.starts_at, ClassSession.ends_at, ClassSession.title,
            Site.name, Team.name, ClassSession.site_id,
        )
        .join(Site, Site.id == ClassSession.site_id)
        .outerjoin(Team, Team.id == ClassSession.team_id)
        .where(
            near if mine is None else near | mine,
            ClassSession.status != ClassStatus.CANCELLED,
            ClassSession.starts_at < max(hours.ends_at for hours in planned),
            ClassSession.ends_at > min(hours.starts_at for hours in planned),
            ClassSession.id != (except_id or 0),
        )
        .order_by(ClassSession.starts_at)
    )  # fmt: skip
    rows = db.session.execute(
        by_hand(statement, "a site is shared by teams that cannot see others")
    )
    found = [
        Clash(Hours(starts, ends), title, site, team, id_ == site_id)
        for starts, ends, title, site, team, id_ in rows
    ]
    return [clash for clash in found if any(hours.overlaps(clash.hours) for hours in planned)]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may lead or help with a class."""

    account_id: int
    name: str
    role: Role
    team: str | None


def candidates(*, commune_id: int, team_id: int | None) -> list[Candidate]:
    """The people of the team; for a class of the whole commune, of all its teams and posts."""
    where = Membership.commune_id == commune_id
    if team_id is not None:
        where = Membership.team_id == team_id
    statement = (
        select(Account.id, Account.name, Membership.role, Team.name)
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(where, Membership.until.is_(None), Account.disabled_at.is_(None))
        .order_by(Account.sort_key, Account.id)
    )
    found: dict[int, Candidate] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[0], Candidate(*row))
    return list(found.values())


def leader_of(team_id: int) -> int | None:
    """The account of the team's leader, else of its deputy."""
    statement = select(Membership.role, Membership.account_id).where(
        Membership.team_id == team_id,
        Membership.role.in_([Role.LEADER, Role.DEPUTY]),
        Membership.until.is_(None),
    )
    by_role = {row.role: row.account_id for row in db.session.execute(statement)}
    return by_role.get(Role.LEADER, by_role.get(Role.DEPUTY))
