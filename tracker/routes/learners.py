"""What several pages about learners share: a row of a list, the choices of a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from tracker.core import clock
from tracker.mentees.forms import UNKNOWN
from tracker.mentees.models import Mentee
from tracker.mentees.queries import Learner
from tracker.mentees.rules import Guide, Next, what_next
from tracker.mentees.text import STATUS
from tracker.places import queries as places
from tracker.places.text import village_label
from tracker.skills import queries as skills
from tracker.skills.queries import Standing
from tracker.skills.text import name_of


@dataclass(frozen=True)
class Row:
    """One person of a list."""

    person: Mentee | Learner
    done: int
    applicable: int
    line: str


def rows(people: Sequence[Mentee | Learner], *, quiet_days: int) -> list[Row]:
    """The people with how far they are. Two statements, however many they are."""
    if not people:
        return []
    standings = skills.standings(people)
    today = clock.today()
    return [_row(person, standings[person.id], quiet_days, today) for person in people]


def _row(person: Mentee | Learner, standing: Standing, quiet_days: int, today: date) -> Row:
    unseen = (today - person.last_seen_on).days if person.last_seen_on else None
    coming = what_next(
        person.status,
        is_complete=standing.progress.is_complete,
        days_unseen=unseen,
        quiet_days=quiet_days,
    )
    line = _line(coming, person, unseen or 0, standing)
    return Row(person, standing.progress.done, standing.progress.applicable, line)


def _line(coming: Next, person: Mentee | Learner, unseen: int, standing: Standing) -> str:
    match coming:
        case Next.STATUS:
            return str(STATUS[person.status])
        case Next.DONE:
            return str(gettext("Đã xong"))
        case Next.QUIET:
            return str(gettext("Chưa học %(n)s ngày", n=unseen))
        case Next.SKILL if standing.next_skill:
            return str(gettext("Còn: %(skill)s", skill=name_of(standing.next_skill)))
        case _:
            return str(gettext("Chưa bắt đầu"))


def village_choices(commune_id: int) -> list[SelectChoice]:
    """The commune's thôn for a form, and that it is not known."""
    known = [
        SelectChoice(str(row.id), village_label(row.kind, row.name))
        for row in places.villages(commune_id)
    ]
    return [*known, SelectChoice(UNKNOWN, gettext("Chưa rõ"))]


def guide_choices(guides: Sequence[Guide]) -> list[SelectChoice]:
    """Ambassadors for a form; with their team where more than one is offered."""
    several = len({guide.team_id for guide in guides}) > 1
    return [
        SelectChoice(
            guide.key,
            gettext("%(name)s – %(team)s", name=guide.name, team=guide.team)
            if several
            else guide.name,
        )
        for guide in guides
    ]


def guide_by_key(guides: Sequence[Guide], key: str | None) -> Guide | None:
    return next((guide for guide in guides if guide.key == key), None)
