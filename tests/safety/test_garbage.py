"""Whatever is sent, by whomever: it is refused with words, and nothing breaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)

from tests import postgres
from tests.factories import World
from tests.routes.stage import Stage, make_setting
from tests.routes.test_rights import GRANTS, OWN, REFUSED_THIS_ROW, access_of, address
from tests.safety.asking import HOME, addresses
from tests.web import Web, new_key
from tracker import routes
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.forms import Form
from tracker.policy import Role

# PostgreSQL refuses more than SQLite: numbers beyond 32 bits, words beyond a column, NUL.
STRICTEST = pytest.mark.parametrize(
    "database_url", ["postgresql" if postgres.is_here() else "sqlite"], indirect=True
)
# What is refused before anybody asks the database is the same on both.
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Who is asked first to open a door: whoever is closest to learners and classes.
NEAREST = [
    Role.LEADER, Role.FOCAL_OFFICER, Role.COMMUNE_HEAD, Role.COMMUNE_YOUTH, Role.PROVINCE_YOUTH,
    Role.PROVINCE_BOARD, Role.ADMIN, Role.AMBASSADOR, Role.DEPUTY, Role.MEMBER,
]  # fmt: skip
# As the values of all fields at once, by what a field takes: what is odd about one must not hide
# behind another. Together they stay below what a form may weigh.
ODD_WORDS = [
    "%00", "%ED%A0%80", "x" * 301, "😀" * 60, "ΐ" * 121, quote("'\"><script>alert(1)</script>"),
]  # fmt: skip
ODD_NUMBERS = ["9" * 30, str(2**31), "-1", "%C2%B2", "%00", "9" * 19]
ODD_DAYS = ["0001-01-01", "9999-12-31", "%00", "2026-02-30", "9" * 30, "9999-12-31T23:59"]
BY_HAND = {
    "mentee", "skill", "class_id", "step", "stamp", "muon", "insists", "nguoi", "then", "next",
    "locale", "theme", "same", "shift", "accepted", "leader", "stage", "squad", "version",
    "core",
}  # fmt: skip
# What views take from an address themselves, and what forms do that are filled by one.
ASKED = re.compile(r'args\.get(?:list)?\(\s*"([\w-]+)"')
ROUTES = Path(routes.__file__).parent
ARGUMENTS = sorted(
    {name for file in ROUTES.glob("*.py") for name in ASKED.findall(file.read_text())}
    | {"q", "thon", "nguoi-kem", "moi", "team", "first", "last", "site", "day", "weeks", "buoi",
       "lop", "xa", "to", "thang", "trang"}
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def fields() -> dict[str, type[Field]]:
    """The fields of all our forms, and those that views read themselves."""
    found, waiting = dict.fromkeys(BY_HAND, IntegerField), [Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        for name in dir(kind):
            if field_class := getattr(getattr(kind, name), "field_class", None):
                found[name] = field_class
    return {name: found[name] for name in sorted(found)}


def odd(kind: type[Field], which: int) -> str:
    if issubclass(kind, DateField | TimeField):
        return ODD_DAYS[which]
    if issubclass(kind, IntegerField | SelectField | RadioField | SelectMultipleField):
        return ODD_NUMBERS[which]
    return ODD_WORDS[which]


@dataclass(frozen=True)
class Door:
    """An address where something is there, and how to come to it as somebody who may."""

    address: str
    come: Callable[[], Web]


@pytest.fixture
def doors(app: Flask, world: World) -> Callable[[str], list[Door]]:
    """Every address of the application that answers this method."""
    with app.app_context(), unscoped("test setup"):
        setting = make_setting(world)
    stage = cast(Stage, SimpleNamespace(app=app, setting=setting))

    def of(method: str) -> list[Door]:
        """In the order of their words: learners before what is asked about them."""
        rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
        return [door(rule) for rule in sorted(rules, key=lambda rule: rule.rule)]

    def door(rule: Rule) -> Door:
        role = whoever_may(rule)
        path = address(stage, rule, OWN, setting.sign_ins[role or Role.LEADER])
        assert path is not None
        return Door(path, lambda: Web(app).sign_in(setting.players[role]) if role else Web(app))

    return of


def whoever_may(rule: Rule) -> Role | None:
    refused = REFUSED_THIS_ROW.get(rule.endpoint, {})
    may = [role for role in GRANTS if access_of(rule) in GRANTS[role] and role not in refused]
    return min(may, key=NEAREST.index, default=None)


@STRICTEST
def test_no_body_breaks_anything(doors):
    broken, reached, shut = [], set(), set()
    kinds = fields()
    bodies = [
        "&".join(f"{name}={odd(kind, which)}" for name, kind in kinds.items())
        for which in range(len(ODD_WORDS))
    ]
    bodies.append("&".join(f"{name}=1&{name}=2" for name in kinds))
    for door in doors("POST"):
        web = door.come()
        token = web.csrf_token()
        for body in bodies:
            tokens = f"csrf_token={token}&key={new_key()}&"
            answer = web.client.post(door.address, data=tokens + body, content_type=FORM)
            if answer.status_code >= 500:
                broken.append((door.address, body[:40], answer.status_code))
            (shut if answer.status_code in {401, 403, 404, 413} else reached).add(door.address)
    assert broken == []
    # The others are shut by what stands there: an approved report, a plan that was asked for once.
    assert len(reached) > 5 * len(shut - reached), "most garbage has to come in to be refused"


@ONE_DATABASE
def test_no_shape_of_a_body_breaks_anything(doors):
    broken = []
    shapes = [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
        (FORM, f"key={new_key()}&name=".encode() + b"x" * 1_000_000),
        ("application/json", b'{"a": [[[['),
        ("text/plain", b"\xff\xfe"),
    ]
    for door in doors("POST"):
        web = door.come()
        token = web.csrf_token()
        for kind, body in shapes:
            answer = web.client.post(
                door.address, data=body, content_type=kind, headers={"X-CSRFToken": token}
            )
            if answer.status_code >= 500:
                broken.append((door.address, kind, answer.status_code))
    assert broken == []


@ONE_DATABASE
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_do_nothing(web: Web, world: World, method: str):
    web.sign_in(world.leader_id)
    for where in addresses(web.app, world, HOME, "GET"):
        assert web.client.open(where, method=method).status_code in {200, 400, 403, 404, 405}


@STRICTEST
def test_no_address_breaks_anything(doors):
    broken = []
    for door in doors("GET"):
        web = door.come()
        for value in ["9" * 30, "0001-01-01", "9999-12", "%00", "//["]:
            asked = "&".join(f"{name}={value}" for name in ARGUMENTS)
            answer = web.get(f"{door.address}?{asked}")
            if answer.status_code >= 500:
                broken.append((door.address, value, answer.status_code))
    assert broken == []


def test_a_key_that_no_column_holds_is_not_there(web: Web, world: World):
    web.sign_in(world.leader_id)
    for key in (2**31 - 1, 2**31, 2**53, 2**63, 10**30):
        assert web.get(f"/nguoi-hoc/{key}").status_code == 404
        assert web.get(f"/in/the/trang?nguoi={key}").status_code == 404


@pytest.mark.parametrize("name", ["😀" * 120, "ΐ" * 120, "\u200d\u200d", "!!!", "Ằ" * 120])
def test_any_name_is_kept_or_refused(web: Web, world: World, name: str):
    web.sign_in(world.ambassador_id)
    answer = web.post(
        "/nguoi-hoc/them",
        {
            "name": name, "village": world.village_id, "device": "none", "agreed": "y",
            "method": "spoken", "witness": "Trưởng thôn",
            "guide": f"{world.ambassador_id}-{world.team_id}",
        },
    )  # fmt: skip
    assert answer.status_code in {303, 422}
    assert web.get("/nguoi-hoc").status_code == 200


def test_a_forged_device_is_a_new_device(app, web: Web, world: World):
    with app.app_context(), unscoped("test"):
        code = db.session.scalar(select(ClassSession.code).where(ClassSession.id == world.class_id))
    token = web.csrf_token()
    session = web.client.get_cookie("session")
    assert session is not None
    cookies = f'session={session.value}; device="\\000{"a" * 21}"'
    answer = web.client.post(
        f"/c/{code}/123456",
        data={"csrf_token": token, "key": new_key()},
        headers={"Cookie": cookies},
    )
    assert answer.status_code == 422


def test_the_same_key_at_another_address_is_another_intent(web: Web, world: World):
    web.sign_in(world.ambassador_id)
    key = new_key()
    assert web.post("/giao-dien", {"theme": "dark", "next": "//["}).location == "/"
    wish = {"title": "Thanh toán số", "site": world.site_id}
    first = web.post(f"/buoi-hoc/de-nghi?to={world.team_id}", wish, key=key)
    assert first.status_code == 422  # refused: the key may come again
    assert web.post(f"/nguoi-hoc/{world.mentee_id}/hoan-thanh", {}, key=key).status_code == 303
    other = web.post(f"/nguoi-hoc/{world.mentee_id}/hoan-thanh?muon=1", {}, key=key)
    assert other.status_code == 422
