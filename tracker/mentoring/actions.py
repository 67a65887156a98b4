"""Writing down buổi kèm and lượt hỗ trợ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.settings import setting
from tracker.mentees.actions import touch
from tracker.mentees.models import Mentee
from tracker.mentoring import queries, rules
from tracker.mentoring.models import Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, Home, OnShift, Refusal, TurnResult
from tracker.policy import Actor
from tracker.skills.actions import mark
from tracker.skills.rules import SkillState


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as its guide tells it. `skills` says what became of each skill, by its id.

    `author_id` tells it, where the actor only writes it down for them; so also in a turn.
    """

    mentee_ids: frozenset[int]
    skills: Mapping[int, SkillState]
    guide_id: int
    channel: Channel
    held_at: datetime
    note: str = ""
    shift: OnShift | None = None
    author_id: int | None = None


@dataclass(frozen=True)
class NewTurn:
    """Help given on the spot, as often as `turns` says. Nobody's name belongs to it."""

    home: Home
    subject: str
    channel: Channel
    site_id: int | None
    result: TurnResult
    turns: int
    at: datetime
    shift: OnShift | None = None
    author_id: int | None = None


@atomic
def log_meeting(actor: Actor, *, entry: NewMeeting, now: datetime) -> Meeting | Refusal:
    """The meeting, who was there and what they did, on the day it happened.

    Its evidence falls when it is told long afterwards (ruling 6). Credit goes to the team that
    guides the people (ruling 10).
    """
    people = [person for person in queries.choosable() if person.id in entry.mentee_ids]
    refusal = _judge(actor, entry, people, now=now)
    if refusal is not None:
        return refusal
    level = rules.meeting_level(
        held_at=entry.held_at, noted_at=now, late_days=setting("meeting_late_days")
    )
    meeting = Meeting(
        commune_id=people[0].commune_id, team_id=people[0].team_id, guide_id=entry.guide_id,
        channel=entry.channel, held_at=entry.held_at, local_date=clock.local_date(entry.held_at),
        noted_at=now, level=level, note=entry.note,
        noted_by_id=actor.account_id if actor.account_id != entry.guide_id else None,
        attendances=[MeetingMentee(mentee_id=person.id) for person in people],
        **_of_shift(entry.shift),
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    for state in sorted(set(entry.skills.values())):
        mark(
            actor,
            mentee_ids=entry.mentee_ids,
            skill_ids=[skill_id for skill_id, seen in entry.skills.items() if seen is state],
            state=state,
            level=level,
            at=entry.held_at,
            now=now,
            meeting_id=meeting.id,
            author_id=entry.author_id,
        )
    touch(entry.mentee_ids, on=meeting.local_date)
    journal.record("meeting.log", meeting, account_id=actor.account_id, people=len(people))
    return meeting


@atomic
def log_turn(actor: Actor, *, entry: NewTurn, now: datetime) -> SupportTurn | Refusal:
    """Help that needs no follow-up. It counts turns, never people."""
    refusal = rules.judge_time(at=entry.at, now=now, oldest_days=setting("log_oldest_days"))
    if refusal is not None:
        return refusal
    turn = SupportTurn(
        commune_id=entry.home.commune_id, team_id=entry.home.team_id,
        helper_id=entry.author_id or actor.account_id, site_id=entry.site_id, channel=entry.channel,
        subject=entry.subject, result=entry.result, turns=entry.turns,
        at=entry.at, local_date=clock.local_date(entry.at), noted_at=now,
        **_of_shift(entry.shift),
    )  # fmt: skip
    db.session.add(turn)
    db.session.flush()
    journal.record("support_turn.log", turn, account_id=actor.account_id, turns=entry.turns)
    return turn


def _of_shift(shift: OnShift | None) -> dict[str, int | None]:
    return {
        "shift_id": shift.shift_id if shift else None,
        "campaign_id": shift.campaign_id if shift else None,
    }


def _judge(
    actor: Actor, entry: NewMeeting, people: list[Mentee], *, now: datetime
) -> Refusal | None:
    if not people or len(people) != len(entry.mentee_ids):
        return Refusal.NOT_CHOOSABLE
    if len({person.team_id for person in people}) > 1:
        return Refusal.TWO_TEAMS
    guides = {person.ambassador_id for person in people}
    if entry.guide_id not in {actor.account_id, entry.author_id, *guides}:
        return Refusal.NOT_A_GUIDE
    if not entry.skills and not entry.note:
        return Refusal.NOTHING_DONE
    return rules.judge_time(at=entry.held_at, now=now, oldest_days=setting("log_oldest_days"))
