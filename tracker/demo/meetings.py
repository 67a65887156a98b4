"""Buổi kèm, away from classes."""

from datetime import date, datetime, timedelta

from tracker.core import clock
from tracker.core.bulk import Row
from tracker.demo.stage import Stage, Team
from tracker.demo.telling import came, learn, mark
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import Channel
from tracker.skills.rules import NotApplicable, SkillState

_CHANNELS = (Channel.AT_HOME,) * 6 + (Channel.AT_SITE,) * 2 + (Channel.PHONE, Channel.ZALO)
_HER_SKILLS = ("TB01", "GT01", "AT01", "AT02")


def hold(stage: Stage, team: Team, day: date, guide_id: int) -> None:
    """One to three of the guide's people, one thing they have not learnt yet."""
    mine = [
        person
        for person in team.mentees
        if person["ambassador_id"] == guide_id
        and person["created_at"] < stage.at(day, 8)
        and person["status"] is not MenteeStatus.STOPPED
    ]
    if not mine:
        return
    chosen = stage.rng.sample(mine, min(len(mine), stage.rng.choice((1, 1, 2, 3))))
    held_at = stage.at(day, stage.rng.choice((8, 10, 15, 20)), 15)
    is_late = stage.chance(0.05)
    meeting = _meeting(stage, team, guide_id, held_at, chosen, level=1 if is_late else 2)
    for person in chosen:
        skill_id = stage.rng.choice(stage.sets[person["skill_set"]])
        learn(
            stage, team, person, skill_id, at=held_at, level=meeting["level"], by_id=guide_id,
            meeting_id=meeting["id"],
        )  # fmt: skip


def of_the_story(stage: Stage) -> None:
    """Bà Sửu learns at home on a tablet: five meetings, four skills, and one that cannot be."""
    team = stage.team("Nà Làng")
    her = next(row for row in stage.rows.of(Mentee) if row["name"] == "Hoàng Thị Sửu")
    guide_id = her["ambassador_id"]
    for week in range(5):
        held_at = stage.at(stage.today - timedelta(days=7 * (6 - week)), 15)
        meeting = _meeting(stage, team, guide_id, held_at, [her], level=2)
        if week < len(_HER_SKILLS):
            mark(
                stage, team, her, stage.skills[_HER_SKILLS[week]], SkillState.ALONE, at=held_at,
                level=2, by_id=guide_id, meeting_id=meeting["id"],
            )  # fmt: skip
    mark(
        stage, team, her, stage.skills["DV01"], SkillState.NOT_APPLICABLE, at=held_at, level=2,
        by_id=guide_id, not_applicable=NotApplicable.NO_DEVICE, meeting_id=meeting["id"],
    )  # fmt: skip


def keep_apart(stage: Stage) -> None:
    """What the story tells about bà Sửu is not to be told by lot as well."""
    her = next(row for row in stage.rows.of(Mentee) if row["name"] == "Hoàng Thị Sửu")
    for code in (*_HER_SKILLS, "DV01"):
        stage.seen[her["id"], stage.skills[code]] = True


def _meeting(
    stage: Stage, team: Team, guide_id: int, held_at: datetime, people: list[Row], *, level: int
) -> Row:
    day = clock.local_date(held_at)
    delay = timedelta(minutes=30) if level == 2 else timedelta(days=16)
    meeting = stage.rows.add(
        Meeting,
        commune_id=team.commune_id,
        team_id=team.id,
        guide_id=guide_id,
        channel=stage.rng.choice(_CHANNELS),
        held_at=held_at,
        local_date=day,
        noted_at=min(held_at + delay, stage.now),
        level=level,
    )
    for person in people:
        stage.rows.add(MeetingMentee, meeting_id=meeting["id"], mentee_id=person["id"])
        came(person, day)
    return meeting
