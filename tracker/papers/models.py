"""A paper somebody asked for: what it says was fixed then, and it is theirs for a day."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from tracker.core.base import AccountRef, Base, Code, Key, Line, Prose
from tracker.core.scope import Reach, Scoped, any_of
from tracker.papers.paper import Form
from tracker.papers.rules import JobStatus


class ExportJob(Scoped, Base):
    """A paper to take away. Only whoever asked for it can have it, until it expires."""

    __tablename__ = "export_job"

    # Asked for within the reach of the paper, fetched within one's own.
    scope_limits_writes = False

    id: Mapped[Key]
    account_id: Mapped[AccountRef]
    # Where the journal notes it.
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    product: Mapped[Code]
    form: Mapped[Form]
    name: Mapped[Line]
    # The paper as text (papers.kept).
    paper: Mapped[Prose] = mapped_column(deferred=True)
    rows: Mapped[int]
    status: Mapped[JobStatus]
    done_rows: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    # When the maker last gave a sign of life: another takes over from a silent one.
    alive_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # Only of what is too long to be written while somebody waits.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(None if reach.account is None else cls.account_id == reach.account)
