"""Điểm học: where people learn. The commune sets them up; others ask."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.classes import actions as classes
from tracker.classes import queries
from tracker.classes.forms import AnswerForm
from tracker.core import clock
from tracker.places import actions, text
from tracker.places import queries as places
from tracker.places.actions import SiteEntry
from tracker.places.forms import EndForm, SiteForm
from tracker.places.models import Commune, Site, Village
from tracker.policy import Permission, can, grants
from tracker.routes import htmx
from tracker.routes.guards import actor, reach, requires
from tracker.routes.htmx import go
from tracker.routes.web import key_asked

bp = Blueprint("sites", __name__)


@bp.app_template_filter("village")
def village_name(village: Village) -> str:
    """Thôn Sín Chải."""
    return text.village_label(village.kind, village.name)


@bp.get("/diem-hoc")
@requires(Permission.SITE_READ)
def index() -> Response:
    commune = chosen_commune(Permission.SITE_READ)
    who = actor()
    return htmx.render(
        "sites/index.html",
        commune=commune,
        communes=_communes(Permission.SITE_READ),
        sites=places.sites(commune.id, also_ended=True),
        kinds=text.SITE_KIND,
        asked=queries.requests_waiting("site") if can(who, Permission.SITE_MANAGE) else [],
    )


@bp.get("/diem-hoc/them")
@requires(Permission.SITE_MANAGE)
def add() -> Response:
    commune = chosen_commune(Permission.SITE_MANAGE)
    return _form("sites/add.html", SiteForm(), commune)


@bp.post("/diem-hoc/them")
@requires(Permission.SITE_MANAGE)
def create() -> AnyResponse:
    commune = chosen_commune(Permission.SITE_MANAGE)
    form = SiteForm()
    _offer(form, commune)
    if not form.validate():
        return _form("sites/add.html", form, commune, status=422)
    actions.add_site(actor(), commune_id=commune.id, entry=_entry(form), now=clock.now())
    flash(gettext("Đã thêm điểm học %(name)s.", name=form.name.data), "ok")
    return go(url_for("sites.index", xa=commune.id))


@bp.get("/diem-hoc/<int:site_id>/sua")
@requires(Permission.SITE_MANAGE)
def edit(site_id: int) -> Response:
    site = places.site(site_id) or abort(404)
    form = SiteForm(
        data={
            "kind": site.kind,
            "name": site.name,
            "village": site.village_id,
            "address": site.address,
        }
    )
    return _form("sites/edit.html", form, site.commune, site=site)


@bp.post("/diem-hoc/<int:site_id>/sua")
@requires(Permission.SITE_MANAGE)
def change(site_id: int) -> AnyResponse:
    site = places.site(site_id) or abort(404)
    form = SiteForm()
    _offer(form, site.commune)
    if not form.validate():
        return _form("sites/edit.html", form, site.commune, site=site, status=422)
    actions.edit_site(actor(), site=site, entry=_entry(form))
    flash(gettext("Đã lưu điểm học."), "ok")
    return go(url_for("sites.index", xa=site.commune_id))


@bp.get("/diem-hoc/<int:site_id>/ngung")
@requires(Permission.SITE_MANAGE)
def ending(site_id: int) -> Response:
    site = places.site(site_id) or abort(404)
    return htmx.render("sites/end.html", site=site, form=EndForm(), errors=None)


@bp.post("/diem-hoc/<int:site_id>/ngung")
@requires(Permission.SITE_MANAGE)
def end(site_id: int) -> AnyResponse:
    site = places.site(site_id) or abort(404)
    form = EndForm()
    if not form.validate():
        context = {"site": site, "form": form, "errors": form.errors}
        return htmx.render("sites/end.html", status=422, **context)
    now = clock.now()
    actions.end_site(
        actor(), site=site, reason=form.reason.data or "", today=clock.local_date(now), now=now
    )
    flash(gettext("Đã ngừng dùng điểm học. Các buổi học đã qua vẫn giữ nguyên."), "ok")
    return go(url_for("sites.index", xa=site.commune_id))


@bp.get("/diem-hoc/de-nghi")
@requires(Permission.SITE_ASK)
def wish() -> Response:
    return _form("sites/wish.html", SiteForm(), chosen_commune(Permission.SITE_ASK))


@bp.post("/diem-hoc/de-nghi")
@requires(Permission.SITE_ASK)
def ask() -> AnyResponse:
    commune = chosen_commune(Permission.SITE_ASK)
    form = SiteForm()
    _offer(form, commune)
    if not form.validate():
        return _form("sites/wish.html", form, commune, status=422)
    who = actor()
    posts = [post for post, _ in grants(who, Permission.SITE_ASK) if post.commune_id == commune.id]
    classes.ask_for_site(
        who,
        commune_id=commune.id,
        team_id=posts[0].team_id,
        entry=_entry(form),
        now=clock.now(),
    )
    flash(gettext("Đã gửi đề nghị cho xã."), "ok")
    return go(url_for("sites.index", xa=commune.id))


@bp.get("/diem-hoc/de-nghi/<int:request_id>")
@requires(Permission.SITE_MANAGE)
def asked(request_id: int) -> Response:
    return _asked(request_id, AnswerForm())


@bp.post("/diem-hoc/de-nghi/<int:request_id>/nhan")
@requires(Permission.SITE_MANAGE)
def accept(request_id: int) -> AnyResponse:
    found = queries.request(request_id, "site") or abort(404)
    site = classes.accept_site(actor(), request=found, now=clock.now())
    if site is None:
        flash(gettext("Đề nghị này đã được trả lời."), "wait")
    else:
        flash(gettext("Đã thêm điểm học %(name)s.", name=site.name), "ok")
    return go(url_for("sites.index", xa=found.commune_id))


@bp.post("/diem-hoc/de-nghi/<int:request_id>/tu-choi")
@requires(Permission.SITE_MANAGE)
def decline(request_id: int) -> AnyResponse:
    found = queries.request(request_id, "site") or abort(404)
    form = AnswerForm()
    if not form.validate():
        return _asked(request_id, form, status=422)
    now = clock.now()
    if classes.decline(actor(), request=found, answer=form.answer.data or "", now=now):
        flash(gettext("Đã trả lời đề nghị."), "ok")
    else:
        flash(gettext("Đề nghị này đã được trả lời."), "wait")
    return go(url_for("sites.index", xa=found.commune_id))


def own_commune(code: str, permission: Permission) -> Commune:
    """The commune of the address, if it is one's own to keep."""
    within = reach(actor(), permission)
    commune = places.commune_by_code(code) or abort(404)
    if not within.everywhere and commune.id not in within.communes:
        abort(404)
    return commune


def _asked(request_id: int, form: AnswerForm, status: int = 200) -> Response:
    found = queries.request(request_id, "site") or abort(404)
    return htmx.render(
        "sites/asked.html",
        status=status,
        asked=found,
        proposal=queries.site_proposal(found) or abort(404),
        kinds=text.SITE_KIND,
        form=form,
        errors=form.errors,
    )


def _communes(permission: Permission) -> list[Commune]:
    """The communes somebody's posts lie in; nearly always one."""
    within = reach(actor(), permission)
    ids = sorted(within.communes | within.around)
    return [commune for id_ in ids if (commune := places.commune(id_))]


def chosen_commune(permission: Permission) -> Commune:
    """The commune the address names, if it is one of one's own; else the first of them."""
    own = _communes(permission)
    named = key_asked("xa")
    found = [commune for commune in own if named in (None, commune.id)]
    return found[0] if found else abort(404)


def village_choices(none: str, villages: Sequence[Village]) -> list[SelectChoice]:
    """The thôn to choose from; `none` stands for choosing none of them."""
    named = [SelectChoice(village.id, village_name(village)) for village in villages]
    return [SelectChoice("", none), *named]


def _offer(form: SiteForm, commune: Commune) -> None:
    form.village.choices = [
        SelectChoice("", gettext("Không thuộc thôn nào")),
        *(
            SelectChoice(village.id, village_name(village))
            for village in places.villages(commune.id)
        ),
    ]


def _form(
    template: str, form: SiteForm, commune: Commune, *, site: Site | None = None, status: int = 200
) -> Response:
    _offer(form, commune)
    return htmx.render(
        template, status=status, form=form, errors=form.errors, commune=commune, site=site
    )


def _entry(form: SiteForm) -> SiteEntry:
    return SiteEntry(
        kind=form.kind.data,
        name=form.name.data or "",
        village_id=form.village.data,
        address=form.address.data or "",
    )
