"""The named questions behind the pages, on a province of a chosen size and on a tenth of it."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.bench import sets
from tracker.core import clock
from tracker.core.db import db
from tracker.core.reading import reading
from tracker.core.scope import Reach, scope, unscoped
from tracker.indicators import queries as indicators
from tracker.mentees import queries as mentees
from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.quotas import queries as quotas
from tracker.quotas.queries import attention, commune_page, province_page, rhythms
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.queries.weeks import weeks_of
from tracker.rankings import actions as rankings
from tracker.rankings import queries as drafts
from tracker.reports import actions as reports
from tracker.reports.models import Report
from tracker.reports.queries.compose import facts
from tracker.reports.rules import Issuer, ReportKind
from tracker.routes.provinces import OF_COMMUNES, OF_PROVINCE
from tracker.skills import queries as skills

# PostgreSQL has seen a question ten times before it keeps how to answer it.
WARM, MEASURED = 12, 11
GROWTH = 1.5
# What takes less is not worth comparing.
LITTLE_MS = 1

EVERYWHERE = Reach(everywhere=True)
COMMUNE = Reach(communes=frozenset({1}), around=frozenset({1}))
TEAM = Reach(teams=frozenset({1}), around=frozenset({1}))

Times = dict[str, float]


@dataclass(frozen=True)
class Question:
    name: str
    ask: Callable[[], Any]
    reach: Reach
    budget_ms: float


def measure(databases: Sequence[str], people: int) -> None:
    """One line for each question: milliseconds on a tenth and on all, on each database."""
    found: dict[str, tuple[Times, Times]] = {}
    budgets: Times = {}
    for name in databases:
        small, large = (_times(name, number, budgets) for number in (people // 10, people))
        found[name] = (small, large)
    print(f"\nquestions at {people:,} learners and at a tenth; load {os.getloadavg()[0]:.1f}")
    print("milliseconds; counts are kept, as pages keep them, unless it says “anew”")
    print(f"{'':30}{'of':>6}" + "".join(f"{name:>14}{'all':>8}{'growth':>8}" for name in found))
    for question, budget in budgets.items():
        print(f"{question:30}{budget:>6.0f}" + _cells(question, budget, found), flush=True)


def _cells(question: str, budget: float, found: dict[str, tuple[Times, Times]]) -> str:
    cells, wrong = "", []
    for name, (small, large) in found.items():
        before, after = small[question], large[question]
        growth = after / before
        cells += f"{before:>14.1f}{after:>8.1f}{growth:>7.1f}×"
        if after > budget:
            wrong.append(f"MISSED on {name}")
        elif growth > GROWTH and after > LITTLE_MS:
            wrong.append(f"grew more than {GROWTH} on {name}")
    return f"{cells}  {', '.join(wrong) or 'met'}"


def _times(database: str, people: int, budgets: Times) -> Times:
    with sets.province_of(database, people, _prepare):
        found = {}
        for question in _questions():
            budgets[question.name] = question.budget_ms
            found[question.name] = _fastest(question)
        return found


def _fastest(question: Question) -> float:
    """As pages ask, whose counts are kept. The first times count; the fastest of the others is
    told, to which whatever else the machine does only adds."""
    times = []
    for _ in range(WARM + MEASURED):
        with scope(question.reach), reading():
            began = time.perf_counter()
            question.ask()
            times.append(time.perf_counter() - began)
        db.session.rollback()
    return 1000 * min(times[WARM:])


def _prepare() -> None:
    """A report that was begun and a ranking that was published."""
    today, now, actor = clock.today(), clock.now(), Actor(1, "")
    found = db.session.scalars(select(Province)).one()
    window = period_of(PeriodKind.WINDOW, today)
    wanted = reports.Wanted(Issuer.COMMUNE, ReportKind.QUARTER, window)
    reports.begin(actor, province_id=found.id, commune_id=1, wanted=wanted, now=now)
    quarter = period_of(PeriodKind.QUARTER, today)
    rankings.publish(actor, province=found, period=quarter, reason="", now=now)


def _questions() -> list[Question]:
    today = clock.today()
    with unscoped("bench"):
        found = db.session.scalars(select(Province)).one()
        db.session.rollback()
    month, quarter = (period_of(kind, today) for kind in (PeriodKind.MONTH, PeriodKind.QUARTER))
    own = Reach(account=1)
    here = Places(Level.COMMUNE, (1,))

    def of_report() -> None:
        facts(db.session.scalars(select(Report)).one(), clock.now())

    return [
        Question("ambassador's people", lambda: _circle(1), own, 5),
        Question("team quota", lambda: quotas.running(1, today), TEAM, 5),
        Question("commune dashboard", lambda: _dashboard("00001", today), COMMUNE, 20),
        Question("province's page", lambda: _province(found.code, month), EVERYWHERE, 40),
        Question("province's month, anew", lambda: _anew(found.code, month), EVERYWHERE, 500),
        Question("name search, a name", lambda: mentees.search("Giàng Mỷ"), COMMUNE, 30),
        Question("name search, a part", lambda: mentees.search("ma"), COMMUNE, 30),
        Question("all of a commune", lambda: indicators.values(here, quarter), COMMUNE, 20),
        Question("a commune's report", of_report, COMMUNE, 500),
        Question("draft ranking", lambda: drafts.basis(found.id, quarter), EVERYWHERE, 50),
        Question("published ranking", drafts.published, EVERYWHERE, 5),
    ]


def _circle(account_id: int) -> None:
    skills.standings(mentees.circle(account_id).people)


def _dashboard(code: str, today: date) -> None:
    """All that the page of a commune asks."""
    card = commune_page.commune_card(code)
    if card is None:
        raise LookupError(code)
    ids = [team.id for team in card.teams]
    month = period_of(PeriodKind.MONTH, today)
    here = quotas.communes([card.commune.id])
    rhythms.with_results(ids, month, today, commune_id=card.commune.id)
    weeks_of(quotas.teams(ids), today)
    attention.gatherings(here, now=clock.now())
    attention.waiting(here)


def _province(code: str, period: Period) -> None:
    indicators.together(_of_page(code), period)


def _anew(code: str, period: Period) -> None:
    """The counts of its communes, when nothing that is kept is good any more."""
    communes, _codes = _of_page(code)[0]
    quotas.count(quotas.Ask(communes, quotas.Span(period.first, period.last)))


def _of_page(code: str) -> list[tuple[Places, Sequence[str]]]:
    province, rows = province_page.province_card(code) or (None, [])
    if province is None:
        raise LookupError(code)
    communes = Places(Level.COMMUNE, tuple(row.commune.id for row in rows))
    return [(communes, OF_COMMUNES), (Places(Level.PROVINCE, (province.id,)), OF_PROVINCE)]
