"""What is known of a learner, corrected: also from a page older than somebody else's words."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field
from wtforms.fields.choices import SelectChoice

from tracker.core import clock, phones
from tracker.mentees import actions, queries
from tracker.mentees.forms import UNKNOWN, EditForm
from tracker.mentees.merging import Merge, merge
from tracker.mentees.models import Mentee
from tracker.mentees.text import REFUSAL
from tracker.outbox import actions as outbox
from tracker.outbox.rules import Item, Reason
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.learners import village_choices
from tracker.routes.mentees import knows_phone, person_or_404
from tracker.routes.said import author_id, for_review, is_kept, keepable, this_entry
from tracker.skills import queries as skills

bp = Blueprint("details", __name__)

SEEN = "seen-"
# Which columns a field fills, where they are not called as it is.
_COLUMNS = {
    "village": ("village_id",),
    "phone": ("phone", "phone_owner", "phone_note"),
    "phone_note": ("phone", "phone_owner", "phone_note"),
}


@bp.get("/nguoi-hoc/<int:mentee_id>/sua")
@requires(Permission.MENTEE_EDIT)
def edit(mentee_id: int) -> Response:
    person = person_or_404(mentee_id)
    if person.ambassador_id == actor().account_id:
        keep_offline()
    shown = _shown(person)
    form = EditForm(formdata=None, data=shown)
    _offer(form, person)
    return _page(person, form, shown)


@bp.post("/nguoi-hoc/<int:mentee_id>/sua")
@requires(Permission.MENTEE_EDIT)
@keepable
def save(mentee_id: int) -> AnyResponse:
    """Set what the writer touched. A field that somebody else wrote meanwhile is not guessed: who
    is here sees both, what comes from a phone later goes to the leader."""
    person = person_or_404(mentee_id)
    form = _filled(person)
    seen = {name: request.form[SEEN + name] for name in form.names if SEEN + name in request.form}
    if not form.validate_on_submit():
        return _page(person, form, seen, status=422)
    shown = _shown(person)
    found = _merged(person, form, seen, shown)
    if found.clashing and not is_kept():
        _say_both(form, found, shown)
        return _page(person, form, shown, status=422)
    columns = {column for name in found.taken for column in _COLUMNS.get(name, (name,))}
    changes = {name: value for name, value in form.changes().items() if name in columns}
    refusal = actions.judge_edit(actor(), mentee=person, changes=changes, now=clock.now())
    if refusal is not None:
        form.form_errors.append(str(REFUSAL[refusal]))
        return _page(person, form, seen, status=422)
    actions.edit(actor(), mentee=person, changes=changes)
    flash(gettext("Đã lưu %(name)s.", name=person.name), "ok")
    if found.clashing:
        _ask_the_leader(person, form, found)
    return go(url_for("mentees.show", mentee_id=person.id))


def _shown(person: Mentee) -> dict[str, str]:
    """What the page shows in each field, in words."""
    values: dict[str, Any] = {name: getattr(person, name) for name in EditForm.COLUMNS}
    values |= {"village": person.village_id or UNKNOWN, "phone": ""}
    if person.phone and knows_phone(person):
        values["phone"] = phones.shown(person.phone)
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _filled(person: Mentee) -> EditForm:
    """The fields that were sent."""
    form = EditForm()
    _offer(form, person)
    form.keep_only(request.form)
    is_writer = author_id() == actor().account_id
    if is_writer and not knows_phone(person) and not request.form.get("phone"):
        # Empty because it was not shown, not because it is to be forgotten.
        form.keep_only(set(request.form) - {"phone", "phone_note"})
    return form


def _merged(person: Mentee, form: EditForm, seen: dict[str, str], shown: dict[str, str]) -> Merge:
    sent = {name: request.form[name] for name in form.names}
    last = queries.last_editors(person.id) if seen and sent != seen else {}
    own = {
        name for name in sent
        if last.get(_COLUMNS.get(name, (name,))[0]) == actor().account_id
    }  # fmt: skip
    return merge(sent=sent, seen=seen, now=shown, own=own)


def _say_both(form: EditForm, found: Merge, shown: dict[str, str]) -> None:
    for name in sorted(found.clashing):
        words = _words(form[name], shown[name])
        form.refuse(
            form[name],
            gettext("Người khác vừa sửa ô này thành “%(words)s”. Bấm Lưu lần nữa để giữ"
                    " điều vừa nhập.", words=words),
        )  # fmt: skip


def _ask_the_leader(person: Mentee, form: EditForm, found: Merge) -> None:
    """Both values, for whoever decides; the fields alone, so that taking them sets nothing else."""
    names = sorted(found.clashing)
    lines = [
        gettext("%(field)s: %(sent)s (đang ghi: %(now)s)", field=form[name].label.text,
                sent=_words(form[name], request.form[name]), now=_recorded(person, form, name))
        for name in names
    ]  # fmt: skip
    item: Item = this_entry(
        title=gettext("Sửa thông tin: %(name)s", name=person.name), text="\n".join(lines),
        fields=[(name, request.form[name]) for name in names],
    )  # fmt: skip
    if not outbox.put_aside(actor(), item=item, reason=Reason.CHANGED, now=clock.now()):
        for_review(Reason.CHANGED)
    flash(gettext("Chỗ người khác đã sửa: đã chuyển tổ trưởng xem."), "wait")


def _recorded(person: Mentee, form: EditForm, name: str) -> str:
    """What stands there now. A number only so far that who knows it recognises it: seeing it
    whole is asked for, and written down."""
    if name == "phone" and person.phone:
        return phones.masked(person.phone)
    return _words(form[name], _shown(person)[name])


def _words(field: Field, value: str) -> str:
    """What a person reads there; nothing is shown as a dash."""
    options = list(field) if hasattr(field, "choices") else []
    named = (option.label.text for option in options if str(option._value()) == value)
    return str(next(named, value)) or "–"


def _page(person: Mentee, form: EditForm, seen: dict[str, str], *, status: int = 200) -> Response:
    return htmx.render(
        "mentees/edit.html",
        status=status,
        person=person,
        form=form,
        seen=seen,
        errors=form.errors,
        knows_phone=knows_phone(person),
    )


def _offer(form: EditForm, person: Mentee) -> None:
    form.village.choices = village_choices(person.commune_id)
    form.skill_set.choices = [SelectChoice(row.code, row.name) for row in skills.sets()]
