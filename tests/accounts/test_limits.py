"""Limits hold across processes, survive refusals, and never lock anyone out for everyone."""

from datetime import timedelta

import pytest

from tests.apps import config_for
from tracker import create_app
from tracker.accounts.limits import Allowed, Limit, Wait, forget, forgive, hit, sweep
from tracker.accounts.models import RateHit
from tracker.core import clock
from tracker.core.atomic import atomic, transaction, undo
from tracker.core.db import db
from tracker.core.reading import reading

NOW = clock.now()
VICTIM = "+84912345678"


def exhaust(kind: Limit, key: str, *, now=NOW) -> int:
    """How many tries were allowed before the first refusal."""
    tries = 0
    while isinstance(hit(kind, key, now), Allowed):
        tries += 1
    return tries


def test_six_tries_then_a_wait(everywhere):
    assert [hit(Limit.SIGN_IN, VICTIM, NOW) for _ in range(7)] == [
        *(Allowed(left) for left in (5, 4, 3, 2, 1, 0)),
        Wait(300),
    ]


def test_the_wait_grows_for_whoever_goes_on(everywhere):
    waits = []
    now = NOW
    for _ in range(3):
        exhaust(Limit.SIGN_IN, VICTIM, now=now)
        refused = hit(Limit.SIGN_IN, VICTIM, now)
        assert isinstance(refused, Wait)
        waits.append(refused.minutes)
        now += timedelta(seconds=refused.seconds)
    assert waits == sorted(waits)
    assert waits[0] == 5
    assert waits[-1] > 2 * waits[0]


def test_another_address_is_not_locked_out(everywhere):
    exhaust(Limit.SIGN_IN, f"{VICTIM} 10.0.0.1")
    assert hit(Limit.SIGN_IN, f"{VICTIM} 10.0.0.2", NOW) == Allowed(5)


def test_a_right_password_is_no_guess(everywhere):
    for _ in range(200):
        assert isinstance(hit(Limit.SIGN_IN_ADDRESS, "10.0.0.1", NOW), Allowed)
        forgive(Limit.SIGN_IN_ADDRESS, "10.0.0.1", NOW)


def test_forgetting_begins_anew(everywhere):
    exhaust(Limit.SIGN_IN, VICTIM)
    forget(Limit.SIGN_IN, VICTIM)
    assert hit(Limit.SIGN_IN, VICTIM, NOW) == Allowed(5)


def test_two_processes_count_together(database_url, app, everywhere):
    assert isinstance(hit(Limit.SIGN_IN, VICTIM, NOW), Allowed)
    other = create_app(config_for(database_url))
    with other.app_context():
        assert exhaust(Limit.SIGN_IN, VICTIM) == 5
        db.engine.dispose()
    assert isinstance(hit(Limit.SIGN_IN, VICTIM, NOW), Wait)


def test_a_refused_transaction_keeps_its_guess(everywhere):
    for _ in range(3):
        with transaction():
            hit(Limit.SIGN_IN, VICTIM, NOW)
            undo()

    @atomic
    def guess_wrongly() -> None:
        hit(Limit.SIGN_IN, VICTIM, NOW)
        raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            guess_wrongly()
    assert isinstance(hit(Limit.SIGN_IN, VICTIM, NOW), Wait)


def test_a_reading_request_counts_too(everywhere):
    with reading():
        db.session.query(RateHit).all()
        assert exhaust(Limit.CARD, "10.0.0.1") == 60


def test_the_table_names_nobody_and_empties_itself(everywhere):
    hit(Limit.SIGN_IN, VICTIM, NOW)
    assert not any("912345678" in row.key for row in db.session.query(RateHit))
    sweep(NOW + timedelta(days=1))
    assert db.session.query(RateHit).count() == 0
