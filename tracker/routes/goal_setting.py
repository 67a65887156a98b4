"""What a commune reads its teams' results by."""

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.places.models import Commune
from tracker.policy import Permission
from tracker.quotas import actions
from tracker.quotas.forms import RulesForm
from tracker.quotas.queries import limits
from tracker.quotas.rules import COMMUNE_RULES
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.quotas import commune_or_404

bp = Blueprint("goal_setting", __name__)


@bp.get("/xa/<code>/muc-xep-loai")
@requires(Permission.TEAM_RATE)
def rules(code: str) -> Response:
    commune = commune_or_404(code)
    return _rules(commune, RulesForm(formdata=None, data=limits.rules_of(commune.id)))


@bp.post("/xa/<code>/muc-xep-loai")
@requires(Permission.TEAM_RATE)
def set_rules(code: str) -> AnyResponse:
    commune, form = commune_or_404(code), RulesForm()
    if not form.validate():
        return _rules(commune, form, status=422)
    values = {name: form[name].data or 0 for name in COMMUNE_RULES}
    if values["grade_done_from"] > values["grade_good_from"]:
        form.refuse(
            form.grade_done_from,
            gettext("Mức “Hoàn thành” không được cao hơn mức “Hoàn thành tốt”."),
        )
        return _rules(commune, form, status=422)
    actions.set_rules(actor(), commune_id=commune.id, values=values)
    flash(gettext("Đã lưu mức xếp loại và cảnh báo của xã."), "ok")
    return htmx.go(url_for("communes.show", code=code))


def _rules(commune: Commune, form: RulesForm, status: int = 200) -> Response:
    return htmx.render(
        "goal_setting/rules.html", status=status, errors=form.errors, commune=commune, form=form
    )
