"""What the public pages of a campaign share: what may be known, and what may be chosen."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Response, abort, make_response, render_template

from tracker.accounts.limits import Limit
from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import Door, Stage, door
from tracker.campaigns.text import DOOR
from tracker.core import clock
from tracker.core.settings import setting
from tracker.forms import keys
from tracker.routes.citizen import css
from tracker.routes.guards import within_limit
from tracker.shifts import queries
from tracker.shifts.actions import Joined, Wish
from tracker.shifts.queries import Line, RoleLine
from tracker.shifts.rules import PlaceStatus
from tracker.shifts.text import PLACE, REFUSAL

WHY = "a public page: hours, places and numbers; and one's own sign-up by its private link"

# A shift, what became of a wish for it, and whether that is good news.
Outcome = tuple[Line, str, bool]
Tiles = list[tuple[date, list[tuple[Line, list[RoleLine]]]]]


def campaign_or_404(slug: str) -> Campaign:
    """One that the public may know of: not while it is prepared, and of a commune."""
    campaign = campaigns.by_slug(slug)
    if campaign is None or campaign.stage is Stage.PREPARING or campaign.commune_id is None:
        abort(404)
    return campaign


def signup_or_404(slug: str, reference: str) -> Signup:
    campaign = campaign_or_404(slug)
    signup = campaigns.signup_by_reference(reference)
    if signup is None or signup.campaign_id != campaign.id:
        within_limit(Limit.CARD)
        abort(404)
    return signup


def coming(campaign: Campaign) -> list[Line]:
    now = clock.now()
    lines = queries.of_campaign(campaign)
    return [line for line in lines if line.ends_at > now and not line.is_cancelled]


def why_closed(campaign: Campaign) -> str:
    state = door(campaign.stage, opens_at=campaign.opens_at, now=clock.now())
    return str(DOOR[state]) if state is not Door.OPEN else ""


def cancel_limit() -> timedelta:
    return timedelta(hours=setting("own_cancel_hours"))


def wishes_of(ticked: Collection[str]) -> list[Wish]:
    """The tiles: "shift-role". One role a shift; of two the first."""
    found: dict[int, Wish] = {}
    for value in sorted(ticked):
        shift, _dash, role = value.partition("-")
        pair = [*keys([shift]), *keys([role])]
        if len(pair) == 2:
            found.setdefault(pair[0], Wish(*pair))
    return list(found.values())


def outcomes(campaign: Campaign, joined: Joined) -> list[Outcome]:
    """Each shift with what became of the wish, and whether that is good news."""
    lines = {line.id: line for line in queries.of_campaign(campaign)}
    return [
        (
            lines[key],
            str(PLACE[place][0] if isinstance(place, PlaceStatus) else REFUSAL[place]),
            isinstance(place, PlaceStatus),
        )
        for key, place in joined.places.items()
    ]


def tiles_of(campaign: Campaign, without: Collection[int] = ()) -> Tiles:
    """What may still be chosen: by day, each shift with the roles one may take oneself."""
    lines = [line for line in coming(campaign) if line.id not in without]
    roles = queries.roles_of([line.id for line in lines])
    offered = [
        (line, [role for role in roles.get(line.id, []) if _is_offered(role, campaign)])
        for line in lines
    ]
    shown = [(line, mine) for line, mine in offered if mine]
    # Free places first, as within each day people look for where they are needed.
    shown.sort(key=lambda pair: (pair[0].local_date, not pair[0].filled.missing))
    return [
        (day, list(those)) for day, those in groupby(shown, key=lambda pair: pair[0].local_date)
    ]


def _is_offered(role: RoleLine, campaign: Campaign) -> bool:
    return role.places > 0 and role.name not in campaign.closed_roles


def by_day(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    return [(day, list(those)) for day, those in groupby(lines, key=lambda line: line.local_date)]


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(template, css=css(), **context), status)
