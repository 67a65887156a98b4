"""Danh sách Tổ công nghệ số cộng đồng kiện toàn: who is in it, as what, with which duty."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Membership
from tracker.accounts.text import ORGANISATIONS, ROLES
from tracker.core.db import db
from tracker.core.names import in_sentence, place_key
from tracker.core.scope import by_hand
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Cell,
    Column,
    Ending,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.places.models import Commune, Team
from tracker.policy import Role

ORDER = (Role.LEADER, Role.DEPUTY, Role.AMBASSADOR, Role.MEMBER)
COLUMNS = (
    NUMBER,
    Column("Họ và tên", 5),
    Column("Tổ chức, đơn vị", 4),
    Column("Vai trò trong Tổ", 4),
    Column("Nhiệm vụ được phân công", 6),
)


@dataclass(frozen=True)
class Listed:
    """Somebody of a team: two posts in it are one line."""

    team: str
    name: str
    organisation: str
    roles: str
    duty: str


def people_of(commune_id: int, team_id: int | None = None) -> list[Listed]:
    """Everyone who holds a post in a team in force: by team, by rank, by given name."""
    statement = (
        select(Membership)
        .join(Membership.account)
        .join(Membership.team)
        .where(
            Membership.commune_id == commune_id,
            Membership.until.is_(None),
            Membership.awaits_approval.is_(False),
            Account.disabled_at.is_(None),
            Team.ended_on.is_(None),
        )
        .options(joinedload(Membership.account), joinedload(Membership.team))
        .order_by(Account.sort_key, Account.id)
    )
    if team_id is not None:
        statement = statement.where(Membership.team_id == team_id)
    posts: dict[tuple[int, int], list[Membership]] = {}
    for post in db.session.scalars(statement):
        if post.team_id is not None and post.role in ORDER:
            posts.setdefault((post.team_id, post.account_id), []).append(post)
    held = [sorted(found, key=_rank) for found in posts.values()]
    held.sort(key=lambda found: (place_key(_team(found[0])), _rank(found[0])))
    return [_listed(found) for found in held]


def team_list(commune: Commune, team: Team | None, people: Sequence[Listed]) -> Paper:
    """Of one team, or of all teams of the commune with the team's name in a column."""
    columns = COLUMNS if team else (NUMBER, Column("Tổ", 6), *COLUMNS[1:])
    rows = [_cells(one, with_team=team is None) for one in people]
    whose = team.name if team else f"các Tổ công nghệ số cộng đồng {in_sentence(commune.name)}"
    return Paper(
        name=f"Danh sách kiện toàn {team.name if team else f'Tổ CNSCĐ {commune.name}'}",
        letterhead=words.issued_by_committee(commune.name),
        title="DANH SÁCH",
        about=f"Kiện toàn và phân công nhiệm vụ {whose}",
        is_landscape=team is None,
        blocks=(
            *_founded(team),
            Table(columns, numbered(rows)),
            Words(f"Danh sách gồm {words.grouped(len(rows))} người./."),
            Ending((Signature("NGƯỜI LẬP"),)),
        ),
    )


def signer(commune_id: int) -> tuple[str, str]:
    """Whose name stands under the commune's papers: the head's title and name, if one is known."""
    heads = (
        select(Membership.title, Account.name)
        .join(Membership.account)
        .where(
            Membership.commune_id == commune_id,
            Membership.role == Role.COMMUNE_HEAD,
            Membership.until.is_(None),
        )
        .order_by(Membership.since, Membership.id)
    )
    row = db.session.execute(heads).first()
    return (row[0], row[1]) if row else ("", "")


def title_of(account_id: int, commune_id: int) -> str:
    """What somebody who headed the commune is called under a signature; empty for the chair."""
    held = (
        select(Membership.title)
        .where(
            Membership.account_id == account_id,
            Membership.commune_id == commune_id,
            Membership.role == Role.COMMUNE_HEAD,
        )
        .order_by(Membership.id.desc())
        .limit(1)
    )
    why = "the title of who approved the reader's own report, no other part of the post"
    return db.session.scalar(by_hand(held, why)) or ""


def _founded(team: Team | None) -> tuple[Words, ...]:
    if team is None or not team.decision_number:
        return ()
    day = f" {words.spoken_day(team.decided_on)}" if team.decided_on else ""
    return (Words(f"Thành lập theo Quyết định số {team.decision_number}{day}", Style.NOTE),)


def _cells(one: Listed, *, with_team: bool) -> tuple[Cell, ...]:
    own = (one.name, one.organisation, one.roles, one.duty)
    return (one.team, *own) if with_team else own


def _listed(posts: Sequence[Membership]) -> Listed:
    organisations = [ORGANISATIONS[post.organisation] for post in posts if post.organisation]
    return Listed(
        team=_team(posts[0]),
        name=posts[0].account.name,
        organisation=str(organisations[0]) if organisations else "",
        roles=", ".join(str(ROLES[post.role]) for post in posts),
        duty="; ".join(dict.fromkeys(post.duty for post in posts if post.duty)),
    )


def _team(post: Membership) -> str:
    return post.team.name if post.team else ""


def _rank(post: Membership) -> int:
    return ORDER.index(post.role)
