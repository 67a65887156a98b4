"""The people who learn: the list, one person's page, their number."""

from typing import Any

from flask import Blueprint, Response, abort, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.text import clean
from tracker.histories import queries as histories
from tracker.histories import text as histories_text
from tracker.mentees import actions, guidance, queries
from tracker.mentees.forms import RevealForm
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentees.text import FILTERS, STATUS
from tracker.places import queries as places
from tracker.policy import Breadth, Permission, Post, grants
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.learners import rows
from tracker.routes.skills import skill_block
from tracker.routes.web import key_asked, page_asked, wants_fragment

bp = Blueprint("mentees", __name__)
for name, words in FILTERS.items():
    bp.add_app_template_filter(words, name)
for name, sentence in histories_text.FILTERS.items():
    bp.add_app_template_filter(sentence, name)

SEARCH_LIMIT = 80
LISTED = set(MenteeStatus) - {MenteeStatus.ERASED}
# Which number the next page may show, after a reason was given. The number itself stays here.
SHOWN_PHONE = "shown_phone"


def person_or_404(mentee_id: int) -> Mentee:
    """Somebody within the reach whose information is still there."""
    person = queries.mentee(mentee_id)
    if person is None or person.status is MenteeStatus.ERASED:
        abort(404)
    return person


@bp.get("/nguoi-hoc")
@requires(Permission.MENTEE_READ)
def index() -> Response:
    if not _wider_posts():
        keep_offline()
    wanted = request.args
    text = clean(wanted.get("q", ""), limit=SEARCH_LIMIT)
    status = _status(wanted.get("trang-thai", ""))
    village_id, guide_id = key_asked("thon"), key_asked("nguoi-kem")
    found = queries.search(
        text, page_asked(), status=status, village_id=village_id, ambassador_id=guide_id,
        by_phone=allowed(Permission.MENTEE_PHONE),
    )  # fmt: skip
    chosen: dict[str, Any] = {
        "q": text, "trang-thai": status or "", "thon": village_id or "",
        "nguoi-kem": guide_id or "",
    }  # fmt: skip
    kept = {key: value for key, value in chosen.items() if value}
    following = url_for(".index", **kept, trang=found.number + 1)
    return htmx.render(
        "mentees/index.html",
        fragment="mentees/_list.html",
        found=found,
        rows=rows(found.rows, quiet_days=found.quiet_days),
        chosen=chosen,
        next_href=following if found.has_more else None,
        new_id=key_asked("moi"),
        statuses={code: word for code, word in STATUS.items() if code in LISTED},
        **_filters(),
    )


@bp.get("/nguoi-hoc/<int:mentee_id>")
@requires(Permission.MENTEE_READ)
def show(mentee_id: int) -> AnyResponse:
    person = queries.mentee(mentee_id) or abort(404)
    if person.status is MenteeStatus.ERASED:
        return htmx.render("mentees/erased.html", status=410)
    if person.ambassador_id == actor().account_id and SHOWN_PHONE not in session:
        keep_offline()
    return _show(person, RevealForm(formdata=None))


@bp.get("/nguoi-hoc/<int:mentee_id>/lich-su")
@requires(Permission.MENTEE_READ)
def history(mentee_id: int) -> Response:
    person = person_or_404(mentee_id)
    return htmx.render(
        "mentees/history.html",
        fragment="mentees/_history.html",
        person=person,
        **_history(person, page_asked()),
    )


@bp.post("/nguoi-hoc/<int:mentee_id>/so-dien-thoai")
@requires(Permission.MENTEE_PHONE)
def reveal(mentee_id: int) -> AnyResponse:
    person = person_or_404(mentee_id)
    form = RevealForm()
    if not form.validate_on_submit():
        return _show(person, form, status=422)
    actions.reveal_phone(actor(), mentee=person, reason=form.reason.data)
    session[SHOWN_PHONE] = person.id
    return go(url_for(".show", mentee_id=person.id))


def knows_phone(person: Mentee) -> bool:
    """The guide reads the numbers of those they guide; a minor's account none at all."""
    is_own = person.ambassador_id == actor().account_id
    return is_own and any(
        breadth is Breadth.OWN for _post, breadth in grants(actor(), Permission.MENTEE_PHONE)
    )


def _show(person: Mentee, form: RevealForm, *, status: int = 200) -> Response:
    was_asked = session.pop(SHOWN_PHONE, None) == person.id
    return htmx.render(
        "mentees/show.html",
        status=status,
        person=person,
        mentee=person,
        form=form,
        errors=form.errors,
        is_own=person.ambassador_id == actor().account_id,
        shows_phone=was_asked or knows_phone(person),
        today=clock.today(),
        **skill_block(person),
        **_history(person, 1),
    )


def _history(person: Mentee, page: int) -> dict[str, Any]:
    piece = histories.history(person.id, page)
    following = url_for(".history", mentee_id=person.id, trang=page + 1)
    return {"history": piece, "history_next": following if piece.has_more else None}


def _status(code: str) -> MenteeStatus | None:
    return MenteeStatus(code) if code in set(MenteeStatus) else None


def _wider_posts() -> list[Post]:
    """The posts through which more than one's own people are read."""
    return [
        post
        for post, breadth in grants(actor(), Permission.MENTEE_READ)
        if breadth is not Breadth.OWN
    ]


def _filters() -> dict[str, Any]:
    """What the list may be narrowed to, for those whose list is longer than their own."""
    wider = _wider_posts()
    if wants_fragment() or not wider:
        return {"villages": [], "guides": []}
    commune_id = wider[0].commune_id or abort(404)
    return {
        "villages": places.villages(commune_id),
        "guides": guidance.guides(commune_id=commune_id),
    }
