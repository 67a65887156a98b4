"""Chỉ tiêu of a commune's teams: prepared, assigned, revised, closed."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.scope import current
from tracker.periods.rules import Period, PeriodKind, previous
from tracker.periods.text import period_name
from tracker.places import queries as places
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas import actions, decision_text, papers
from tracker.quotas.forms import (
    DecisionForm,
    PlanForm,
    RevisionForm,
    goal_name,
    plan_form,
    revision_form,
)
from tracker.quotas.queries import goals
from tracker.quotas.queries.commune_page import covers
from tracker.quotas.queries.goals import Cell, Plan
from tracker.quotas.refusals import Overlap, Refusal
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus
from tracker.routes import goal_shares, htmx, periods
from tracker.routes.files import vietnamese
from tracker.routes.guards import actor, allowed, requires

bp = Blueprint("quotas", __name__)

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER)


@bp.get("/xa/<code>/chi-tieu")
@requires(Permission.QUOTA_READ)
def show(code: str) -> AnyResponse:
    commune, period = commune_or_404(code), period_asked()
    return _page(commune, period, goals.plan(commune.id, period))


@bp.post("/xa/<code>/chi-tieu")
@requires(Permission.QUOTA_PREPARE)
def save(code: str) -> AnyResponse:
    """Lưu nháp, or Giao chỉ tiêu: what was typed is kept first, then put in force."""
    commune, period = commune_or_404(code), period_asked()
    assigning = request.form.get("step") == "assign"
    if assigning and not allowed(Permission.QUOTA_ASSIGN):
        abort(403)
    plan = goals.plan(commune.id, period)
    teams = places.teams(commune.id)
    form = _form(commune, teams, plan)
    if not form.validate_on_submit():
        return _page(commune, period, plan, form=form, status=422)
    refusal = _keep(commune, period, teams, form, assigning=assigning)
    if refusal is not None:
        form.form_errors.append(decision_text.refusal_words(refusal))
        return _page(commune, period, goals.plan(commune.id, period), form=form, status=422)
    flash(_said(assigning, period), "ok")
    return htmx.go(url_for("quotas.show", code=code, ky=period.code))


@bp.get("/xa/<code>/chi-tieu/<int:team_id>")
@requires(Permission.QUOTA_ASSIGN)
def revision(code: str, team_id: int) -> AnyResponse:
    return _revision_page(*_revisable(code, team_id))


@bp.post("/xa/<code>/chi-tieu/<int:team_id>")
@requires(Permission.QUOTA_ASSIGN)
def revise(code: str, team_id: int) -> AnyResponse:
    """Điều chỉnh chỉ tiêu: the old value and the reason stay."""
    commune, team, period, plan = _revisable(code, team_id)
    form = _revision_form(commune, team, period, plan)
    if not form.validate_on_submit():
        return _revision_page(commune, team, period, plan, form=form, status=422)
    done = actions.revise(
        actor(),
        commune_id=commune.id,
        period=period,
        decision=_decision_in(form, _usual_revising(commune, period, team, plan)),
        goals={cell: form[goal_name(*cell)].data for cell in _cells_of(team, plan)},
        reason=form.reason.data,
        now=clock.now(),
    )
    if isinstance(done, Refusal):
        form.form_errors.append(decision_text.refusal_words(done))
        return _revision_page(commune, team, period, plan, form=form, status=422)
    flash(gettext("Đã điều chỉnh chỉ tiêu của %(team)s.", team=team.name), "ok")
    return htmx.go(url_for("quotas.show", code=code, ky=period.code))


@bp.post("/xa/<code>/chi-tieu/chot")
@requires(Permission.QUOTA_ASSIGN)
def close(code: str) -> AnyResponse:
    commune, period = commune_or_404(code), period_asked()
    done = actions.close(actor(), commune_id=commune.id, period=period, now=clock.now())
    if isinstance(done, Refusal):
        flash(str(decision_text.REFUSALS[done]), "bad")
    else:
        flash(gettext("Đã chốt chỉ tiêu %(period)s.", period=period_name(period)), "ok")
    return htmx.go(url_for("quotas.show", code=code, ky=period.code))


def commune_or_404(code: str) -> Commune:
    """The commune, if the open scope covers it as a whole."""
    commune = places.commune_by_code(code)
    if commune is None or not covers(current(), commune):
        abort(404)
    return commune


def period_asked() -> Period:
    period = periods.asked_for(clock.today())
    return period if period.kind in KINDS else abort(404)


def _page(
    commune: Commune, period: Period, plan: Plan, *, form: PlanForm | None = None, status: int = 200
) -> AnyResponse:
    today, teams = clock.today(), places.teams(commune.id)
    may_prepare = allowed(Permission.QUOTA_PREPARE) and not period.is_over(today)
    before = previous(period)
    copied = goals.goals(commune.id, before) if request.args.get("chep") and may_prepare else None
    totals = goal_shares.asked() if may_prepare else {}
    may_give = may_prepare and bool(_open_cells(teams, plan))
    overlap = goals.overlapping(commune.id, period) if may_give else None
    if form is None and may_give and (plan.drafts or not overlap):
        shared = goal_shares.proposal(commune.id, teams, totals)
        form = _form(commune, teams, plan, shared or copied or {}, over_drafts=bool(shared))
    return htmx.render(
        "quotas/show.html",
        status=status,
        errors=form.errors if form else None,
        commune=commune,
        teams=teams,
        plan=plan,
        form=form,
        goal_name=goal_name,
        metrics=list(Metric),
        period=period,
        before=before,
        copied=copied,
        overlap=overlap,
        totals=totals,
        picker=periods.picker(period, today, kinds=KINDS, ahead=True),
        may_close=period.is_over(today) and plan.in_force and not plan.is_closed,
    )


def _form(
    commune: Commune, teams: Sequence[Team], plan: Plan, copied: dict[Cell, int] | None = None,
    *, over_drafts: bool = False,
) -> PlanForm:  # fmt: skip
    """With the draft's goals, over what is copied, or under what was shared out on purpose."""
    decision = plan.draft_decision
    drafts = {cell: quota.goal for cell, quota in plan.drafts.items()}
    goals_given = drafts | (copied or {}) if over_drafts else (copied or {}) | drafts
    given: dict[str, Any] = {goal_name(*cell): goal for cell, goal in goals_given.items()}
    given["decided_on"] = decision.decided_on if decision else clock.today()
    grounds = decision.grounds if decision else goals.latest_grounds(commune.id)
    issuer = decision.issuer if decision else IssuerKind.PEOPLES_COMMITTEE
    given["grounds"] = grounds or papers.usual_grounds(issuer)
    if decision:
        given |= {"number": decision.number, "issuer": decision.issuer}
    names = {team.id: team.name for team in teams}
    cells = [(team_id, names[team_id], metric) for team_id, metric in _open_cells(teams, plan)]
    form = plan_form(cells)(data=given)
    form.issuer.choices = decision_text.issuers(commune.kind)
    return form


def _open_cells(teams: Sequence[Team], plan: Plan) -> list[Cell]:
    """What has no goal in force yet."""
    cells = [(team.id, metric) for team in teams for metric in Metric]
    return [cell for cell in cells if cell not in plan.in_force]


def _keep(
    commune: Commune, period: Period, teams: Sequence[Team], form: PlanForm, *, assigning: bool
) -> Refusal | Overlap | None:
    known = {goal_name(team.id, metric): (team.id, metric) for team in teams for metric in Metric}
    decision, now, who = _decision_in(form, papers.usual_grounds), clock.now(), actor()
    refusal = actions.prepare(
        who,
        commune_id=commune.id,
        period=period,
        decision=decision,
        goals={known[field.name]: field.data for field in form if field.name in known},
        now=now,
    )
    if refusal or not assigning:
        return refusal
    done = actions.assign(who, commune_id=commune.id, period=period, now=now)
    return done if isinstance(done, (Refusal, Overlap)) else None


def _decision_in(form: DecisionForm, usual: Callable[[IssuerKind], str]) -> actions.Decision:
    return actions.Decision(
        decided_on=form.decided_on.data, issuer=form.issuer.data, number=form.number.data or "",
        grounds=papers.own_grounds(form.grounds.data or "", usual),
    )  # fmt: skip


def _said(assigning: bool, period: Period) -> str:
    name = period_name(period)
    if assigning:
        return str(gettext("Đã giao chỉ tiêu %(period)s.", period=name))
    return str(gettext("Đã lưu nháp chỉ tiêu %(period)s. Tổ chưa thấy.", period=name))


def _revisable(code: str, team_id: int) -> tuple[Commune, Team, Period, Plan]:
    commune, period = commune_or_404(code), period_asked()
    team = places.team(team_id)
    plan = goals.plan(commune.id, period)
    if team is None or not _cells_of(team, plan):
        abort(404)
    return commune, team, period, plan


def _cells_of(team: Team, plan: Plan) -> list[Cell]:
    return [
        (team.id, metric)
        for metric in Metric
        if (quota := plan.in_force.get((team.id, metric)))
        and quota.status is not QuotaStatus.CLOSED
    ]


def _usual_revising(
    commune: Commune, period: Period, team: Team, plan: Plan
) -> Callable[[IssuerKind], str]:
    """Căn cứ of a decision that revises the team's goals, by who signs it."""
    given = {plan.in_force[cell].decision_id for cell in _cells_of(team, plan)}
    decisions = [one for one in plan.decisions if one.id in given]

    def usual(issuer: IssuerKind) -> str:
        with vietnamese():
            return papers.usual_revising(commune, issuer, decisions, period)

    return usual


def _revision_form(commune: Commune, team: Team, period: Period, plan: Plan) -> RevisionForm:
    """With what the decision that still waits for its number says: this may be part of it."""
    cells = _cells_of(team, plan)
    given: dict[str, Any] = {goal_name(*cell): plan.in_force[cell].goal for cell in cells}
    waiting = next((one for one in plan.amendments if not one.number), None)
    issuer = (waiting or plan.in_force[cells[0]].decision).issuer
    usual = _usual_revising(commune, period, team, plan)(issuer)
    given |= {
        "decided_on": waiting.decided_on if waiting else clock.today(),
        "issuer": issuer,
        "grounds": (waiting and waiting.grounds) or usual,
    }
    named = [(team_id, team.name, metric) for team_id, metric in cells]
    form = revision_form(named)(data=given)
    form.issuer.choices = decision_text.issuers(commune.kind)
    return form


def _revision_page(
    commune: Commune, team: Team, period: Period, plan: Plan,
    *, form: RevisionForm | None = None, status: int = 200,
) -> AnyResponse:  # fmt: skip
    form = form or _revision_form(commune, team, period, plan)
    return htmx.render(
        "quotas/revision.html",
        status=status,
        errors=form.errors,
        commune=commune,
        team=team,
        period=period,
        form=form,
        fields=[(form[goal_name(*cell)], plan.in_force[cell]) for cell in _cells_of(team, plan)],
    )
