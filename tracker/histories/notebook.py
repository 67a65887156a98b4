"""Sổ tay theo dõi of an ambassador for a period: whom they guide, and what was done with each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Membership
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.mentees.models import Mentee, Mentorship
from tracker.mentoring.models import Meeting, MeetingMentee, SupportTurn
from tracker.places.models import Commune, Team
from tracker.policy import Role
from tracker.skills import queries as skills
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import Progress, SkillState

Taught = dict[SkillState, list[str]]


@dataclass(frozen=True)
class Guide:
    """Whose notebook it is, and of which team."""

    account_id: int
    name: str
    team: Team
    commune: Commune


@dataclass(frozen=True)
class Guided:
    """Somebody who was guided in the period."""

    mentee: Mentee
    since: date
    until: date | None
    progress: Progress


@dataclass(frozen=True)
class Entry:
    """One person on one day: at a class, at a meeting (with its channel), or a mark alone."""

    day: date
    mentee: Mentee
    title: str = ""
    channel: str = ""
    taught: Taught | None = None


@dataclass(frozen=True)
class Notebook:
    """Whom somebody guided in some days, and how often they were out."""

    guide: Guide
    people: list[Guided]
    meetings: int
    turns: int


def guide(account_id: int) -> Guide | None:
    """Somebody of a team within reach; their own team where they have several."""
    posts = db.session.scalars(
        select(Membership)
        .where(Membership.account_id == account_id, Membership.team_id.is_not(None))
        .options(
            joinedload(Membership.account),
            joinedload(Membership.team).joinedload(Team.commune).joinedload(Commune.province),
        )
        .order_by(Membership.until.is_not(None), Membership.id)
    ).all()
    first = min(posts, key=lambda post: post.role is not Role.AMBASSADOR, default=None)
    if first is None or first.team is None:
        return None
    return Guide(account_id, first.account.name, first.team, first.team.commune)


def notebook(guide: Guide, first: date, last: date) -> Notebook:
    """Only people within reach: who passed to another team is that team's to show."""
    people = _people(guide.account_id, first, last)
    return Notebook(guide, people, *_counts(guide.account_id, first, last))


def entries(book: Notebook, first: date, last: date) -> list[Entry]:
    """Day by day what was done with each of the people."""
    mentees = {one.mentee.id: one.mentee for one in book.people}
    marks = _marks(mentees, first, last)
    found = [
        *_classes(mentees, marks, first, last),
        *_meetings(book.guide.account_id, mentees, marks, first, last),
        *_alone(mentees, marks),
    ]
    return sorted(found, key=lambda one: (one.day, one.mentee.sort_key, one.mentee.id))


def _people(account_id: int, first: date, last: date) -> list[Guided]:
    rows = db.session.scalars(
        select(Mentorship)
        .join(Mentorship.mentee)
        .where(
            Mentorship.ambassador_id == account_id,
            Mentorship.since <= last,
            or_(Mentorship.until.is_(None), Mentorship.until >= first),
        )
        .options(joinedload(Mentorship.mentee).joinedload(Mentee.village))
        .order_by(Mentee.sort_key, Mentee.id, Mentorship.since)
    ).all()
    latest = {row.mentee_id: row for row in rows}
    progress = skills.progress_of([row.mentee for row in latest.values()])
    return [
        Guided(row.mentee, row.since, row.until, progress[row.mentee_id]) for row in latest.values()
    ]


@dataclass(frozen=True)
class _Mark:
    mentee_id: int
    class_id: int | None
    meeting_id: int | None
    day: date
    state: SkillState
    skill: str


def _marks(mentees: Collection[int], first: date, last: date) -> list[_Mark]:
    statement = (
        select(
            SkillMark.mentee_id, SkillMark.class_id, SkillMark.meeting_id, SkillMark.local_date,
            SkillMark.state, Skill.name,
        )
        .join(Skill, Skill.id == SkillMark.skill_id)
        .where(
            SkillMark.mentee_id.in_(list(mentees)),
            SkillMark.local_date.between(first, last),
            SkillMark.state.in_([SkillState.SHOWN, SkillState.ALONE]),
            SkillMark.undone_at.is_(None),
        )
        .order_by(Skill.position)
    )  # fmt: skip
    return [_Mark(*row) for row in db.session.execute(statement)]


def _taught(marks: Sequence[_Mark], mentee_id: int, **at: int) -> Taught:
    found: Taught = {}
    for mark in marks:
        here = all(getattr(mark, name) == key for name, key in at.items())
        if mark.mentee_id == mentee_id and here:
            found.setdefault(mark.state, []).append(mark.skill)
    return found


def _classes(
    mentees: dict[int, Mentee], marks: list[_Mark], first: date, last: date
) -> list[Entry]:
    statement = (
        select(CheckIn.local_date, CheckIn.mentee_id, CheckIn.class_id, ClassSession.title)
        .join(ClassSession, ClassSession.id == CheckIn.class_id)
        .where(
            CheckIn.mentee_id.in_(list(mentees)),
            CheckIn.local_date.between(first, last),
            CheckIn.removed_at.is_(None),
        )
    )
    return [
        Entry(day, mentees[who], title=title, taught=_taught(marks, who, class_id=class_id))
        for day, who, class_id, title in db.session.execute(statement)
    ]


def _meetings(
    account_id: int, mentees: dict[int, Mentee], marks: list[_Mark], first: date, last: date
) -> list[Entry]:
    statement = (
        select(Meeting.local_date, MeetingMentee.mentee_id, Meeting.id, Meeting.channel)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(
            Meeting.guide_id == account_id,
            MeetingMentee.mentee_id.in_(list(mentees)),
            Meeting.local_date.between(first, last),
            Meeting.removed_at.is_(None),
        )
    )
    return [
        Entry(day, mentees[who], channel=channel, taught=_taught(marks, who, meeting_id=meeting_id))
        for day, who, meeting_id, channel in db.session.execute(statement)
    ]


def _alone(mentees: dict[int, Mentee], marks: list[_Mark]) -> list[Entry]:
    """What was seen outside of every class and meeting."""
    found: dict[tuple[date, int], Taught] = {}
    for mark in marks:
        if mark.class_id is None and mark.meeting_id is None:
            taught = found.setdefault((mark.day, mark.mentee_id), {})
            taught.setdefault(mark.state, []).append(mark.skill)
    return [Entry(day, mentees[who], taught=taught) for (day, who), taught in found.items()]


def _counts(account_id: int, first: date, last: date) -> tuple[int, int]:
    """Buổi kèm and lượt hỗ trợ of the person in the period."""
    met = (
        select(func.count())
        .where(
            Meeting.guide_id == account_id,
            Meeting.local_date.between(first, last),
            Meeting.removed_at.is_(None),
        )
        .scalar_subquery()
    )
    helped = (
        select(func.coalesce(func.sum(SupportTurn.turns), 0))
        .where(
            SupportTurn.helper_id == account_id,
            SupportTurn.local_date.between(first, last),
            SupportTurn.removed_at.is_(None),
        )
        .scalar_subquery()
    )
    why = "two bare numbers about somebody found within reach"
    row = db.session.execute(by_hand(select(met, helped), why)).one()
    return int(row[0]), int(row[1])
