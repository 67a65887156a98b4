"""Every indicator × period × role × surface says the same number (ruling 15): 0 differences."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.factories import World
from tests.indicators import surfaces
from tests.indicators.surfaces import IN_REPORTS, Told
from tests.rankings.test_rankings import complete
from tests.web import Web
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.indicators import queries
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Value
from tracker.indicators.text import shown
from tracker.machines import actions as machines
from tracker.periods.rules import Period, PeriodKind, period_of, range_of, since_new_year
from tracker.places.models import Commune, Province
from tracker.quotas.queries.counting import Level, Places
from tracker.rankings.rules import CAP_TENTHS
from tracker.rankings.text import in_percent, per_thousand
from tracker.totals.keeping import Patience

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DAY = date(2026, 11, 17)
PERIODS = [
    *(period_of(kind, DAY) for kind in PeriodKind if kind is not PeriodKind.RANGE),
    range_of(date(2026, 11, 10), date(2026, 11, 12)),
]
RANKED = [period_of(kind, DAY) for kind in (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)]
READERS = {
    Level.TEAM: ["ambassador_id", "leader_id", "officer_id", "commune_youth_id", "board_id"],
    Level.COMMUNE: ["officer_id", "head_id", "commune_youth_id", "province_youth_id", "board_id"],
    Level.PROVINCE: ["province_youth_id", "board_id"],
}
# Who opens each dashboard, and whose numbers stand on it.
DASHBOARDS = {
    Level.TEAM: "leader_id", Level.COMMUNE: "head_id", Level.PROVINCE: "board_id"
}  # fmt: skip
WRITERS = {Level.COMMUNE: ["officer_id", "head_id"], Level.PROVINCE: ["province_youth_id"]}

Said = tuple[Any, ...]


class Scene:
    """The commune of November, with what the counting functions say of it."""

    def __init__(self, app: Flask, browse: Callable[[], Web], world: World) -> None:
        self.app, self.browse, self.world = app, browse, world
        with app.app_context(), unscoped("test"):
            complete(world)
            self.code = db.session.get_one(Province, world.province_id).code
            self.name = db.session.get_one(Commune, world.commune_id).name
        self.places = {
            Level.TEAM: (world.team_id, f"/to/{world.team_id}"),
            Level.COMMUNE: (world.commune_id, f"/xa/{world.commune_code}"),
            Level.PROVINCE: (world.province_id, f"/tinh/{self.code}"),
        }

    def values(self, level: Level, period: Period) -> dict[str, Value]:
        place, _address = self.places[level]
        with self.app.app_context(), unscoped("test"):
            return queries.values(Places(level, (place,)), period)[place]

    def words(self, values: dict[str, Value]) -> dict[str, str]:
        with self.app.test_request_context():
            return {code: shown(value, code) for code, value in values.items()}

    def who(self, name: str) -> Web:
        return self.browse().sign_in(getattr(self.world, name))


@pytest.fixture
def played(app: Flask, browse: Callable[[], Web], world: World) -> Iterator[Scene]:
    """Whatever a page counts is kept, so that the next reader is told the kept number."""
    before, Patience.seconds = Patience.seconds, 0.0
    yield Scene(app, browse, world)
    Patience.seconds = before


def test_pages_say_what_the_counting_function_says(played: Scene):
    wrong, compared = [], 0
    for level, (_place, address) in played.places.items():
        for period in PERIODS:
            said = played.words(played.values(level, period))
            for who in READERS[level]:
                for surface, read in seen_by(played.who(who), address, period, list(said), level,
                                             who):  # fmt: skip
                    compared += len(read)
                    wrong += differences(read, said, surface, who, period.code)
    assert wrong == []
    assert compared > 900


def test_dashboards_say_it_too(played: Scene):
    """Of the place itself and of its parts: whatever number leads to an explanation says its."""
    wrong, compared = [], 0
    for period in PERIODS:
        found, n = on_dashboards(played, period)
        wrong += found
        compared += n
    assert wrong == []
    assert compared > 150


def on_dashboards(played: Scene, period: Period) -> tuple[list[Said], int]:
    known = {
        address: played.values(level, period) for level, (_id, address) in played.places.items()
    }
    wrong, compared = [], 0
    for level, who in DASHBOARDS.items():
        page = f"{played.places[level][1]}?ky={period.code}"
        for place, name, n, in_percent_ in surfaces.dashboard(played.who(who), page):
            if place in known:
                value = known[place][name]
                compared += 1
                if n != (value.percent if in_percent_ else value.n):
                    wrong.append((level, period.code, place, name, n, value))
    return wrong, compared


@pytest.mark.parametrize("floor", [1, 2, 3, 4])
def test_papers_machines_and_rankings_say_it_too(played: Scene, floor: int):
    """At each evidence floor; where it is the usual one, for every kind of period and reader."""
    with played.app.app_context(), unscoped("test"):
        db.session.add(Setting(name="quota_evidence_floor", value=floor))
        token = machines.grant(
            name="Nền tảng tỉnh", province_code=played.code, commune_code="", now=clock.now()
        )
        db.session.commit()
    people = played.values(Level.COMMUNE, PERIODS[0])["people"].n
    assert people == {1: 4, 2: 4, 3: 4, 4: 0}[floor]
    wrong: list[Said] = on_dashboards(played, PERIODS[0])[0]
    wrong += on_pages(played, PERIODS[0])
    if floor == 2:
        wrong += in_comparison(played, PERIODS[0])
    for period in PERIODS if floor == 2 else PERIODS[:1]:
        values = played.values(Level.COMMUNE, period)
        pairs = {code: (value.n, value.d) for code, value in values.items()}
        told = surfaces.machine(played.browse(), token, period)[played.world.commune_code]
        wrong += differences(told, pairs, "API", period.code)
        for level in WRITERS:
            wrong += in_report(played, level, period, all_readers=floor == 2)
    for period in RANKED if floor == 2 else RANKED[:1]:
        wrong += in_ranking(played, period)
    assert wrong == []


def on_pages(played: Scene, period: Period) -> Iterator[Said]:
    """All indicators side by side, and those that a floor changes explained."""
    for level, (_place, address) in played.places.items():
        said, web = played.words(played.values(level, period)), played.who(READERS[level][0])
        read = {} if level is Level.TEAM else surfaces.page(web, address, period)
        for code in (code for code in said if indicators()[code].has_floor):
            explained = surfaces.explanation(web, address, period, code)
            assert read.setdefault(code, explained) == explained
        yield from differences(read, said, level, period.code)


def in_comparison(played: Scene, period: Period) -> Iterator[Said]:
    """The file of a province and its communes."""
    read = surfaces.comparison(played.who("board_id"), played.places[Level.PROVINCE][1], period)
    values = played.values(Level.COMMUNE, period)
    yield from differences(
        read[played.name], {code: (value.n, value.d) for code, value in values.items()}, "Excel"
    )


def in_report(played: Scene, level: Level, period: Period, *, all_readers: bool) -> Iterator[Said]:
    """The report's page for each of its readers, its Word and its Excel file."""
    inside, year = (played.values(level, one) for one in (period, since_new_year(period)))
    with played.app.app_context(), unscoped("test"):
        report = surfaces.begin(played.world, level, period)
        report_id = report.id
        papers = {"Word": surfaces.report_word(report), "Excel": surfaces.report_excel(report)}
    for surface, read in papers.items():
        yield from told_wrong(read, inside, year, lambda v: (v.n, v.d), surface, period.code)
    with played.app.test_request_context():
        for who in WRITERS[level][: None if all_readers else 1]:
            read = surfaces.report_page(played.who(who), report_id)
            words = {code: shown(value, code) for code, value in (inside | year).items()}
            assert words.keys() >= read.inside.keys()
            yield from told_wrong(read, played.words(inside), played.words(year), str, who, "page")
        if not all_readers or period != PERIODS[0]:
            return
        for code in IN_REPORTS:
            said = surfaces.report_explanation(played.who(WRITERS[level][0]), report_id, code)
            words = [played.words(its)[code] for its in (inside, year)]
            yield from differences({code: said}, {code: words}, "figure", period.code)


def told_wrong(read: Told, inside: Any, year: Any, say: Any, *where: str) -> Iterator[Said]:
    for told, counted in ((read.inside, inside), (read.year, year)):
        assert list(told) == [code for code in IN_REPORTS if code in counted]
        yield from differences(told, {code: say(counted[code]) for code in told}, *where)


def in_ranking(played: Scene, period: Period) -> Iterator[Said]:
    """The draft for the board and the commune, and what is published, wherever it is shown."""
    values = played.values(Level.COMMUNE, period)
    rates = [values[f"quota_{metric}"] for metric in ("people", "classes", "issues")]
    tenths = [rate.tenths or 0 for rate in rates]
    per = values["people"].n * 10_000 // 1000
    active = values["active_teams"].tenths or 0
    score = sum(min(rate, CAP_TENTHS) for rate in tenths) // 3
    with played.app.test_request_context():
        cells = [in_percent(score), *map(in_percent, tenths), per_thousand(per), in_percent(active)]
    for who in ("board_id", "officer_id"):
        said = surfaces.draft_said(played.who(who), period, played.name)
        yield from differences({"draft": said}, {"draft": cells}, who, period.code)
    with played.app.app_context(), unscoped("test"):
        published = surfaces.publish(played.world, period)
        for surface, row in surfaces.ranking_said(
            played.browse(), published, played.world.commune_code
        ):
            expected = {surface: [score, *tenths, per, active]}
            yield from differences({surface: row}, expected, period.code)


def differences(read: dict[str, Any], counted: dict[str, Any], *where: str) -> list[Said]:
    assert read, where
    return [
        (*where, code, read[code], counted[code]) for code in read if read[code] != counted[code]
    ]


def seen_by(
    web: Web, address: str, period: Period, names: list[str], level: Level, who: str
) -> Iterator[tuple[str, dict[str, str]]]:
    if level is not Level.TEAM:
        read = surfaces.page(web, address, period)
        assert set(read) == set(names)
        yield "all indicators", read
    if who == READERS[level][0]:  # what each says of itself does not depend on the reader
        yield (
            "explanation",
            {name: surfaces.explanation(web, address, period, name) for name in names},
        )
