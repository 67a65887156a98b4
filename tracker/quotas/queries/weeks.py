"""Lượt of communes week by week, for the small pictures beside their numbers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal, select, union_all

from tracker.checkins.models import CheckIn
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.quotas.queries.counting import (
    Span,
    check_ins_counted,
    communes,
    meetings_counted,
)
from tracker.quotas.queries.rhythms import WEEKS

_WHY = "numbers of lượt by commune and day, limited like the counts"


def weeks_of(commune_ids: Sequence[int], today: date) -> dict[int, list[int]]:
    """The last twelve weeks of each, oldest first; this week as far as it has gone."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = {id_: [0] * WEEKS for id_ in commune_ids}
    if not found:
        return found
    places, span = communes(list(commune_ids)), Span(first, today)
    at_classes = (
        select(CheckIn.commune_id, CheckIn.local_date, func.count())
        .where(check_ins_counted(places, span))
        .group_by(CheckIn.commune_id, CheckIn.local_date)
    )
    columns: tuple[Any, ...] = (Meeting.commune_id, Meeting.local_date, func.count(literal(1)))
    at_meetings = (
        select(*columns)
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(places, span))
        .group_by(Meeting.commune_id, Meeting.local_date)
    )
    for commune_id, day, n in db.session.execute(by_hand(union_all(at_classes, at_meetings), _WHY)):
        found[commune_id][(day - first).days // 7] += n
    return found
