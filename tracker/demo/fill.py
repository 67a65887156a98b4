"""The demo: three communes, a year of work, everyone invented. Told relative to today."""

from datetime import datetime

from sqlalchemy import exists, select

from tracker.accounts.models import Account
from tracker.accounts.passwords import hash_password
from tracker.core import sizes
from tracker.core.atomic import atomic
from tracker.core.bulk import Row
from tracker.core.db import db
from tracker.demo import (
    campaign,
    goals,
    help,
    learning,
    mark,
    meetings,
    mentees,
    places,
    reports,
    staff,
    thanks,
)
from tracker.demo.cast import PASSWORD, PLACES
from tracker.demo.stage import Stage
from tracker.places.models import Commune, Province
from tracker.skills.models import Skill, SkillSet, SkillSetItem
from tracker.totals import actions as totals


class NotEmpty(Exception):
    """The database holds accounts already: invented people must not mix with others."""


def is_empty() -> bool:
    return not db.session.scalar(select(exists().where(Account.id.is_not(None))))


def fill(*, now: datetime) -> int:
    """Fill an empty database, mark it as a demo, and say how many rows it took.

    Places and skills must be loaded. Raises NotEmpty when there are accounts already.
    """
    written = _fill(now=now)
    # As if a night had passed over so much work.
    totals.sweep()
    sizes.look_again()
    return written


@atomic
def _fill(*, now: datetime) -> int:
    if not is_empty():
        raise NotEmpty
    stage = tell(now=now)
    mark.put()
    written = stage.rows.write()
    reports.build(stage)
    return written


def tell(*, now: datetime) -> Stage:
    """Make the whole story up; nothing is written yet."""
    stage = Stage(
        now=now,
        password_hash=hash_password(PASSWORD),
        skills={row.code: row.id for row in db.session.execute(select(Skill.code, Skill.id))},
        sets=_sets(),
        communes=_communes(),
    )
    places.build(stage)
    staff.build(stage)
    mentees.build(stage)
    meetings.keep_apart(stage)
    learning.build(stage)
    help.build(stage)
    goals.build(stage)
    campaign.build(stage)
    thanks.build(stage)
    return stage


def _sets() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    items = select(SkillSet.code, SkillSetItem.skill_id).join(
        SkillSetItem, SkillSetItem.skill_set_id == SkillSet.id
    )
    for code, skill_id in db.session.execute(items.order_by(SkillSetItem.id)):
        found.setdefault(code, []).append(skill_id)
    return found


def _communes() -> dict[str, Row]:
    rows = db.session.execute(
        select(Commune.id, Commune.code, Commune.province_id, Province.code)
        .join(Province, Province.id == Commune.province_id)
        .where(Commune.code.in_([place.code for place in PLACES]))
    )
    return {
        code: {"id": id_, "province_id": province_id, "province_code": province_code}
        for id_, code, province_id, province_code in rows
    }
