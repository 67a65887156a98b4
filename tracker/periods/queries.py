"""The rule of the report windows as it is set here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tracker.core.db import db
from tracker.core.settings import DEFAULTS, Setting, setting_in_force
from tracker.periods.rules import WindowRule

_NAMES = {
    "report_cut_off_day": "cut_off_day",
    "report_due_day": "due_day",
    "report_month_of_quarter": "month_of_quarter",
}


def window_rule() -> WindowRule:
    stored = db.session.scalars(select(Setting).where(Setting.name.in_(_NAMES)))
    values = {name: DEFAULTS[name] for name in _NAMES} | {row.name: row.value for row in stored}
    return WindowRule(**{field: int(values[name]) for name, field in _NAMES.items()})


def rule_columns() -> tuple[Any, ...]:
    """To be asked beside something else; `rule_from` makes sense of them."""
    return tuple(setting_in_force(name) for name in _NAMES)


def rule_from(values: Sequence[Any]) -> WindowRule:
    fields = zip(_NAMES.values(), values, strict=False)
    return WindowRule(**{field: int(value) for field, value in fields})
