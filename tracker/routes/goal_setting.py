"""What a commune reads its teams' results by, and its goals shared out among them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.indicators import actions as figures
from tracker.indicators import queries as indicators
from tracker.indicators.rules import FigureKind
from tracker.periods.rules import Period
from tracker.places import queries as places
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas import actions
from tracker.quotas.forms import RulesForm, SharesForm, adults_name, shares_form, total_name
from tracker.quotas.queries import limits
from tracker.quotas.rules import COMMUNE_RULES, Metric
from tracker.routes import goal_shares, htmx
from tracker.routes.guards import actor, requires
from tracker.routes.quotas import commune_or_404, period_asked

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


@bp.get("/xa/<code>/chia-chi-tieu")
@requires(Permission.QUOTA_PREPARE)
def shares(code: str) -> Response:
    commune, period = commune_or_404(code), period_asked()
    teams = places.teams(commune.id)
    known = indicators.of_teams(commune.id)
    given: dict[str, Any] = {adults_name(id_): row.value for id_, row in known.items()}
    given |= {"as_of": clock.today()}
    return _shares(commune, period, teams, _shares_form(teams, data=given, formdata=None))


@bp.post("/xa/<code>/chia-chi-tieu")
@requires(Permission.QUOTA_PREPARE)
def share_out(code: str) -> AnyResponse:
    """Keeps the counts that were typed, and proposes goals: nothing is given yet."""
    commune, period = commune_or_404(code), period_asked()
    teams = places.teams(commune.id)
    form = _shares_form(teams)
    if not form.validate():
        return _shares(commune, period, teams, form, status=422)
    totals = {metric: form[total_name(metric)].data for metric in Metric}
    changed = _changed(commune, teams, form)
    if not any(totals.values()):
        form.form_errors.append(gettext("Xin nhập ít nhất một tổng chỉ tiêu của cả xã."))
    if changed and not form.source.data:
        form.refuse(form.source, gettext("Xin ghi nguồn số liệu dân số."))
    if changed and (form.as_of.data is None or form.as_of.data > clock.today()):
        form.refuse(form.as_of, gettext("Xin chọn ngày của số liệu, không sau hôm nay."))
    if form.errors or form.form_errors:
        return _shares(commune, period, teams, form, status=422)
    for team_id, value in changed.items():
        figures.enter_figure(
            actor(), commune_id=commune.id, kind=FigureKind.TEAM_ADULTS, value=value,
            source=form.source.data or "", as_of=form.as_of.data, now=clock.now(),
            team_id=team_id,
        )  # fmt: skip
    return htmx.go(
        url_for("quotas.show", code=code, ky=period.code, chia=goal_shares.code_of(totals))
    )


def _changed(commune: Commune, teams: Sequence[Team], form: SharesForm) -> dict[int, int]:
    """What was typed and is not known yet, by team."""
    known = {id_: row.value for id_, row in indicators.of_teams(commune.id).items()}
    typed = {team.id: form[adults_name(team.id)].data for team in teams}
    return {id_: n for id_, n in typed.items() if n is not None and n != known.get(id_)}


def _shares_form(teams: Sequence[Team], **given: Any) -> SharesForm:
    return shares_form((team.id, team.name) for team in teams)(**given)


def _shares(
    commune: Commune, period: Period, teams: Sequence[Team], form: SharesForm, status: int = 200
) -> Response:
    return htmx.render(
        "goal_setting/shares.html",
        status=status,
        errors=form.errors or form.form_errors,
        commune=commune,
        period=period,
        form=form,
        totals=[form[total_name(metric)] for metric in Metric],
        counts=[form[adults_name(team.id)] for team in teams],
    )


def _rules(commune: Commune, form: RulesForm, status: int = 200) -> Response:
    return htmx.render(
        "goal_setting/rules.html", status=status, errors=form.errors, commune=commune, form=form
    )
