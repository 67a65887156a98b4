"""The numbers results are read by, as a commune set them for itself or as they stand here."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.quotas.models import CommuneRule
from tracker.quotas.rules import COMMUNE_RULES

_WHY = "rules of a commune already found within reach, and numbers only"


def rule_in_force(name: str, commune_id: Any) -> ColumnElement[int]:
    """The commune's own number, else the installation's, as a part of a statement."""
    own = select(CommuneRule.value).where(
        CommuneRule.commune_id == commune_id, CommuneRule.name == name
    )
    return func.coalesce(own.scalar_subquery(), setting_in_force(name))


def rules_of(commune_id: int) -> dict[str, int]:
    """Everything a commune may set, with what holds for it now."""
    columns: tuple[Any, ...] = tuple(
        rule_in_force(name, commune_id).label(name) for name in COMMUNE_RULES
    )
    row = db.session.execute(by_hand(select(*columns), _WHY)).one()
    return dict(row._mapping)


def own_rules(commune_id: int) -> dict[str, CommuneRule]:
    """Only what the commune set itself, by name."""
    rows = db.session.scalars(select(CommuneRule).where(CommuneRule.commune_id == commune_id))
    return {row.name: row for row in rows}
