"""The commune's thôn: added, renamed, merged, closed. Their past stays findable."""

from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.mentees import villages as people
from tracker.places import actions, queries, text
from tracker.places.forms import EndForm, FluentForm, MergeForm, VillageForm
from tracker.places.models import Commune, Village
from tracker.places.rules import Refusal
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.sites import own_commune, village_choices, village_name

bp = Blueprint("villages", __name__)


@bp.get("/xa/<code>/thon")
@requires(Permission.VILLAGE_MANAGE)
def index(code: str) -> Response:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    found = queries.villages(commune.id, also_ended=True)
    names = queries.former_names([village.id for village in found])
    into = {village.id: village for village in found}
    return htmx.render(
        "villages/index.html", commune=commune, villages=found, former=names, into=into
    )


@bp.get("/xa/<code>/thon/them")
@requires(Permission.VILLAGE_MANAGE)
def add(code: str) -> Response:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    return _page("villages/add.html", VillageForm(), commune)


@bp.post("/xa/<code>/thon/them")
@requires(Permission.VILLAGE_MANAGE)
def create(code: str) -> AnyResponse:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    form = VillageForm()
    if not form.validate():
        return _page("villages/add.html", form, commune, status=422)
    added = actions.add_village(
        actor(), commune_id=commune.id, kind=form.kind.data, name=form.name.data or ""
    )
    if isinstance(added, Refusal):
        form.refuse(form.name, str(text.REFUSAL[added]))
        return _page("villages/add.html", form, commune, status=422)
    flash(gettext("Đã thêm %(name)s.", name=village_name(added)), "ok")
    return go(url_for("villages.index", code=code))


@bp.get("/xa/<code>/thon/<int:village_id>/sua")
@requires(Permission.VILLAGE_MANAGE)
def edit(code: str, village_id: int) -> Response:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    village = _village(commune, village_id)
    form = VillageForm(data={"kind": village.kind, "name": village.name})
    return _page("villages/edit.html", form, commune, village=village)


@bp.post("/xa/<code>/thon/<int:village_id>/sua")
@requires(Permission.VILLAGE_MANAGE)
def rename(code: str, village_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    village = _village(commune, village_id)
    form = VillageForm()
    if not form.validate():
        return _page("villages/edit.html", form, commune, village=village, status=422)
    refusal = actions.rename_village(
        actor(),
        village=village,
        kind=form.kind.data,
        name=form.name.data or "",
        today=clock.today(),
    )
    if refusal:
        form.refuse(form.name, str(text.REFUSAL[refusal]))
        return _page("villages/edit.html", form, commune, village=village, status=422)
    flash(gettext("Đã đổi tên thành %(name)s.", name=village_name(village)), "ok")
    return go(url_for("villages.index", code=code))


@bp.post("/xa/<code>/thon/<int:village_id>/nguoi-ban-so")
@requires(Permission.VILLAGE_MANAGE)
def name_fluent(code: str, village_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    village = _village(commune, village_id)
    form = FluentForm()
    if not form.validate():
        named = VillageForm(formdata=None, data={"kind": village.kind, "name": village.name})
        return _page("villages/edit.html", named, commune, village=village, fluent=form, status=422)
    actions.name_fluent(actor(), village=village, since=form.since.data)
    flash(gettext("Đã ghi Người bản số của %(name)s.", name=village_name(village)), "ok")
    return go(url_for("villages.index", code=code))


@bp.get("/xa/<code>/thon/<int:village_id>/gop")
@requires(Permission.VILLAGE_MANAGE)
def merging(code: str, village_id: int) -> Response:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    return _merge_page(commune, _village(commune, village_id), MergeForm())


@bp.post("/xa/<code>/thon/<int:village_id>/gop")
@requires(Permission.VILLAGE_MANAGE)
def merge(code: str, village_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    village = _village(commune, village_id)
    form = MergeForm()
    _offer_targets(form, village)
    if not form.validate():
        return _merge_page(commune, village, form, status=422)
    into = _village(commune, form.into.data or 0)
    refusal = actions.merge_village(
        actor(), village=village, into=into, reason=form.reason.data or "", today=clock.today()
    )
    if refusal:
        form.refuse(form.into, str(text.REFUSAL[refusal]))
        return _merge_page(commune, village, form, status=422)
    people.move(from_id=village.id, to_id=into.id)
    flash(
        gettext(
            "Đã nhập %(name)s vào %(into)s. Người học, Tổ và điểm học đã chuyển theo.",
            name=village_name(village),
            into=village_name(into),
        ),
        "ok",
    )
    return go(url_for("villages.index", code=code))


@bp.get("/xa/<code>/thon/<int:village_id>/dong")
@requires(Permission.VILLAGE_MANAGE)
def closing(code: str, village_id: int) -> Response:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    return _close_page(commune, _village(commune, village_id), EndForm())


@bp.post("/xa/<code>/thon/<int:village_id>/dong")
@requires(Permission.VILLAGE_MANAGE)
def close(code: str, village_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.VILLAGE_MANAGE)
    village = _village(commune, village_id)
    form = EndForm()
    if not form.validate():
        return _close_page(commune, village, form, status=422)
    refusal = actions.close_village(
        actor(), village=village, reason=form.reason.data or "", today=clock.today()
    )
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _close_page(commune, village, form, status=422)
    flash(gettext("Đã đóng %(name)s.", name=village_name(village)), "ok")
    return go(url_for("villages.index", code=code))


def _village(commune: Commune, village_id: int) -> Village:
    village = queries.village(village_id)
    return village if village and village.commune_id == commune.id else abort(404)


def _offer_targets(form: MergeForm, village: Village) -> None:
    others = [other for other in queries.villages(village.commune_id) if other.id != village.id]
    form.into.choices = village_choices(gettext("Chọn"), others)


def _page(template: str, form: VillageForm, commune: Commune, **more: Any) -> Response:
    if "village" in more and "fluent" not in more:
        since = more["village"].fluent_since
        more["fluent"] = FluentForm(formdata=None, data={"since": since})
    errors = form.errors or ("fluent" in more and more["fluent"].errors)
    return htmx.render(template, form=form, errors=errors, commune=commune, **more)


def _merge_page(commune: Commune, village: Village, form: MergeForm, status: int = 200) -> Response:
    _offer_targets(form, village)
    context = {"commune": commune, "village": village, "form": form, "errors": form.errors}
    return htmx.render("villages/merge.html", status=status, **context)


def _close_page(commune: Commune, village: Village, form: EndForm, status: int = 200) -> Response:
    errors = form.errors or form.form_errors
    context = {"commune": commune, "village": village, "form": form, "errors": errors}
    return htmx.render("villages/close.html", status=status, **context)
