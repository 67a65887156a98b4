"""Buổi kèm and lượt hỗ trợ: writing them down, and the month's list."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, flash
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.core import clock
from tracker.mentees.models import Mentee
from tracker.mentoring import actions, queries
from tracker.mentoring.actions import NewMeeting, NewTurn
from tracker.mentoring.forms import MeetingForm, TurnForm
from tracker.mentoring.rules import Channel, Home, Refusal, TurnResult, homes
from tracker.mentoring.text import CHANNELS, CHANNELS_INLINE, REFUSALS, TURN_RESULTS
from tracker.outbox.rules import Reason
from tracker.places import queries as places
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, reach, requires
from tracker.routes.keeping import keep_offline
from tracker.routes.periods import month_after, month_asked, month_before
from tracker.routes.said import author_id, keepable, review_if_kept
from tracker.routes.web import key_asked
from tracker.shifts import queries as shifts
from tracker.skills import queries as skills
from tracker.skills.models import Module

bp = Blueprint("mentoring", __name__)
bp.add_app_template_filter(lambda channel: CHANNELS[channel], "channel_name")
bp.add_app_template_filter(lambda channel: CHANNELS_INLINE[channel], "channel")
bp.add_app_template_filter(lambda result: TURN_RESULTS[result], "turn_result")

# Which field of the form a refusal is said at.
_MEETING_FIELDS = {
    Refusal.IN_FUTURE: "day",
    Refusal.TOO_OLD: "day",
    Refusal.NOT_CHOOSABLE: "mentee",
    Refusal.TWO_TEAMS: "mentee",
    Refusal.NOT_A_GUIDE: "guide",
    Refusal.NOTHING_DONE: "skills",
}


@bp.get("/buoi-kem")
@requires(Permission.MENTORING_LOG)
def index() -> Response:
    first = month_asked(latest=clock.today())
    following = month_after(first)
    return htmx.render(
        "mentoring/index.html",
        first=first,
        previous=month_before(first),
        following=following if following <= clock.today() else None,
        log=queries.log(first, following - timedelta(days=1)),
        is_team=bool(reach(actor(), Permission.MENTORING_LOG).teams),
    )


@bp.get("/buoi-kem/them")
@requires(Permission.MENTORING_LOG)
def new() -> Response:
    keep_offline()
    people = queries.choosable()
    chosen = key_asked("nguoi")
    now = clock.local(clock.now())
    form = MeetingForm(formdata=None, day=now.date(), time=now.time(), guide=actor().account_id)
    form.mentee.data = [person.id for person in people if person.id == chosen]
    return _meeting_page(form, people)


@bp.post("/buoi-kem/them")
@requires(Permission.MENTORING_LOG)
@keepable
def create() -> AnyResponse:
    people = queries.choosable()
    form = MeetingForm()
    modules = skills.catalogue()
    _offer_people(form, people)
    review_if_kept(Reason.NOT_YOURS, unless=_are_offered(form, people))
    if not form.validate_on_submit():
        return _meeting_page(form, people, modules, status=422)

    ids = {skill.code: skill.id for module in modules for skill in module.skills}
    logged = actions.log_meeting(
        actor(),
        entry=NewMeeting(
            mentee_ids=frozenset(form.mentee.data),
            skills={ids[code]: state for code, state in form.skills.data.items() if code in ids},
            guide_id=form.guide.data or author_id(),
            channel=Channel(form.channel.data),
            held_at=form.at,
            note=form.note.data,
            shift=shifts.during(form.guide.data or author_id(), form.at),
            author_id=author_id(),
        ),
        now=clock.now(),
    )
    if isinstance(logged, Refusal):
        form.refuse(form[_MEETING_FIELDS[logged]], str(REFUSALS[logged]))
        return _meeting_page(form, people, modules, status=422)
    count = len(form.mentee.data)
    flash(
        ngettext("Đã ghi buổi kèm: %(num)s người.", "Đã ghi buổi kèm: %(num)s người.", count), "ok"
    )
    return htmx.go(f"/buoi-kem?thang={logged.local_date:%Y-%m}")


@bp.get("/ho-tro/them")
@requires(Permission.MENTORING_LOG)
def new_turn() -> Response:
    keep_offline(nameless=True)
    now = clock.local(clock.now())
    form = TurnForm(formdata=None, day=now.date(), time=now.time(), turns=1)
    return _turn_page(form)


@bp.post("/ho-tro/them")
@requires(Permission.MENTORING_LOG)
@keepable
def create_turn() -> AnyResponse:
    form = TurnForm()
    own = _offer_homes_and_sites(form)
    if not form.validate_on_submit():
        return _turn_page(form, status=422)

    logged = actions.log_turn(
        actor(),
        entry=NewTurn(
            home=own.get(form.home.data or "") or next(iter(own.values())),
            subject=form.subject.data,
            channel=Channel(form.channel.data),
            site_id=int(form.site.data) if form.site.data else None,
            result=TurnResult(form.result.data),
            turns=form.turns.data or 1,
            at=form.at,
            shift=shifts.during(author_id(), form.at),
            author_id=author_id(),
        ),
        now=clock.now(),
    )
    if isinstance(logged, Refusal):
        form.refuse(form.day, str(REFUSALS[logged]))
        return _turn_page(form, status=422)
    flash(
        ngettext("Đã ghi %(num)s lượt hỗ trợ.", "Đã ghi %(num)s lượt hỗ trợ.", logged.turns), "ok"
    )
    return htmx.go(f"/buoi-kem?thang={logged.local_date:%Y-%m}")


def _meeting_page(
    form: MeetingForm,
    people: Sequence[Mentee],
    modules: list[Module] | None = None,
    *,
    status: int = 200,
) -> Response:
    _offer_people(form, people)
    modules = modules if modules is not None else skills.catalogue()
    return htmx.render(
        "mentoring/new.html",
        status=status,
        errors=status == 422,
        form=form,
        people=people,
        waiting=queries.waiting_for_consent(),
        modules=modules,
        open_modules=_open_modules(form, people, modules),
        is_team=bool(reach(actor(), Permission.MENTORING_LOG).teams),
    )


def _offer_people(form: MeetingForm, people: Sequence[Mentee]) -> None:
    """Whom the scope offers; a leader also says who guided."""
    who = actor()
    is_team = bool(reach(who, Permission.MENTORING_LOG).teams)
    form.mentee.choices = [
        SelectChoice(
            person.id,
            gettext("%(name)s · %(guide)s kèm", name=person.name, guide=person.ambassador.name)
            if is_team and person.ambassador
            else person.name,
        )
        for person in people
    ]
    guides = {who.account_id: who.name}
    guides |= {
        person.ambassador.id: person.ambassador.name
        for person in people
        if is_team and person.ambassador
    }
    form.guide.choices = [SelectChoice(id_, name) for id_, name in guides.items()]


def _are_offered(form: MeetingForm, people: Sequence[Mentee]) -> bool:
    """A learner may have gone to somebody else while the form waited on a phone."""
    return set(form.mentee.data or ()) <= {person.id for person in people}


def _open_modules(form: MeetingForm, people: Sequence[Mentee], modules: list[Module]) -> set[int]:
    """Those with something chosen; else the one where the chosen person's next skill is."""
    chosen = {
        module.id
        for module in modules
        if any(skill.code in form.skills.data for skill in module.skills)
    }
    if chosen:
        return chosen
    first = [person for person in people if person.id in (form.mentee.data or ())][:1]
    following = [skill for skill in skills.next_skill(first).values() if skill] if first else []
    return {skill.module_id for skill in following} or {module.id for module in modules[:1]}


def _turn_page(form: TurnForm, *, status: int = 200) -> Response:
    own = _offer_homes_and_sites(form)
    return htmx.render(
        "mentoring/new_turn.html",
        status=status,
        errors=status == 422,
        form=form,
        has_homes=len(own) > 1,
    )


def _offer_homes_and_sites(form: TurnForm) -> dict[str, Home]:
    """The places this person may write turns for, by the value the form sends."""
    found = homes(actor(), Permission.MENTORING_LOG)
    own = {f"{home.commune_id}-{home.team_id or ''}": home for home in found}
    names = queries.home_names(found) if len(found) > 1 else {}
    form.home.choices = [SelectChoice(value, names.get(home, "")) for value, home in own.items()]
    sites = [
        site
        for commune_id in dict.fromkeys(home.commune_id for home in found)
        for site in places.sites(commune_id)
    ]
    form.site.choices = [SelectChoice("", gettext("Không ở điểm học"))]
    form.site.choices += [SelectChoice(str(site.id), site.name) for site in sites]
    return own
