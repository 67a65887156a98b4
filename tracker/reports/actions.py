"""Reports: begun, written, frozen, submitted, approved, sent. Each step is one deed."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.settings import Setting
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Unit
from tracker.periods.rules import Period
from tracker.places.models import Commune, Province, Team
from tracker.policy import Actor
from tracker.reports import queries
from tracker.reports.models import Report, TeamPart
from tracker.reports.queries import milestones
from tracker.reports.queries.figures import facts
from tracker.reports.queries.milestones import Milestone
from tracker.reports.queries.parts import is_closed, part_of, parts
from tracker.reports.rules import (
    CHOSEN,
    Issuer,
    Refusal,
    ReportKind,
    Status,
    Step,
    after,
    freezes_from,
)
from tracker.snapshots import actions as snapshots
from tracker.snapshots.models import Snapshot
from tracker.snapshots.rules import SnapshotKind


@dataclass(frozen=True)
class Wanted:
    """Which report somebody begins."""

    issuer: Issuer
    kind: ReportKind
    period: Period
    due_on: date | None = None
    title: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class Texts:
    """The parts that people write."""

    difficulties: str
    tasks: str
    proposals: str


@atomic
def begin(
    actor: Actor, *, province_id: int, commune_id: int | None, wanted: Wanted, now: datetime
) -> Report | Refusal:
    """A draft; two people who begin the same report get one."""
    _hold(commune_id, province_id)
    period = wanted.period
    there = queries.same(
        issuer=wanted.issuer, kind=wanted.kind, commune_id=commune_id, province_id=province_id,
        first=period.first, last=period.last,
    )  # fmt: skip
    if there is not None and wanted.kind not in {ReportKind.AD_HOC, ReportKind.THEMATIC}:
        return there
    row = Report(
        province_id=province_id, commune_id=commune_id, issuer=wanted.issuer, kind=wanted.kind,
        title=wanted.title, period_kind=period.kind, first_day=period.first,
        last_day=period.last, due_on=wanted.due_on, asked_by=wanted.asked_by,
        status=Status.DRAFT, prepared_by_id=actor.account_id, prepared_at=now, draft={},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    row.draft = facts(row, now)[0]
    journal.record("report.begin", row, account_id=actor.account_id, kind=str(wanted.kind))
    return row


@atomic
def reckon(actor: Actor, *, report: Report, now: datetime) -> Refusal | None:
    """Bring the draft's figures up to date."""
    if report.status is not Status.DRAFT:
        return Refusal.NOT_NOW
    report.draft = facts(report, now)[0]
    journal.record("report.reckon", report, account_id=actor.account_id)
    return None


@atomic
def write(
    actor: Actor, *, report: Report, texts: Texts, now: datetime,
    taken_in: Set[int] | None = None,
) -> Refusal | None:  # fmt: skip
    """The office's words, and by key which of the teams' words it takes in."""
    if report.status is not Status.DRAFT:
        return Refusal.NOT_NOW
    if taken_in is not None and report.commune_id is not None:
        for part in parts(report.commune_id, report.first_day, report.last_day):
            part.is_left_out = part.id not in taken_in
    report.difficulties, report.tasks = texts.difficulties, texts.tasks
    report.proposals = texts.proposals
    report.draft = facts(report, now)[0]
    journal.record("report.write", report, account_id=actor.account_id)
    return None


@atomic
def choose(
    actor: Actor, *, report: Report, codes: Sequence[str], modules: Sequence[str], now: datetime
) -> Refusal | None:
    """Which indicators and modules of skills the report is about."""
    if report.status is not Status.DRAFT or report.kind not in CHOSEN:
        return Refusal.NOT_NOW
    report.about = {"codes": sorted(codes), "modules": sorted(modules)}
    report.draft = facts(report, now)[0]
    journal.record("report.choose", report, account_id=actor.account_id)
    return None


@atomic
def write_part(
    actor: Actor, *, team: Team, window: Period, difficulties: str, proposals: str, now: datetime
) -> Refusal | None:
    """A team's words for its commune's report, until the commune freezes it."""
    _hold(team.commune_id, team.commune.province_id)
    if is_closed(team.commune_id, window):
        return Refusal.CLOSED
    row = part_of(team.id, window)
    if row is None:
        row = TeamPart(
            commune_id=team.commune_id, team_id=team.id, first_day=window.first,
            last_day=window.last,
        )  # fmt: skip
        db.session.add(row)
    row.difficulties, row.proposals = difficulties, proposals
    row.written_by_id, row.written_at = actor.account_id, now
    db.session.flush()
    journal.record("report.part", row, account_id=actor.account_id)
    return None


@atomic
def freeze(actor: Actor, *, report: Report, now: datetime, floor: int) -> Refusal | None:
    """Chốt số liệu: what the figures say now is what the report will always say."""
    _hold(report.commune_id, report.province_id)
    if clock.local_date(now) < freezes_from(report.kind, report.last_day):
        return Refusal.NOT_OVER
    if not _move(report, Step.FREEZE):
        return Refusal.NOT_NOW
    found, counted = facts(report, now)
    _freeze(actor, report, found, counted, now=now, floor=floor)
    journal.record("report.freeze", report, account_id=actor.account_id)
    return None


@atomic
def submit(actor: Actor, *, report: Report, now: datetime) -> Refusal | None:
    """Trình: the head is asked to read it."""
    if not _move(report, Step.SUBMIT):
        return Refusal.NOT_NOW
    report.submitted_by_id, report.submitted_at = actor.account_id, now
    journal.record("report.submit", report, account_id=actor.account_id)
    return None


@atomic
def approve(actor: Actor, *, report: Report, now: datetime) -> Refusal | None:
    if not _move(report, Step.APPROVE):
        return Refusal.NOT_NOW
    report.approved_by_id, report.approved_at = actor.account_id, now
    report.returned_reason = ""
    journal.record("report.approve", report, account_id=actor.account_id)
    return None


@atomic
def send(actor: Actor, *, report: Report, now: datetime) -> Refusal | None:
    """Gửi: noted here; the paper itself goes by the office's own document system."""
    if not _move(report, Step.SEND):
        return Refusal.NOT_NOW
    report.sent_by_id, report.sent_at = actor.account_id, now
    journal.record("report.send", report, account_id=actor.account_id)
    return None


@atomic
def reopen(actor: Actor, *, report: Report, reason: str, now: datetime) -> Refusal | None:
    """Back to a draft before anybody approved it. The snapshot stays; the next one replaces it."""
    if not _move(report, Step.REOPEN):
        return Refusal.NOT_NOW
    report.returned_reason, report.snapshot_id = reason, None
    report.draft = facts(report, now)[0]
    journal.record("report.reopen", report, account_id=actor.account_id, reason=reason)
    return None


@atomic
def begin_consolidated(
    actor: Actor, *, province_id: int, period: Period, issuer: Issuer, now: datetime
) -> Report | Refusal:
    """The communes' approved reports added up, as a draft: the one there is, else a new version
    beside those that are frozen."""
    _hold(None, province_id)
    if period.first > clock.local_date(now):
        return Refusal.NOT_BEGUN
    there = queries.same(
        issuer=issuer, kind=ReportKind.CONSOLIDATED, commune_id=None, province_id=province_id,
        first=period.first, last=period.last,
    )  # fmt: skip
    if there is not None and there.status is Status.DRAFT:
        return there
    row = Report(
        province_id=province_id, commune_id=None, issuer=issuer,
        kind=ReportKind.CONSOLIDATED, period_kind=period.kind, first_day=period.first,
        last_day=period.last, status=Status.DRAFT, prepared_by_id=actor.account_id,
        prepared_at=now, draft={},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    row.draft = facts(row, now)[0]
    journal.record("report.begin", row, account_id=actor.account_id, kind=str(row.kind))
    return row


@atomic
def set_milestone(actor: Actor, *, milestone: Milestone) -> None:
    """For reports begun from now on; those begun already keep their days."""
    days = [one.isoformat() for one in (milestone.first, milestone.last, milestone.due_on)]
    row = milestones.setting_row(milestone.kind)
    if row is None:
        row = Setting(name=milestones.setting_name(milestone.kind), value=days)
        db.session.add(row)
    row.value = days
    db.session.flush()
    journal.record("milestone.set", row, account_id=actor.account_id, kind=str(milestone.kind))


def _move(report: Report, step: Step) -> bool:
    there = after(step, report.status, report.issuer)
    if there is None:
        return False
    report.status = there
    return True


def _freeze(
    actor: Actor, report: Report, found: dict[str, Any], counted: dict[str, Any], *,
    now: datetime, floor: int,
) -> Snapshot:  # fmt: skip
    snapshot = snapshots.take(
        actor,
        kind=SnapshotKind.REPORT,
        province_id=report.province_id,
        commune_id=report.commune_id,
        facts=found,
        public=public(found, floor),
        counted=counted,
        now=now,
    )
    report.snapshot_id = snapshot.id
    db.session.flush()
    return snapshot


PUBLIC = ("people", "attendances", "classes", "issues")
_OF_PEOPLE = {Unit.PEOPLE, Unit.ATTENDANCES}


def public(found: dict[str, Any], floor: int) -> dict[str, Any]:
    """What anybody may check on the paper: headline counts, none about fewer than the floor."""
    shown = {}
    for code in PUBLIC:
        if code not in found["indicators"]:  # a thematic report is about something else
            continue
        n = found["indicators"][code]["n"][0]
        is_small = indicators()[code].unit in _OF_PEOPLE and 0 < n < floor
        shown[code] = None if is_small else n
    return {
        "kind": found["kind"], "issuer": found["issuer"], "period": found["period"],
        "place": found["place"]["name"], "figures": shown,
    }  # fmt: skip


def _hold(commune_id: int | None, province_id: int) -> None:
    """Whoever else works on this place's reports waits until this transaction ends."""
    if commune_id is not None:
        db.session.execute(select(Commune.id).where(Commune.id == commune_id).with_for_update())
    else:
        db.session.execute(select(Province.id).where(Province.id == province_id).with_for_update())
