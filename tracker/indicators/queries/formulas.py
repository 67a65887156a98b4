"""What each formula counts, as a SELECT of place and number (ruling 15).

The five of the quotas are the quotas' own. The others follow the same conventions: credit lies
where the deed was, evidence counts from the floor, and whoever was forgotten since still counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from tracker.accounts.models import Membership
from tracker.classes.models import ClassSession
from tracker.core.settings import setting_in_force
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind, Formula, Spec
from tracker.mentees.models import Mentee, Mentorship
from tracker.places.models import Commune, Site, Team, Village
from tracker.places.rules import SiteKind
from tracker.policy import Role
from tracker.quotas.queries.counting import DEFINITIONS, Level, Places, Span, classes_counted
from tracker.quotas.rules import Indicator
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState


@dataclass(frozen=True)
class At:
    """Where a row lies, when its columns are not called so."""

    commune_id: Any
    team_id: Any = None

    def __post_init__(self) -> None:
        if self.team_id is None:
            object.__setattr__(self, "team_id", null())


TEAMS = At(Team.commune_id, Team.id)
# Under another name: places look up the province of a commune by themselves.
Own = aliased(Commune)
COMMUNES = At(Own.id)
VILLAGES = At(Village.commune_id)
SITES = At(Site.commune_id)


def of_quotas(spec: Spec, places: Places, span: Span) -> Select[Any]:
    return DEFINITIONS[Indicator(spec.formula)](places, span)


def marks_counted(spec: Spec, places: Places, span: Span) -> ColumnElement[bool]:
    """Seen alone at one of the indicator's skills, sure enough, and not taken back."""
    floor = setting_in_force("quota_evidence_floor")
    return _marks(spec, places, span) & (SkillMark.level >= floor)


def marks_too_weak(spec: Spec, places: Places, span: Span) -> ColumnElement[bool]:
    """The same, not sure enough to count."""
    floor = setting_in_force("quota_evidence_floor")
    return _marks(spec, places, span) & (SkillMark.level < floor)


def _marks(spec: Spec, places: Places, span: Span) -> ColumnElement[bool]:
    wanted = select(Skill.id).where(Skill.code.in_(spec.about))
    return (
        places.hold(SkillMark)
        & span.holds(SkillMark.local_date)
        & SkillMark.skill_id.in_(wanted)
        & (SkillMark.state == SkillState.ALONE)
        & SkillMark.undone_at.is_(None)
    )


def declared(places: Places, span: Span) -> ColumnElement[bool]:
    return places.hold(Mentee) & span.holds(Mentee.vneid_on)


def of_skill(spec: Spec, places: Places, span: Span) -> Select[Any]:
    place = places.of(SkillMark).label("place")
    people = func.count(distinct(SkillMark.mentee_id))
    return select(place, people).where(marks_counted(spec, places, span)).group_by("place")


def of_vneid(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    place = places.of(Mentee).label("place")
    return select(place, func.count()).where(declared(places, span)).group_by("place")


def of_corners(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    corner = Site.kind == SiteKind.LEARNING_CORNER
    return _held_at(places, span, ClassSession.commune_id).where(corner)


def of_active_sites(spec: Spec, places: Places, span: Span) -> Select[Any]:
    found = _held_at(places, span, ClassSession.site_id).where(in_force(Site, span))
    return found.where(Site.kind.in_(spec.about)) if spec.about else found


def of_active_teams(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    return _with_teams_at_work(places, span, ClassSession.team_id)


def of_active_communes(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    return _with_teams_at_work(places, span, ClassSession.commune_id)


def _with_teams_at_work(places: Places, span: Span, what: Any) -> Select[Any]:
    place = places.of(ClassSession).label("place")
    return (
        select(place, func.count(distinct(what)))
        .join(Team, Team.id == ClassSession.team_id)
        .where(classes_counted(places, span), in_force(Team, span))
        .group_by("place")
    )


def of_ambassadors(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    place = places.of(Membership).label("place")
    people = func.count(distinct(Membership.account_id))
    return select(place, people).where(serving(places, span)).group_by("place")


def of_few_learners(spec: Spec, places: Places, span: Span) -> Select[Any]:
    """Those who have no fifth: whom they guide beyond that is not counted."""
    fifth = (
        select(literal(1))
        .where(guided(span))
        .limit(1)
        .offset(setting_in_force("one_to_n") - 1)
        .scalar_subquery()
    )
    return of_ambassadors(spec, places, span).where(fifth.is_(None))


def guided(span: Span) -> ColumnElement[bool]:
    """Whom the ambassador of a membership guides on the last day."""
    return and_(
        Mentorship.ambassador_id == Membership.account_id,
        Mentorship.since <= span.last,
        or_(Mentorship.until.is_(None), Mentorship.until > span.last),
    )


def of_fluent_villages(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    place = places.of(VILLAGES).label("place")
    named = Village.fluent_since <= span.last
    return (
        select(place, func.count(Village.id))
        .where(places.hold(VILLAGES), in_force(Village, span), named)
        .group_by("place")
    )


FORMULAS: dict[Formula, Callable[[Spec, Places, Span], Select[Any]]] = {
    Formula.PEOPLE: of_quotas,
    Formula.ATTENDANCES: of_quotas,
    Formula.CLASSES: of_quotas,
    Formula.ISSUES: of_quotas,
    Formula.TURNS: of_quotas,
    Formula.SKILL: of_skill,
    Formula.VNEID: of_vneid,
    Formula.CORNERS: of_corners,
    Formula.ACTIVE_TEAMS: of_active_teams,
    Formula.ACTIVE_COMMUNES: of_active_communes,
    Formula.ACTIVE_SITES: of_active_sites,
    Formula.AMBASSADORS: of_ambassadors,
    Formula.FEW_LEARNERS: of_few_learners,
    Formula.FLUENT_VILLAGES: of_fluent_villages,
}


def base(spec: Spec, places: Places, span: Span) -> Select[Any] | None:
    """What the number is divided by: rows of ours, or what a commune typed in (null without it)."""
    match spec.base:
        case FigureKind.ADULTS if places.level in {Level.COMMUNE, Level.INSIDE}:
            living = typed(FigureKind.ADULTS, Own.id, span.last)
            return select(places.of(COMMUNES).label("place"), living).where(places.hold(COMMUNES))
        case "ambassadors":
            return of_ambassadors(spec, places, span)
        case "teams":
            return _all(Team, TEAMS, places, span)
        case "communes":
            return _all(Own, COMMUNES, places, span)
        case "villages":
            return _all(Village, VILLAGES, places, span)
        case "sites" if places.level is not Level.TEAM:
            found = _all(Site, SITES, places, span)
            return found.where(Site.kind.in_(spec.about)) if spec.about else found
    return None


def _all(row: Any, at: At, places: Places, span: Span) -> Select[Any]:
    place = places.of(at).label("place")
    return (
        select(place, func.count(row.id))
        .where(places.hold(at), in_force(row, span))
        .group_by("place")
    )


def typed(
    kind: str, commune_id: Any, day: Any, what: Any = PlaceFigure.value
) -> ColumnElement[Any]:
    """What the commune typed in: the newest known that day; the oldest before anybody counted."""
    its = select(what).where(
        PlaceFigure.commune_id == commune_id,
        PlaceFigure.kind == kind,
        PlaceFigure.removed_at.is_(None),
    )
    newest = its.where(PlaceFigure.as_of <= day).order_by(
        PlaceFigure.as_of.desc(), PlaceFigure.id.desc()
    )
    oldest = its.order_by(PlaceFigure.as_of, PlaceFigure.id)
    found: ColumnElement[Any] = func.coalesce(
        newest.limit(1).scalar_subquery(), oldest.limit(1).scalar_subquery()
    )
    return found


def _held_at(places: Places, span: Span, what: Any) -> Select[Any]:
    place = places.of(ClassSession).label("place")
    return (
        select(place, func.count(distinct(what)))
        .join(Site, Site.id == ClassSession.site_id)
        .where(classes_counted(places, span))
        .group_by("place")
    )


def in_force(row: Any, span: Span) -> Any:
    """Whether a place was not given up by the last day."""
    return or_(row.ended_on.is_(None), row.ended_on > span.last)


def serving(places: Places, span: Span) -> ColumnElement[bool]:
    """Whoever holds the post of ambassador on the last day."""
    held: ColumnElement[bool] = (
        places.hold(Membership)
        & (Membership.role == Role.AMBASSADOR)
        & Membership.awaits_approval.is_(False)
        & (Membership.since <= span.last)
        & or_(Membership.until.is_(None), Membership.until > span.last)
    )
    return held
