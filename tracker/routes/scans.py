"""Scanning Thẻ người học. Whoever finds a card learns where to bring it, and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import limits
from tracker.accounts.limits import Limit
from tracker.cards import queries
from tracker.cards.forms import TypedCard
from tracker.cards.queries import Scanned
from tracker.cards.rules import CardState, is_number
from tracker.cards.text import ENTRIES, INVALID
from tracker.checkins import actions as checkins
from tracker.checkins import doors
from tracker.checkins.doors import Door
from tracker.checkins.queries import is_within_reach
from tracker.checkins.rules import Entry
from tracker.classes import queries as classes
from tracker.classes.models import ClassSession
from tracker.core import clock, codes
from tracker.outbox.rules import Reason
from tracker.policy import Actor, Permission, can
from tracker.routes import htmx
from tracker.routes.frame import hour
from tracker.routes.guards import actor, as_permitted, maybe_actor, public, requires
from tracker.routes.htmx import go
from tracker.routes.said import is_kept, keepable, review_if_kept, said_at
from tracker.routes.web import wants_fragment

bp = Blueprint("scans", __name__)

TONES = {Entry.RECORDED: "ok", Entry.ALREADY: "wait", Entry.ELSEWHERE: "bad"}
# The whole screen's colour after a scan: green, blue, amber. Red is for what is no valid card.
VERDICTS = {Entry.RECORDED: "ok", Entry.ALREADY: "known", Entry.ELSEWHERE: "wait"}


@bp.get("/t/<card_code>")
@public
def card(card_code: str) -> AnyResponse:
    """What a scan shows depends on who scans. To strangers, a valid card and none look alike."""
    who = maybe_actor()
    found = _look_up(codes.typed(card_code), who)
    state = found.state if found else CardState.UNKNOWN
    if who is None or found is None or state is not CardState.VALID:
        return htmx.render(f"scans/{'found' if who is None else 'refused'}.html", state=state)
    sessions = open_classes(who)
    is_known = _is_within_reach(who, found)
    if is_known and not sessions:
        return go(f"/nguoi-hoc/{found.mentee_id}")
    present = queries.present_since(found.mentee_id, [session.id for session in sessions])
    return htmx.render(
        "scans/card.html", card=found, sessions=sessions, present=present, is_known=is_known
    )


@bp.post("/t/<card_code>")
@requires(Permission.CLASS_ATTENDEES)
@keepable
def check_in(card_code: str) -> AnyResponse:
    """One tap: the holder of this card is at this open class."""
    who, now = actor(), clock.now()
    found = _look_up(codes.typed(card_code), who)
    class_id = request.form.get("class_id", type=int)
    door = _door(who, class_id)
    if door is None or (found is None and not wants_fragment()):
        abort(404)
    if found is None or found.state is not CardState.VALID:
        review_if_kept(Reason.NOT_THERE)
        if wants_fragment():
            state = found.state if found else CardState.UNKNOWN
            return verdict("bad", str(INVALID[state]), status=422)
        return go(url_for("scans.card", card_code=card_code))
    done = checkins.check_in_card(
        who, door=door, mentee_id=found.mentee_id, now=now, seen_at=said_at()
    )
    words = str(ENTRIES[done.entry]) % {"name": found.name, "hour": hour(done.at)}
    if wants_fragment():
        return verdict(VERDICTS[done.entry], words)
    flash(words, TONES[done.entry])
    return go(url_for("scans.card", card_code=found.code))


def _door(who: Actor, class_id: int | None) -> Door | None:
    """One of the open classes at which they may; also one that closed while the scan waited."""
    if class_id is None:
        return None
    if is_kept():
        return doors.door_of(class_id) if is_within_reach(class_id) else None
    is_open = any(one.id == class_id for one in open_classes(who))
    return doors.door_of(class_id) if is_open else None


def verdict(tone: str, words: str, *, status: int = 200, scanned: str = "") -> Response:
    """For the scanner's whole screen: a colour, one sentence, and what a foreign code said."""
    return htmx.render(
        "scans/_verdict.html", status=status, tone=tone, words=words, scanned=scanned
    )


@bp.get("/t")
@requires(Permission.CLASS_ATTENDEES)
def number() -> Response:
    return _number_page(TypedCard(formdata=None))


@bp.post("/t")
@requires(Permission.CLASS_ATTENDEES)
def typed() -> AnyResponse:
    """The six digits, or the code, for a card that cannot be scanned."""
    form = TypedCard()
    if not form.validate_on_submit():
        return _number_page(form, status=422)
    found = _look_up(form.number.data or "", actor())
    if found is None:
        form.refuse(form.number, gettext("Không có thẻ nào mang số này ở xã này."))
        return _number_page(form, status=422)
    return go(url_for("scans.card", card_code=found.code))


def _look_up(code: str, who: Actor | None) -> Scanned | None:
    """The card, unless whoever asks has been guessing. A right answer to staff is no guess."""
    now = clock.now()
    key = f"a:{who.account_id}" if who else f"i:{request.remote_addr}"
    tried = limits.hit(Limit.CARD, key, now)
    if isinstance(tried, limits.Wait):
        raise TooManyRequests(retry_after=tried.seconds)
    if who and is_number(code):
        communes = {post.commune_id for post in who.posts if post.commune_id is not None}
        found = queries.card_by_number(code, communes)
    else:
        found = queries.card_by_code(code)
    if who and found:
        limits.forgive(Limit.CARD, key, now)
    return found


def open_classes(who: Actor) -> Sequence[ClassSession]:
    """The open classes at which this person may check others in."""
    if not can(who, Permission.CLASS_ATTENDEES):
        return []
    now = clock.now()
    with as_permitted(Permission.CLASS_ATTENDEES):
        return classes.open_now(now=now)


def _is_within_reach(who: Actor, found: Scanned) -> bool:
    if not can(who, Permission.MENTEE_READ):
        return False
    with as_permitted(Permission.MENTEE_READ):
        return queries.holder(found.mentee_id) is not None


def _number_page(form: TypedCard, *, status: int = 200) -> Response:
    return htmx.render("scans/number.html", status=status, form=form, errors=form.errors)
