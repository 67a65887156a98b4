"""Thẻ người học: issued, printed, replaced when lost."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.cards import actions, queries
from tracker.cards.forms import ReplaceCard
from tracker.cards.rules import LossReason, Refusal
from tracker.cards.text import REFUSALS
from tracker.core import clock
from tracker.mentees.models import Card, Mentee
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.printing import card_item

bp = Blueprint("cards", __name__)


@bp.get("/nguoi-hoc/<int:mentee_id>/the")
@requires(Permission.MENTEE_EDIT)
def card(mentee_id: int) -> Response:
    return _card_page(_person_or_404(mentee_id), ReplaceCard(formdata=None))


@bp.post("/nguoi-hoc/<int:mentee_id>/the")
@requires(Permission.MENTEE_EDIT)
def issue(mentee_id: int) -> AnyResponse:
    person = _person_or_404(mentee_id)
    given = actions.issue(actor(), mentee=person, now=clock.now())
    return _to_the_card(person, given, gettext("Đã cấp thẻ cho %(name)s.", name=person.name))


@bp.post("/nguoi-hoc/<int:mentee_id>/the/thay")
@requires(Permission.MENTEE_EDIT)
def replace(mentee_id: int) -> AnyResponse:
    person = _person_or_404(mentee_id)
    form = ReplaceCard()
    if not form.validate_on_submit():
        return _card_page(person, form, status=422)
    reason = LossReason(form.reason.data)
    given = actions.replace(actor(), mentee=person, reason=reason, now=clock.now())
    done = gettext("Thẻ cũ hết hiệu lực. Đây là thẻ mới của %(name)s.", name=person.name)
    return _to_the_card(person, given, done)


def _to_the_card(person: Mentee, given: Card | Refusal, done: str) -> AnyResponse:
    refused = isinstance(given, Refusal)
    flash(str(REFUSALS[given]) if isinstance(given, Refusal) else done, "bad" if refused else "ok")
    return go(url_for("cards.card", mentee_id=person.id))


def _card_page(person: Mentee, form: ReplaceCard, *, status: int = 200) -> Response:
    held = queries.current_card(person.id)
    return htmx.render(
        "cards/card.html",
        status=status,
        person=person,
        item=card_item(person, held) if held else None,
        form=form,
        errors=form.errors,
        back=f"/nguoi-hoc/{person.id}",
    )


def _person_or_404(mentee_id: int) -> Mentee:
    return queries.holder(mentee_id) or abort(404)
