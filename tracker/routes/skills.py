"""What one person can do: the block on their page, one skill with its history, the marks."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.scope import Reach
from tracker.core.settings import setting
from tracker.mentees import queries as mentees
from tracker.mentees.models import Mentee
from tracker.mentees.rules import counts
from tracker.policy import Actor, Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, reach, requires
from tracker.routes.said import author_id, keepable, said_at
from tracker.routes.web import wants_fragment
from tracker.skills import actions, queries
from tracker.skills.forms import MarkForm, UndoForm, VneidForm
from tracker.skills.models import Module, Skill
from tracker.skills.queries import MarkAt, Record, SkillRecord
from tracker.skills.rules import SEEN_BY_GUIDE, SkillState, Undone, UndoReason
from tracker.skills.text import NOT_APPLICABLE, STATES, UNDO_REASONS, UNDONE, evidence_of, name_of

# Stands in an address for the code of any skill.
_ANY_SKILL = "SKILL"

bp = Blueprint("skills", __name__, url_prefix="/nguoi-hoc/<int:mentee_id>")
bp.add_app_template_filter(name_of, "name_of")
bp.add_app_template_filter(evidence_of, "evidence_of")
bp.add_app_template_filter(lambda state: STATES[state], "skill_state")
bp.add_app_template_filter(lambda why: NOT_APPLICABLE[why], "why_not_applicable")
bp.add_app_template_filter(lambda why: UNDO_REASONS[why], "why_undone")


@dataclass
class Skills:
    """What the templates ask about one person's skills."""

    who: Actor
    mentee: Mentee
    record: Record
    # Which skill stands open, after it was marked or named in the address.
    open_code: str = ""
    # Said in the page's status line when only one row is sent.
    told: str = ""

    @cached_property
    def may_mark(self) -> bool:
        """Consent comes before marks (ruling 8); what is not one's own is only read."""
        return counts(self.mentee.status) and self._covers(Permission.SKILL_MARK)

    @cached_property
    def may_note_vneid(self) -> bool:
        return counts(self.mentee.status) and self._covers(Permission.VNEID_RECORD)

    @cached_property
    def open_module(self) -> Module | None:
        named = next((row.skill.module for row in self.record.skills if self.is_open(row)), None)
        return named or self.record.first_unfinished

    @cached_property
    def vneid_noted_by(self) -> str:
        return queries.account_name(self.mentee.vneid_noted_by_id)

    def is_open(self, row: SkillRecord) -> bool:
        return row.skill.code == self.open_code

    def may_undo(self, at: MarkAt | None) -> bool:
        if at is None or not self._covers(Permission.SKILL_UNDO):
            return False
        verdict = actions.judge_undo(self.who, at.mark, now=self._now, hours=self._undo_hours)
        return verdict is Undone.DONE

    def undoable(self, marks: list[MarkAt]) -> list[MarkAt]:
        return [at for at in marks if self.may_undo(at)]

    def _covers(self, permission: Permission) -> bool:
        """As the scope of that permission would: only to offer what would also work."""
        area = self._areas.get(permission)
        if area is None:
            area = self._areas[permission] = reach(self.who, permission)
        return (
            self.mentee.team_id in area.teams
            or self.mentee.commune_id in area.communes
            or (area.account is not None and self.mentee.ambassador_id == area.account)
        )

    def address(self, skill: Skill) -> str:
        """Of a skill's own page; a person's has thirty of them."""
        return self._address.replace(_ANY_SKILL, skill.code)

    @cached_property
    def _address(self) -> str:
        return url_for("skills.mark", mentee_id=self.mentee.id, code=_ANY_SKILL)

    @cached_property
    def _areas(self) -> dict[Permission, Reach]:
        return {}

    @cached_property
    def _now(self) -> datetime:
        return clock.now()

    @cached_property
    def _undo_hours(self) -> int:
        return setting("undo_hours")


def skill_block(mentee: Mentee) -> dict[str, Any]:
    """Context of `skills/_skills.html`; `mentee` comes from mentees.queries.mentee.

    In the view: render_template(…, mentee=mentee, **skill_block(mentee)).
    """
    open_code = request.args.get("ky-nang", "")
    return {"skills": Skills(actor(), mentee, queries.record_of(mentee), open_code)}


@bp.get("/ky-nang/<code>")
@requires(Permission.MENTEE_READ)
def show(mentee_id: int, code: str) -> Response:
    mentee, skill = _mentee(mentee_id), _skill(code)
    return _page(mentee, skill, MarkForm(formdata=None), UndoForm(formdata=None))


@bp.post("/ky-nang/<code>")
@requires(Permission.SKILL_MARK)
@keepable
def mark(mentee_id: int, code: str) -> AnyResponse:
    mentee, skill = _mentee(mentee_id), _skill(code)
    if not counts(mentee.status):
        abort(403)
    form = MarkForm()
    if not form.validate_on_submit():
        return _page(mentee, skill, form, UndoForm(formdata=None), status=422)

    now = clock.now()
    actions.mark(
        actor(),
        mentee_ids=[mentee.id],
        skill_ids=[skill.id],
        state=SkillState(form.state.data),
        level=SEEN_BY_GUIDE,
        at=said_at(),
        now=now,
        not_applicable=form.reason,
        author_id=author_id(),
    )
    words = gettext("Đã ghi: %(skill)s – %(state)s.", skill=name_of(skill),
                    state=STATES[SkillState(form.state.data)])  # fmt: skip
    return _marked(mentee, skill, words)


@bp.post("/ky-nang/<code>/bo-danh-dau")
@requires(Permission.SKILL_UNDO)
def undo(mentee_id: int, code: str) -> AnyResponse:
    mentee, skill = _mentee(mentee_id), _skill(code)
    form = UndoForm()
    if not form.validate_on_submit():
        return _page(mentee, skill, MarkForm(formdata=None), form, status=422)

    found = queries.mark(form.mark.data)
    if found is None or (found.mentee_id, found.skill_id) != (mentee.id, skill.id):
        abort(404)
    reason = UndoReason(form.reason.data)
    undone = actions.undo(actor(), mark=found, reason=reason, now=clock.now())
    if undone is not Undone.DONE:
        form.refuse(form.reason, str(UNDONE[undone]))
        return _page(mentee, skill, MarkForm(formdata=None), form, status=422)
    return _marked(mentee, skill, str(UNDONE[undone]))


@bp.get("/vneid")
@requires(Permission.VNEID_RECORD)
def vneid_form(mentee_id: int) -> Response:
    mentee = _mentee(mentee_id)
    form = VneidForm(formdata=None, on=mentee.vneid_on)
    return htmx.render("skills/vneid.html", form=form, mentee=mentee)


@bp.post("/vneid")
@requires(Permission.VNEID_RECORD)
def vneid(mentee_id: int) -> AnyResponse:
    mentee = _mentee(mentee_id)
    if not counts(mentee.status):
        abort(403)
    if "remove" in request.form:
        actions.declare_vneid(actor(), mentee=mentee, on=None)
        flash(gettext("Đã bỏ ngày xác nhận trên VNeID."), "ok")
        return htmx.go(_home(mentee, "#vneid"))
    form = VneidForm()
    if not form.validate_on_submit():
        return htmx.render("skills/vneid.html", status=422, errors=True, form=form, mentee=mentee)
    actions.declare_vneid(actor(), mentee=mentee, on=form.on.data)
    flash(gettext("Đã ghi: đã xác nhận trên VNeID (tự khai)."), "ok")
    return htmx.go(_home(mentee, "#vneid"))


def _marked(mentee: Mentee, skill: Skill, words: str) -> AnyResponse:
    """The row alone for htmx, else back to the person's page with that skill open."""
    if not wants_fragment():
        flash(words, "ok")
        return htmx.go(_home(mentee, f"?ky-nang={skill.code}#skill-row-{skill.code}"))
    record = queries.record_of(mentee)
    part = next(part for part in record.modules if part.module.id == skill.module_id)
    row = next(row for row in part.skills if row.skill.id == skill.id)
    skills = Skills(actor(), mentee, record, open_code=skill.code, told=words)
    return htmx.render("skills/_skill_row.html", skills=skills, mentee=mentee, part=part, row=row)


def _page(
    mentee: Mentee, skill: Skill, form: MarkForm, undo_form: UndoForm, *, status: int = 200
) -> Response:
    history = queries.history(mentee.id, skill.id)
    live = [at for at in history if at.mark.undone_at is None]
    return htmx.render(
        "skills/show.html",
        status=status,
        errors=status == 422,
        form=form,
        undo_form=undo_form,
        skills=Skills(actor(), mentee, Record()),
        row=SkillRecord(skill, in_set=False, marks=live),
        history=history,
    )


def _home(mentee: Mentee, rest: str) -> str:
    return f"/nguoi-hoc/{mentee.id}{rest}"


def _mentee(mentee_id: int) -> Mentee:
    return mentees.mentee(mentee_id) or abort(404)


def _skill(code: str) -> Skill:
    return queries.skill(code) or abort(404)
