"""One shift, and the people on it. Whose names one may read is the scope's business."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign, Signup
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import by_hand, current
from tracker.mentoring.rules import OnShift
from tracker.places.models import Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import HOLDING, Hours, PlaceStatus, ShiftStatus
from tracker.volunteers.models import Volunteer

# Joined, not loaded apart: a volunteer of another team's shift may read that team's name.
_PLACE = (
    joinedload(Shift.site).joinedload(Site.village),
    joinedload(Shift.team),
    joinedload(Shift.commune),
    joinedload(Shift.campaign).joinedload(Campaign.commune),
    joinedload(Shift.changed_by),
    joinedload(Shift.roles),
    joinedload(Shift.leader),
    joinedload(Shift.moved_to),
    joinedload(Shift.session),
)


def shift(shift_id: int) -> Shift | None:
    """One within reach with its place, campaign and roles."""
    reach = current()
    inside = true() if reach.everywhere else Shift.within(reach)
    statement = select(Shift).where(Shift.id == shift_id, inside)
    return _whole(by_hand(statement, "limited right here; its place may be read with it"))


def by_code(code: str) -> Shift | None:
    """The shift behind a QR link, whoever asks; its page shows where and when, and no name."""
    statement = select(Shift).where(Shift.code == code.upper())
    return _whole(by_hand(statement, "whoever holds the code may say that they are there"))


def anyones(shift_id: int, campaign_id: int) -> Shift | None:
    """A shift of a campaign's public page."""
    statement = select(Shift).where(Shift.id == shift_id, Shift.campaign_id == campaign_id)
    return _whole(by_hand(statement, "the public page of the campaign lists its shifts"))


def people(shift_id: int) -> Sequence[Assignment]:
    """Everybody who ever had to do with the shift, in the order they came."""
    statement = (
        select(Assignment)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(Assignment.shift_id == shift_id)
        .options(contains_eager(Assignment.volunteer), joinedload(Assignment.role))
        .order_by(Assignment.queue)
    )
    return db.session.scalars(statement).all()


def assignment(shift_id: int, assignment_id: int) -> Assignment | None:
    statement = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.shift_id == shift_id
    )
    return db.session.scalar(statement.options(joinedload(Assignment.volunteer)))


@dataclass(frozen=True)
class Own:
    """A shift of somebody's own: when, where, as what, and how they stand."""

    assignment_id: int
    shift_id: int
    campaign_id: int
    campaign_name: str
    slug: str
    starts_at: datetime
    ends_at: datetime
    site_name: str
    address: str
    commune_name: str
    role: str
    status: PlaceStatus
    shift_status: ShiftStatus
    cancelled_reason: str
    came_at: datetime | None
    left_at: datetime | None
    code: str

    @property
    def hours(self) -> Hours:
        return Hours(self.starts_at, self.ends_at)


def own(volunteer_ids: Collection[int], *, campaign_id: int | None = None) -> list[Own]:
    """What one person took on, in order; given up and declined ones left out."""
    statement = (
        select(Assignment)
        .where(Assignment.volunteer_id.in_(sorted(volunteer_ids)), Assignment.status.in_(HOLDING))
        .join(Shift, Shift.id == Assignment.shift_id)
        .options(
            contains_eager(Assignment.shift).joinedload(Shift.site),
            contains_eager(Assignment.shift).joinedload(Shift.commune),
            contains_eager(Assignment.shift).joinedload(Shift.campaign),
            joinedload(Assignment.role),
        )
        .order_by(Shift.starts_at, Assignment.id)
    )
    if campaign_id is not None:
        statement = statement.where(Shift.campaign_id == campaign_id)
    rows = db.session.scalars(by_hand(statement, "one's own shifts, wherever they are")).all()
    return [_own(row) for row in rows]


def _own(row: Assignment) -> Own:
    shift = row.shift
    return Own(
        row.id, shift.id, shift.campaign_id, shift.campaign.name, shift.campaign.slug,
        shift.starts_at, shift.ends_at, shift.site.name, shift.site.address, shift.commune.name,
        row.role.name, row.status, shift.status, shift.cancelled_reason, row.came_at,
        row.left_at, shift.code,
    )  # fmt: skip


def held_by(volunteer_id: int, *, except_id: int | None = None) -> list[tuple[int, Hours]]:
    """The hours that a person has given away already, in any commune under the same name and
    number: key of the shift and hours."""
    me = select(Volunteer.phone, Volunteer.search_key).where(Volunteer.id == volunteer_id)
    mine = me.subquery()
    same = select(Volunteer.id).join(
        mine, (Volunteer.phone == mine.c.phone) & (Volunteer.search_key == mine.c.search_key)
    )
    statement = (
        select(Shift.id, Shift.starts_at, Shift.ends_at)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .where(
            Assignment.volunteer_id.in_(same),
            Assignment.status.in_(HOLDING),
            Shift.status != ShiftStatus.CANCELLED,
        )
    )
    if except_id is not None:
        statement = statement.where(Shift.id != except_id)
    why = "nobody is at two places at once, whichever commune asks"
    found = db.session.execute(by_hand(statement, why))
    return [(id_, Hours(starts, ends)) for id_, starts, ends in found]


def present_with(shift_id: int, phone: str) -> Sequence[Assignment]:
    """Who has a place on this shift under this number: to note that they came, never to show."""
    statement = (
        select(Assignment)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(
            Assignment.shift_id == shift_id,
            Assignment.status == PlaceStatus.ASSIGNED,
            Volunteer.phone == phone,
        )
        .options(contains_eager(Assignment.volunteer))
    )
    why = "whoever stands at the code and gives a number notes their own presence"
    return db.session.scalars(by_hand(statement, why)).all()


def place_of_account(shift_id: int, account_id: int) -> Assignment | None:
    """The place that a signed-in person has on this shift."""
    statement = (
        select(Assignment)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(
            Assignment.shift_id == shift_id,
            Assignment.status == PlaceStatus.ASSIGNED,
            Volunteer.account_id == account_id,
        )
        .options(contains_eager(Assignment.volunteer))
    )
    return db.session.scalars(by_hand(statement, "one's own place")).first()


def during(account_id: int, at: datetime) -> OnShift | None:
    """The shift that this person had a place on at that hour: what they did then, they did there.

    Nobody has to say so, and an entry that comes late from a phone finds its shift as well.
    """
    statement = (
        select(Shift.id, Shift.campaign_id)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(
            Volunteer.account_id == account_id,
            Assignment.status == PlaceStatus.ASSIGNED,
            Shift.status != ShiftStatus.CANCELLED,
            Shift.starts_at <= at,
            Shift.ends_at >= at,
        )
        .order_by(Shift.starts_at.desc(), Shift.id)
        .limit(1)
    )
    row = db.session.execute(by_hand(statement, "one's own shift")).first()
    return OnShift(*row) if row else None


@dataclass(frozen=True)
class Helper:
    """A volunteer as a coordinator chooses one."""

    volunteer: Volunteer
    shifts: int
    joined: bool


def helpers(shift: Shift) -> list[Helper]:
    """The commune's volunteers within reach, and how many shifts of the campaign each has."""
    number = (
        select(func.count(Assignment.id))
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == Volunteer.id,
            Assignment.status == PlaceStatus.ASSIGNED,
            Shift.campaign_id == shift.campaign_id,
        )
        .correlate(Volunteer)
        .scalar_subquery()
    )
    joined = (
        select(Signup.id)
        .where(Signup.volunteer_id == Volunteer.id, Signup.campaign_id == shift.campaign_id)
        .exists()
    )
    statement = (
        select(Volunteer, number, joined)
        .where(Volunteer.commune_id == shift.commune_id, Volunteer.erased_at.is_(None))
        .options(joinedload(Volunteer.village))
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    return [Helper(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class Deed:
    """One line of what was done to a shift."""

    at: datetime
    deed: str
    by: str
    reason: str


def history(shift_id: int) -> list[Deed]:
    """Who changed the shift, newest first."""
    statement = (
        select(JournalEntry.at, JournalEntry.deed, Account.name, JournalEntry.reason)
        .outerjoin(Account, Account.id == JournalEntry.account_id)
        .where(
            JournalEntry.subject == Shift.__tablename__,
            JournalEntry.subject_id == shift_id,
            or_(JournalEntry.account_id.is_not(None), JournalEntry.deed == "shift.settle"),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
        .limit(12)
    )
    why = "the history of a shift that the caller has reached"
    found = db.session.execute(by_hand(statement, why))
    return [Deed(at, deed, name or "", reason) for at, deed, name, reason in found]


def lessons(commune_id: int, day: date, *, also: int | None) -> Sequence[ClassSession]:
    """The commune's classes of a day, for a shift on which one is taught."""
    that_day = (ClassSession.local_date == day) & (ClassSession.commune_id == commune_id)
    wanted = that_day & (ClassSession.status != ClassStatus.CANCELLED)
    if also is not None:
        wanted = wanted | (ClassSession.id == also)
    statement = select(ClassSession).where(wanted).order_by(ClassSession.starts_at)
    why = "titles and hours of the commune's classes, for its Youth Union"
    return db.session.scalars(by_hand(statement, why)).all()


def _whole(statement: Select[Any]) -> Shift | None:
    found: Shift | None = db.session.scalars(statement.options(*_PLACE)).unique().one_or_none()
    return found
