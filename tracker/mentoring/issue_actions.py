"""The life of a phản ánh, khó khăn: raised, taken, passed upward, resolved or given up."""

from dataclasses import dataclass
from datetime import datetime

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentoring import rules
from tracker.mentoring.models import Issue, IssueEvent
from tracker.mentoring.rules import (
    NEXT_LEVEL,
    Handled,
    Holding,
    Home,
    IssueKind,
    IssueLevel,
    IssueStatus,
    IssueStep,
)
from tracker.policy import Actor


@dataclass(frozen=True)
class NewIssue:
    home: Home
    kind: IssueKind
    title: str
    text: str = ""
    # Who raises it, where the actor only writes it down for them.
    author_id: int | None = None


@atomic
def raise_issue(
    actor: Actor, *, entry: NewIssue, now: datetime, at: datetime | None = None
) -> Issue:
    """The team has it first; without a team, the commune. `at`: when it was said, if before."""
    at = at or now
    issue = Issue(
        commune_id=entry.home.commune_id, team_id=entry.home.team_id,
        raised_by_id=entry.author_id or actor.account_id,
        kind=entry.kind, title=entry.title, text=entry.text,
        level=IssueLevel.TEAM if entry.home.team_id else IssueLevel.COMMUNE,
        status=IssueStatus.NEW, raised_at=at, raised_on=clock.local_date(at),
    )  # fmt: skip
    db.session.add(issue)
    db.session.flush()
    _note(actor, issue, IssueStep.RAISED, now=now)
    return issue


@atomic
def take(actor: Actor, *, issue: Issue, now: datetime) -> Handled:
    """Say that somebody is working on it."""
    verdict = _may_handle(actor, issue)
    if verdict is Handled.DONE:
        issue.status = IssueStatus.WORKING
        _note(actor, issue, IssueStep.TAKEN, now=now)
    return verdict


@atomic
def escalate(actor: Actor, *, issue: Issue, note: str, now: datetime) -> Handled:
    """Pass it to the level above, which then has it on the table."""
    verdict = _may_handle(actor, issue)
    if verdict is Handled.DONE and issue.level not in NEXT_LEVEL:
        return Handled.NO_LEVEL_ABOVE
    if verdict is Handled.DONE:
        issue.level = NEXT_LEVEL[issue.level]
        issue.status = IssueStatus.ESCALATED
        issue.escalated_at = now
        _note(actor, issue, IssueStep.ESCALATED, note, now=now)
    return verdict


@atomic
def resolve(actor: Actor, *, issue: Issue, words: str, now: datetime) -> Handled:
    """Solved, and how. It counts for the issue's team on this day."""
    verdict = _may_handle(actor, issue)
    if verdict is Handled.DONE:
        issue.status = IssueStatus.RESOLVED
        issue.resolved_at, issue.resolved_on = now, clock.local_date(now)
        issue.resolved_by_id, issue.resolution = actor.account_id, words
        _note(actor, issue, IssueStep.RESOLVED, words, now=now)
    return verdict


@atomic
def give_up(actor: Actor, *, issue: Issue, reason: str, now: datetime) -> Handled:
    """It cannot be solved. It is closed, says why, and counts for nobody."""
    verdict = _may_handle(actor, issue)
    if verdict is Handled.DONE:
        issue.status = IssueStatus.UNRESOLVABLE
        _note(actor, issue, IssueStep.GIVEN_UP, reason, now=now)
    return verdict


@atomic
def add_note(actor: Actor, *, issue: Issue, text: str, now: datetime) -> Handled:
    """Whoever may read an open issue may add to it."""
    if not rules.is_open(issue.status):
        return Handled.CLOSED
    _note(actor, issue, IssueStep.NOTED, text, now=now)
    return Handled.DONE


def holding(issue: Issue) -> Holding:
    """Where the issue lies, as the rules ask it."""
    return Holding(issue.level, issue.commune.province_id, issue.commune_id, issue.team_id)


def _may_handle(actor: Actor, issue: Issue) -> Handled:
    """Reads the row again and locks it: of two who close it at once, one comes too late."""
    db.session.refresh(issue, ["status", "level"], with_for_update=True)
    if not rules.is_open(issue.status):
        return Handled.CLOSED
    return Handled.DONE if rules.may_handle(actor, holding(issue)) else Handled.NOT_YOURS


def _note(actor: Actor, issue: Issue, step: IssueStep, note: str = "", *, now: datetime) -> None:
    db.session.add(
        IssueEvent(issue_id=issue.id, at=now, step=step, by_id=actor.account_id, note=note)
    )
    db.session.flush()
    journal.record(f"issue.{step}", issue, account_id=actor.account_id)
