"""The numbers the rulings leave to each place: a default here, another value in the table."""

from typing import Any, cast

from sqlalchemy import JSON, ColumnElement, Integer, Text, func, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.base import Base, Key, Short
from tracker.core.db import db

DEFAULTS: dict[str, Any] = {
    "one_to_n": 5,  # ruling 4: a floor, never a cap
    "quota_evidence_floor": 2,  # ruling 6: quotas count from this level
    "pending_days": 30,  # ruling 8: a walk-in without consent fades after this
    "active_days": 90,  # ruling 11: a closed session this recently makes a team active
    "meeting_late_days": 14,  # a meeting logged later than this is evidence level 1
    "log_oldest_days": 60,  # a meeting or help turn older than this is not written down any more
    "check_in_early_minutes": 30,  # the window of a class's codes, before its start
    "check_in_late_minutes": 60,  # and after its end
    "late_proof_hours": 12,  # a code sent later than this proves only level 2
    "late_accept_days": 7,  # after its end a class accepts late codes this long
    "stamp_minutes": 20,  # who saw a current code has this long to fill in the form
    "head_count_gap_percent": 10,  # a larger gap asks for a reason
    "undo_hours": 24,  # an ambassador takes back a skill mark this long
    "quiet_days": 10,  # a learner not seen this long is shown as “Chưa học … ngày”
    "silent_days": 30,  # a team silent this long is named to the commune
    "report_cut_off_day": 15,  # ruling 2: a quarterly report covers the days up to this one
    "report_due_day": 19,  # and is due on this one, “trước ngày 20”
    "report_month_of_quarter": 2,  # of the quarter's middle month
    "answer_days": 30,  # the words of an answer, which may name somebody, are kept this long
    "key_days": 400,  # and its key, longer than any code or season
    "ended_days": 30,  # what ended (sessions, invitations, reset codes) is dropped after this
    "paper_rows_at_once": 500,  # a file with more rows is made in the background
    "paper_hours": 24,  # whoever asked for a paper can fetch it this long
    "review_days": 90,  # an entry that did not fit is kept this long after it was settled
    "grade_good_from": 100,  # per cent of the goals: a team did well (seed G07)
    "grade_done_from": 80,  # and this much: it did what was asked
    "burst_marks": 60,  # so many marks of a skill by one account in a day are looked at
    "burst_minutes": 60,  # when they were noted within so many minutes (seed H11)
    "ranking_middle_from": 8000,  # adults: from here a commune is of middle size in a ranking
    "ranking_large_from": 16000,  # and from here it is a large one
    "shift_warning_hours": 48,  # a shift without a leader or people is named this long before
    "shift_outlook_days": 21,  # a shift nobody signed up for is named this long before
    "own_cancel_hours": 24,  # a volunteer gives a shift up alone until this long before it
    "certificate_shifts": 3,  # who was there on so many shifts gets a certificate (day script 4)
    "volunteer_months": 24,  # a volunteer who has not helped this long is forgotten
    "public_floor": 5,  # ruling 12: no public figure about fewer people
}


class Setting(Base):
    """A value that stands in for a default, for the whole installation."""

    __tablename__ = "setting"

    id: Mapped[Key]
    name: Mapped[Short] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)


def setting(name: str) -> int:
    """The value in force. An unknown name is a bug and raises KeyError."""
    default = DEFAULTS[name]
    stored = db.session.scalar(select(Setting.value).where(Setting.name == name))
    return cast(int, default if stored is None else stored)


def settings_together(*names: str) -> list[int]:
    """The values in force of several names, in their order, by one question."""
    wanted = select(Setting.name, Setting.value).where(Setting.name.in_(names))
    stored = {row.name: row.value for row in db.session.execute(wanted)}
    return [cast(int, stored.get(name, DEFAULTS[name])) for name in names]


def setting_in_force(name: str) -> ColumnElement[int]:
    """The same value as a part of a statement, so that a count needs no second question."""
    stored = select(as_type(as_type(Setting.value, Text), Integer)).where(Setting.name == name)
    return func.coalesce(stored.scalar_subquery(), DEFAULTS[name])
