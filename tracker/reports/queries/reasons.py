"""Why a closed period changed: of each row that came or went, what it was. Codes, no words of
anybody: a report leaves the commune."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.checkins.models import CheckIn
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.reports.rules import Why
from tracker.snapshots.rules import Change

Reasons = dict[str, dict[str, int]]

_WHY = "when and how rows behind a count changed; neither whose nor by whom"
# What alone can have happened to rows of these; the rest is looked up row by row.
_ALWAYS = {
    "classes": (Why.LOCKED, Why.UNLOCKED),
    "issues": (Why.RESOLVED, Why.UNDONE),
    "turns": (Why.LATE, Why.REMOVED),
    "online_services": (Why.LATE, Why.UNDONE),
    "vneid_activated": (Why.LATE, Why.UNDONE),
}
CLASS_KEY, MEETING_KEY = "c", "m"


def reasons(moved: Mapping[str, Change], since: datetime) -> dict[str, Reasons]:
    """By indicator, how many were added and taken back why. Of people their lượt tell it."""
    found = {
        code: _counted({plus: change.gained}, {minus: change.lost})
        for code, (plus, minus) in _ALWAYS.items()
        if (change := moved.get(code))
    }
    attended = moved.get("attendances")
    if attended:
        came = Counter(_came(attended.plus, since))
        went = Counter(_went(attended.minus))
        found["attendances"] = _counted(came, went)
    return found


def _counted(plus: Mapping[Why, int], minus: Mapping[Why, int]) -> Reasons:
    return {
        "plus": {str(why): n for why, n in plus.items() if n},
        "minus": {str(why): n for why, n in minus.items() if n},
    }


def _came(keys: Iterable[str], since: datetime) -> Iterable[Why]:
    """What was written down after the figures were frozen came late; the rest was confirmed."""
    keys = list(keys)
    at_class = select(CheckIn.received_at).where(CheckIn.id.in_(_ids(keys, CLASS_KEY)))
    met = (
        select(Meeting.noted_at)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(MeetingMentee.id.in_(_ids(keys, MEETING_KEY)))
    )
    for noted_at in (*_all(at_class), *_all(met)):
        yield Why.LATE if noted_at > since else Why.STRONGER


def _went(keys: Iterable[str]) -> Iterable[Why]:
    keys = list(keys)
    at_class = select(CheckIn.removed_at).where(CheckIn.id.in_(_ids(keys, CLASS_KEY)))
    met = (
        select(Meeting.removed_at)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(MeetingMentee.id.in_(_ids(keys, MEETING_KEY)))
    )
    for removed_at in (*_all(at_class), *_all(met)):
        yield Why.REMOVED if removed_at else Why.WEAKER


def _all(statement: Any) -> Iterable[Any]:
    return db.session.scalars(by_hand(statement, _WHY))


def _ids(keys: list[str], kind: str) -> list[int]:
    return [int(key[1:]) for key in keys if key[0] == kind]
