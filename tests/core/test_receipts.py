"""A repeat gets the same answer and has no second effect, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tracker.core.db import db
from tracker.core.receipts import Answer, KeyReused, Receipt, once
from tracker.core.settings import Setting


def note(name="a"):
    """Work whose effect can be counted."""

    def work():
        db.session.add(Setting(name=name, value=1))
        db.session.flush()
        return Answer(200, "{}", name.encode())

    return work


def refuse():
    db.session.add(Setting(name="refused", value=1))
    db.session.flush()
    return Answer(422, "{}", b"")


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_second_time_only_the_answer_comes(everywhere):
    first, repeated = once("a:1", "key-0001", "same", note())
    assert (first.status, repeated) == (200, False)
    again, repeated = once("a:1", "key-0001", "same", note())
    assert (again, repeated) == (first, True)
    assert rows(Setting) == 1


def test_another_body_under_the_same_key_is_refused(everywhere):
    once("a:1", "key-0001", "one body", note())
    with pytest.raises(KeyReused):
        once("a:1", "key-0001", "another body", note("b"))
    assert rows(Setting) == 1


def test_two_people_may_use_the_same_key(everywhere):
    once("a:1", "key-0001", "same", note())
    _, repeated = once("a:2", "key-0001", "same", note("b"))
    assert not repeated
    assert rows(Setting) == 2


def test_a_refusal_leaves_nothing_and_the_key_may_come_again(everywhere):
    answer, _ = once("a:1", "key-0001", "same", refuse)
    assert answer.status == 422
    assert rows(Setting) == rows(Receipt) == 0
    _, repeated = once("a:1", "key-0001", "same", note())
    assert not repeated


def test_work_that_breaks_leaves_nothing(everywhere):
    def broken():
        note()()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once("a:1", "key-0001", "same", broken)
    assert rows(Setting) == rows(Receipt) == 0


def test_sixteen_at_once_have_one_effect(app):
    def send(_):
        with app.app_context():
            return once("a:1", "key-0001", "same", note())

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))

    assert {answer for answer, _ in answers} == {answers[0][0]}
    assert [repeated for _, repeated in answers].count(False) == 1
    with app.app_context():
        assert rows(Setting) == 1
