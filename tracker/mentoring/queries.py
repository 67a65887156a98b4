"""Named reads about buổi kèm and lượt hỗ trợ. What they return lies within the open scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand, current
from tracker.mentees.models import Mentee, mentee_within
from tracker.mentees.queries import GUIDED
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Home
from tracker.places.models import Commune, Team
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState

_WITH_PEOPLE = (joinedload(Meeting.guide), joinedload(Meeting.removed_by))
_WITH_HELPER = (
    joinedload(SupportTurn.helper),
    joinedload(SupportTurn.site),
    joinedload(SupportTurn.removed_by),
)


@dataclass
class MeetingRow:
    """A meeting as the list shows it. `others` came too, but are no longer one's to see."""

    meeting: Meeting
    names: list[str] = field(default_factory=list)
    others: int = 0
    skills: dict[SkillState, list[Skill]] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)


@dataclass
class Day:
    """Everything written down for one day; what was taken back is shown and not in the totals."""

    date: date
    meetings: list[MeetingRow] = field(default_factory=list)
    turns: list[SupportTurn] = field(default_factory=list)
    people: set[int] = field(default_factory=set)

    @property
    def meeting_count(self) -> int:
        return sum(row.meeting.removed_at is None for row in self.meetings)

    @property
    def turn_count(self) -> int:
        return sum(turn.turns for turn in self.turns if turn.removed_at is None)


@dataclass(frozen=True)
class Log:
    """Whole days, newest first, and what they come to together."""

    days: list[Day]

    @property
    def meetings(self) -> int:
        return sum(day.meeting_count for day in self.days)

    @property
    def people(self) -> int:
        return len(set().union(*(day.people for day in self.days)))

    @property
    def turns(self) -> int:
        return sum(day.turn_count for day in self.days)


def choosable() -> Sequence[Mentee]:
    """Who can be written into a meeting: agreed, and guided by somebody of a team."""
    return db.session.scalars(
        select(Mentee)
        .where(Mentee.status.in_(GUIDED), Mentee.team_id.is_not(None))
        .options(joinedload(Mentee.ambassador))
        .order_by(Mentee.sort_key, Mentee.id)
    ).all()


def waiting_for_consent() -> Sequence[Mentee]:
    """Who cannot be chosen yet, so that the form can say why."""
    return db.session.scalars(
        select(Mentee)
        .where(Mentee.status == MenteeStatus.PENDING)
        .order_by(Mentee.sort_key, Mentee.id)
    ).all()


def log(first: date, last: date) -> Log:
    """Every day from `first` to `last` with a meeting or a help turn. Four statements."""
    days: dict[date, Day] = {}
    _add_meetings(days, first, last)
    for turn in _turns(first, last):
        days.setdefault(turn.local_date, Day(turn.local_date)).turns.append(turn)
    return Log(sorted(days.values(), key=lambda day: day.date, reverse=True))


def meeting(meeting_id: int) -> MeetingRow | None:
    """One meeting as the list shows it."""
    found = select(Meeting).where(Meeting.id == meeting_id).options(*_WITH_PEOPLE)
    rows = _rows(db.session.scalars(found).all())
    return rows.get(meeting_id)


def turn(turn_id: int) -> SupportTurn | None:
    return db.session.scalars(
        select(SupportTurn).where(SupportTurn.id == turn_id).options(*_WITH_HELPER)
    ).one_or_none()


def home_names(homes: Collection[Home]) -> dict[Home, str]:
    """What one's own teams and communes are called."""
    teams = select(Team.id, Team.name).where(Team.id.in_({home.team_id for home in homes}))
    communes = select(Commune.id, Commune.name)
    communes = communes.where(Commune.id.in_({home.commune_id for home in homes}))
    team_names = dict(db.session.execute(by_hand(teams, "the names of one's own teams")).all())
    commune_names = dict(db.session.execute(communes).all())
    return {
        home: team_names[home.team_id] if home.team_id else commune_names[home.commune_id]
        for home in homes
    }


def _add_meetings(days: dict[date, Day], first: date, last: date) -> None:
    meetings = db.session.scalars(
        select(Meeting)
        .where(Meeting.local_date.between(first, last))
        .options(*_WITH_PEOPLE)
        .order_by(Meeting.held_at.desc(), Meeting.id.desc())
    ).all()
    for row in _rows(meetings).values():
        on = row.meeting.local_date
        day = days.setdefault(on, Day(on))
        day.meetings.append(row)
        if row.meeting.removed_at is None:
            day.people |= row.people


def _rows(meetings: Sequence[Meeting]) -> dict[int, MeetingRow]:
    rows = {meeting.id: MeetingRow(meeting) for meeting in meetings}
    for meeting_id, mentee_id, name in _attendances(rows):
        row = rows[meeting_id]
        row.people.add(mentee_id)
        if name is None:
            row.others += 1
        else:
            row.names.append(name)
    for meeting_id, state, skill in _skills(rows):
        rows[meeting_id].skills.setdefault(state, []).append(skill)
    return rows


def _attendances(meeting_ids: Collection[int]) -> Sequence[tuple[int, int, str | None]]:
    reach = current()
    name = Mentee.name if reach.everywhere else case((mentee_within(Mentee, reach), Mentee.name))
    there = (
        select(MeetingMentee.meeting_id, MeetingMentee.mentee_id, name)
        .join(Mentee, Mentee.id == MeetingMentee.mentee_id)
        .where(MeetingMentee.meeting_id.in_(list(meeting_ids)))
        .order_by(Mentee.sort_key)
    )
    why = "how many came is the guide's own number; a name only where the person is visible"
    return [(row[0], row[1], row[2]) for row in db.session.execute(by_hand(there, why))]


def _skills(meeting_ids: Collection[int]) -> Sequence[tuple[int, SkillState, Skill]]:
    seen = (
        select(SkillMark.meeting_id, SkillMark.state, Skill)
        .join(SkillMark.skill)
        .where(SkillMark.meeting_id.in_(list(meeting_ids)), SkillMark.undone_at.is_(None))
        .distinct()
        .order_by(Skill.position)
    )
    return [(row[0] or 0, row[1], row[2]) for row in db.session.execute(seen)]


def _turns(first: date, last: date) -> Sequence[SupportTurn]:
    return db.session.scalars(
        select(SupportTurn)
        .where(SupportTurn.local_date.between(first, last))
        .options(*_WITH_HELPER)
        .order_by(SupportTurn.at.desc(), SupportTurn.id.desc())
    ).all()
