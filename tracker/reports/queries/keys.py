"""The rows behind a report's figures, by key: what is told later of a period that was closed."""

from typing import Any

from sqlalchemy import select

from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.formulas import marks_counted
from tracker.indicators.rules import Formula
from tracker.quotas.queries.counting import Places, Span
from tracker.quotas.queries.keys import ROWS, gathered, named
from tracker.quotas.rules import Indicator
from tracker.skills.models import SkillMark
from tracker.snapshots.rules import Keys

# What happened in a period; what is known “until” a day has no part that could come late.
TOLD = ("people", "attendances", "classes", "issues", "turns", "online_services", "vneid_activated")


def keys(places: Places, span: Span) -> Keys:
    return gathered({code: _part(code, places, span) for code in TOLD})


def _part(code: str, places: Places, span: Span) -> Any:
    spec = indicators()[code]
    if spec.formula is Formula.SKILL:
        rows = select(SkillMark.mentee_id).where(marks_counted(spec, places, span)).distinct()
        return named(code, rows)
    return ROWS[Indicator(code)](places, span)
