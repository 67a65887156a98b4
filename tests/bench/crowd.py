"""A commune on a class evening: open classes, ambassadors with five people each, and newcomers."""

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import insert, select

from tests import factories
from tests.bench.visits import Visits, sign_in_row
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
BATCH = 50
FAMILY = ("Giàng", "Lù", "Vàng", "Thào", "Hoàng", "Ma", "Lý", "Cư")
MIDDLE = ("Thị", "A", "Seo", "Văn")


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
        self.visits = Visits(app)
        self._doors: list[Door] = []
        self._tokens: list[tuple[str, list[int]]] = []
        self._account_of: dict[str, int] = {}
        self._newcomer = 0

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
            for skill_id in self.skill_ids:
                db.session.add(ClassSkill(class_id=session.id, skill_id=skill_id))
        self._add_ambassadors(teams[0], groups, leader)
        db.session.commit()

    def _add_ambassadors(self, team: Any, number: int, leader: Account) -> None:
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
            sign_ins.append(sign_in_row(token, id_))
            ids = [n * PEOPLE + k + 1 for k in range(PEOPLE)]
            people += [
                {"id": mentee_id, "commune_id": team.commune_id, "team_id": team.id,
                 "ambassador_id": id_, "village_id": self.villages[mentee_id % 20],
                 "status": MenteeStatus.ACTIVE, "created_at": now, **_named(_name(mentee_id))}
                for mentee_id in ids
            ]  # fmt: skip
            self._tokens.append((token, ids))
            self._account_of[token] = id_
        for table, rows in (
            (Account, accounts), (Membership, posts), (SignIn, sign_ins), (Mentee, people),
        ):  # fmt: skip
            db.session.execute(by_hand(insert(table), "bench"), rows)
        if db.engine.dialect.name == "postgresql":
            setval = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"
            for name in ("mentee", "account"):
                db.session.connection().exec_driver_sql(setval.format(name))

    def citizens(self, number: int) -> list[bytes]:
        """“Tôi có mặt”, each from another phone; one in three is known already."""
        requests = []
        for _ in range(number):
            self._newcomer += 1
            n = self._newcomer
            name = f"{_name(n * 7)} Mới {n}" if n % 3 else _name(n)
            session, csrf = self.visits.cookie(None)
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
            session, csrf = self.visits.cookie(token)
            form = {
                "csrf_token": csrf, "key": secrets.token_urlsafe(16),
                "mentee": [str(id_) for id_ in ids], "skill": [str(id_) for id_ in self.skill_ids],
            }  # fmt: skip
            requests.append(_post(self._path(len(self._tokens)), form, f"session={session}"))
        return requests

    def batches(self, number: int) -> list[bytes]:
        """Fifty check-ins that a phone kept while there was no signal, sent at once."""
        requests = []
        for _ in range(number):
            token, ids = self._tokens.pop()
            session, csrf = self.visits.cookie(token)
            items = [
                {"v": 1, "key": secrets.token_urlsafe(16), "url": self._path(n), "title": "",
                 "fields": [["mentee", str(ids[n % PEOPLE])], ["skill", str(self.skill_ids[0])]]}
                for n in range(BATCH)
            ]  # fmt: skip
            body = json.dumps({"uid": self._account_of[token], "items": items}).encode()
            head = _head("/gui", f"session={session}", "application/json", len(body))
            requests.append(f"{head}X-CSRFToken: {csrf}\r\n\r\n".encode() + body)
        return requests

    def looks(self, number: int) -> list[bytes]:
        path = self._path(0)
        return [f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()] * number

    def check(self) -> None:
        """Every answer that said so is a row."""
        with self.app.app_context(), unscoped("bench"):
            rows = len(db.session.scalars(select(CheckIn.id)).all())
            classes = len(db.session.scalars(select(ClassSession.id)).all())
        print(f"rows afterwards: {rows} check-ins at {classes} classes")

    def _path(self, n: int) -> str:
        door = self._doors[n % CLASSES]
        return f"/c/{door.code.lower()}/{code_at(door.secret, step_at(clock.now()))}"


def _post(path: str, form: dict[str, Any], cookie: str) -> bytes:
    body = urlencode(form, doseq=True).encode()
    head = _head(path, cookie, "application/x-www-form-urlencoded", len(body))
    return f"{head}\r\n".encode() + body


def _head(path: str, cookie: str, kind: str, length: int) -> str:
    return (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n"
        f"Accept-Encoding: gzip\r\nContent-Length: {length}\r\n"
    )


def _name(n: int) -> str:
    return f"{FAMILY[n % 8]} {MIDDLE[n // 8 % 4]} {n}"


def _named(name: str) -> dict[str, str]:
    return {
        "name": name, "search_key": names.search_key(name), "sort_key": names.sort_key(name),
    }  # fmt: skip
