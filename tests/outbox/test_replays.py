"""Batches that come twice, at once, in another order, from another browser: each entry once."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.routes.test_sending import entry, send, verdicts
from tests.web import Web, text
from tracker.accounts.limits import Limit, forget
from tracker.core import clock
from tracker.core.db import db
from tracker.core.receipts import Receipt
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.skills.models import SkillMark

HOUR = 3600 * 1000


def now_ms():
    return int(clock.now().timestamp() * 1000)


def turn(subject="nộp hồ sơ"):
    now = clock.local(clock.now())
    return entry(
        "/ho-tro/them",
        [["subject", subject], ["channel", "phone"], ["result", "done"], ["turns", "1"],
         ["day", f"{now:%Y-%m-%d}"], ["time", "00:00"]],
    )  # fmt: skip


def newcomer(web):
    """As the form of the page is filled in."""
    guide = re.search(r'name="guide"[^>]*value="([^"]+)"', text(web.get("/nguoi-hoc/them")))
    fields = {
        "guide": guide[1], "name": "Ma Seo Lử", "birth_year": "1990", "device": "smart",
        "agreed": "y",
        "method": "spoken", "witness": "Trưởng thôn",
    }  # fmt: skip
    return [list(pair) for pair in fields.items()]


def count(app, model):
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count()).select_from(model))


def test_sixteen_at_once_in_any_order(app, world):
    """Sixteen browsers of one person send the same ten entries, each in an order of its own."""
    items = [turn(f"Việc {n}") for n in range(10)]
    webs = [Web(app).sign_in(world.ambassador_id) for _ in range(16)]
    shuffled = [random.Random(n).sample(items, len(items)) for n in range(16)]

    def go(web, own):
        return verdicts(send(web, own, world.ambassador_id))

    with ThreadPoolExecutor(16) as pool:
        found = [verdict for many in pool.map(go, webs, shuffled) for verdict in many]
    assert sorted(found) == ["recorded"] * 10 + ["repeat"] * 150
    assert count(app, SupportTurn) == count(app, Receipt) == 10


def test_a_session_of_somebody_else_takes_nothing(app, web, browse, world):
    item = turn()
    web.sign_in(world.second_ambassador_id)
    refused = send(web, [item], world.ambassador_id)
    assert (refused.status_code, refused.json["verdict"]) == (409, "other")
    assert browse().client.post("/gui", json={}).status_code == 400
    stranger = browse()
    assert send(stranger, [item], world.ambassador_id).status_code == 401
    assert count(app, SupportTurn) == 0
    assert verdicts(send(web, [item], world.second_ambassador_id)) == ["recorded"]
    assert verdicts(send(browse().sign_in(world.ambassador_id), [item], world.ambassador_id)) == [
        "recorded"
    ]


def test_the_same_key_with_other_contents_is_refused(web, world):
    web.sign_in(world.ambassador_id)
    item = turn()
    send(web, [item], world.ambassador_id)
    [other] = [{**turn("khác"), "key": item["key"]}]
    assert verdicts(send(web, [other], world.ambassador_id)) == ["fix"]


def test_too_many_are_not_taken(web, world):
    web.sign_in(world.ambassador_id)
    assert send(web, [turn() for _ in range(51)], world.ambassador_id).status_code == 413
    assert send(web, "x", world.ambassador_id).status_code == 400
    assert verdicts(send(web, [{"key": "?"}, 5], world.ambassador_id)) == ["fix", "fix"]


def test_it_counts_at_the_hour_at_which_it_happened(app, web, world):
    """A skill and an issue, seen nine hours ago by a clock that is a day ahead."""
    web.sign_in(world.ambassador_id)
    claim = {"at": now_ms() + 15 * HOUR, "offset": -24 * HOUR}
    mark = entry(f"/nguoi-hoc/{world.mentee_id}/ky-nang/TT02", [["state", "alone"]], **claim)
    issue = entry(**claim)
    answer = send(web, [mark, issue], world.ambassador_id)
    assert verdicts(answer) == ["recorded", "recorded"]
    with app.app_context(), unscoped("test"):
        marked = db.session.scalars(select(SkillMark)).one()
        raised = db.session.scalars(select(Issue)).one()
        for happened in (marked.at, raised.raised_at):
            assert abs((marked.noted_at - happened).total_seconds() - 9 * 3600) < 60
        page = text(web.get(f"/phan-anh/{raised.id}"))
    assert "Gửi tới lúc" in page


def test_a_learner_and_a_meeting_with_them_in_one_batch(app, web, world):
    web.sign_in(world.ambassador_id)
    new = entry("/nguoi-hoc/them", [*newcomer(web), ["village", str(world.village_id)]])
    now = clock.local(clock.now())
    meeting = entry(
        "/buoi-kem/them",
        [["mentee", f"new:{new['key']}"], ["channel", "at_home"], ["note", "Gọi video"],
         ["day", f"{now:%Y-%m-%d}"], ["time", "00:00"]],
    )  # fmt: skip
    later = {**meeting, "key": "l" * 16}
    wrong = {**new, "fields": [["name", "Ma Seo Lử"]]}
    assert verdicts(send(web, [wrong, meeting], world.ambassador_id)) == ["fix", "later"]
    answer = send(web, [new, meeting], world.ambassador_id)
    assert verdicts(answer) == ["recorded", "recorded"], text(answer)
    assert verdicts(send(web, [later], world.ambassador_id)) == ["recorded"]
    with app.app_context(), unscoped("test"):
        made = db.session.get_one(Mentee, answer.json["results"][0]["made"])
        assert made.name == "Ma Seo Lử"
        assert db.session.scalar(select(func.count(Meeting.id))) == 2


class Sending(RuleBasedStateMachine):
    """Entries are kept, sent, sent again, mixed and lost on the way, by two browsers."""

    app = world = None

    def __init__(self):
        super().__init__()
        self.kept = []
        self.told = set()
        self.webs = [Web(self.app).sign_in(self.world.ambassador_id) for _ in range(2)]
        self.before = count(self.app, SupportTurn)
        with self.app.app_context():  # a quick server would meet it: all examples fall in a minute
            forget(Limit.OUTBOX, f"a:{self.world.ambassador_id}")

    @rule()
    def keep(self):
        self.kept.append(turn(f"Việc {len(self.kept)}"))

    @rule(
        which=st.integers(0, 1), order=st.randoms(use_true_random=False),
        share=st.floats(0, 1), is_lost=st.booleans(),
    )  # fmt: skip
    def send(self, which, order, share, is_lost):
        some = [item for item in self.kept if order.random() <= share]
        order.shuffle(some)
        answer = send(self.webs[which], some[:50], self.world.ambassador_id)
        for item, verdict in zip(some, verdicts(answer), strict=True):
            assert verdict == ("repeat" if item["key"] in self.told else "recorded")
            self.told.add(item["key"])
        assert not is_lost or answer  # what the phone hears of it changes nothing here

    @invariant()
    def each_once(self):
        assert count(self.app, SupportTurn) - self.before == len(self.told)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_is_sent_when_counts_once(app, world):
    Sending.app, Sending.world = app, world
    quick = settings(
        max_examples=8, stateful_step_count=12, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Sending, settings=quick)
