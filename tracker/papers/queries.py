"""Named reads about papers one asked for. They keep to one's own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.core.db import db
from tracker.papers import kept
from tracker.papers.models import ExportJob
from tracker.papers.paper import Form, Paper

LATEST = 10


def latest(now: datetime) -> Sequence[ExportJob]:
    """One's ten latest papers that have not expired, newest first."""
    return db.session.scalars(
        select(ExportJob)
        .where(ExportJob.expires_at > now)
        .order_by(ExportJob.id.desc())
        .limit(LATEST)
    ).all()


def job(job_id: int, now: datetime) -> ExportJob | None:
    """One of one's own papers, while it is there."""
    return db.session.scalar(
        select(ExportJob).where(ExportJob.id == job_id, ExportJob.expires_at > now)
    )


def paper_of(job_id: int) -> Paper:
    """What the paper says."""
    text = db.session.scalars(select(ExportJob.paper).where(ExportJob.id == job_id)).one()
    return kept.from_text(text)


def form_of(job_id: int) -> Form:
    return db.session.scalars(select(ExportJob.form).where(ExportJob.id == job_id)).one()


def content_of(job_id: int) -> bytes | None:
    """The file that was made beforehand, if one was."""
    return db.session.scalars(select(ExportJob.content).where(ExportJob.id == job_id)).one()
