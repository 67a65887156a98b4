"""Giving a system its token, taking it back, and noting what it read."""

from datetime import datetime

from sqlalchemy import select

from tracker.core import codes, journal
from tracker.core.atomic import aside, atomic
from tracker.core.db import db
from tracker.machines.models import Machine
from tracker.places.models import Commune, Province


class Unknown(Exception):
    """There is no such place, or no such system, or the name is taken."""


@atomic
def grant(*, name: str, province_code: str, commune_code: str, now: datetime) -> str:
    """The token, which is shown once and never again."""
    province = db.session.scalar(select(Province).where(Province.code == province_code))
    if province is None:
        raise Unknown("no province has this code")
    commune = None
    if commune_code:
        commune = db.session.scalar(
            select(Commune).where(Commune.code == commune_code, Commune.province_id == province.id)
        )
        if commune is None:
            raise Unknown("no commune of the province has this code")
    if db.session.scalar(select(Machine.id).where(Machine.name == name)) is not None:
        raise Unknown("a system is called so already")
    token = codes.random_token()
    row = Machine(
        name=name, digest=codes.digest(token), province_id=province.id,
        commune_id=commune.id if commune else None, created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("machine.grant", row, account_id=None)
    return token


@atomic
def revoke(*, name: str, now: datetime) -> None:
    row = db.session.scalar(select(Machine).where(Machine.name == name))
    if row is None:
        raise Unknown("no system is called so")
    row.revoked_at = row.revoked_at or now
    journal.record("machine.revoke", row, account_id=None)


def note_reading(machine: Machine, *, period: str) -> None:
    """One line for every answer: which system read which period."""
    with aside() as connection:
        journal.record_on(connection, "machine.read", machine, period=period)
