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


@dataclass
class MeetingRow:
    """A meeting as the list shows it. `others` came too, but are no longer one's to see."""

    meeting: Meeting
    names: list[str] = field(default_factory=list)
    others: int = 0
    skills: dict[SkillState, list[Skill]] = field(default_factory=dict)


@dataclass
class Day:
    """Everything written down for one day, and its totals."""

    date: date
    meetings: list[MeetingRow] = field(default_factory=list)
    turns: list[SupportTurn] = field(default_factory=list)
    people: set[int] = field(default_factory=set)

    @property
    def turn_count(self) -> int:
        return sum(turn.turns for turn in self.turns)


@dataclass(frozen=True)
class Log:
    """Whole days, newest first, and what they come to together."""

    days: list[Day]

    @property
    def meetings(self) -> int:
        return sum(len(day.meetings) for day in self.days)

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
        .options(joinedload(Meeting.guide))
        .order_by(Meeting.held_at.desc(), Meeting.id.desc())
    ).all()
    rows = {meeting.id: MeetingRow(meeting) for meeting in meetings}
    for row in rows.values():
        on = row.meeting.local_date
        days.setdefault(on, Day(on)).meetings.append(row)
    for meeting_id, mentee_id, name in _attendances(rows):
        row = rows[meeting_id]
        days[row.meeting.local_date].people.add(mentee_id)
        if name is None:
            row.others += 1
        else:
            row.names.append(name)
    for meeting_id, state, skill in _skills(rows):
        rows[meeting_id].skills.setdefault(state, []).append(skill)


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
        .options(joinedload(SupportTurn.helper), joinedload(SupportTurn.site))
        .order_by(SupportTurn.at.desc(), SupportTurn.id.desc())
    ).all()
