"""Setting up and changing sites, thôn and teams. Nothing is deleted: counts lead back to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from tracker.core import codes, journal, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.places import queries
from tracker.places.models import FormerName, Poster, Site, Team, Village
from tracker.places.rules import Refusal, SiteKind, VillageKind
from tracker.policy import Actor


@dataclass(frozen=True)
class SiteEntry:
    kind: SiteKind
    name: str
    village_id: int | None = None
    address: str = ""


@dataclass(frozen=True)
class TeamEntry:
    name: str
    village_id: int | None = None
    decision_number: str = ""
    decided_on: date | None = None
    consolidated_on: date | None = None
    zalo_url: str = ""


@atomic
def add_site(actor: Actor, *, commune_id: int, entry: SiteEntry, now: datetime) -> Site:
    """A new site, with the poster it is going to hang up."""
    site = Site(commune_id=commune_id)
    _write_site(site, entry)
    db.session.add(site)
    db.session.flush()
    poster = Poster(
        commune_id=commune_id,
        site_id=site.id,
        code=codes.random_code(codes.POSTER_CODE),
        issued_at=now,
    )
    db.session.add(poster)
    journal.record("site.add", site, account_id=actor.account_id)
    return site


@atomic
def edit_site(actor: Actor, *, site: Site, entry: SiteEntry) -> None:
    _write_site(site, entry)
    journal.record("site.edit", site, account_id=actor.account_id)


@atomic
def end_site(actor: Actor, *, site: Site, reason: str, today: date, now: datetime) -> None:
    """Nobody plans a class there any more, and its poster lets nobody in."""
    if site.ended_on is not None:
        return
    site.ended_on = today
    posters = select(Poster).where(Poster.site_id == site.id, Poster.revoked_at.is_(None))
    for poster in db.session.scalars(posters):
        poster.revoked_at = now
    journal.record("site.end", site, account_id=actor.account_id, reason=reason)


@atomic
def add_team(actor: Actor, *, commune_id: int, entry: TeamEntry) -> Team | Refusal:
    if queries.team_name_taken(commune_id, entry.name):
        return Refusal.NAME_TAKEN
    team = Team(commune_id=commune_id)
    _write_team(team, entry)
    db.session.add(team)
    db.session.flush()
    journal.record("team.add", team, account_id=actor.account_id)
    return team


@atomic
def edit_team(actor: Actor, *, team: Team, entry: TeamEntry) -> Refusal | None:
    if queries.team_name_taken(team.commune_id, entry.name, except_id=team.id):
        return Refusal.NAME_TAKEN
    _write_team(team, entry)
    journal.record("team.edit", team, account_id=actor.account_id)
    return None


@atomic
def end_team(actor: Actor, *, team: Team, reason: str, today: date) -> None:
    """The team's work is over; what it did stays its own."""
    if team.ended_on is None:
        team.ended_on = today
        journal.record("team.end", team, account_id=actor.account_id, reason=reason)


@atomic
def add_village(
    actor: Actor, *, commune_id: int, kind: VillageKind, name: str
) -> Village | Refusal:
    if queries.village_name_taken(commune_id, kind, name):
        return Refusal.NAME_TAKEN
    village = Village(
        commune_id=commune_id, kind=kind, name=name, search_key=names.search_key(name)
    )
    db.session.add(village)
    db.session.flush()
    journal.record("village.add", village, account_id=actor.account_id)
    return village


@atomic
def name_fluent(actor: Actor, *, village: Village, since: date | None) -> None:
    """The thôn has its Người bản số since that day; None when it has none any more."""
    village.fluent_since = since
    journal.record("village.fluent", village, account_id=actor.account_id)


@atomic
def rename_village(
    actor: Actor, *, village: Village, kind: VillageKind, name: str, today: date
) -> Refusal | None:
    """Give a thôn another name; the one it had stays findable."""
    if village.ended_on is not None:
        return Refusal.ENDED
    if (kind, name) == (village.kind, village.name):
        return None
    if queries.village_name_taken(village.commune_id, kind, name, except_id=village.id):
        return Refusal.NAME_TAKEN
    if name != village.name:
        db.session.add(FormerName(village_id=village.id, name=village.name, until=today))
    village.kind = kind
    village.name = name
    village.search_key = names.search_key(name)
    journal.record("village.rename", village, account_id=actor.account_id)
    return None


@atomic
def merge_village(
    actor: Actor, *, village: Village, into: Village, reason: str, today: date
) -> Refusal | None:
    """Let one thôn go up in another: its teams and sites follow, its row and its past stay.

    Its people follow in the same transaction (mentees.villages.move).
    """
    if village.id == into.id or village.commune_id != into.commune_id:
        return Refusal.SAME
    if village.ended_on is not None or into.ended_on is not None:
        return Refusal.ENDED
    village.merged_into_id = into.id
    village.ended_on = today
    db.session.add(FormerName(village_id=into.id, name=village.name, until=today))
    for place in (Team, Site):
        db.session.execute(
            update(place).where(place.village_id == village.id).values(village_id=into.id)
        )
    journal.record(
        "village.merge", village, account_id=actor.account_id, reason=reason, into=into.id
    )
    return None


@atomic
def close_village(actor: Actor, *, village: Village, reason: str, today: date) -> Refusal | None:
    """A thôn that is no more and went into no other. Refused while a team stands in it."""
    if village.ended_on is not None:
        return Refusal.ENDED
    if queries.has_team(village.id):
        return Refusal.STILL_USED
    village.ended_on = today
    journal.record("village.close", village, account_id=actor.account_id, reason=reason)
    return None


def _write_site(site: Site, entry: SiteEntry) -> None:
    site.kind = entry.kind
    site.name = entry.name
    site.village_id = entry.village_id
    site.address = entry.address


def _write_team(team: Team, entry: TeamEntry) -> None:
    team.name = entry.name
    team.village_id = entry.village_id
    team.decision_number = entry.decision_number
    team.decided_on = entry.decided_on
    team.consolidated_on = entry.consolidated_on
    team.zalo_url = entry.zalo_url
