"""What the planning pages share: whose class it is, what the form offers and comes to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from flask import abort
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from tracker.classes import queries
from tracker.classes.actions import ClassPlan
from tracker.classes.forms import PlanForm, WishForm
from tracker.classes.models import ClassSession
from tracker.classes.queries import Clash
from tracker.classes.rules import Hours
from tracker.core import clock
from tracker.places import queries as places
from tracker.places.models import Commune, Site, Team
from tracker.policy import Breadth, Permission, Role, grants
from tracker.routes.frame import long_day
from tracker.routes.guards import actor, reach
from tracker.routes.web import key_asked
from tracker.skills import queries as skills
from tracker.skills.text import name_of

EVENING = (time(19, 30), time(21, 0))


@dataclass(frozen=True)
class Owner:
    """Whose class it will be: a team's, or the whole commune's."""

    commune: Commune
    team: Team | None = None

    @property
    def team_id(self) -> int | None:
        return self.team.id if self.team else None

    @property
    def query(self) -> dict[str, int]:
        """How an address names this owner."""
        return {"to": self.team.id} if self.team else {"xa": self.commune.id}


@dataclass(frozen=True)
class Preview:
    """What a plan comes to: its days, and what is in the way. A warning, never a refusal."""

    days: list[Hours]
    clashes: list[Clash]

    @property
    def digest(self) -> str:
        said = [hours.starts_at.isoformat() for hours in self.days]
        said += [f"{clash.hours}{clash.title}" for clash in self.clashes]
        return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]

    @property
    def wants_a_look(self) -> bool:
        return len(self.days) > 1 or bool(self.clashes)


def owner_named(permission: Permission) -> Owner | None:
    """Whose class the address names; the only one possible when it names none."""
    team_id, commune_id = key_asked("to"), key_asked("xa")
    within = reach(actor(), permission)
    if team_id is not None:
        team = places.team(team_id) or abort(404)
        return Owner(team.commune, team)
    if commune_id is not None:
        if commune_id not in within.communes:
            abort(404)
        return Owner(places.commune(commune_id) or abort(404))
    possible = owners(permission)
    return possible[0] if len(possible) == 1 else None


def owners(permission: Permission) -> list[Owner]:
    """Everybody one may plan for. The Youth Union's classes are the commune's."""
    found: list[Owner] = []
    for post, breadth in grants(actor(), permission):
        if breadth is Breadth.TEAM and post.team_id is not None:
            team = places.team(post.team_id)
            found += [Owner(team.commune, team)] if team and not team.ended_on else []
        if breadth is Breadth.COMMUNE and post.commune_id is not None:
            commune = places.commune(post.commune_id) or abort(404)
            found.append(Owner(commune))
            if post.role is not Role.COMMUNE_YOUTH:
                found += [Owner(commune, team) for team in places.teams(commune.id)]
    return list({tuple(owner.query.items()): owner for owner in found}.values())


def look_ahead(form: WishForm, owner: Owner, except_id: int | None = None) -> Preview:
    when = (form.day, form.starts, form.ends, form.weeks)
    if any(field.errors or field.data is None for field in when):
        return Preview([], [])
    hours = plan_of(form, owner, leader_id=0).hours
    site_id = form.site.data or 0
    clashes = queries.clashes(hours, site_id=site_id, team_id=owner.team_id, except_id=except_id)
    return Preview(hours, clashes)


def plan_of(form: WishForm, owner: Owner, leader_id: int | None = None) -> ClassPlan:
    plan = ClassPlan(
        commune_id=owner.commune.id,
        team_id=owner.team_id,
        site_id=form.site.data or 0,
        leader_id=leader_id or 0,
        title=form.title.data or "",
        day=form.day.data,
        starts=form.starts.data,
        ends=form.ends.data,
        weeks=form.weeks.data or 1,
        skill_ids=tuple(form.skills.data or ()),
    )
    if not isinstance(form, PlanForm):
        return plan
    return replace(
        plan,
        leader_id=form.leader.data or 0,
        host_ids=tuple(form.hosts.data or ()),
        audience=form.audience.data or "",
        language=form.language.data or "",
        partner=form.partner.data or "",
        guest_teacher=form.guest_teacher.data or "",
    )


def values_of(session: ClassSession) -> dict[str, Any]:
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    return {
        "title": session.title,
        "site": session.site_id,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "weeks": 1,
        "skills": [skill.id for skill in session.skills],
        "leader": session.leader_id,
        "hosts": [host.account_id for host in session.hosts],
        "audience": session.audience,
        "language": session.language,
        "partner": session.partner,
        "guest_teacher": session.guest_teacher,
    }


def first_values(owner: Owner, sites: Sequence[Site]) -> dict[str, Any]:
    """What most classes are like: an evening, in the team's own thôn, led by its leader."""
    village_id = owner.team.village_id if owner.team else None
    at_home = [site for site in sites if village_id and site.village_id == village_id]
    likely = sites if len(sites) == 1 else at_home
    leader_id = queries.leader_of(owner.team.id) if owner.team else None
    return {
        "weeks": 1,
        "leader": leader_id or actor().account_id,
        "starts": EVENING[0],
        "ends": EVENING[1],
        "site": likely[0].id if likely else None,
    }


def fill(form: WishForm, owner: Owner) -> Sequence[Site]:
    """Set the choices (sites, skills, who could lead) and return the sites."""
    sites = places.sites(owner.commune.id)
    form.site.choices = [SelectChoice(site.id, site.name) for site in sites]
    form.skills.choices = [
        SelectChoice(skill.id, name_of(skill), optgroup=name_of(module))
        for module in skills.catalogue()
        for skill in module.skills
    ]
    if isinstance(form, PlanForm):
        people = queries.candidates(commune_id=owner.commune.id, team_id=owner.team_id)
        names = [SelectChoice(person.account_id, person.name) for person in people]
        form.hosts.choices = names
        form.leader.choices = [SelectChoice("", gettext("Chọn người chủ trì")), *names]
    return sites


def planned_words(planned: list[ClassSession]) -> str:
    first = long_day(planned[0].starts_at)
    if len(planned) == 1:
        return str(gettext("Đã lên lịch buổi học %(day)s.", day=first))
    return str(gettext("Đã lên lịch %(n)s buổi học, buổi đầu %(day)s.", n=len(planned), day=first))
