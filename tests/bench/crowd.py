"""A commune on a class evening: open classes, ambassadors with five people each, and newcomers."""

import gzip
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, insert, select

from tests import factories
from tracker import create_app
from tracker.accounts.models import Account, Membership, SignIn
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession, ClassSkill
from tracker.config import Config
from tracker.core import clock, codes, names
from tracker.core.db import db
from tracker.core.scope import by_hand, unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.policy import Role

CLASSES = 8
PEOPLE = 5
SKILLS = 2
FAMILY = ("Giàng", "Lù", "Vàng", "Thào", "Hoàng", "Ma", "Lý", "Cư")
MIDDLE = ("Thị", "A", "Seo", "Văn")


@dataclass(frozen=True)
class Page:
    name: str
    size: int
    compressed: int
    queries: int


@dataclass
class Door:
    code: str
    secret: str


def gather(url: str, *, citizens: int, groups: int) -> "Crowd":
    """Fill an empty database with all that the run will need."""
    environment = {
        "TRACKER_MODE": "demo",
        "TRACKER_SECRET_KEY": "only for measuring, and long enough",
        "TRACKER_DATABASE_URL": url,
        "TRACKER_BASE_URL": "http://bench",
    }
    app = create_app(Config.from_env(environment))
    with app.app_context(), unscoped("bench"):
        db.create_all()
        crowd = Crowd(app, environment, citizens)
        crowd.fill(groups)
    return crowd


class Crowd:
    """Prepared requests: each with its own key, person and browser."""

    def __init__(self, app: Flask, environment: dict[str, str], citizens: int) -> None:
        self.app, self.environment = app, environment
        self.expected = 0
        self._doors: list[Door] = []
        self._tokens: list[tuple[str, list[int]]] = []
        self._newcomer = 0
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        self._cookies = serializer
        self._csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")

    def fill(self, groups: int) -> None:
        province = factories.province("Lào Cai")
        self.commune = factories.commune(province, "Xã Si Ma Cai")
        self.villages = [factories.village(self.commune, f"Thôn {n}").id for n in range(20)]
        teams = [factories.team(self.commune) for _ in range(CLASSES)]
        leader = factories.account("Giàng Seo Phừ", Role.LEADER, teams[-1])
        self.skill_ids = [factories.skill(code).id for code in ("TT02", "AT02")][:SKILLS]
        for team in teams:
            session = factories.class_session(team, factories.site(self.commune), leader)
            self._doors.append(Door(session.code, session.secret))
            self.class_id = session.id
            for skill_id in self.skill_ids:
                db.session.add(ClassSkill(class_id=session.id, skill_id=skill_id))
        self.leader_token = self._add_ambassadors(teams[0], groups, leader)
        db.session.commit()

    def _add_ambassadors(self, team: Any, number: int, leader: Account) -> str:
        """In bulk: five people each, signed in."""
        now = clock.now()
        first = leader.id + 1
        accounts, posts, sign_ins, people = [], [], [], []
        for n in range(number):
            id_, token = first + n, codes.random_token()
            name = f"Lù Thị Mẩy {n}"
            accounts.append({"id": id_, "phone": f"+8497{n:07}", "created_at": now, **_named(name)})
            posts.append(
                {"account_id": id_, "role": Role.AMBASSADOR, "since": clock.today(),
                 "commune_id": team.commune_id, "team_id": team.id}
            )  # fmt: skip
            sign_ins.append(_sign_in(token, id_))
            ids = [n * PEOPLE + k + 1 for k in range(PEOPLE)]
            people += [
                {"id": mentee_id, "commune_id": team.commune_id, "team_id": team.id,
                 "ambassador_id": id_, "village_id": self.villages[mentee_id % 20],
                 "status": MenteeStatus.ACTIVE, "created_at": now, **_named(_name(mentee_id))}
                for mentee_id in ids
            ]  # fmt: skip
            self._tokens.append((token, ids))
        leader_token = codes.random_token()
        sign_ins.append(_sign_in(leader_token, leader.id))
        for table, rows in (
            (Account, accounts), (Membership, posts), (SignIn, sign_ins), (Mentee, people),
        ):  # fmt: skip
            db.session.execute(by_hand(insert(table), "bench"), rows)
        if db.engine.dialect.name == "postgresql":
            setval = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"
            for name in ("mentee", "account"):
                db.session.connection().exec_driver_sql(setval.format(name))
        return leader_token

    def citizens(self, number: int) -> list[bytes]:
        """“Tôi có mặt”, each from another phone; one in three is known already."""
        requests = []
        for _ in range(number):
            self._newcomer += 1
            n = self._newcomer
            name = f"{_name(n * 7)} Mới {n}" if n % 3 else _name(n)
            session, csrf = self._session(None)
            form = {
                "csrf_token": csrf, "key": secrets.token_urlsafe(16), "name": name,
                "village": str(self.villages[n % 20]), "phone": "",
            }  # fmt: skip
            cookie = f"session={session}; device={codes.random_token()}"
            requests.append(_post(self._path(n), form, cookie))
        self.expected += number
        return requests

    def groups(self, number: int) -> list[bytes]:
        """An ambassador's five people and two skills."""
        requests = []
        for _ in range(number):
            token, ids = self._tokens.pop()
            session, csrf = self._session(token)
            form = {
                "csrf_token": csrf, "key": secrets.token_urlsafe(16),
                "mentee": [str(id_) for id_ in ids], "skill": [str(id_) for id_ in self.skill_ids],
            }  # fmt: skip
            requests.append(_post(self._path(len(self._tokens)), form, f"session={session}"))
        return requests

    def looks(self, number: int) -> list[bytes]:
        path = self._path(0)
        return [f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()] * number

    def pages(self) -> list[Page]:
        """Size and queries of what people open, in this process."""
        client = self.app.test_client()
        ambassador, leader = (self._session(t)[0] for t in (self._tokens[0][0], self.leader_token))
        inside = f"/buoi-hoc/{self.class_id}"
        wanted = [
            ("citizen's form", self._path(0), ""),
            ("ambassador's page", self._path(0), ambassador),
            ("host screen", f"{inside}/man-hinh", leader),
            ("host screen, nothing new", f"{inside}/man-hinh/nguoi?da=0-0", leader),
            ("attendance list", f"{inside}/nguoi-tham-gia", leader),
        ]
        found = []
        for name, path, session in wanted:
            headers = {"HX-Request": "true"} if "da=" in path else {}
            client.delete_cookie("session")
            if session:
                client.set_cookie("session", session)
            with self.app.app_context(), _counting() as counted:
                data = client.get(path, headers=headers).data
            found.append(Page(name, len(data), len(gzip.compress(data)), len(counted)))
        return found

    def check(self) -> None:
        """Every answer that said so is a row."""
        with self.app.app_context(), unscoped("bench"):
            rows = len(db.session.scalars(select(CheckIn.id)).all())
            classes = len(db.session.scalars(select(ClassSession.id)).all())
        print(f"rows afterwards: {rows} check-ins at {classes} classes")

    def _path(self, n: int) -> str:
        door = self._doors[n % CLASSES]
        return f"/c/{door.code.lower()}/{code_at(door.secret, step_at(clock.now()))}"

    def _session(self, token: str | None) -> tuple[str, str]:
        raw = secrets.token_hex(20)
        content = {"csrf_token": raw} | ({"_user_id": token, "_fresh": True} if token else {})
        return str(self._cookies.dumps(content)), str(self._csrf.dumps(raw))


@contextmanager
def _counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _post(path: str, form: dict[str, Any], cookie: str) -> bytes:
    body = urlencode(form, doseq=True).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nAccept-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _sign_in(token: str, account_id: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "token_digest": codes.digest(token), "account_id": account_id, "created_at": now,
        "expires_at": now + timedelta(days=1),
    }  # fmt: skip


def _name(n: int) -> str:
    return f"{FAMILY[n % 8]} {MIDDLE[n // 8 % 4]} {n}"


def _named(name: str) -> dict[str, str]:
    return {
        "name": name, "search_key": names.search_key(name), "sort_key": names.sort_key(name),
    }  # fmt: skip
