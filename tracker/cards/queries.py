"""Named reads about cards, posters and who they belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from tracker.cards.rules import CardState, PosterState, judge_card, may_hold_card
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.mentees.models import Card, Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Commune, Poster, Site, Team, Village


@dataclass(frozen=True)
class Scanned:
    """What a scan may know: enough to greet the person, nothing else (ruling 16)."""

    card_id: int
    code: str
    number: str
    mentee_id: int
    commune_id: int
    name: str
    village: str | None
    state: CardState


_SCANNED = (
    select(
        Card.id, Card.code, Card.number, Card.revoked_at, Card.commune_id,
        Mentee.id, Mentee.status, Mentee.name, Village.name,
    )
    .join(Mentee, Mentee.id == Card.mentee_id)
    .outerjoin(Village, Village.id == Mentee.village_id)
)  # fmt: skip
_BY_CODE = by_hand(
    _SCANNED.where(Card.code == bindparam("code")),
    "whoever holds the card may scan it; the page shows no more than the card itself",
)


def card_by_code(code: str) -> Scanned | None:
    """The card with this code, wherever it was issued, also when it is no longer valid."""
    row = db.session.execute(_BY_CODE, {"code": code}).one_or_none()
    return None if row is None else _scanned(*row)


def card_by_number(number: str, commune_ids: Collection[int]) -> Scanned | None:
    """The card with this number in one of these communes: a number is unique only there."""
    statement = by_hand(
        _SCANNED.where(Card.number == number, Card.commune_id.in_(sorted(commune_ids)))
        .order_by(Card.revoked_at.is_not(None), Card.issued_at.desc())
        .limit(1),
        "a typed number stands for a scanned card",
    )
    row = db.session.execute(statement).first()
    return None if row is None else _scanned(*row)


def _scanned(
    card_id: int, code: str, number: str, revoked_at: datetime | None, commune_id: int,
    mentee_id: int, status: MenteeStatus, name: str, village: str | None,
) -> Scanned:  # fmt: skip
    state = judge_card(status=status, revoked_at=revoked_at)
    is_erased = state is CardState.ERASED
    return Scanned(
        card_id, code, number, mentee_id, commune_id,
        name="" if is_erased else name, village=None if is_erased else village, state=state,
    )  # fmt: skip


def holder(mentee_id: int) -> Mentee | None:
    """The person a card would be for, if within the open scope."""
    return db.session.scalar(_holders().where(Mentee.id == mentee_id))


def holders(mentee_ids: Collection[int]) -> Sequence[Mentee]:
    """Those of these people who are within the open scope, by given name."""
    chosen = _holders().where(Mentee.id.in_(sorted(mentee_ids)))
    return db.session.scalars(chosen.order_by(Mentee.sort_key)).all()


def may_get_cards(*, team_id: int | None = None, limit: int = 500) -> Sequence[Mentee]:
    """Everyone within the open scope who may hold a card, by given name."""
    wanted = [status for status in MenteeStatus if may_hold_card(status)]
    people = _holders().where(Mentee.status.in_(wanted))
    if team_id is not None:
        people = people.where(Mentee.team_id == team_id)
    return db.session.scalars(people.order_by(Mentee.sort_key).limit(limit)).all()


def teams() -> Sequence[Team]:
    """The teams within the open scope, to choose whose people get cards."""
    return db.session.scalars(select(Team).where(Team.ended_on.is_(None)).order_by(Team.name)).all()


def _holders() -> Select[Mentee]:
    return select(Mentee).options(joinedload(Mentee.village), joinedload(Mentee.commune))


def current_card(mentee_id: int) -> Card | None:
    return current_cards([mentee_id]).get(mentee_id)


def current_cards(mentee_ids: Collection[int]) -> dict[int, Card]:
    """The valid card of each person who has one."""
    found = db.session.scalars(
        select(Card).where(Card.mentee_id.in_(sorted(mentee_ids)), Card.revoked_at.is_(None))
    )
    return {card.mentee_id: card for card in found}


def hold(row: Mentee | Site) -> None:
    """Let nobody else give this row a card or a poster until the transaction ends."""
    db.session.refresh(row, attribute_names=["id"], with_for_update=True)


_PRESENT = by_hand(
    select(CheckIn.class_id, CheckIn.at).where(
        CheckIn.mentee_id == bindparam("mentee"),
        CheckIn.class_id.in_(bindparam("classes", expanding=True)),
        CheckIn.removed_at.is_(None),
    ),
    "a host sees who came, of whichever team (ruling 16)",
)


def present_since(mentee_id: int, class_ids: Collection[int]) -> dict[int, datetime]:
    """At which of these classes the person is already on the list, and since when."""
    rows = db.session.execute(_PRESENT, {"mentee": mentee_id, "classes": sorted(class_ids)})
    return {row.class_id: row.at for row in rows}


def taken_numbers(commune_id: int, numbers: Collection[str]) -> set[str]:
    """Which of these numbers some card of the commune has or had."""
    statement = select(Card.number).where(
        Card.commune_id == commune_id, Card.number.in_(sorted(numbers))
    )
    return set(db.session.scalars(by_hand(statement, "a number must be free in the whole commune")))


@dataclass(frozen=True)
class ScannedPoster:
    """What the public page of a poster shows of its site."""

    site_id: int
    site: str
    commune: str
    state: PosterState


_POSTER = by_hand(
    select(Site.id, Site.name, Commune.name, Poster.revoked_at)
    .select_from(Poster)
    .join(Site, Site.id == Poster.site_id)
    .join(Commune, Commune.id == Site.commune_id)
    .where(Poster.code == bindparam("code")),
    "a poster hangs in public: its page shows the place it hangs at",
)


def poster_by_code(code: str) -> ScannedPoster | None:
    row = db.session.execute(_POSTER, {"code": code}).one_or_none()
    if row is None:
        return None
    site_id, site, commune, revoked_at = row
    state = PosterState.VALID if revoked_at is None else PosterState.REPLACED
    return ScannedPoster(site_id, site, commune, state)


_WHERE_CLASS_IS = by_hand(
    select(Poster.code)
    .join(ClassSession, ClassSession.site_id == Poster.site_id)
    .where(ClassSession.id == bindparam("class"), Poster.revoked_at.is_(None))
    .order_by(Poster.issued_at.desc())
    .limit(1),
    "it hangs in public; the class was opened within a scope",
)


def poster_where(class_id: int) -> str | None:
    """The code of the poster at the place of this class, if one hangs there."""
    return db.session.scalar(_WHERE_CLASS_IS, {"class": class_id})


_AT_SITE = by_hand(
    select(ClassSession.id, ClassSession.starts_at)
    .where(
        ClassSession.site_id == bindparam("site"),
        ClassSession.status.in_([ClassStatus.OPEN, ClassStatus.PLANNED]),
        ClassSession.ends_at > bindparam("since"),
        ClassSession.starts_at < bindparam("until"),
    )
    .order_by(ClassSession.starts_at),
    "what a poster announces to anyone: when there is a class here",
)


def classes_at(site_id: int, *, since: datetime, until: datetime) -> Sequence[tuple[int, datetime]]:
    """Classes of the site that are on or to come between these moments: key and start."""
    found = db.session.execute(_AT_SITE, {"site": site_id, "since": since, "until": until})
    return [(row.id, row.starts_at) for row in found]


def site(site_id: int) -> Site | None:
    """A site that is still used, with its thôn and commune."""
    return db.session.scalar(_sites().where(Site.id == site_id))


def sites() -> Sequence[Site]:
    """Every site in use within the open scope."""
    return db.session.scalars(_sites().order_by(Site.name)).all()


def _sites() -> Select[Site]:
    together = (joinedload(Site.village), joinedload(Site.commune))
    return select(Site).where(Site.ended_on.is_(None)).options(*together)


def current_posters(site_ids: Collection[int]) -> dict[int, Poster]:
    """The poster in force at each site that has one."""
    found = db.session.scalars(
        select(Poster)
        .where(Poster.site_id.in_(sorted(site_ids)), Poster.revoked_at.is_(None))
        .order_by(Poster.issued_at)
    )
    return {poster.site_id: poster for poster in found}
