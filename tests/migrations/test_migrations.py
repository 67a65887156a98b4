"""The history builds exactly the models, and can be walked back, with data in the tables."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select

from tests.apps import config_for
from tests.factories import World, make_world
from tracker import create_app
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.history import history as history_of
from tracker.mentees.models import Mentee
from tracker.periods.rules import PeriodKind
from tracker.quotas.models import Quota, QuotaDecision, QuotaRevision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus
from tracker.totals import keeping

FIRST = "1795309622"
DAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 0, 30, tzinfo=clock.ZONE)


def test_up_down_and_up_again_with_data(empty_database_url):
    app = create_app(config_for(empty_database_url))
    history = history_of(app)

    migrate(app, history.upgrade)
    with app.app_context(), unscoped("test"):
        revised(make_world())
    people = names(app)
    assert people

    migrate(app, history.upgrade)
    assert names(app) == people
    assert migrate(app, history.compare_metadata) == [], "models and migrations differ"

    migrate(app, lambda: history.downgrade(FIRST))
    migrate(app, history.upgrade)
    assert names(app) == people
    assert decisions(app) == [("1/QĐ-UBND", DAY), ("", DAY)], "revised by one of its own"
    with app.app_context():
        assert keeping.is_noting(), "whoever upgrades, what changes is noted again"

    migrate(app, lambda: history.downgrade("base"))
    assert tables(app) <= {"alembic_version"}
    migrate(app, history.upgrade)
    assert names(app) == []


def revised(world: World) -> None:
    """A goal that was revised late on the day, by a decision that has its number."""
    given, revising = (
        QuotaDecision(
            commune_id=world.commune_id, number=number, decided_on=DAY,
            issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=world.head_id, created_at=NOW,
        )
        for number in ("1/QĐ-UBND", "2/QĐ-UBND")
    )  # fmt: skip
    quota = Quota(
        commune_id=world.commune_id, team_id=world.team_id, metric=Metric.PEOPLE, goal=50,
        period_kind=PeriodKind.QUARTER, first_day=date(2026, 10, 1), status=QuotaStatus.REVISED,
        decision=given,
    )  # fmt: skip
    quota.revisions.append(
        QuotaRevision(
            decision=revising, old_goal=60, new_goal=50, reason="Mưa lũ",
            revised_by_id=world.head_id, revised_at=NOW,
        )
    )  # fmt: skip
    db.session.add(quota)
    db.session.commit()


def decisions(app: Flask) -> list[tuple[str, date]]:
    """Of the goal, then of its revision."""
    with app.app_context(), unscoped("test"):
        quota = db.session.scalars(select(Quota)).one()
        made = [quota.decision, quota.revisions[0].decision]
        found = [(one.number, one.decided_on) for one in made]
        db.session.remove()
        db.engine.dispose()
        return found


def migrate(app: Flask, step: Callable[[], Any]) -> Any:
    """Each step in a context of its own, as a command is."""
    with app.app_context():
        return step()


def names(app: Flask) -> list[str]:
    with app.app_context(), unscoped("test"):
        found = list(db.session.scalars(select(Mentee.name).order_by(Mentee.id)))
        db.session.remove()
        db.engine.dispose()
        return found


def tables(app: Flask) -> set[str]:
    with app.app_context():
        found = set(inspect(db.engine).get_table_names())
        db.engine.dispose()
        return found
