"""What the pages of the demo cost: bytes, questions to the database, time in the server."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.bench.checkin import any_database
from tests.bench.visits import Visit, Visits
from tracker import create_app
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way, code_at, step_at
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.config import Config
from tracker.core import bulk, clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.demo.fill import fill
from tracker.mentees.models import Mentee
from tracker.places import catalogue
from tracker.skills import actions as skills

# What a phone downloads in its first round trips, and the questions a page may ask.
BYTES, FIRST_VISIT_BYTES, QUERIES = 14_000, 6_000, 6
PAGE_MS, LIST_MS = 15, 40
LISTED = 200


@dataclass(frozen=True)
class Wanted:
    name: str
    phone: str
    path: str
    budget_ms: int = PAGE_MS
    budget_bytes: int = BYTES


def measure(database: str, *, folder: str | None) -> None:
    """Print one line for each page. Times are medians of warm runs in this process."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        any_database(database, Path(scratch)) as url,
    ):
        environment = {
            "TRACKER_MODE": "demo",
            "TRACKER_SECRET_KEY": "only for measuring, and long enough",
            "TRACKER_DATABASE_URL": url,
            "TRACKER_BASE_URL": "http://bench",
        }
        app = create_app(Config.from_env(environment))
        with app.app_context(), unscoped("bench"):
            wanted = _prepare()
        print(f"\n{database}, pages of the demo")
        print(f"{'':22}{'bytes':>8}{'gzip':>8}{'of':>7}{'queries':>9}{'of':>3}", end="")
        print(f"{'ms':>8}{'CPU ms':>8}{'of':>4}")
        for page in wanted:
            _print(page, _look(app, page))
        with app.app_context():
            db.engine.dispose()


def _look(app: Flask, page: Wanted) -> Visit:
    visits = Visits(app)
    with app.app_context(), unscoped("bench"):
        account_id = db.session.scalar(select(Account.id).where(Account.phone == page.phone))
        session = visits.sign_in(account_id) if account_id else ""
    return visits.look(page.path, session)


def _print(page: Wanted, visit: Visit) -> None:
    is_met = (
        visit.compressed <= page.budget_bytes
        and visit.queries <= QUERIES
        and visit.cpu <= page.budget_ms
        and visit.status == 200
    )
    print(
        f"{page.name:22}{visit.size:>8}{visit.compressed:>8}{page.budget_bytes:>7}"
        f"{visit.queries:>9}{QUERIES:>3}{visit.milliseconds:>8.1f}{visit.cpu:>8.1f}"
        f"{page.budget_ms:>4}  {'met' if is_met else 'MISSED'}"
        f"{'' if visit.status == 200 else f'  answered {visit.status}'}",
        flush=True,
    )


def _prepare() -> list[Wanted]:
    """The demo, with two hundred people on the list of its open class."""
    db.create_all()
    catalogue.load()
    skills.load_catalogue()
    fill(now=clock.now())
    ambassador, leader, head = "+84912000001", "+84912000002", "+84912000005"
    session = db.session.scalars(
        select(ClassSession)
        .join(Account, Account.id == ClassSession.leader_id)
        .where(ClassSession.status == ClassStatus.OPEN, Account.phone == leader)
    ).first() or db.session.scalars(
        select(ClassSession).where(ClassSession.status == ClassStatus.OPEN)
    ).one()  # fmt: skip
    leader = db.session.get_one(Account, session.leader_id).phone
    _crowd_in(session)
    mentee_id = db.session.scalar(
        select(Mentee.id).join(Mentee.ambassador).where(Account.phone == ambassador).limit(1)
    )
    door = f"/c/{session.code.lower()}/{code_at(session.secret, step_at(clock.now()))}"
    inside = f"/buoi-hoc/{session.id}"
    db.session.commit()
    return [
        Wanted("home", ambassador, "/"),
        Wanted("team", leader, f"/to/{session.team_id}"),
        Wanted("mentee", ambassador, f"/nguoi-hoc/{mentee_id}"),
        Wanted("check-in", ambassador, door),
        Wanted("citizen's check-in", "", door, budget_bytes=FIRST_VISIT_BYTES),
        Wanted("host screen", leader, f"{inside}/man-hinh"),
        Wanted("list of 200", leader, f"{inside}/nguoi-tham-gia", LIST_MS),
        Wanted("learners of a commune", head, "/nguoi-hoc", LIST_MS),
        Wanted("commune", head, "/xa/02809", LIST_MS),
        Wanted("province", "+84912000009", "/tinh/15", LIST_MS),
    ]


def _crowd_in(session: ClassSession) -> None:
    """Until two hundred are on the list."""
    there = select(CheckIn.mentee_id).where(CheckIn.class_id == session.id)
    known = db.session.scalar(select(func.count()).select_from(there.subquery())) or 0
    people = select(Mentee.id).where(Mentee.id.not_in(there)).order_by(Mentee.id)
    last = db.session.scalar(select(func.max(CheckIn.id))) or 0
    rows = [
        {"id": last + n, "class_id": session.id, "mentee_id": mentee_id,
         "commune_id": session.commune_id, "team_id": session.team_id, "way": Way.SELF, "level": 3,
         "at": session.starts_at, "local_date": session.local_date,
         "received_at": session.starts_at}
        for n, mentee_id in enumerate(db.session.scalars(people.limit(LISTED - known)), 1)
    ]  # fmt: skip
    bulk.insert_all(CheckIn, rows)
