"""Typing in a denominator, and counting again what is kept."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.queries import counted as count
from tracker.indicators.rules import FigureKind
from tracker.periods.rules import Period, PeriodKind
from tracker.policy import Actor
from tracker.quotas.queries.counting import Level, Places
from tracker.totals import queries as totals
from tracker.totals.actions import forget
from tracker.totals.queries import Kept
from tracker.totals.rules import Level as TotalLevel


@atomic
def enter_figure(
    actor: Actor,
    *,
    commune_id: int,
    kind: FigureKind,
    value: int,
    source: str,
    as_of: date,
    now: datetime,
    team_id: int | None = None,
) -> PlaceFigure:
    """The newest day wins; what was typed before stays, with who typed it."""
    row = PlaceFigure(
        commune_id=commune_id, kind=kind, team_id=team_id, value=value, source=source,
        as_of=as_of, entered_by_id=actor.account_id, entered_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("figure.enter", row, account_id=actor.account_id, kind=str(kind))
    return row


@atomic
def take_figure_back(actor: Actor, *, figure: PlaceFigure, now: datetime) -> None:
    """Typed by mistake: nothing is divided by it any more. A second time changes nothing."""
    if figure.removed_at is None:
        figure.removed_at, figure.removed_by_id = now, actor.account_id
        journal.record("figure.take_back", figure, account_id=actor.account_id)


@dataclass(frozen=True)
class Drift:
    """A kept number that is not what is counted: a bug, or rows were changed past the triggers."""

    level: str
    place_id: int
    code: str
    first: date
    last: date
    kept: Kept
    counted: Kept


@dataclass(frozen=True)
class Reconciled:
    recounted: int
    drift: list[Drift]


@atomic
def reconcile(*, repair: bool) -> Reconciled:
    """Count every kept number that would be shown once more; with `repair` drop the wrong ones."""
    recounted, drift = 0, []
    for (level, first, last), (places, codes) in totals.kept_spans().items():
        wanted = totals.Wanted(level, sorted(places), sorted(codes))
        (known,) = totals.known([wanted], first, last)
        days = Period(PeriodKind.RANGE, first, last)
        fresh = count(Places(Level(level), tuple(known)), days, codes)
        for place_id, one in known.items():
            for code, kept in one.kept.items():
                value = fresh[place_id][code]
                counted = (value.n, value.d, value.without)
                recounted += 1
                if kept != counted:
                    drift.append(Drift(level, place_id, code, first, last, kept, counted))
    for place in {(one.level, one.place_id) for one in drift} if repair else ():
        forget(TotalLevel(place[0]), place[1])
    return Reconciled(recounted, drift)
