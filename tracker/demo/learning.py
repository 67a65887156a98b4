"""A year of every team in the order it happened: classes, buổi kèm, and what people learnt."""

from collections.abc import Iterator
from datetime import date, timedelta

from tracker.core.bulk import Row
from tracker.demo import lessons, meetings
from tracker.demo.cast import SILENT_DAYS, SILENT_VILLAGE
from tracker.demo.stage import Stage, Team
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.skills.models import SkillMark

SOON = 21


def build(stage: Stage) -> None:
    for team in stage.teams:
        for day, happening in sorted(_calendar(stage, team), key=lambda entry: entry[0]):
            if happening is None:
                lessons.hold(stage, team, day)
            else:
                meetings.hold(stage, team, day, happening)
    lessons.open_now(stage)
    meetings.of_the_story(stage)
    _finish(stage)


def _calendar(stage: Stage, team: Team) -> Iterator[tuple[date, int | None]]:
    """Days of classes (None) and of meetings (their guide). Nobody is busy twice a day."""
    last = stage.today + timedelta(days=SOON)
    if team.village == SILENT_VILLAGE:
        last = stage.today - timedelta(days=SILENT_DAYS)
        yield last, None
        last -= timedelta(days=1)
    day = stage.first_day + timedelta(days=stage.rng.randrange(10))
    while day < last:
        if day not in (stage.today, stage.today + timedelta(days=1)):  # told in lessons.open_now
            yield day, None
        day += timedelta(days=max(5, round(stage.rng.randrange(9, 24) / team.drive)))
    for guide_id in team.ambassador_ids:
        day = stage.first_day + timedelta(days=stage.rng.randrange(14, 40))
        while day < min(last, stage.today):
            yield day, guide_id
            day += timedelta(days=stage.rng.randrange(12, 34))


def _finish(stage: Stage) -> None:
    """Hoàn thành: whoever does everything of their set alone, or what of it applies to them."""
    alone = {key for key, is_alone in stage.seen.items() if is_alone}
    exempt = {
        (mark["mentee_id"], mark["skill_id"])
        for mark in stage.rows.of(SkillMark)
        if mark["state"] == "not_applicable"
    }
    for person in stage.rows.of(Mentee):
        if person["status"] is MenteeStatus.ACTIVE and _is_done(stage, person, alone | exempt):
            person["status"] = MenteeStatus.DONE


def _is_done(stage: Stage, person: Row, able: set[tuple[int, int]]) -> bool:
    own = stage.sets[person.get("skill_set", "nguoi_dan")]
    return all((person["id"], skill_id) in able for skill_id in own)
