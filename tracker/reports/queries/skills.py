"""How many people were seen doing each skill of some modules, for a report about them (H05)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import distinct, func, literal, select, union_all

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.formulas import marks_counted
from tracker.periods.rules import Period, since_new_year
from tracker.quotas.queries.counting import Places, Span
from tracker.skills.models import Module, Skill, SkillMark
from tracker.skills.queries import catalogue

# Its condition, with other skills in it: what is counted must be counted in one way.
_LIKE = "cashless"
_WHY = "people by skill, limited like the indicators"


def modules(codes: Sequence[str]) -> list[Module]:
    return [module for module in catalogue() if module.code in set(codes)]


def by_skill(places: Places, period: Period, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Each module with its skills: người tự làm được, in the period and since New Year."""
    wanted = modules(codes)
    if not wanted:
        return []
    year = since_new_year(period)
    spans = {"n": Span(period.first, period.last), "year": Span(year.first, year.last)}
    skills = tuple(skill.code for module in wanted for skill in module.skills)
    counts = [_counted(name, skills, places, span) for name, span in spans.items()]
    found: dict[tuple[str, str], int] = {
        (name, code): n for name, code, n in db.session.execute(by_hand(union_all(*counts), _WHY))
    }
    return [
        {
            "code": module.code, "name": module.name, "name_en": module.name_en,
            "skills": [
                {
                    "code": skill.code, "name": skill.name, "name_en": skill.name_en,
                    **{part: found.get((part, skill.code), 0) for part in spans},
                }
                for skill in module.skills
            ],
        }
        for module in wanted
    ]  # fmt: skip


def _counted(name: str, skills: tuple[str, ...], places: Places, span: Span) -> Any:
    spec = replace(indicators()[_LIKE], about=skills)
    return (
        select(literal(name), Skill.code, func.count(distinct(SkillMark.mentee_id)))
        .select_from(SkillMark)
        .join(Skill, Skill.id == SkillMark.skill_id)
        .where(marks_counted(spec, places, span))
        .group_by(Skill.code)
    )
