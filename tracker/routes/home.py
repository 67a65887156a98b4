"""The way in: the public page, an ambassador's day, or straight to the place one works for."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.classes import queries as classes
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.core.settings import setting
from tracker.mentees import queries as mentees
from tracker.periods.rules import PeriodKind, period_of, range_of
from tracker.places import queries as places
from tracker.policy import Actor, Permission, Post, Role
from tracker.quotas import queries as quotas
from tracker.quotas.rules import Indicator, Standing
from tracker.routes import htmx
from tracker.routes.guards import as_permitted, maybe_actor, public
from tracker.routes.keeping import keep_offline
from tracker.routes.learners import rows

bp = Blueprint("home", __name__)

# The public figures are counted again after this many seconds.
FRESH_SECONDS = 300
PUBLIC_FIGURES = (Indicator.PEOPLE, Indicator.CLASSES, Indicator.ATTENDANCES)
OF_PEOPLE = {Indicator.PEOPLE, Indicator.ATTENDANCES}


@bp.get("/")
@public
def index() -> AnyResponse:
    who = maybe_actor()
    if who is None:
        return _landing()
    if Role.AMBASSADOR in who.roles:
        return _ambassador(who)
    address = _workplace(who)
    return redirect(address, 303) if address else htmx.render("home/nothing.html")


def _ambassador(who: Actor) -> Response:
    keep_offline()
    now = clock.now()
    team_ids = [post.team_id for post in who.posts if post.role is Role.AMBASSADOR and post.team_id]
    with as_permitted(Permission.MENTEE_READ):
        circle = mentees.circle(who.account_id)
        people = rows(circle.people, quiet_days=circle.quiet_days)
        coming = classes.next_for(who.account_id, team_ids, now=now)
    return htmx.render(
        "home/ambassador.html",
        rows=people,
        floor=circle.floor,
        session=coming,
        is_on=coming is not None and coming.starts_at <= now,
        **_quota(team_ids),
    )


def _quota(team_ids: list[int]) -> dict[str, Any]:
    """The context of `quotas/_standing.html`: the quotas running for the first team."""
    today = clock.today()
    period = period_of(PeriodKind.MONTH, today)
    standings: list[Standing] = []
    if team_ids:
        with as_permitted(Permission.QUOTA_READ):
            period, standings = quotas.running(team_ids[0], today)
    return {
        "team_id": team_ids[0] if team_ids else None,
        "standings": standings,
        "period": period,
        "today": today,
    }


def _workplace(who: Actor) -> str | None:
    """Where the widest team, commune or province post leads; None without any."""
    for find in (_of_team, _of_commune, _of_province):
        for post in who.posts:
            address = find(post)
            if address:
                return address
    return "/quan-tri" if Role.ADMIN in who.roles else None


def _of_team(post: Post) -> str | None:
    return url_for("teams.show", team_id=post.team_id) if post.team_id else None


def _of_commune(post: Post) -> str | None:
    commune = places.commune(post.commune_id) if post.commune_id else None
    return f"/xa/{commune.code}" if commune else None


def _of_province(post: Post) -> str | None:
    province = places.province(post.province_id) if post.province_id else None
    return f"/tinh/{province.code}" if province else None


def _landing() -> Response:
    slot = int(clock.now().timestamp()) // FRESH_SECONDS
    kept: tuple[int, dict[str, Any]] | None = current_app.extensions.get("public_figures")
    if kept is None or kept[0] != slot:
        kept = (slot, _public_figures())
        current_app.extensions["public_figures"] = kept
    return htmx.render("home/landing.html", **kept[1])


def _public_figures() -> dict[str, Any]:
    """This year's numbers of the whole installation; None where too few people stand behind."""
    today = clock.today()
    span = quotas.Span(today.replace(month=1, day=1), today)
    with unscoped("three totals of the whole installation, no place and no person"):
        floor = setting("public_floor")
        everywhere = quotas.provinces(row.id for row in places.provinces())
        (found,) = quotas.count(quotas.Ask(everywhere, span, PUBLIC_FIGURES))
        one_to_n = setting("one_to_n")
    totals = {what: sum(figures[what] for figures in found.values()) for what in PUBLIC_FIGURES}
    shown = {
        what.value: None if what in OF_PEOPLE and total < floor else total
        for what, total in totals.items()
    }
    return {
        "figures": shown, "floor": floor, "one_to_n": one_to_n, "year": today.year,
        "counted": PUBLIC_FIGURES, "period": range_of(span.first, today), "made_at": clock.now(),
    }  # fmt: skip
