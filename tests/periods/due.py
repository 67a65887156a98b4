"""A rule of the quarterly reports by which one is due today, whatever day the tests run on."""

from datetime import timedelta

from flask import Flask

from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.periods.rules import WindowRule

# On the first of a month it was due yesterday: a window that ends today is not over.
_TODAY = clock.today()
_DUE = _TODAY if _TODAY.day > 1 else _TODAY - timedelta(days=1)
_DAY = min(_DUE.day, 28)

RULE = WindowRule(
    cut_off_day=max(1, _DAY - 4), due_day=_DAY, month_of_quarter=(_DUE.month - 1) % 3 + 1
)


def set_rule(app: Flask) -> None:
    values = {
        "report_month_of_quarter": RULE.month_of_quarter,
        "report_cut_off_day": RULE.cut_off_day,
        "report_due_day": RULE.due_day,
    }
    with app.app_context(), unscoped("test"):
        db.session.add_all(Setting(name=name, value=value) for name, value in values.items())
        db.session.commit()
