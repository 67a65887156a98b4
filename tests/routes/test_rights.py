"""Every route × every role × one's own area, the neighbours' and a far one.

The list of routes is the app's own: a new route is tested from the day it is registered. It needs
an access rule, and its address parameters need a line in `stage.fills_of`; a test says so when
they lack it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule

from tests.apps import config_for, make_schema
from tests.factories import make_world
from tests.routes.stage import Fill, Stage, make_setting
from tests.web import Web, text
from tracker import create_app
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.policy import GRANTS, Breadth, Permission, Role

OWN, NEIGHBOUR, FAR, MIXED = "own", "neighbour", "far", "mixed"


def app_for_addresses() -> Flask:
    return create_app(config_for("sqlite://"))


ROUTES: list[tuple[str, Rule]] = sorted(
    (
        (method, rule)
        for rule in app_for_addresses().url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ),
    key=lambda pair: (pair[1].rule, pair[0]),
)
VIEWS = app_for_addresses().view_functions


def access_of(rule: Rule) -> Any:
    return getattr(VIEWS[rule.endpoint], "access", None)


GUARDED = [pair for pair in ROUTES if isinstance(access_of(pair[1]), Permission)]
PUBLIC = [pair for pair in ROUTES if access_of(pair[1]) == "public"]

# Rules finer than the matrix: these roles hold the permission, and are refused this very row.
REFUSED_THIS_ROW: dict[str, dict[Role, int]] = {
    # Tỉnh đoàn answers for Đoàn xã's accounts, not for an ambassador's.
    "persons.edit": {Role.PROVINCE_YOUTH: 403},
    "persons.lock": {Role.PROVINCE_YOUTH: 403},
    "persons.unlock": {Role.PROVINCE_YOUTH: 403},
    "persons.issue_code": {Role.PROVINCE_YOUTH: 403},
    # A link is shown only to those who may give what it gives.
    "invitations.show": {Role.PROVINCE_YOUTH: 404},
    "invitations.print_card": {Role.PROVINCE_YOUTH: 404},
    "invitations.withdraw": {Role.PROVINCE_YOUTH: 404},
    # A province offers its campaign, communes take it up.
    "campaigns.take_up": {Role.PROVINCE_YOUTH: 404},
    # Minutes are opened again by the commune alone.
    "minutes.unlocking": {Role.LEADER: 403, Role.DEPUTY: 403},
    "minutes.unlock": {Role.LEADER: 403, Role.DEPUTY: 403},
    # Reading is not yet taking away; a notebook is its ambassador's and their leader's.
    **{
        f"papers.{view}": {Role.MEMBER: 403, Role.AMBASSADOR: 403}
        for view in ("schedule", "team", "sites")
    },
    "notebooks.show": {Role.AMBASSADOR: 404},
    "notebooks.take": {Role.AMBASSADOR: 404},
    # A paper belongs to whoever asked for it, here the leader.
    **{
        f"files.{view}": dict.fromkeys(set(Role) - {Role.LEADER}, 404)
        for view in ("show", "fetch", "download")
    },
    # Who only reads the minutes does not send them on.
    "minutes.take": {Role.MEMBER: 403, Role.AMBASSADOR: 403},
    # Those who see the whole province say nothing about a row of it.
    "ranking_drafts.say": {Role.PROVINCE_YOUTH: 403, Role.PROVINCE_BOARD: 403},
    # Each office begins and signs its own reports; a team's part is its records.
    "report_centre.begin": {Role.LEADER: 403, Role.DEPUTY: 403},
    **{
        f"{view}": {Role.COMMUNE_YOUTH: 403, Role.PROVINCE_YOUTH: 403}
        for view in (
            *(
                f"reports.{step}"
                for step in (
                    "edit",
                    "write",
                    "reckon",
                    "freeze",
                    "submit",
                    "approve",
                    "give_back",
                    "send",
                )
            ),
            "report_contents.about",
            "report_contents.choose",
            "team_parts.show",
            "team_parts.write",
        )
    },
    # What the committee has not sent yet is its own.
    **{
        f"consolidated.{view}": {Role.PROVINCE_YOUTH: 404}
        for view in ("edit", "write", "reckon", "freeze", "send")
    },
    # The province sees an issue when it is passed up to it.
    **{
        f"issues.{view}": {Role.PROVINCE_BOARD: 404}
        for view in ("show", "note", "take", "resolve", "escalate", "give_up")
    },
}

# What an address or a form must say besides, for there to be something to answer.
ALSO = {
    "printing.card_sheets": {"nguoi": "mentee_id"},
    "scans.check_in": {"class_id": "class_id"},
    "schedule.create": {"to": "team_id"},
    "schedule.preview": {"to": "team_id"},
}

# These rows are not in the state the page is for: whoever may, finds nothing to do (404).
NOT_ITS_STATE = {
    "report_contents.about", "report_contents.choose",  # the report is approved
    "trainings.show", "trainings.enrol",  # the campaign is no training
    "newcomers.agree", "newcomers.take_in",  # the learner has agreed
    "quotas.revision", "quotas.revise",  # no quota is given yet
}  # fmt: skip
# Taking away what is not there is done already.
HARMLESS_WHEN_MIXED = {"classes.remove_host"}


# Pieces of a page: asked for as a page they send to the page they belong to.
FRAGMENTS = {"host.code", "host.wall", "attendance.code"}


def name(pair: tuple[str, Rule]) -> str:
    return f"{pair[0]} {pair[1].rule}"


# The stage


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The world is made once; the app is started once."""
    folder = tmp_path_factory.mktemp("rights")
    template = folder / "template.db"
    make_schema(f"sqlite:///{template}")
    app = create_app(config_for(f"sqlite:///{template}"))
    with app.app_context(), unscoped("test setup"):
        setting = make_setting(make_world())
        db.session.remove()  # the last to leave writes everything into the one file we copy
        db.engine.dispose()
    stage = Stage(template, folder, setting)
    yield stage
    with stage.app.app_context():
        db.engine.dispose()


@pytest.fixture
def stage(built: Stage) -> Stage:
    built.set_up()
    return built


# Addresses


def parameters(rule: Rule) -> list[tuple[str, list[str]]]:
    """Each parameter with the keys it may be filled by, the most particular first."""
    parts = [re.sub(r"<(?:[^<>]+:)?([^<>:]+)>", r"\1", part) for part in split(rule)]
    found = []
    for at, part in enumerate(split(rule)):
        if part.startswith("<"):
            name = parts[at]
            longer = ["/".join(parts[start : at + 1]) for start in range(at)]
            found.append((name, [f"{rule.endpoint}:{name}", *longer, name]))
    return found


def split(rule: Rule) -> list[str]:
    return rule.rule.strip("/").split("/")


def fill_for(stage: Stage, keys: list[str], rule: Rule) -> Fill:
    fills = stage.setting.fills
    found = next((fills[key] for key in keys if key in fills), None)
    if found is None:
        pytest.fail(
            f"{rule.rule}: say in tests/routes/stage.py, fills_of(), how to fill <{keys[-1]}>"
            f" (as one of {keys}): an own row, a neighbour's, a far one"
        )
    return found


def address(stage: Stage, rule: Rule, where: str, own_sign_in: int | None = None) -> str | None:
    """The route's address there, or None when the place cannot be named in it.

    MIXED is an own place with somebody else's row in it.
    """
    given = [(name, fill_for(stage, keys, rule)) for name, keys in parameters(rule)]
    values = {name: own_sign_in if name == "sign_in_id" else fill.own for name, fill in given}
    moved = [name for name, fill in given if getattr(fill, FAR if where == MIXED else where, None)]
    if where == MIXED:
        moved = moved[1:]
    if where != OWN:
        if not moved:
            return None
        place = FAR if where == MIXED else where
        values |= {name: getattr(fill, place) for name, fill in given if name in moved}
    if None in values.values():
        return None
    with stage.app.test_request_context():
        return stage.app.url_map.bind("localhost").build(rule.endpoint, values)


def ask(stage: Stage, web: Web, pair: tuple[str, Rule], path: str) -> int:
    """The answer to the page, or to its form sent empty but for what it must say."""
    method, rule = pair
    also = {
        name: getattr(stage.setting.fills[key], OWN)
        for name, key in ALSO.get(rule.endpoint, {}).items()
    }
    if method == "POST":
        query = f"?{urlencode(also)}" if also else ""
        return web.post(path + query, also).status_code
    headers = {"HX-Request": "true"} if rule.endpoint in FRAGMENTS else {}
    with nothing_written(stage.app):
        return web.get(path, query_string=also, headers=headers).status_code


# What must be true


def test_every_route_says_who_may_use_it():
    silent = [name(pair) for pair in ROUTES if not hasattr(VIEWS[pair[1].endpoint], "access")]
    assert silent == []
    assert len(GUARDED) + len(PUBLIC) == len(ROUTES)


def test_reading_and_writing_are_told_apart():
    """One method a view: no address where a GET does what only a POST may."""
    assert {method for method, _ in ROUTES} <= {"GET", "POST"}
    by_endpoint: dict[str, set[str]] = {}
    for method, rule in ROUTES:
        by_endpoint.setdefault(rule.endpoint, set()).add(method)
    assert {name for name, methods in by_endpoint.items() if len(methods) > 1} == set()


@pytest.mark.parametrize("pair", GUARDED, ids=name)
def test_rights(stage: Stage, pair: tuple[str, Rule]):
    rule = pair[1]
    wrong = []
    for role, web in stage.webs.items():
        for where in (FAR, MIXED, NEIGHBOUR, OWN) if access_of(rule) in GRANTS[role] else (OWN,):
            path = address(stage, rule, where, stage.setting.sign_ins[role])
            if path is None:
                continue
            status = ask(stage, web, pair, path)
            if status not in expectation(stage, rule, role, where):
                wrong.append(f"{role} {path} ({where}): {status}")
            if pair[0] == "POST" and status < 400:
                stage.put_back()
    assert wrong == []


FINE = set(range(200, 400)) | {400, 409, 410, 413, 422}


def expectation(stage: Stage, rule: Rule, role: Role, where: str) -> set[int]:
    """404 for what lies outside the area, 403 for a missing right."""
    breadth = GRANTS[role].get(access_of(rule))
    if breadth is None:
        return {403}
    if where == MIXED:
        return FINE | {404} if rule.endpoint in HARMLESS_WHEN_MIXED else {404}
    if where == FAR and breadth is not Breadth.ALL:
        return {404}
    if where == NEIGHBOUR and breadth in {Breadth.OWN, Breadth.TEAM}:
        return {404}
    if role in REFUSED_THIS_ROW.get(rule.endpoint, ()):
        return {REFUSED_THIS_ROW[rule.endpoint][role]}
    if rule.endpoint in NOT_ITS_STATE:
        return {404}
    if is_wider(stage, rule, breadth):
        return FINE | {404}
    return FINE | {403} if where == NEIGHBOUR else FINE


def is_wider(stage: Stage, rule: Rule, breadth: Breadth) -> bool:
    """Whether the address names more than the breadth covers for certain."""
    order = list(Breadth)
    levels = [fill_for(stage, keys, rule).level for _, keys in parameters(rule)]
    return any(order.index(breadth) < order.index(level) for level in levels)


def test_signed_out(stage: Stage):
    """A page asks to sign in and comes back; a form is not lost silently."""
    wrong = []
    for method, rule in GUARDED:
        path = address(stage, rule, OWN, own_sign_in=1) or pytest.fail(rule.rule)
        if method == "GET":
            answer = stage.stranger.get(path)
            location = answer.headers.get("Location", "")
            is_right = answer.status_code == 303 and location.startswith("/dang-nhap?next=/")
        else:
            is_right = stage.stranger.post(path).status_code == 401
        if not is_right:
            wrong.append(name((method, rule)))
    assert wrong == []


@pytest.mark.parametrize("pair", PUBLIC, ids=name)
def test_public_routes_open_for_everybody(stage: Stage, pair: tuple[str, Rule]):
    path = address(stage, pair[1], OWN) or pytest.fail(pair[1].rule)
    stranger = Web(stage.app)
    for web in (stranger, *stage.webs.values()):
        expected = {401} if pair[1].endpoint == "machines.values" else FINE  # it asks for a token
        assert ask(stage, web, pair, path) in expected
        stage.put_back()


def test_forms_need_their_tokens(stage: Stage):
    """Without the CSRF token nothing is done; nor without a key, unless repeating is harmless."""
    wrong = []
    for method, rule in ROUTES:
        if method != "POST":
            continue
        may = [role for role in stage.webs if access_of(rule) in {"public", *GRANTS[role]}]
        if not may:
            continue
        client, token = stage.webs[may[0]].client, stage.webs[may[0]].csrf_token()
        path = address(stage, rule, OWN, stage.setting.sign_ins[may[0]]) or pytest.fail(rule.rule)
        form = {"csrf_token": token}
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        answers = [client.post(path), client.post(path, data=form, headers=elsewhere)]
        expected = [400, 403]
        if not getattr(VIEWS[rule.endpoint], "repeatable", False):
            answers.append(client.post(path, data=form))
            expected.append(400)
        if [answer.status_code for answer in answers] != expected:
            wrong.append(f"{rule.rule}: {[answer.status_code for answer in answers]}")
    assert wrong == []


@pytest.mark.parametrize("path", ["/dang-nhap", "/quen-mat-khau", "/m", "/tai-khoan", "/them"])
def test_a_foreign_host_name_is_never_repeated(stage: Stage, path: str):
    web = stage.webs[Role.LEADER]
    answer = web.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in text(answer)
    assert "evil.example" not in answer.headers.get("Location", "")


def test_ids_no_database_can_hold_are_not_there(stage: Stage):
    web = stage.webs[Role.ADMIN]
    for number in (0, 2**31, 2**53, 2**63, 2**64):
        assert web.get(f"/quan-tri/nguoi/{number}").status_code == 404


@contextmanager
def nothing_written(app: Flask) -> Iterator[None]:
    """A GET records nothing; only guesses are counted."""
    written = []

    def listen(_connection, _cursor, statement, *_):
        verb = statement.lstrip().split(" ", 1)[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"} and "rate_hit" not in statement:
            written.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert written == []
