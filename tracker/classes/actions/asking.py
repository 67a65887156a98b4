"""Asking for a class or a site that one may not set up alone, and answering."""

from dataclasses import replace
from datetime import datetime

from tracker.accounts.models import Request
from tracker.classes import queries
from tracker.classes.actions.planning import ClassPlan, plan
from tracker.classes.models import ClassProposal, ClassSession
from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.places import actions as places
from tracker.places.actions import SiteEntry
from tracker.places.models import Site, SiteProposal
from tracker.policy import Actor

CLASS = "class"
SITE = "site"


@atomic
def ask_for_class(actor: Actor, *, wish: ClassPlan, now: datetime) -> Request:
    """Put a class before the team's leader."""
    first = wish.hours[0]
    proposal = ClassProposal(
        commune_id=wish.commune_id,
        team_id=wish.team_id,
        site_id=wish.site_id,
        title=wish.title,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        weeks=wish.weeks,
        skill_ids=list(wish.skill_ids),
    )
    db.session.add(proposal)
    db.session.flush()
    return _ask(actor, CLASS, proposal, team_id=wish.team_id, note=wish.title, now=now)


@atomic
def ask_for_site(
    actor: Actor, *, commune_id: int, team_id: int | None, entry: SiteEntry, now: datetime
) -> Request:
    """Put a site before the commune."""
    proposal = SiteProposal(
        commune_id=commune_id,
        village_id=entry.village_id,
        kind=entry.kind,
        name=entry.name,
        address=entry.address,
    )
    db.session.add(proposal)
    db.session.flush()
    return _ask(actor, SITE, proposal, team_id=team_id, note=entry.name, now=now)


@atomic
def accept_class(
    actor: Actor, *, request: Request, leader_id: int, now: datetime
) -> list[ClassSession]:
    """Plan what was asked for; whoever asked hosts it. Nothing when it was answered before."""
    proposal = queries.class_proposal(request)
    if proposal is None or not _answer(actor, request, accepted=True, now=now):
        return []
    wish = replace(as_plan(proposal, leader_id=leader_id), host_ids=(request.asked_by_id,))
    return plan(actor, plan=wish)


@atomic
def accept_site(actor: Actor, *, request: Request, now: datetime) -> Site | None:
    """Set up the site that was asked for. None when it was answered before."""
    proposal = queries.site_proposal(request)
    if proposal is None or not _answer(actor, request, accepted=True, now=now):
        return None
    entry = SiteEntry(
        kind=proposal.kind,
        name=proposal.name,
        village_id=proposal.village_id,
        address=proposal.address,
    )
    return places.add_site(actor, commune_id=request.commune_id, entry=entry, now=now)


@atomic
def decline(actor: Actor, *, request: Request, answer: str, now: datetime) -> bool:
    """Say no, with a word to whoever asked. False when it was answered before."""
    return _answer(actor, request, accepted=False, now=now, answer=answer)


def as_plan(proposal: ClassProposal, *, leader_id: int) -> ClassPlan:
    """The plan somebody asked for."""
    starts, ends = clock.local(proposal.starts_at), clock.local(proposal.ends_at)
    return ClassPlan(
        commune_id=proposal.commune_id,
        team_id=proposal.team_id,
        site_id=proposal.site_id,
        leader_id=leader_id,
        title=proposal.title,
        day=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        weeks=proposal.weeks,
        skill_ids=tuple(proposal.skill_ids),
    )


def _ask(
    actor: Actor,
    kind: str,
    proposal: ClassProposal | SiteProposal,
    *,
    team_id: int | None,
    note: str,
    now: datetime,
) -> Request:
    request = Request(
        commune_id=proposal.commune_id,
        team_id=team_id,
        kind=kind,
        subject_id=proposal.id,
        note=note,
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    db.session.add(request)
    db.session.flush()
    journal.record(f"{kind}.ask", request, account_id=actor.account_id)
    return request


def _answer(
    actor: Actor, request: Request, *, accepted: bool, now: datetime, answer: str = ""
) -> bool:
    db.session.refresh(request, ["answered_at"], with_for_update=True)
    if request.answered_at is not None:
        return False
    request.answered_by_id = actor.account_id
    request.answered_at = now
    request.accepted = accepted
    request.answer = answer
    deed = "accept" if accepted else "decline"
    journal.record(f"{request.kind}.{deed}", request, account_id=actor.account_id, reason=answer)
    return True
