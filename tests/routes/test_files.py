"""Papers leave the house only in the right hands, each time with a line in the journal."""

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
import time_machine
from sqlalchemy import select

from tests import factories
from tests.apps import fresh_copy
from tests.factories import World
from tests.web import Web
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.histories import actions as histories
from tracker.mentees.models import Mentee
from tracker.papers import actions, making
from tracker.papers.models import ExportJob
from tracker.papers.rules import JobStatus
from tracker.policy import Actor

HARMFUL = "=HYPERLINK(1)"


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    """What a page hands over does not depend on the database."""
    return fresh_copy(sqlite_templates["inhabited"])


@pytest.fixture
def listed(app, world: World) -> str:
    """A class with two people on its list; where its list is asked for."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        person = db.session.get_one(Mentee, world.mentee_id)
        person.name = HARMFUL
        factories.check_in(session, person)
        factories.check_in(session, db.session.get_one(Mentee, world.neighbour_mentee_id))
    return f"/buoi-hoc/{world.class_id}/danh-sach"


def asking(form: str) -> dict[str, str]:
    """The button of a list with names, and why."""
    return {"dang": form, "reason": "Đoàn kiểm tra của tỉnh"}


@pytest.fixture
def leader(web: Web, world: World) -> Web:
    return web.sign_in(world.leader_id)


def deeds(app, *names: str) -> list[JournalEntry]:
    with app.app_context(), unscoped("test"):
        return list(
            db.session.scalars(select(JournalEntry).where(JournalEntry.deed.in_(names))).all()
        )


def only_job(app) -> ExportJob:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(ExportJob)).one()


def test_a_list_is_taken_away_and_that_is_written_down(app, leader: Web, world: World, listed: str):
    answer = leader.post(listed, asking("docx"), follow=True)
    assert answer.status_code == 200
    named = answer.headers["Content-Disposition"]
    assert named.isascii()
    assert 'filename="danh-sach-nguoi-tham-gia-nha-van-hoa-' in named
    assert "filename*=UTF-8''Danh%20s%C3%A1ch%20ng%C6%B0%E1%BB%9Di" in named
    assert answer.headers["Cache-Control"] == "no-store"
    people = docx.Document(io.BytesIO(answer.data)).tables[1]
    assert [row.cells[1].text for row in people.rows[1:]] == ["Thào Thị Dợ", HARMFUL]

    (row,) = deeds(app, "paper.make")
    assert (row.account_id, row.commune_id) == (world.leader_id, world.commune_id)
    assert row.reason == "Đoàn kiểm tra của tỉnh"
    assert row.details.pop("paper").startswith("Danh sách người tham gia Nhà văn hóa ")
    assert row.details == {"product": "attendance", "form": "docx", "rows": 2}


def test_no_name_leaves_without_a_reason(app, browse, world: World, listed: str):
    leader, head = browse().sign_in(world.leader_id), browse().sign_in(world.head_id)
    assert 'name="reason"' in leader.get(f"{listed}?dang=docx").text
    refused = leader.post(listed, {"dang": "docx"})
    assert refused.status_code == 422
    assert "Xin ghi vì sao cần danh sách này." in refused.text
    assert deeds(app, "paper.make") == []
    leader.post(listed, asking("pdf"))
    history = head.get("/quan-tri/nhat-ky").text
    assert "Lập văn bản · Danh sách người tham gia Nhà văn hóa" in history
    assert "lý do: Đoàn kiểm tra của tỉnh" in history


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_list_comes_in_every_form(leader: Web, listed: str, form: str, begins: bytes):
    answer = leader.post(listed, asking(form), follow=True)
    assert answer.data.startswith(begins)
    assert f'.{form}"' in answer.headers["Content-Disposition"]


def test_printing_the_list_is_written_down_too(app, leader: Web, listed: str):
    page = leader.post(listed, asking("in"), follow=True).text
    assert "DANH SÁCH NGƯỜI THAM GIA" in page
    assert "Thào Thị Dợ" in page
    assert [row.details["form"] for row in deeds(app, "paper.make")] == ["in"]


def test_names_leave_only_with_whoever_may_take_them(browse, world: World, listed: str):
    for account_id in (world.ambassador_id, world.commune_youth_id, world.board_id, world.admin_id):
        assert browse().sign_in(account_id).post(listed, asking("docx")).status_code == 403
    for account_id in (world.neighbour_leader_id, world.far_leader_id):
        assert browse().sign_in(account_id).post(listed, asking("docx")).status_code == 404
    assert browse().sign_in(world.leader_id).post(listed, asking("exe")).status_code == 400


def test_a_file_is_its_askers_for_a_day(app, browse, world: World, listed: str):
    leader, officer = browse().sign_in(world.leader_id), browse().sign_in(world.officer_id)
    address = leader.post(listed, asking("docx")).headers["Location"]
    mine = f"/tap-tin/{only_job(app).id}"
    assert leader.get(address).status_code == 200
    assert officer.get(address).status_code == 404
    assert officer.post(mine).status_code == 404

    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        assert leader.get(address).headers["Location"] == mine
        assert leader.post(mine, follow=True).data.startswith(b"PK")
    assert len(deeds(app, "paper.fetch")) == 1

    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        leader.sign_in(world.leader_id)
        assert leader.get(mine).status_code == 404
        with app.app_context():
            assert actions.sweep(clock.now()) == 1


def test_a_repeated_press_makes_one_paper(app, leader: Web, listed: str):
    answers = [leader.post(listed, asking("pdf"), key="pressed-twice") for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(deeds(app, "paper.make")) == 1


@pytest.fixture
def long(app, leader: Web, listed: str) -> str:
    """A paper that is too long to be written while somebody waits; where it is waited for."""
    with app.app_context():
        db.session.add(Setting(name="paper_rows_at_once", value=1))
        db.session.commit()
    return leader.post(listed, asking("xlsx")).headers["Location"]


def test_a_long_paper_is_made_in_the_background(app, leader: Web, long: str, monkeypatch):
    monkeypatch.setattr(making, "start", lambda _app: None)
    assert "Đang lập…" in leader.get(long).text
    assert leader.post(long).headers["Location"] == long
    with app.app_context():
        assert making.work() == 1
        assert making.work() == 0
    assert leader.fragment(long).text.lstrip().startswith('<section id="progress"')
    assert leader.post(long, follow=True).data.startswith(b"PK")


def test_a_look_starts_the_making(app, leader: Web, long: str, monkeypatch):
    begun, start = [], making.start
    monkeypatch.setattr(making, "start", lambda app: begun.append(start(app)))
    leader.get(long)
    begun[0].join(30)
    assert only_job(app).status == JobStatus.MADE


def test_an_erasure_leaves_no_paper_with_the_name(app, browse, world: World, listed: str):
    browse().sign_in(world.leader_id).post(listed, asking("docx"))
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, world.mentee_id)
        histories.erase(Actor(world.head_id, ""), mentee=person, now=clock.now())
        db.session.commit()
        assert db.session.scalars(select(ExportJob)).all() == []
        assert db.session.scalars(select(CheckIn)).all() != []
