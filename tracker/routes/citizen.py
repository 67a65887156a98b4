"""“Tôi có mặt”: the page for whoever has no account. One request, no script, its style inside.

Used at a class's code and at a site's poster. Its answer never tells who is known.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from flask import Response, current_app, request
from flask_babel import gettext

from tracker.accounts.limits import Limit
from tracker.checkins import actions, doors
from tracker.checkins.doors import Door
from tracker.checkins.forms import ELSEWHERE, Said, read
from tracker.checkins.forms import Citizen as CitizenForm
from tracker.checkins.rules import Citizen, Entry, Proof, Verdict, Way, stamp
from tracker.checkins.text import VERDICT
from tracker.core import clock, names
from tracker.places.text import village_label
from tracker.routes import htmx
from tracker.routes.frame import day, hour
from tracker.routes.guards import device, maybe_actor, within_limit
from tracker.routes.web import language

# What is wrong with the code itself, and not with the hour: a guess, to be counted.
GUESSES = {Verdict.WRONG, Verdict.OTHER_CLASS, Verdict.FUTURE}


@dataclass(frozen=True)
class Visit:
    """Somebody at a class's door. `action` is where their form goes."""

    door: Door
    proof: Proof
    action: str
    way: Way = Way.SELF
    # What a well filled form says, and what is answered if nothing was recorded before.
    said: Said | None = None
    answer: Response | None = None


def owner() -> str:
    """Whose stamp it is: the account's or this browser's."""
    who = maybe_actor()
    return f"a:{who.account_id}" if who else f"d:{device()}"


def stamped(door: Door, proof: Proof | None) -> str:
    """For the form: that this browser saw a code while it was current."""
    if proof is None or proof.at is None or proof.verdict is not Verdict.CURRENT:
        return ""
    return stamp(door.secret, owner=owner(), seen_at=proof.at)


def ask(visit: Visit) -> Response:
    """The form, or why there is none. Records nothing."""
    return _page(visit, _form(visit.door, filled=False))


def accept(visit: Visit) -> Response:
    """Record what the form says, or show what is wrong with it."""
    if not visit.proof.is_accepted:
        return refuse(visit)
    said = visit.said
    if said is None:
        form = _form(visit.door, filled=True)
        if not form.validate():
            return _page(visit, form, status=422)
        said = Said(form.name.data, form.village_id, form.phone.number)
    within_limit(Limit.CHECK_IN_ADDRESS)
    done = actions.check_in_self(
        maybe_actor(),
        door=visit.door,
        citizen=Citizen(said.name, said.village_id, said.phone, device()),
        proof=visit.proof,
        way=visit.way,
        now=clock.now(),
    )
    if visit.answer is not None and done.entry is Entry.RECORDED:
        return visit.answer
    return _done(visit, said.name, done.at, is_repeat=done.entry is Entry.ALREADY)


def prepared(visit: Visit) -> Visit:
    """With what the form says, if it is in order, and the answer that it will most likely get."""
    said = read(request.form)
    if said is None or not visit.proof.is_accepted or visit.proof.at is None:
        return visit
    if said.village_id and not doors.has_village(visit.door.commune_id, said.village_id):
        return visit
    names.search_key(said.name), names.sort_key(said.name)  # known then, when others wait
    return replace(visit, said=said, answer=_done(visit, said.name, visit.proof.at))


def _done(visit: Visit, name: str, at: datetime, *, is_repeat: bool = False) -> Response:
    door = visit.door
    page = _done_page(language(), door.title, door.site_name, day(door.starts_at), is_repeat)
    return Response(page.filled(name=name, hour=hour(at), action=visit.action))


@lru_cache(maxsize=200)  # the classes of an evening, in each language
def _done_page(_language: str, title: str, site: str, on: str, is_repeat: bool) -> htmx.Stencil:
    return htmx.stencil(
        "checkins/citizen_done.html", ("name", "hour", "action"), title=title, site=site, on=on,
        is_repeat=is_repeat, css=css(),
    )  # fmt: skip


def refuse(visit: Visit) -> Response:
    return _page(visit, None, status=422)


def sentence(door: Door, proof: Proof) -> str:
    """Why this code does not open this door."""
    words = VERDICT.get(proof.verdict)
    if words is None:
        return ""
    shown = hour(proof.at) if proof.at else ""
    return str(words) % {"hour": shown, "starts": hour(door.starts_at)}


def css() -> str:
    """The page's style, allowed by its hash in the CSP."""
    return current_app.extensions["assets"].text("css/checkin.css")  # type: ignore[no-any-return]


def _page(visit: Visit, form: CitizenForm | None, *, status: int = 200) -> Response:
    door, proof = visit.door, visit.proof
    seen = stamped(door, proof) if visit.way is Way.SELF else ""
    if proof.verdict in GUESSES:
        within_limit(Limit.CLASS_CODE)
    return htmx.plain(
        "checkins/citizen.html",
        status=status,
        door=door,
        action=visit.action,
        form=form if proof.is_accepted else None,
        is_refused=status == 422,
        why=sentence(door, proof),
        is_old=proof.verdict is Verdict.TOO_OLD,
        is_late=proof.verdict is Verdict.LATE,
        stamp=seen,
        css=css(),
    )


def _form(door: Door, *, filled: bool) -> CitizenForm:
    form = CitizenForm(formdata=request.form) if filled else CitizenForm(formdata=None)
    near = door.site_village_id
    found = sorted(doors.villages(door.commune_id), key=lambda village: village[0] != near)
    form.village.choices = [
        ("", gettext("Chọn thôn")),
        *((str(id_), village_label(kind, name)) for id_, kind, name in found),
        (ELSEWHERE, gettext("Nơi khác")),
    ]
    return form
