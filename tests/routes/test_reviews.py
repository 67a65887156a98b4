"""What no longer fits is kept as it was said; the leader writes it down, or says why not."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.routes.test_sending import entry, send, verdicts
from tests.web import text
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.histories import actions as histories
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting
from tracker.outbox import actions
from tracker.outbox.models import Review
from tracker.outbox.rules import Reason, Status
from tracker.policy import Actor


@pytest.fixture
def gone(app, world):
    """A learner who went to another ambassador of the team while an entry waited."""
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, world.mentee_id)
        person.ambassador_id = world.second_ambassador_id
        db.session.commit()
        return person.id


def meeting(mentee_id):
    now = clock.local(clock.now())
    return entry(
        "/buoi-kem/them",
        [["mentee", str(mentee_id)], ["channel", "at_home"], ["note", "Gọi video với con"],
         ["day", f"{now:%Y-%m-%d}"], ["time", "00:00"]],
        title="Buổi kèm", text="Sùng A Páo\nGọi video với con",
    )  # fmt: skip


def only_review(app):
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(Review)).one()


def test_the_leader_writes_it_down(app, browse, world, gone):
    sender = browse().sign_in(world.ambassador_id)
    item = meeting(gone)
    assert verdicts(send(sender, [item], world.ambassador_id)) == ["review"]
    assert verdicts(send(sender, [item], world.ambassador_id)) == ["review"]
    row = only_review(app)
    assert sender.get(f"/can-xem/{row.id}").status_code == 403

    leader = browse().sign_in(world.leader_id)
    assert "1 mục gửi muộn cần xem" in text(leader.get(f"/to/{world.team_id}"))
    assert "không còn do người gửi kèm" in text(leader.get("/can-xem"))
    assert "Gọi video với con" in text(leader.get(f"/can-xem/{row.id}"))
    assert leader.post(f"/can-xem/{row.id}/ghi").status_code == 303
    assert leader.post(f"/can-xem/{row.id}/ghi").status_code == 409
    with app.app_context(), unscoped("test"):
        held = db.session.scalars(select(Meeting)).one()
        assert held.note == "Gọi video với con"
        # The sender's work, whoever decided; the journal says who that was.
        assert (held.guide_id, held.noted_by_id) == (world.ambassador_id, world.leader_id)
        deeds = select(JournalEntry.deed, JournalEntry.account_id).order_by(JournalEntry.id.desc())
        last = [tuple(row) for row in db.session.execute(deeds.limit(2))]
        assert last == [("review.taken", world.leader_id), ("meeting.log", world.leader_id)]
    assert only_review(app).status is Status.TAKEN


def test_or_drops_it_with_a_reason(app, browse, world, gone):
    sender = browse().sign_in(world.ambassador_id)
    send(sender, [meeting(gone)], world.ambassador_id)
    row, leader = only_review(app), browse().sign_in(world.leader_id)
    assert leader.post(f"/can-xem/{row.id}/bo").status_code == 422
    assert leader.post(f"/can-xem/{row.id}/bo", {"reason": "Đã ghi rồi"}).status_code == 303
    settled = only_review(app)
    assert (settled.status, settled.resolution) == (Status.DROPPED, "Đã ghi rồi")
    assert "Không có mục nào cần xem." in text(leader.get("/can-xem"))
    stranger = browse().sign_in(world.neighbour_leader_id)
    assert stranger.get(f"/can-xem/{row.id}").status_code == 404


def test_who_was_at_a_class_that_is_over_is_noted_by_hand(app, browse, world):
    """Closed for longer than late codes are taken."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        session.starts_at -= timedelta(days=9)
        session.ends_at -= timedelta(days=9)
        session.status = ClassStatus.ENDED
        session.closed_at = session.ends_at
        door = f"/c/{session.code}/{code_at(session.secret, step_at(session.starts_at))}"
        db.session.commit()
    sender = browse().sign_in(world.ambassador_id)
    item = entry(door, [["mentee", str(world.mentee_id)]])
    assert verdicts(send(sender, [item], world.ambassador_id)) == ["review"]
    leader = browse().sign_in(world.leader_id)
    assert leader.post(f"/can-xem/{only_review(app).id}/ghi").status_code == 303
    with app.app_context(), unscoped("test"):
        row = db.session.scalars(select(CheckIn)).one()
        assert (row.level, row.guide_id, row.by_id) == (1, world.ambassador_id, world.leader_id)


def test_erasing_somebody_empties_what_was_sent_about_them(app, browse, world, gone):
    sender = browse().sign_in(world.ambassador_id)
    send(sender, [meeting(gone)], world.ambassador_id)
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, gone)
        histories.erase(Actor(world.head_id, ""), mentee=person, now=clock.now())
    row = only_review(app)
    assert (row.what, row.told, row.fields, row.mentee_id) == ("", "", [], None)


def test_what_was_settled_is_dropped_after_ninety_days(app, browse, world, gone):
    sender = browse().sign_in(world.ambassador_id)
    send(sender, [meeting(gone)], world.ambassador_id)
    row, leader = only_review(app), browse().sign_in(world.leader_id)
    leader.post(f"/can-xem/{row.id}/bo", {"reason": "Đã ghi rồi"})
    with app.app_context(), unscoped("test"):
        assert actions.tidy(clock.now() + timedelta(days=89)) == 0
        assert actions.tidy(clock.now() + timedelta(days=91)) == 1


def test_nobody_without_a_team_loses_what_they_wrote(app, browse, world):
    """A post that ended: the entry goes to the team it was in."""
    with app.app_context(), unscoped("test"):
        former = factories.account("Thào A Sình").id
    sender = browse().sign_in(former)
    [result] = send(sender, [entry()], former).json["results"]
    assert result["verdict"] == "fix"
    assert "Xin sao chép" in result["words"]


def edited(page, mentee_id, **changes):
    """The form of somebody's details as this page shows it, with these changes, kept by a phone."""
    hidden = re.findall(r'name="(seen-[\w]+)" value="([^"]*)"', page)
    seen = {name: html.unescape(value) for name, value in hidden}
    now = {name.removeprefix("seen-"): value for name, value in seen.items()} | changes
    fields = [list(pair) for pair in (seen | now).items()]
    return entry(f"/nguoi-hoc/{mentee_id}/sua", fields, title="Sửa thông tin")


def details(app, mentee_id):
    with app.app_context(), unscoped("test"):
        row = db.session.get_one(Mentee, mentee_id)
        return row.name, row.note, row.device


def test_two_edits_meet_field_by_field(app, browse, world):
    """What only one of them touched is theirs; what both touched waits for the leader."""
    path = f"/nguoi-hoc/{world.mentee_id}/sua"
    sender, leader = browse().sign_in(world.ambassador_id), browse().sign_in(world.leader_id)
    page = text(sender.get(path))
    edit = edited(page, world.mentee_id, name="Sùng A Pao", note="Học buổi tối")
    assert leader.post(path, {"note": "Học sáng thứ Bảy", "device": "none"}).status_code == 303
    [result] = send(sender, [edit], world.ambassador_id).json["results"]
    assert result["verdict"] == "recorded"
    assert "đã chuyển tổ trưởng xem" in result["words"]
    assert details(app, world.mentee_id) == ("Sùng A Pao", "Học sáng thứ Bảy", "none")

    row = only_review(app)
    assert (row.reason, row.fields) == (Reason.CHANGED, [["note", "Học buổi tối"]])
    shown = text(leader.get(f"/can-xem/{row.id}"))
    assert "Ghi chú: Học buổi tối (đang ghi: Học sáng thứ Bảy)" in shown
    assert leader.post(f"/can-xem/{row.id}/ghi").status_code == 303
    assert details(app, world.mentee_id) == ("Sùng A Pao", "Học buổi tối", "none")


def test_ones_own_earlier_edit_is_no_conflict(app, browse, world):
    """Two edits from the same kept page, sent in their order."""
    sender = browse().sign_in(world.ambassador_id)
    page = text(sender.get(f"/nguoi-hoc/{world.mentee_id}/sua"))
    edits = [edited(page, world.mentee_id, note=words) for words in ("một", "hai")]
    assert verdicts(send(sender, edits, world.ambassador_id)) == ["recorded", "recorded"]
    assert details(app, world.mentee_id)[1] == "hai"


def test_whoever_is_here_sees_both_and_decides(app, browse, world):
    path = f"/nguoi-hoc/{world.mentee_id}/sua"
    sender, leader = browse().sign_in(world.ambassador_id), browse().sign_in(world.leader_id)
    fields = dict(edited(text(sender.get(path)), world.mentee_id, note="Tối")["fields"])
    leader.post(path, {"note": "Sáng"})
    refused = sender.post(path, fields)
    assert refused.status_code == 422
    assert "Người khác vừa sửa ô này thành “Sáng”." in text(refused)
    again = dict(edited(text(refused), world.mentee_id, note="Tối")["fields"])
    assert sender.post(path, again).status_code == 303
    assert details(app, world.mentee_id)[1] == "Tối"
