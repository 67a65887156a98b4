"""Reports: begun, written, frozen, submitted, approved, sent. Each step is one deed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.settings import Setting
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Unit
from tracker.periods.rules import Period
from tracker.places.models import Commune, Province
from tracker.policy import Actor
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.queries import milestones
from tracker.reports.queries.compose import facts
from tracker.reports.queries.milestones import Milestone
from tracker.reports.rules import Issuer, Refusal, ReportKind, Status, Step, after
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
def write(actor: Actor, *, report: Report, texts: Texts, now: datetime) -> Refusal | None:
    if report.status is not Status.DRAFT:
        return Refusal.NOT_NOW
    report.difficulties, report.tasks = texts.difficulties, texts.tasks
    report.proposals = texts.proposals
    report.draft = facts(report, now)[0]
    journal.record("report.write", report, account_id=actor.account_id)
    return None


@atomic
def freeze(actor: Actor, *, report: Report, now: datetime, floor: int) -> Refusal | None:
    """Chốt số liệu: what the figures say now is what the report will always say."""
    _hold(report.commune_id, report.province_id)
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
def keep_consolidated(
    actor: Actor, *, province_id: int, period: Period, found: dict[str, Any], now: datetime,
    floor: int,
) -> Report:  # fmt: skip
    """The communes' frozen figures, frozen together as the province's report."""
    _hold(None, province_id)
    row = Report(
        province_id=province_id, commune_id=None, issuer=Issuer.PROVINCE,
        kind=ReportKind.CONSOLIDATED, period_kind=period.kind, first_day=period.first,
        last_day=period.last, status=Status.FROZEN, prepared_by_id=actor.account_id,
        prepared_at=now, draft={},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _freeze(actor, row, found, {"window": {}, "told": {}}, now=now, floor=floor)
    journal.record("report.freeze", row, account_id=actor.account_id)
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
    there = after(step, report.status)
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
