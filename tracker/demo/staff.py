"""Everyone who signs in: 200 ambassadors, the teams' leaders, commune, province, administrator."""

from datetime import timedelta
from typing import Any

from tracker.accounts.models import Account, Membership
from tracker.accounts.rules import Organisation
from tracker.core import names
from tracker.demo import cast
from tracker.demo.cast import PHONES, PLACES, Place
from tracker.demo.stage import Stage, Team
from tracker.policy import Role

AMBASSADORS = 200
_FROM = (
    Organisation.YOUTH, Organisation.YOUTH, Organisation.WOMEN, Organisation.FARMERS,
    Organisation.SCHOOL, Organisation.VETERANS, Organisation.FRONT,
)  # fmt: skip


def build(stage: Stage) -> None:
    for place in PLACES:
        _commune(stage, place)
    _above(stage)
    for number, team in enumerate(stage.teams):
        share = AMBASSADORS * (number + 1) // len(stage.teams)
        _team(stage, team, share - AMBASSADORS * number // len(stage.teams))


def account(stage: Stage, name: str, *, age: int | None = None) -> int:
    """A new account; people of the story have a number that can be read out."""
    age = age or stage.rng.randrange(19, 58)
    row = stage.rows.add(
        Account,
        phone=PHONES.get(name) or stage.phone(),
        name=name,
        search_key=names.search_key(name),
        sort_key=names.sort_key(name),
        birth_year=stage.today.year - age,
        password_hash=stage.password_hash,
        created_at=stage.at(stage.first_day, 8),
        used_at=stage.now - timedelta(days=stage.rng.randrange(30)),
    )
    return int(row["id"])


def post(stage: Stage, account_id: int, role: Role, **place: Any) -> None:
    stage.rows.add(Membership, account_id=account_id, role=role, since=stage.first_day, **place)


def _commune(stage: Stage, place: Place) -> None:
    commune_id = stage.communes[place.code]["id"]
    for role, name, title in (
        (Role.COMMUNE_HEAD, place.head, "Chủ tịch"),
        (Role.FOCAL_OFFICER, place.officer, "Công chức Văn hóa – Xã hội"),
        (Role.COMMUNE_YOUTH, place.youth, "Bí thư Đoàn xã"),
    ):
        post(stage, account(stage, name), role, commune_id=commune_id, title=title)


def _above(stage: Stage) -> None:
    by_code = {row["province_code"]: row["province_id"] for row in stage.communes.values()}
    for role, (code, name), title in (
        (Role.PROVINCE_YOUTH, cast.PROVINCE_YOUTH, "Phó Bí thư Tỉnh đoàn"),
        (Role.PROVINCE_BOARD, cast.PROVINCE_BOARD, "Thường trực Ban Chỉ đạo"),
    ):
        post(stage, account(stage, name), role, province_id=by_code[code], title=title)
    post(stage, account(stage, "Quản trị hệ thống"), Role.ADMIN)


def _team(stage: Stage, team: Team, ambassadors: int) -> None:
    at = {"team_id": team.id, "commune_id": team.commune_id}
    leader = cast.LEADERS.get(team.village) or stage.name(team.place)
    team.leader_id = account(stage, leader, age=stage.rng.randrange(35, 60))
    post(stage, team.leader_id, Role.LEADER, organisation=Organisation.FRONT, **at)
    named = cast.AMBASSADORS.get(team.village, ())
    for number in range(max(ambassadors, len(named))):
        name = named[number] if number < len(named) else stage.name(team.place)
        age = 22 if name == "Giàng Thị Mỷ" else None
        ambassador_id = account(stage, name, age=age)
        post(
            stage, ambassador_id, Role.AMBASSADOR, organisation=stage.rng.choice(_FROM),
            duty="Kèm người học tại nhà", approved_on=stage.first_day, **at,
        )  # fmt: skip
        team.ambassador_ids.append(ambassador_id)
    helpers = _helpers(stage, team)
    for role, name in helpers:
        helper_id = account(stage, name)
        post(stage, helper_id, role, organisation=stage.rng.choice(_FROM), **at)
        team.host_ids.append(helper_id)


def _helpers(stage: Stage, team: Team) -> list[tuple[Role, str]]:
    if team.village == "Sín Chải":
        return [(Role.DEPUTY, "Vàng Seo Lềnh"), (Role.MEMBER, "Thào A Sình")]
    helpers = [(Role.MEMBER, stage.name(team.place))]
    return [(Role.DEPUTY, stage.name(team.place)), *helpers] if stage.chance(0.35) else helpers
