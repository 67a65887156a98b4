"""The rule of the report windows as it is set here."""

from sqlalchemy import select

from tracker.core.db import db
from tracker.core.settings import DEFAULTS, Setting
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
