"""Every route of the application, with something in the place of its variables."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.factories import World

# What stands in an address for each of its variables, at home and far away.
HOME = {
    "mentee_id": "mentee_id", "class_id": "class_id", "team_id": "team_id", "site_id": "site_id",
    "account_id": "ambassador_id", "village_id": "village_id", "code": "commune_code",
    "campaign_id": "campaign_id", "shift_id": "shift_id", "assignment_id": "assignment_id",
    "signup_id": "signup_id",
}  # fmt: skip
FAR = {
    "mentee_id": "far_mentee_id", "class_id": "far_class_id", "team_id": "far_team_id",
    "account_id": "far_leader_id",
    "campaign_id": "far_campaign_id", "shift_id": "far_shift_id",
    "assignment_id": "far_assignment_id", "signup_id": "far_signup_id",
}  # fmt: skip


def addresses(app: Flask, world: World, places: dict[str, str], method: str) -> Iterator[str]:
    """Every address that answers this method. What the world has no row for is called 1."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield _filled(rule, world, places)


def _filled(rule: Rule, world: World, places: dict[str, str]) -> str:
    values: dict[str, Any] = {}
    for name in rule.arguments:
        known = getattr(world, places[name]) if name in places else 1
        values[name] = "people" if name == "name" else known
    built = rule.build(values)
    assert built is not None
    return built[1]
