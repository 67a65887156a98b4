"""Statements run on the driver itself give and take what SQLAlchemy's own would."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.counting import statements
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.quick import for_each_dialect, quick
from tracker.core.receipts import Receipt
from tracker.core.scope import ScopeError, by_hand
from tracker.core.settings import Setting
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus

pytestmark = pytest.mark.usefixtures("everywhere")

mentee = Mentee.__table__.c
setting = Setting.__table__
HANOI = timezone(timedelta(hours=7))

SOME = by_hand(
    select(mentee.id, mentee.status, mentee.created_at, mentee.last_seen_on, mentee.phone)
    .where(mentee.id.in_(bindparam("ids", expanding=True)), mentee.status == MenteeStatus.ACTIVE)
    .order_by(mentee.id),
    "test",
)
CHANGE = by_hand(
    update(Mentee.__table__)
    .where(mentee.id == bindparam("which"))
    .values(created_at=bindparam("moment"), last_seen_on=bindparam("day")),
    "test",
)
NOTE = by_hand(insert(setting), "test")
NOTE_ONCE = for_each_dialect(
    lambda insert: (
        insert(setting).on_conflict_do_nothing(index_elements=["name"]).returning(setting.c.id)
    ),
    "test",
)
KEEP = by_hand(insert(Receipt.__table__).returning(Receipt.__table__.c.id), "test")
KEPT = by_hand(
    select(Receipt.status, Receipt.headers, Receipt.body).where(Receipt.id == bindparam("id")),
    "test",
)


def test_values_go_in_and_come_out_as_what_they_are(world):
    moment = datetime(2026, 11, 21, 23, 30, 1, 250, tzinfo=HANOI)
    quick(CHANGE, {"which": world.mentee_id, "moment": moment, "day": date(2026, 11, 21)})
    [(id_, status, created_at, seen_on, phone)] = quick(SOME, {"ids": [world.mentee_id]})
    assert (id_, seen_on, phone) == (world.mentee_id, date(2026, 11, 21), None)
    assert status is MenteeStatus.ACTIVE
    assert created_at == moment
    assert created_at.tzinfo is UTC


def test_lists_of_any_length(world):
    both = sorted([world.mentee_id, world.far_mentee_id])
    assert [row[0] for row in quick(SOME, {"ids": both})] == both
    assert [row[0] for row in quick(SOME, {"ids": both[:1]})] == both[:1]
    assert quick(SOME, {"ids": []}) == []


def test_many_rows_at_once_and_a_conflict():
    quick(NOTE, [{"name": name, "value": {"of": name}} for name in ("a", "b", "c")])
    assert quick(NOTE, []) == []
    assert dict(db.session.execute(select(Setting.name, Setting.value)).all()) == {
        "a": {"of": "a"}, "b": {"of": "b"}, "c": {"of": "c"},
    }  # fmt: skip
    assert quick(NOTE_ONCE, {"name": "a", "value": 1}) == []
    [(new,)] = quick(NOTE_ONCE, {"name": "d", "value": 1})
    assert db.session.get_one(Setting, new).name == "d"


def test_defaults_and_bytes():
    key = {"owner": "a:1", "key": "k", "fingerprint": "f", "at": datetime.now(UTC)}
    [(id_,)] = quick(KEEP, {**key, "body": b"\x00\xff"})
    assert quick(KEPT, {"id": id_}) == [(0, "", b"\x00\xff")]


@atomic
def note_twice():
    quick(NOTE, {"name": "a", "value": 1})
    quick(NOTE, {"name": "a", "value": 2})


def test_what_goes_wrong_is_told_as_everywhere_else():
    with pytest.raises(IntegrityError):
        note_twice()
    assert db.session.query(Setting).count() == 0


def test_only_what_limits_itself_and_everyone_who_listens_hears_it(world):
    with pytest.raises(ScopeError):
        quick(select(mentee.id), {})
    with statements() as said:
        quick(SOME, {"ids": [world.mentee_id]})
    assert len(said) == 1
