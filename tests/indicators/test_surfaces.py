"""Every indicator × period × role × surface says the same number (ruling 15): 0 differences."""

import html
import re
from datetime import date

import pytest

from tests.factories import World
from tests.indicators import scene
from tests.web import text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.indicators import queries
from tracker.indicators.text import shown
from tracker.machines import actions as machines
from tracker.periods.rules import PeriodKind, period_of, range_of
from tracker.places.models import Province
from tracker.quotas.queries.counting import Level, Places

DAY = date(2026, 11, 17)
PERIODS = [
    *(period_of(kind, DAY) for kind in PeriodKind if kind is not PeriodKind.RANGE),
    range_of(date(2026, 11, 10), date(2026, 11, 12)),
]
READERS = {
    Level.TEAM: ["ambassador_id", "leader_id", "officer_id", "commune_youth_id", "board_id"],
    Level.COMMUNE: ["officer_id", "head_id", "commune_youth_id", "province_youth_id", "board_id"],
    Level.PROVINCE: ["province_youth_id", "board_id"],
}
TITLE = re.compile(r"<h1>.*?: ([^<:]*)</h1>")
FACT = re.compile(r"/so-lieu/(\w+)\?[^>]*>([^<]*)</a>")


@pytest.fixture
def played(app, world: World) -> World:
    with app.app_context(), unscoped("test"):
        scene.play(world)
    return world


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_surface_says_what_the_counting_function_says(app, browse, played):
    with app.app_context(), unscoped("test"):
        code = db.session.get_one(Province, played.province_id).code
    places = {
        Level.TEAM: (played.team_id, f"/to/{played.team_id}"),
        Level.COMMUNE: (played.commune_id, f"/xa/{played.commune_code}"),
        Level.PROVINCE: (played.province_id, f"/tinh/{code}"),
    }
    wrong, compared = [], 0
    with app.app_context(), unscoped("test"):
        token = machines.grant(
            name="Nền tảng tỉnh", province_code=code, commune_code="", now=clock.now()
        )
    for level, (place, address) in places.items():
        for period in PERIODS:
            with app.test_request_context(), unscoped("test"):
                found = queries.values(Places(level, (place,)), period)[place]
                said = {name: shown(value, name) for name, value in found.items()}
            if level is Level.COMMUNE:
                compared += len(found)
                assert asked_by_machine(browse(), token, period.code, played) == {
                    name: (value.n, value.d) for name, value in found.items()
                }
            for who in READERS[level]:
                web = browse().sign_in(getattr(played, who))
                for surface, read in seen_by(web, address, period.code, list(said), level, who):
                    compared += len(read)
                    wrong += [
                        (surface, who, period.code, name, read[name], said[name])
                        for name in read
                        if read[name] != said[name]
                    ]
    assert wrong == []
    assert compared > 1000


def asked_by_machine(web, token, period, world):
    answer = web.get(f"/api/chi-so?ky={period}", headers={"Authorization": f"Bearer {token}"})
    communes = {one["code"]: one["values"] for one in answer.get_json()["communes"]}
    return {name: (v["n"], v["d"]) for name, v in communes[world.commune_code].items()}


def seen_by(web, address, period, names, level, who):
    if level is not Level.TEAM:
        page = text(web.get(f"{address}/chi-so?ky={period}"))
        read = {name: html.unescape(said) for name, said in FACT.findall(page)}
        assert set(read) == set(names)
        yield "all indicators", read
    if who == READERS[level][0]:  # what each says of itself does not depend on the reader
        read = {}
        for name in names:
            page = text(web.get(f"{address}/so-lieu/{name}?ky={period}"))
            read[name] = html.unescape(TITLE.search(page)[1])
        yield "explanation", read
