"""Named reads about the people who learn. What they return lies within the open scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Integer, Select, bindparam, case, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core import names, phones
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.quick import quick
from tracker.core.scope import by_hand, current
from tracker.core.settings import DEFAULTS, setting_in_force
from tracker.core.text import clean
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Team, Village

Row = TypeVar("Row")

PAGE = 50
GUIDED = (MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE)
# As many digits as the mask leaves readable: looking for them tells nothing new.
SHOWN_DIGITS = 3
WHOLE_NUMBER = 9


@dataclass(frozen=True)
class Page:
    """A piece of a list, and whether more follows."""

    rows: Sequence[Mentee]
    number: int
    has_more: bool
    # After how many unseen days a row says so.
    quiet_days: int = DEFAULTS["quiet_days"]


class Learner(NamedTuple):
    """One of those whom an ambassador guides, as their own list tells it."""

    id: int
    name: str
    status: MenteeStatus
    skill_set: str
    last_seen_on: date | None


@dataclass(frozen=True)
class Circle:
    """Whom an ambassador guides, the floor of “1 kèm 5”, and what counts as long unseen."""

    people: Sequence[Learner]
    floor: int = DEFAULTS["one_to_n"]
    quiet_days: int = DEFAULTS["quiet_days"]


def mentee(mentee_id: int) -> Mentee | None:
    """The person, with thôn, team and ambassador; None outside the reach."""
    return db.session.scalar(_with_places().where(Mentee.id == mentee_id))


def last_editors(mentee_id: int) -> dict[str, int | None]:
    """Who last corrected each column of what is known about somebody."""
    edits = (
        select(JournalEntry.account_id, JournalEntry.details)
        .where(
            JournalEntry.subject == Mentee.__tablename__,
            JournalEntry.subject_id == mentee_id,
            JournalEntry.deed == "mentee.edit",
        )
        .order_by(JournalEntry.id)
    )
    why = "of somebody found within reach; only who, and which columns"
    found = db.session.execute(by_hand(edits, why))
    return {column: who for who, details in found for column in details.get("fields", ())}


def guided_by(account_id: int) -> Sequence[Mentee]:
    """Whom this ambassador guides or has guided to the end, in the order of the alphabet."""
    return db.session.scalars(_guided(account_id)).all()


def circle(account_id: int) -> Circle:
    """One's own people with the two numbers their page needs: one statement."""
    rows = quick(_CIRCLE, {"account": account_id})
    people = [Learner(*row[:-2]) for row in rows]
    return Circle(people, *rows[0][-2:]) if rows else Circle(people)


def guided_count(account_id: int) -> int:
    """The n of “Đang kèm n/5”."""
    return (
        db.session.scalar(
            by_hand(
                select(func.count())
                .select_from(Mentee)
                .where(Mentee.ambassador_id == account_id, Mentee.status.in_(GUIDED)),
                "a bare number about whoever was just chosen as guide",
            )
        )
        or 0
    )


def search(
    text: str = "",
    page: int = 1,
    *,
    status: MenteeStatus | None = None,
    village_id: int | None = None,
    ambassador_id: int | None = None,
    by_phone: bool = True,
) -> Page:
    """People of the reach by name or phone: exact accents first, then prefixes (ux §6.4).

    Without `by_phone` digits find nobody: whoever may not see numbers cannot guess at them.
    """
    wanted = {Mentee.status: status, Mentee.village_id: village_id}
    wanted[Mentee.ambassador_id] = ambassador_id
    conditions = [column == value for column, value in wanted.items() if value is not None]
    looked_for, order = _looking_for(clean(text), by_phone=by_phone)
    # The keys are found and put in order first: what a row shows is read for one page only.
    keys = (
        _visible(select(Mentee.id))
        .where(Mentee.status != MenteeStatus.ERASED, *conditions, *looked_for)
        .order_by(*order)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
        .correlate(None)
    )
    piece = _with_places().where(Mentee.id.in_(keys)).order_by(*order)
    rows = db.session.execute(piece.add_columns(setting_in_force("quiet_days"))).all()
    people = [person for person, _quiet in rows[:PAGE]]
    quiet_days = rows[0][1] if rows else DEFAULTS["quiet_days"]
    return Page(people, page, len(rows) > PAGE, quiet_days)


def names_by_id(mentee_ids: Collection[int]) -> dict[int, str]:
    """The names of those among these people that the reach covers."""
    if not mentee_ids:
        return {}
    found = select(Mentee.id, Mentee.name).where(Mentee.id.in_(mentee_ids))
    return dict(db.session.execute(found).all())


def _guided(account_id: int) -> Select[Mentee]:
    return (
        select(Mentee)
        .where(Mentee.ambassador_id == account_id, Mentee.status.in_(GUIDED))
        .options(joinedload(Mentee.village))
        .order_by(Mentee.sort_key, Mentee.id)
    )


_CIRCLE = by_hand(
    select(
        *(getattr(Mentee, name) for name in Learner._fields),
        setting_in_force("one_to_n"),
        setting_in_force("quiet_days"),
    )
    .where(Mentee.ambassador_id == bindparam("account", type_=Integer), Mentee.status.in_(GUIDED))
    .order_by(Mentee.sort_key, Mentee.id),
    "the people whom the reader guides",
)


def _with_places() -> Select[Mentee]:
    """Within the reach; but the team's name may be read by whoever reads the person's."""
    statement = (
        select(Mentee)
        .outerjoin(Mentee.village)
        .outerjoin(Mentee.team)
        .outerjoin(Mentee.ambassador)
        .options(
            contains_eager(Mentee.village).load_only(Village.name, Village.kind),
            contains_eager(Mentee.team).load_only(Team.name),
            contains_eager(Mentee.ambassador).load_only(Account.name),
        )
    )
    return by_hand(_visible(statement), "limited to the reach; only the team's name joins it")


def _visible(statement: Select[Row]) -> Select[Row]:
    reach = current()
    return statement if reach.everywhere else statement.where(Mentee.within(reach))


def _looking_for(text: str, *, by_phone: bool) -> tuple[list[ColumnElement[bool]], list[Any]]:
    """The conditions that a search asks for, and the order of what it finds."""
    alphabetical: list[Any] = [Mentee.sort_key, Mentee.id]
    if not text:
        return [], alphabetical
    digits = "".join(filter(str.isdigit, text))
    if len(digits) >= SHOWN_DIGITS and not any(map(str.isalpha, text)):
        return [_has_phone(digits) if by_phone else false()], alphabetical
    folded = names.search_key(text)
    words = folded.split()
    if not words:
        return [false()], alphabetical
    spellings = {text, text.lower(), text.title(), text.capitalize()}
    as_typed = or_(*(Mentee.name.contains(spelling, autoescape=True) for spelling in spellings))
    rank = case((as_typed, 0), (Mentee.search_key.startswith(folded), 1), else_=2)
    return [Mentee.search_key.contains(word) for word in words], [rank, *alphabetical]


def _has_phone(digits: str) -> ColumnElement[bool]:
    """Among one's own people any part of a number will do. Elsewhere only what the mask shows, or
    the whole number: otherwise the search would spell out what “Hiện số” asks a reason for."""
    if len(digits) >= WHOLE_NUMBER:
        return Mentee.phone == (phones.normalise(digits) or digits)
    ends_so = Mentee.phone.endswith(digits)
    is_own = Mentee.ambassador_id == current().account
    part = Mentee.phone.contains(digits.removeprefix("0"))
    return or_(is_own & part, ends_so) if len(digits) == SHOWN_DIGITS else is_own & part
