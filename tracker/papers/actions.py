"""Asking for a paper, making it, handing it over, and letting it go."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Update, and_, delete, or_, select, update

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting
from tracker.papers import kept
from tracker.papers.models import ExportJob
from tracker.papers.paper import Form, Paper
from tracker.papers.rules import MOST_TRIES, SILENCE, UNFINISHED, JobStatus, first_status

_WHY = "whoever makes a paper makes it for anybody"


@dataclass(frozen=True)
class Order:
    """Which paper is wanted, as what, and of which commune it is."""

    product: str
    form: Form
    paper: Paper
    commune_id: int | None = None
    # Why, where it names learners.
    reason: str = ""


@atomic
def ask(account_id: int, *, order: Order, now: datetime) -> ExportJob:
    """Fix what the paper says. The journal keeps who took which paper, of where and when, as what,
    how many rows, and why: the row itself is gone tomorrow and its number another's."""
    sweep(now)
    rows = order.paper.rows
    job = ExportJob(
        account_id=account_id,
        commune_id=order.commune_id,
        product=order.product,
        form=order.form,
        name=order.paper.name,
        paper=kept.as_text(order.paper),
        rows=rows,
        status=first_status(
            rows=rows, at_once=setting("paper_rows_at_once"), is_page=order.form is Form.PRINT
        ),
        asked_at=now,
        expires_at=now + timedelta(hours=setting("paper_hours")),
    )
    db.session.add(job)
    db.session.flush()
    journal.record(
        "paper.make", job, account_id=account_id, reason=order.reason, paper=job.name,
        product=order.product, form=order.form, rows=rows,
    )  # fmt: skip
    return job


@atomic
def fetch(account_id: int, *, job: ExportJob) -> None:
    """Once more the same paper: that, too, is written down."""
    journal.record(
        "paper.fetch", job, account_id=account_id, paper=job.name, product=job.product,
        form=job.form, rows=job.rows,
    )  # fmt: skip


@atomic
def take(now: datetime) -> int | None:
    """The next paper nobody is making, now this maker's. One whose maker died is taken over."""
    silent = and_(ExportJob.status == JobStatus.MAKING, ExportJob.alive_at < now - SILENCE)
    free = or_(ExportJob.status == JobStatus.WAITING, silent)
    _give_up(silent)
    waiting = select(ExportJob.id).where(free, ExportJob.expires_at > now)
    job_id = db.session.scalar(by_hand(waiting.order_by(ExportJob.id).limit(1), _WHY))
    if job_id is None:
        return None
    taken = (
        update(ExportJob)
        .where(ExportJob.id == job_id, free)
        .values(
            status=JobStatus.MAKING, alive_at=now, done_rows=0, tries=ExportJob.tries + 1
        )
    )  # fmt: skip
    return job_id if _run(taken) else None


@atomic
def tell(job_id: int, *, done_rows: int, now: datetime) -> None:
    """A sign of life of the maker, and how far it is."""
    _run(_of(job_id).values(alive_at=now, done_rows=done_rows))


@atomic
def finish(job_id: int, *, content: bytes | None) -> None:
    """The file is there; without one it could not be made."""
    status = JobStatus.FAILED if content is None else JobStatus.MADE
    _run(_of(job_id).values(status=status, content=content))


@atomic
def sweep(now: datetime) -> int:
    """Let go of every paper whose day is over. Returns how many."""
    return _run(delete(ExportJob).where(ExportJob.expires_at <= now))


@atomic
def forget(name: str, commune_id: int) -> None:
    """Somebody is to be forgotten: no paper of their commune, nor any with the name, stays."""
    named = ExportJob.paper.contains(json.dumps(name, ensure_ascii=False)[1:-1], autoescape=True)
    _run(delete(ExportJob).where(or_(ExportJob.commune_id == commune_id, named)))


def _give_up(silent: ColumnElement[bool]) -> None:
    """What took several makers with it is not tried again."""
    hopeless = update(ExportJob).where(silent, ExportJob.tries >= MOST_TRIES)
    _run(hopeless.values(status=JobStatus.FAILED))


def _of(job_id: int) -> Update:
    return update(ExportJob).where(ExportJob.id == job_id, ExportJob.status.in_(UNFINISHED))


def _run(statement: Update | Delete) -> int:
    limited = by_hand(statement, _WHY).execution_options(synchronize_session=False)
    done = db.session.execute(limited)
    return int(done.rowcount)  # type: ignore[attr-defined]
