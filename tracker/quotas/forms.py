"""The shape of a plan of goals: a decision, and one number for each team and metric."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional, StopValidation

from tracker.core import clock
from tracker.forms import CountField, DayField, Form, NoteField, TextField
from tracker.quotas.rules import COMMUNE_RULES, Indicator, IssuerKind, Metric
from tracker.quotas.text import INDICATORS

MOST = 9999
MOST_ADULTS = 99_999


class GoalField(CountField):
    """A goal. Its errors name the team, because the summary stands far from the cell.

    A goal of 0 promises nothing: whoever gives none leaves the cell empty, and only a revision
    takes a goal back with it.
    """

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, most=MOST, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._message()) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise StopValidation(self._message())

    def _message(self) -> str:
        words = (
            _("%(what)s: xin nhập số nguyên từ 1 đến %(most)s, để trống nếu không giao.")
            if self.least
            else _("%(what)s: xin nhập số nguyên từ 0 đến %(most)s; 0 là không giao nữa.")
        )
        return str(words) % {"what": self.label.text, "most": self.most}


def _no_later_than_today(_form: Any, field: DayField) -> None:
    """A decision is dated the day it is signed: what is not signed yet gives nothing."""
    if field.data is not None and field.data > clock.today():
        raise StopValidation(gettext("Ngày quyết định không được sau hôm nay."))


class DecisionForm(Form):
    """What a decision that gives or revises goals has on its head."""

    number = TextField(_("Số quyết định"), limit=60)
    decided_on = DayField(
        _("Ngày quyết định"),
        validators=[InputRequired(_("Xin chọn ngày quyết định.")), _no_later_than_today],
    )
    issuer = RadioField(
        _("Cơ quan giao"),
        coerce=IssuerKind,
        validators=[InputRequired(_("Xin chọn cơ quan giao chỉ tiêu."))],
    )
    grounds = NoteField(_("Căn cứ ban hành"))


class PlanForm(DecisionForm):
    """`plan_form` adds the goals."""


class NumberForm(Form):
    """What the clerk gave a decision whose goals are in force."""

    number = TextField(_("Số quyết định"), missing=_("Xin ghi số quyết định."), limit=60)
    decided_on = DayField(
        _("Ngày quyết định"),
        validators=[InputRequired(_("Xin chọn ngày quyết định.")), _no_later_than_today],
    )


class RevisionForm(DecisionForm):
    """New goals for one team and why; `revision_form` adds the goals."""

    reason = TextField(_("Lý do điều chỉnh"), missing=_("Xin ghi lý do điều chỉnh."))


def _rule(name: str, label: Any, missing: Any) -> CountField:
    least, most = COMMUNE_RULES[name]
    return CountField(label, missing=missing, least=least, most=most)


class RulesForm(Form):
    """What a commune reads its teams' results by; fields are named as the rules are."""

    grade_good_from = _rule(
        "grade_good_from",
        _("“Hoàn thành tốt” từ bao nhiêu phần trăm"),
        _("Xin nhập mức “Hoàn thành tốt”."),
    )
    grade_done_from = _rule(
        "grade_done_from", _("“Hoàn thành” từ bao nhiêu phần trăm"), _("Xin nhập mức “Hoàn thành”.")
    )
    silent_days = _rule(
        "silent_days", _("Cảnh báo tổ không hoạt động sau (ngày)"), _("Xin nhập số ngày.")
    )


class SharesForm(Form):
    """Totals of the commune and the adults they are shared out by; `shares_form` adds a field
    for each team."""

    source = TextField(_("Nguồn số liệu"), limit=120)
    as_of = DayField(_("Tính đến ngày"), validators=[Optional()])


def shares_form(teams: Iterable[tuple[int, str]]) -> type[SharesForm]:
    fields: dict[str, CountField] = {}
    for metric in Metric:
        label = gettext("Cả xã: %(what)s", what=str(INDICATORS[Indicator(metric)]).lower())
        fields[total_name(metric)] = CountField(label, most=MOST * 100)
    for team_id, team_name in teams:
        label = gettext("%(team)s: dân số trưởng thành", team=team_name)
        fields[adults_name(team_id)] = CountField(label, most=MOST_ADULTS)
    return type("CommuneSharesForm", (SharesForm,), fields)


def total_name(metric: Metric) -> str:
    return f"total-{metric}"


def adults_name(team_id: int) -> str:
    return f"adults-{team_id}"


def plan_form(cells: Iterable[tuple[int, str, Metric]]) -> type[PlanForm]:
    """A form with a field for each (team, its name, metric) that may still be given a goal."""
    return type("TeamsPlanForm", (PlanForm,), _goal_fields(cells))


def revision_form(cells: Iterable[tuple[int, str, Metric]]) -> type[RevisionForm]:
    return type("TeamRevisionForm", (RevisionForm,), _goal_fields(cells, missing=True))


def goal_name(team_id: int, metric: Metric) -> str:
    return f"goal-{team_id}-{metric}"


def _goal_fields(
    cells: Iterable[tuple[int, str, Metric]], *, missing: bool = False
) -> dict[str, GoalField]:
    fields = {}
    for team_id, team_name, metric in cells:
        words = gettext(
            "%(team)s, %(what)s", team=team_name, what=str(INDICATORS[Indicator(metric)]).lower()
        )
        name = goal_name(team_id, metric)
        need = gettext("%(what)s: xin nhập một số.", what=words) if missing else None
        fields[name] = GoalField(words, missing=need, least=0 if missing else 1)
    return fields
