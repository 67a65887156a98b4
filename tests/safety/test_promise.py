"""The promise of the README, kept by the real server: “Đã ghi” survives kill -9 and a full disk."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.apps import fresh_copy
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.server import Post, Server, ask, posts
from tests.web import Web
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.receipts import Receipt
from tracker.mentoring.models import SupportTurn

KILLED_AFTER = 5  # answers of the sixteen


class OnFiles:
    """Tests of the server's own process: its database is a file that both can open."""

    @pytest.fixture
    def database_url(self, sqlite_templates: dict[str, Path]) -> str:
        return fresh_copy(sqlite_templates["inhabited"])

    @pytest.fixture
    def server(self, app: Flask, world: World) -> Iterator[Server]:
        server = Server(app)
        yield server
        server.kill()


def turn(subject: str) -> dict[str, str]:
    now = clock.local(clock.now()) - timedelta(minutes=1)
    return {
        "subject": subject, "channel": "phone", "result": "done", "turns": "1",
        "day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}",
    }  # fmt: skip


def rows(model: type) -> Callable[[], int]:
    return lambda: db.session.scalar(select(func.count(model.id))) or 0


class TestAKilledServer(OnFiles):
    def test_has_what_it_acknowledged_and_takes_the_rest_once(
        self, server: Server, browse: Callable[[], Web], world: World, do: Do
    ):
        """Sixteen at once, an ambassador's eight and eight at a class's door; then kill -9."""
        helper = posts(
            browse().sign_in(world.ambassador_id), "/ho-tro/them",
            [turn(f"Việc {n}") for n in range(8)],
        )  # fmt: skip
        guests = [guest for n in range(8) for guest in self.at_the_door(browse(), world, do, n)]
        everyone = [*helper, *guests]
        acknowledged = self.send_until_killed(server, everyone)
        server.start()

        turns, check_ins = do(rows(SupportTurn)), do(rows(CheckIn))
        assert turns >= len([post for post in acknowledged if post in helper])
        assert check_ins >= len([post for post in acknowledged if post in guests])
        assert do(rows(Receipt)) == turns + check_ins

        answers = [post.send(server) for post in everyone]
        assert [answer and answer.status for answer in answers] == [303] * 8 + [200] * 8
        assert (do(rows(SupportTurn)), do(rows(CheckIn)), do(rows(Receipt))) == (8, 8, 16)
        check = "PRAGMA integrity_check"
        assert do(lambda: db.session.connection().exec_driver_sql(check).scalar()) == "ok"

    @staticmethod
    def at_the_door(web: Web, world: World, do: Do, n: int) -> list[Post]:
        door = select(ClassSession.code, ClassSession.secret).filter_by(id=world.class_id)
        code, secret = do(lambda: db.session.execute(door).one())
        path = f"/c/{code}/{code_at(secret, step_at(clock.now()))}"
        web.get(path)  # from here on the browser has its cookie
        return posts(web, path, [{"name": f"Ma Seo Lử {n}", "village": str(world.village_id)}])

    @staticmethod
    def send_until_killed(server: Server, everyone: list[Post]) -> list[Post]:
        """Who was answered. The server dies while the others are on their way."""
        acknowledged: list[Post] = []
        enough, start = threading.Event(), threading.Barrier(len(everyone))

        def send(post: Post) -> None:
            start.wait()
            answer = post.send(server)
            if answer is not None and answer.status in {200, 303}:
                acknowledged.append(post)
            if len(acknowledged) >= KILLED_AFTER:
                enough.set()

        threads = [threading.Thread(target=send, args=(post,)) for post in everyone]
        for thread in threads:
            thread.start()
        enough.wait(timeout=120)
        server.kill()
        for thread in threads:
            thread.join()
        assert len(acknowledged) >= KILLED_AFTER
        return acknowledged


class TestAServerWithoutRoom(OnFiles):
    def test_says_so_keeps_nothing_and_goes_on_when_there_is_room(
        self, server: Server, web: Web, world: World, do: Do
    ):
        web.sign_in(world.ambassador_id)
        first, second = posts(web, "/ho-tro/them", [turn("Việc trước"), turn("Việc sau")])
        assert first.send(server).status == 303

        server.room(0)
        refused = second.send(server)
        assert (refused.status, refused.headers["retry-after"]) == (503, "30")
        assert "Thông tin đã lưu vẫn còn nguyên" in refused.text
        assert ask(server, "GET", "/buoi-kem", second.cookies).status == 200
        assert ask(server, "GET", "/healthz").status == 200
        assert (do(rows(SupportTurn)), do(rows(Receipt))) == (1, 1)

        server.room(-1)
        assert second.send(server).status == 303
        assert second.send(server).status == 303
        assert (do(rows(SupportTurn)), do(rows(Receipt))) == (2, 2)


# What each database does when it has no room: SQLite says so itself once it may not grow, for
# PostgreSQL a trigger says it in the server's own words (disk_full, 53100).
FULL = {
    "sqlite": ["PRAGMA max_page_count=1"],
    "postgresql": [
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON support_turn EXECUTE FUNCTION no_room()",
    ],
}
ROOM_AGAIN = {
    "sqlite": ["PRAGMA max_page_count=1000000"],
    "postgresql": ["DROP TRIGGER no_room ON support_turn"],
}
MOST = 200  # forms that fit into what the last pages of a small file have left


def test_each_database_says_full_in_words_we_understand(web: Web, world: World, do: Do):
    web.sign_in(world.ambassador_id)

    def say(words: dict[str, list[str]]) -> None:
        connection = db.session.connection()
        for sentence in words[connection.dialect.name]:
            connection.exec_driver_sql(sentence)

    do(lambda: say(FULL))
    answers = [303]
    while answers[-1] == 303 and len(answers) < MOST:
        refused = web.post("/ho-tro/them", turn("Việc"))
        answers.append(refused.status_code)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert do(rows(SupportTurn)) == do(rows(Receipt)) == answers[1:].count(303)
    assert web.get("/buoi-kem").status_code == 200

    do(lambda: say(ROOM_AGAIN))
    assert web.post("/ho-tro/them", turn("Việc")).status_code == 303
    assert do(rows(SupportTurn)) == answers.count(303)
