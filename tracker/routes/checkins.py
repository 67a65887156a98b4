"""A class's code: typed, scanned by an ambassador, scanned by anyone. A GET records nothing."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.checkins import actions, doors, queries
from tracker.checkins.actions import Group, GroupDone
from tracker.checkins.doors import Door, Shown
from tracker.checkins.forms import Removal, TypedCode
from tracker.checkins.queries import Brought
from tracker.checkins.rules import Proof, Verdict
from tracker.checkins.text import UNKNOWN_CLASS
from tracker.core import clock
from tracker.forms import keys
from tracker.mentees import queries as mentees
from tracker.outbox.rules import Reason
from tracker.policy import Actor, Breadth, Permission, grants
from tracker.routes import htmx
from tracker.routes.brought import address, done_page, kept_answer
from tracker.routes.citizen import (
    GUESSES,
    Visit,
    accept,
    ask,
    owner,
    prepared,
    sentence,
    stamped,
)
from tracker.routes.guards import (
    allowed,
    as_permitted,
    at_the_door,
    maybe_actor,
    public,
    requires,
    within_limit,
)
from tracker.routes.said import is_kept, keepable, review_if_kept

bp = Blueprint("checkins", __name__)

Ticked = tuple[frozenset[int], frozenset[int]]

# The class itself is in the way, not the code: what happened there has happened all the same.
SHUT = {Verdict.CLOSED, Verdict.CANCELLED, Verdict.NOT_OPEN_YET}


@bp.get("/c")
@public
def enter() -> AnyResponse:
    """Typed instead of scanned: a class's code and the digits on its wall."""
    if not request.args:
        return _enter_page(TypedCode(formdata=None))
    form = TypedCode(formdata=request.args)
    if not form.validate():
        return _enter_page(form, status=422)
    target = url_for(".show", class_code=form.lop.data.lower(), code=form.ma.data)
    return redirect(target, 303)


@bp.get("/C/<path:rest>")
@public
def in_capitals(rest: str) -> AnyResponse:
    """Some readers hand over the address in capitals."""
    return redirect(f"/c/{rest.lower()}", 308)


@bp.get("/c/<class_code>", defaults={"code": ""})
@bp.get("/c/<class_code>/<code>")
@public
def show(class_code: str, code: str) -> Response:
    door = _door_or_404(class_code)
    who = maybe_actor()
    if who is None:
        return _for_anyone(door, code)
    before = queries.brought(door.class_id, who.account_id)
    proof = None if _may_still_edit(before) else _judge(door, code)
    return _for_ambassador(who, door, code, before, proof)


@dataclass(frozen=True)
class Bringing:
    """An ambassador at a class's door, with the people and skills that were ticked one by one."""

    who: Actor
    door: Door
    code: str
    proof: Proof
    ticked: Ticked
    likely: GroupDone
    answer: Response | None = None


def _look(class_code: str, code: str) -> Visit | Bringing:
    door, who = _door_or_404(class_code), maybe_actor()
    proof = _judge(door, code)
    if who is None:
        return prepared(Visit(door, proof, address(door, code)))
    people, skills = ticked = _one_by_one()
    likely = GroupDone(len(people), len(skills) if people else 0)
    answer = None if is_kept() else done_page(door, likely)
    return Bringing(who, door, code, proof, ticked, likely, answer)


@bp.get("/c/<class_code>/da-ghi")
@requires(Permission.CLASS_JOIN)
def saved(class_code: str) -> Response:
    """What a phone that keeps its forms comes to after sending one: numbers, and no name."""
    people, skills = (request.args.get(name, 0, type=int) for name in ("nguoi", "ky-nang"))
    done = GroupDone(max(0, people), max(0, skills))
    return done_page(_door_or_404(class_code), done)


@bp.post("/c/<class_code>", defaults={"code": ""})
@bp.post("/c/<class_code>/<code>")
@at_the_door(_look)
@keepable
def save(visitor: Visit | Bringing) -> AnyResponse:
    return accept(visitor) if isinstance(visitor, Visit) else _bring(visitor)


def _bring(visitor: Bringing) -> AnyResponse:
    who, door, code = visitor.who, visitor.door, visitor.code
    before = queries.brought(door.class_id, who.account_id)
    may_edit = _may_still_edit(before)
    # What waited on a phone may prove an earlier hour than what came before it.
    proof = visitor.proof if is_kept() or not may_edit else None
    if may_edit and proof and not proof.is_accepted:
        proof = None
    if proof and not proof.is_accepted:
        review_if_kept(Reason.CLOSED, unless=proof.verdict not in SHUT)
        return _for_ambassador(who, door, code, before, proof, status=422)
    people, skills = _ticked(door, who, before, visitor.ticked)
    if is_kept():
        people |= _meanwhile(before, people)
    drops = bool(before.mentee_ids - people)
    removal = Removal() if drops else None
    reason = removal.reason.data if removal and removal.validate() else ""
    done = actions.check_in_group(
        who,
        door=door,
        proof=proof,
        group=Group(people, skills, reason),
        now=clock.now(),
        before=before,
    )
    if done.not_yours:
        review_if_kept(Reason.NOT_YOURS)
        abort(404)
    if done.needs_reason:
        return _for_ambassador(who, door, code, before, proof, status=422, removal=removal)
    if is_kept():
        return kept_answer(door, done)
    return visitor.answer if visitor.answer and done == visitor.likely else done_page(door, done)


def _meanwhile(before: Brought, people: frozenset[int]) -> frozenset[int]:
    """Whom another entry brought while this one waited: nobody unticked them on this page."""
    shown = keys(request.form.getlist("shown"))
    return before.mentee_ids - (shown - people)


def _one_by_one() -> Ticked:
    """The people and the skills whose own tiles were ticked."""
    form = request.form
    return keys(form.getlist("mentee")), keys(form.getlist("skill"))


def _ticked(door: Door, who: Actor, before: Brought, tiles_ticked: Ticked | None = None) -> Ticked:
    """With them the whole groups that were ticked with one tile."""
    people, skills = tiles_ticked or _one_by_one()
    whole = request.form.getlist("all")
    if "mentee" in whole:
        tiles = queries.tiles(door.class_id, who.account_id, before.mentee_ids)
        people |= {tile.mentee_id for tile in tiles}
    if "skill" in whole:
        skills |= {skill.id for skill in queries.class_skills(door.class_id)}
    return people, skills


def _for_anyone(door: Door, code: str) -> Response:
    if not code:
        return _enter_page(TypedCode(formdata=None, lop=door.code), door=door)
    return ask(Visit(door, _judge(door, code), address(door, code)))


def _for_ambassador(
    who: Actor,
    door: Door,
    code: str,
    before: Brought,
    proof: Proof | None,
    *,
    status: int = 200,
    removal: Removal | None = None,
) -> Response:
    """One's people and the class's skills; or why this code does not open the door."""
    if proof and not proof.is_accepted:
        if not code:
            return _enter_page(TypedCode(formdata=None, lop=door.code), door=door)
        if proof.verdict in GUESSES:
            within_limit(Limit.CLASS_CODE)
        why = sentence(door, proof)
        return htmx.render(
            "checkins/refused.html", status=status, door=door, why=why,
            is_old=proof.verdict is Verdict.TOO_OLD, address=address(door, code),
        )  # fmt: skip
    at = proof.at if proof else before.at
    looked_for = request.args.get("tim", "")
    ticked, learnt = _ticked(door, who, before) if request.form else (None, frozenset())
    return htmx.render(
        "checkins/show.html",
        fragment="checkins/_found.html",
        status=status,
        door=door,
        address=address(door, code),
        at=at,
        before=before,
        is_late=bool(proof and proof.verdict is Verdict.LATE),
        stamp=stamped(door, proof),
        tiles=queries.tiles(door.class_id, who.account_id, before.mentee_ids),
        ticked=ticked,
        ticked_skills=learnt,
        skills=queries.class_skills(door.class_id),
        may_search=_sees_more_than_own(who),
        looked_for=looked_for,
        found=_found(who, looked_for),
        removal=removal,
        errors=removal.errors if removal else None,
    )


def _found(who: Actor, text: str) -> list[tuple[int, str]]:
    """Further people of the team whom a leader may tick."""
    if not text.strip() or not _sees_more_than_own(who):
        return []
    with as_permitted(Permission.MENTEE_READ):
        return [
            (row.id, row.name)
            for row in mentees.search(text, by_phone=allowed(Permission.MENTEE_PHONE)).rows[:10]
        ]


def _sees_more_than_own(who: Actor) -> bool:
    return any(breadth is not Breadth.OWN for _, breadth in grants(who, Permission.MENTEE_READ))


def _judge(door: Door, code: str) -> Proof:
    is_late = is_kept() or request.values.get("muon", "") == "1"
    shown = Shown(code, owner(), stamp=request.form.get("stamp", ""), late=is_late)
    return doors.judge(door, shown, now=clock.now())


def _may_still_edit(before: Brought) -> bool:
    """Until 24:00 of the day it was recorded; after that a new proof is needed."""
    return before.received_at is not None and (
        clock.local_date(before.received_at) == clock.today()
    )


def _door_or_404(class_code: str) -> Door:
    door = doors.door(class_code)
    if door is None:
        within_limit(Limit.CLASS_CODE)
        abort(_enter_page(TypedCode(formdata=None), why=str(UNKNOWN_CLASS), status=404))
    return door


def _enter_page(
    form: TypedCode, *, door: Door | None = None, why: str = "", status: int = 200
) -> Response:
    return htmx.render(
        "checkins/enter.html", form=form, door=door, why=why, errors=form.errors or why,
        status=status,
    )  # fmt: skip
