"""New people: added with their consent, or taken in after they came to a class."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.core import clock
from tracker.core.settings import setting
from tracker.mentees import actions, asks, guidance, likeness
from tracker.mentees.forms import UNKNOWN, AddForm, TakeInForm
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Added, Ask, Guide, Likeness, NewMentee, Refusal
from tracker.mentees.text import CONSENT, REFUSAL, likeness_words, who_words
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.learners import guide_by_key, guide_choices, village_choices
from tracker.routes.said import author_id, keepable, made, said_at

bp = Blueprint("newcomers", __name__)

OTHER = "other"
SAME = "same-"


@bp.get("/nguoi-hoc/them")
@requires(Permission.MENTEE_ADD)
def new() -> Response:
    guides = _guides()
    keep_offline(nameless=len(guides) <= 1)
    form = AddForm(formdata=None)
    if guides:
        _offer(form, guides)
        mine = _own(guides) or guides[0]
        form.guide.data = mine.key if len(guides) == 1 or _own(guides) else None
        form.village.data = str(mine.village_id or UNKNOWN)
    return _page(form, guides)


@bp.post("/nguoi-hoc/them")
@requires(Permission.MENTEE_ADD)
@keepable
def add() -> AnyResponse:
    guides, form, now = _guides(), AddForm(), said_at()
    _offer(form, guides)
    if not form.validate_on_submit():
        return _page(form, guides, status=422)
    guide = guide_by_key(guides, form.guide.data) or abort(422)
    entry = _entry(form, guide)
    alike = likeness.of(entry) if form.same.data else ()
    known = next((one for one in alike if form.same.data == f"{SAME}{one.mentee_id}"), None)
    # “Somebody else” answers only for those who were shown.
    entry = replace(entry, different=form.same.data == OTHER)
    refusal = actions.judge(actor(), entry=entry, now=now) if known else None
    if known is not None and refusal is None:
        joined = _join(known, entry, guide, details=form.person(), now=now)
        if not isinstance(joined, Refusal):
            return joined
        refusal = joined
    added = Added(refusal=refusal) if refusal else actions.add(actor(), entry=entry, now=now)
    if added.refusal is not None:
        _refuse(form, added)
        return _page(form, guides, status=422)
    flash(_saved(entry.name, added.guided, guide), "ok")
    if request.form.get("then") == "another":
        return made(go(url_for(".new")), added.mentee_id)
    return made(go(url_for("mentees.index", moi=added.mentee_id)), added.mentee_id)


@bp.get("/nguoi-hoc/cho-dong-y")
@requires(Permission.MENTEE_ADD)
def waiting() -> Response:
    people = guidance.waiting(_communes(), _villages())
    return htmx.render(
        "newcomers/waiting.html", people=people, pending_days=setting("pending_days")
    )


@bp.get("/nguoi-hoc/<int:mentee_id>/dong-y")
@requires(Permission.MENTEE_ADD)
def agree(mentee_id: int) -> Response:
    person, guides = _waiting_or_404(mentee_id), _guides()
    form = TakeInForm(formdata=None)
    _offer_guides(form, guides)
    if len(guides) == 1:
        form.guide.data = guides[0].key
    return _agree_page(person, form, guides)


@bp.post("/nguoi-hoc/<int:mentee_id>/dong-y")
@requires(Permission.MENTEE_ADD)
def take_in(mentee_id: int) -> AnyResponse:
    person, guides, form = _waiting_or_404(mentee_id), _guides(), TakeInForm()
    _offer_guides(form, guides)
    if not form.validate_on_submit():
        return _agree_page(person, form, guides, status=422)
    guide = guide_by_key(guides, form.guide.data) or abort(422)
    refusal = guidance.take_in(
        actor(),
        mentee=person,
        guide=guide,
        agreement=form.agreement(),
        details=form.details(),
        now=clock.now(),
    )
    if refusal is not None:
        form.refuse(form.agreed, str(REFUSAL[refusal]))
        return _agree_page(person, form, guides, status=422)
    flash(gettext("Đã ghi đồng ý của %(name)s.", name=person.name), "ok")
    return go(url_for("mentees.show", mentee_id=person.id))


def _join(
    known: Likeness, entry: NewMentee, guide: Guide, *, details: dict[str, Any], now: datetime
) -> AnyResponse | Refusal:
    """It is the same person: take in who waited, or ask whoever decides about the others."""
    person = guidance.waiting_one(known.mentee_id, [entry.commune_id])
    if person is not None:
        refusal = guidance.take_in(
            actor(), mentee=person, guide=guide, agreement=entry.agreement,
            details=_without_name(details), now=now,
        )  # fmt: skip
        if refusal is not None:
            return refusal
        flash(gettext("Đã ghi đồng ý của %(name)s.", name=person.name), "ok")
        return made(go(url_for("mentees.index", moi=person.id)), person.id)
    same_team = known.team_id == guide.team_id
    asks.ask_for(
        actor(),
        Ask.TRANSFER,
        mentee_id=known.mentee_id,
        commune_id=entry.commune_id,
        team_id=guide.team_id if same_team else None,
        now=now,
    )
    if same_team:
        flash(gettext("Đã gửi lời xin kèm %(name)s tới tổ trưởng.", name=known.name), "ok")
    else:
        flash(gettext("Đã gửi lời xin kèm %(name)s tới xã.", name=known.name), "ok")
    return go(url_for("mentees.index"))


def _without_name(details: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in details.items() if column != "name"}


def _entry(form: AddForm, guide: Guide) -> NewMentee:
    return NewMentee(
        commune_id=guide.commune_id,
        team_id=guide.team_id,
        ambassador_id=guide.account_id,
        agreement=form.agreement(),
        author_id=author_id(),
        **form.person(),
    )


def _refuse(form: AddForm, added: Added) -> None:
    if added.refusal is Refusal.LIKENESS:
        sentences = [likeness_words(alike) for alike in added.likenesses]
        form.same.choices = _answers(added.likenesses)
        form.same.data = None
        form.refuse(form.same, " ".join(sentences))
        return
    fields = {Refusal.OWN_PHONE: form.phone, Refusal.OWN_NAME: form.name}
    refusal = added.refusal or Refusal.NO_CONSENT
    form.refuse(fields.get(refusal, form.agreed), str(REFUSAL[refusal]))


def _answers(likenesses: Sequence[Likeness]) -> list[SelectChoice]:
    if len(likenesses) == 1:
        same = [(likenesses[0], gettext("Đúng là người này – xin kèm chung"))]
    else:
        same = [
            (alike, gettext("Đúng là %(who)s – xin kèm chung", who=who_words(alike)))
            for alike in likenesses
        ]
    choices = [SelectChoice(f"{SAME}{alike.mentee_id}", words) for alike, words in same]
    return [*choices, SelectChoice(OTHER, gettext("Người khác – vẫn lưu"))]


def _saved(name: str, guided: int, guide: Guide) -> str:
    """What was done; and, beyond the floor, a word of thanks to whoever guides (ruling 4)."""
    saved = str(gettext("Đã lưu %(name)s.", name=name))
    floor = setting("one_to_n")
    if guided <= floor or guide.account_id != actor().account_id:
        return saved
    if floor == 5:
        thanks = gettext("Người thứ %(n)s: cảm ơn bạn, năm là mức tối thiểu.", n=guided)
    else:
        thanks = gettext(
            "Người thứ %(n)s: cảm ơn bạn, %(floor)s là mức tối thiểu.", n=guided, floor=floor
        )
    return f"{saved} {thanks}"


def _guides() -> Sequence[Guide]:
    """The ambassadors one may add for, in one commune: a thôn list has only one."""
    found = guidance.guides()
    mine = _own(found) or (found[0] if found else None)
    return [guide for guide in found if mine and guide.commune_id == mine.commune_id]


def _own(guides: Sequence[Guide]) -> Guide | None:
    return next((guide for guide in guides if guide.account_id == actor().account_id), None)


def _communes() -> list[int]:
    return sorted({post.commune_id for post in actor().posts if post.commune_id})


def _villages() -> list[int] | None:
    """The thôn whose walk-ins are listed: a team's own; all for whoever works for the commune."""
    if any(post.team_id is None for post in actor().posts):
        return None
    return sorted({guide.village_id for guide in _guides() if guide.village_id})


def _offer(form: AddForm, guides: Sequence[Guide]) -> None:
    _offer_guides(form, guides)
    form.village.choices = village_choices(guides[0].commune_id) if guides else []


def _offer_guides(form: AddForm | TakeInForm, guides: Sequence[Guide]) -> None:
    form.guide.choices = guide_choices(guides)


def _page(form: AddForm, guides: Sequence[Guide], *, status: int = 200) -> Response:
    return htmx.render(
        "newcomers/add.html",
        status=status,
        form=form,
        guides=guides,
        consent=CONSENT,
        errors=form.errors,
    )


def _agree_page(
    person: Mentee, form: TakeInForm, guides: Sequence[Guide], *, status: int = 200
) -> Response:
    return htmx.render(
        "newcomers/agree.html",
        status=status,
        person=person,
        form=form,
        guides=guides,
        consent=CONSENT,
        errors=form.errors,
    )


def _waiting_or_404(mentee_id: int) -> Mentee:
    return guidance.waiting_one(mentee_id, _communes()) or abort(404)
