"""A campaign's next step; summing it up freezes its figures."""

from datetime import datetime
from typing import Any

from tracker.campaigns import actions as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Refusal, Stage
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor
from tracker.shifts import queries
from tracker.shifts.actions.keeping import hold
from tracker.shifts.queries import Results, frozen
from tracker.snapshots import actions as snapshots
from tracker.snapshots.rules import SnapshotKind


@atomic
def move_on(
    actor: Actor, *, campaign: Campaign, stage: Stage, now: datetime, floor: int
) -> Refusal | None:
    """One step on or back. From “Đã tổng kết” on everybody is told the figures of that moment."""
    if campaign.commune_id is not None:
        hold(campaign.commune_id)
    refusal = campaigns.move_on(
        actor, campaign=campaign, stage=stage, has_shifts=queries.has_any(campaign.id)
    )
    if refusal is None and stage is Stage.CLOSED and campaign.snapshot_id is None:
        _freeze(actor, campaign, now=now, floor=floor)
    return refusal


def _freeze(actor: Actor, campaign: Campaign, *, now: datetime, floor: int) -> None:
    found = queries.reckon(campaign, now=now)
    snapshot = snapshots.take(
        actor, kind=SnapshotKind.CAMPAIGN, province_id=campaign.province_id,
        commune_id=campaign.commune_id, facts=frozen.facts(found),
        public=public(campaign, found.results, floor=floor),
        counted={"window": frozen.keys(campaign, now=now)}, now=now,
    )  # fmt: skip
    campaign.snapshot_id = snapshot.id
    db.session.flush()


def public(campaign: Campaign, found: Results, *, floor: int) -> dict[str, Any]:
    """What anybody may check on the paper: headline counts, none about fewer than the floor."""
    place = campaign.commune or campaign.province
    of_people = {
        "volunteers": found.volunteers, "presences": found.presences,
        "turns": found.citizen_turns, "people": found.people,
    }  # fmt: skip
    shown = {name: None if 0 < n < floor else n for name, n in of_people.items()}
    shown["minutes"] = found.minutes if shown["volunteers"] is not None else None
    return {
        "name": campaign.name, "place": place.name,
        "first": campaign.first_day.isoformat(), "last": campaign.last_day.isoformat(),
        "figures": {"shifts": found.held, **shown},
    }  # fmt: skip
