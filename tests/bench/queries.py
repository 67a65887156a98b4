"""The named questions behind the pages, on a province of a chosen size and on a tenth of it."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.bench import province
from tests.bench.checkin import any_database
from tracker import create_app
from tracker.config import Config
from tracker.core import clock
from tracker.core.db import db
from tracker.core.reading import reading
from tracker.core.scope import Reach, scope, unscoped
from tracker.indicators import queries as indicators
from tracker.mentees import queries as mentees
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Province, Team
from tracker.policy import Actor
from tracker.quotas import queries as quotas
from tracker.quotas.queries import province_page, rhythms
from tracker.quotas.queries.counting import Level, Places
from tracker.rankings import actions as rankings
from tracker.rankings import queries as drafts
from tracker.reports import actions as reports
from tracker.reports.models import Report
from tracker.reports.queries.compose import facts
from tracker.reports.rules import Issuer, ReportKind
from tracker.skills import queries as skills

WARM, MEASURED = 2, 11
GROWTH = 1.5


@dataclass(frozen=True)
class Question:
    name: str
    ask: Callable[[], Any]
    reach: Reach
    budget_ms: float


def measure(database: str, people: int, *, folder: str | None) -> None:
    """Print one line for each question: milliseconds, and how they grew from a tenth."""
    small, large = (_times(database, number, folder) for number in (people // 10, people))
    print(f"\n{database}, questions at {people:,} learners (and at a tenth), milliseconds")
    print(f"{'':24}{'a tenth':>9}{'all':>9}{'of':>6}{'growth':>9}")
    for question, milliseconds in large.items():
        before = small[question]
        growth = milliseconds / before if before else 0.0
        name, budget = question
        verdict = "met" if milliseconds <= budget else "MISSED"
        grew = "" if growth <= GROWTH or milliseconds < 1 else f", grew more than {GROWTH}"
        print(
            f"{name:24}{before:>9.1f}{milliseconds:>9.1f}{budget:>6.0f}{growth:>8.1f}×"
            f"  {verdict}{grew}",
            flush=True,
        )


def _times(database: str, people: int, folder: str | None) -> dict[tuple[str, float], float]:
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        any_database(database, Path(scratch)) as url,
    ):
        environment = {
            "TRACKER_MODE": "demo",
            "TRACKER_SECRET_KEY": "only for measuring, and long enough",
            "TRACKER_DATABASE_URL": url,
        }
        app = create_app(Config.from_env(environment))
        with app.app_context():
            with unscoped("bench"):
                db.create_all()
                province.build(people)
            found = {(one.name, one.budget_ms): _median(one) for one in _questions()}
            db.session.remove()
            db.engine.dispose()
        return found


def _median(question: Question) -> float:
    """As pages ask, whose counts are kept: the first times count, the others are told."""
    times = []
    for _ in range(WARM + MEASURED):
        with scope(question.reach), reading():
            began = time.perf_counter()
            question.ask()
            times.append(time.perf_counter() - began)
        db.session.rollback()
    return 1000 * sorted(times[WARM:])[MEASURED // 2]


def _questions() -> list[Question]:
    today = clock.today()
    month = period_of(PeriodKind.MONTH, today)
    own, commune = Reach(account=1), Reach(communes=frozenset({1}), around=frozenset({1}))
    team = Reach(teams=frozenset({1}), around=frozenset({1}))
    with unscoped("bench"):
        team_ids = list(db.session.scalars(select(Team.id).where(Team.commune_id == 1)))
        province_id = province_page.province_by_code(_code())
    whole = quotas.Ask(quotas.communes([1]), quotas.Span(month.first, month.last))
    everywhere = Reach(everywhere=True)

    def dashboard() -> None:
        rhythms.with_results(team_ids, month, today, whole)

    def of_province() -> None:
        if province_id:
            ids = [row.commune.id for row in province_page.communes(province_id.id)]
            quotas.count(quotas.Ask(quotas.communes(ids), quotas.Span(month.first, month.last)))

    return [
        Question("ambassador's people", lambda: _circle(1), own, 5),
        Question("team quota", lambda: quotas.running(1, today), team, 5),
        Question("commune dashboard", dashboard, commune, 20),
        Question("name search, a name", lambda: mentees.search("Giàng Mỷ"), commune, 30),
        Question("name search, a part", lambda: mentees.search("ma"), commune, 30),
        Question("a province's month", of_province, everywhere, 500),
        *_figures(province_id.id if province_id else 0),
    ]


def _figures(province_id: int) -> list[Question]:
    """What reports and rankings ask."""
    today = clock.today()
    quarter, window = (period_of(kind, today) for kind in (PeriodKind.QUARTER, PeriodKind.WINDOW))
    commune = Reach(communes=frozenset({1}), around=frozenset({1}))
    everywhere = Reach(everywhere=True)
    here = Places(Level.COMMUNE, (1,))
    with unscoped("bench"):
        actor, now = Actor(1, ""), clock.now()
        wanted = reports.Wanted(Issuer.COMMUNE, ReportKind.QUARTER, window)
        report_id = reports.begin(
            actor, province_id=province_id, commune_id=1, wanted=wanted, now=now
        ).id
        found = db.session.get_one(Province, province_id)
        rankings.publish(actor, province=found, period=quarter, reason="", now=now, floor=5)

    def of_report() -> None:
        facts(db.session.get_one(Report, report_id), clock.now())

    return [
        Question("all of a commune", lambda: indicators.values(here, quarter), commune, 20),
        Question("a commune's report", of_report, commune, 500),
        Question("draft ranking", lambda: drafts.entries(province_id, quarter), everywhere, 50),
        Question("published ranking", drafts.published, everywhere, 5),
    ]


def _circle(account_id: int) -> None:
    skills.standings(mentees.circle(account_id).people)


def _code() -> str:
    return str(db.session.scalar(select(Province.code)))
