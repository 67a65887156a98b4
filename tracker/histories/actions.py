"""Forgetting a person everywhere: their own row, and what other features wrote about them."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import aliased

from tracker.checkins.models import CheckIn
from tracker.core import names, receipts
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting
from tracker.mentees import erasure
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.outbox import actions as outbox
from tracker.papers import actions as papers
from tracker.policy import Actor

_WHY = "whoever may erase a person erases what any team wrote about them"


@atomic
def erase(actor: Actor, *, mentee: Mentee, now: datetime) -> None:
    """Leave nothing that leads back to the person. Every count stays as it was."""
    _forget(mentee)
    erasure.anonymise(mentee, deed="mentee.erase", actor_id=actor.account_id, now=now)


@atomic
def fade_pending(now: datetime) -> int:
    """Walk-ins who did not agree in time become nameless attendances (ruling 8). How many."""
    waiting = erasure.long_waiting(before=now - timedelta(days=setting("pending_days")))
    for mentee in waiting:
        _forget(mentee)
        erasure.anonymise(mentee, deed="mentee.fade", actor_id=None, now=now)
    return len(waiting)


def _forget(mentee: Mentee) -> None:
    receipts.forget(mentee.name)
    outbox.forget(mentee.id, mentee.name, mentee.commune_id)
    papers.forget(mentee.name, mentee.commune_id)
    db.session.execute(
        by_hand(update(CheckIn).where(CheckIn.mentee_id == mentee.id).values(device=""), _WHY)
    )
    given = names.search_key(mentee.name).split()[-1:]
    for meeting_id, note, people in db.session.execute(by_hand(_notes_about(mentee.id), _WHY)):
        if people == 1 or set(given) & set(names.search_key(note).split()):
            blank = update(Meeting).where(Meeting.id == meeting_id).values(note="")
            db.session.execute(by_hand(blank, _WHY))


def _notes_about(mentee_id: int) -> Select[int, str, int]:
    """The notes of the meetings the person was at, and how many people were."""
    everyone = aliased(MeetingMentee)
    people = (
        select(func.count())
        .select_from(everyone)
        .where(everyone.meeting_id == Meeting.id)
        .scalar_subquery()
    )
    return (
        select(Meeting.id, Meeting.note, people)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(MeetingMentee.mentee_id == mentee_id, Meeting.note != "")
    )
