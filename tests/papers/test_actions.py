"""Who makes a paper, on both databases."""

from tests.factories import World
from tests.papers.samples import sample
from tracker.core import clock
from tracker.core.db import db
from tracker.core.settings import Setting
from tracker.papers import actions, making, queries
from tracker.papers.actions import Order
from tracker.papers.models import ExportJob
from tracker.papers.paper import Form
from tracker.papers.rules import SILENCE, JobStatus


def asked_for(world: World) -> int:
    """A paper too long to be written at once."""
    db.session.add(Setting(name="paper_rows_at_once", value=1))
    order = Order("sample", Form.EXCEL, sample(rows=5))
    return actions.ask(world.leader_id, order=order, now=clock.now()).id


def test_a_paper_is_made_once(world: World, everywhere):
    job_id = asked_for(world)
    assert making.work() == 1
    assert making.work() == 0
    assert (queries.content_of(job_id) or b"").startswith(b"PK")


def test_the_work_of_a_maker_who_died_is_taken_over(world: World, everywhere):
    job_id, now = asked_for(world), clock.now()
    assert actions.take(now) == job_id
    assert actions.take(now + SILENCE / 2) is None, "somebody is at it"
    for later in (2, 4):
        assert actions.take(now + later * SILENCE) == job_id
    assert actions.take(now + 6 * SILENCE) is None
    job = db.session.get_one(ExportJob, job_id)
    assert job.status == JobStatus.FAILED, "three makers died of it"


def test_what_cannot_be_made_says_so(world: World, everywhere, monkeypatch):
    job_id = asked_for(world)
    monkeypatch.setattr(making, "write", lambda *_: 1 / 0)
    making.work()
    assert db.session.get_one(ExportJob, job_id).status == JobStatus.FAILED
