"""What follows from anything that happens with a person."""

from datetime import date, datetime

from tracker.core import clock
from tracker.core.bulk import Row
from tracker.demo.stage import Stage, Team
from tracker.skills.models import SkillMark
from tracker.skills.rules import NotApplicable, SkillState


def came(person: Row, day: date) -> None:
    person["last_seen_on"] = max(person["last_seen_on"] or day, day)


def learn(
    stage: Stage,
    team: Team,
    person: Row,
    skill_id: int,
    *,
    at: datetime,
    level: int,
    by_id: int,
    class_id: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """First shown, later done alone; what somebody can do already is not marked again."""
    key = (person["id"], skill_id)
    if stage.seen.get(key):
        return
    is_alone = stage.chance(0.7 if key in stage.seen else 0.35)
    if key in stage.seen and not is_alone:
        return
    stage.seen[key] = is_alone
    state = SkillState.ALONE if is_alone else SkillState.SHOWN
    mark(
        stage, team, person, skill_id, state, at=at, level=level, by_id=by_id,
        class_id=class_id, meeting_id=meeting_id,
    )  # fmt: skip


def mark(
    stage: Stage,
    team: Team,
    person: Row,
    skill_id: int,
    state: SkillState,
    *,
    at: datetime,
    level: int,
    by_id: int,
    not_applicable: NotApplicable | None = None,
    class_id: int | None = None,
    meeting_id: int | None = None,
) -> None:
    stage.rows.add(
        SkillMark,
        mentee_id=person["id"],
        skill_id=skill_id,
        state=state,
        not_applicable=not_applicable,
        level=level,
        at=at,
        local_date=clock.local_date(at),
        noted_at=at,
        noted_by_id=by_id,
        commune_id=team.commune_id,
        team_id=team.id,
        class_id=class_id,
        meeting_id=meeting_id,
    )
