"""Words for reports: kinds, statuses, what it is called, what was corrected."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from tracker.indicators.rules import Value
from tracker.indicators.text import shown as value_shown
from tracker.periods.rules import Period, PeriodKind
from tracker.periods.text import ROMAN, period_name
from tracker.quotas.rules import Tally
from tracker.quotas.words import tally_words
from tracker.reports.rules import (
    REGULAR,
    Issuer,
    Refusal,
    ReportKind,
    Status,
    Why,
    freezes_from,
    is_overdue,
)
from tracker.skills.text import told_name

KINDS = {
    ReportKind.QUARTER: _("Báo cáo quý"),
    ReportKind.HALF: _("Báo cáo 6 tháng"),
    ReportKind.YEAR: _("Báo cáo năm"),
    ReportKind.AD_HOC: _("Báo cáo đột xuất"),
    ReportKind.THEMATIC: _("Báo cáo chuyên đề"),
    ReportKind.INTERIM: _("Báo cáo sơ kết"),
    ReportKind.FINAL: _("Báo cáo tổng kết"),
    ReportKind.CONSOLIDATED: _("Báo cáo tổng hợp của tỉnh"),
}

STATUSES = {
    Status.DRAFT: _("Nháp"),
    Status.FROZEN: _("Đã chốt số liệu"),
    Status.SUBMITTED: _("Đã trình"),
    Status.APPROVED: _("Đã duyệt"),
    Status.SENT: _("Đã gửi"),
}

LATE = {
    Status.DRAFT: _("Quá hạn · đang soạn"),
    Status.FROZEN: _("Quá hạn · đã chốt số liệu"),
    Status.SUBMITTED: _("Quá hạn · đã trình"),
}

LOOKS = {
    Status.DRAFT: ("wait", "edit"),
    Status.FROZEN: ("wait", "clock"),
    Status.SUBMITTED: ("wait", "clock"),
    Status.APPROVED: ("ok", "check"),
    Status.SENT: ("ok", "double-check"),
}

ISSUERS = {
    Issuer.COMMUNE: _("UBND xã"),
    Issuer.COMMUNE_YOUTH: _("Đoàn xã"),
    Issuer.PROVINCE_YOUTH: _("Tỉnh đoàn"),
    Issuer.PROVINCE: _("Ban Chỉ đạo tỉnh"),
}

REFUSALS = {
    Refusal.NOT_NOW: _("Báo cáo không còn ở bước này. Xin xem lại trạng thái mới."),
    Refusal.CLOSED: _("Xã đã chốt báo cáo của kỳ này, phần của tổ không sửa được nữa."),
    Refusal.NOT_OVER: _(
        "Chưa chốt được: kỳ tính đến hết ngày %(last)s, từ ngày %(day)s mới chốt số liệu."
    ),
    Refusal.NOT_BEGUN: _("Kỳ này chưa bắt đầu, chưa lập báo cáo được."),
}


WHYS = {
    Why.LATE: _("%(n)s gửi hoặc ghi muộn"),
    Why.STRONGER: _("%(n)s được xác nhận ở mức cao hơn"),
    Why.LOCKED: _("%(n)s chốt biên bản sau"),
    Why.RESOLVED: _("%(n)s ghi giải quyết sau"),
    Why.REMOVED: _("%(n)s đã gỡ vì ghi sai"),
    Why.WEAKER: _("%(n)s bị hạ mức xác nhận"),
    Why.UNLOCKED: _("%(n)s mở lại biên bản"),
    Why.UNDONE: _("%(n)s đã bỏ ghi nhận"),
}


NO_REASONS: Mapping[str, Mapping[str, int]] = {}


def why_words(reasons: Mapping[str, int]) -> str:
    """2 gửi hoặc ghi muộn, 1 được xác nhận ở mức cao hơn."""
    return ", ".join(str(WHYS[Why(why)]) % {"n": n} for why, n in reasons.items())


def moved_words(
    what: str, moved: Sequence[int], reasons: Mapping[str, Mapping[str, int]] = NO_REASONS
) -> str:
    """“Lượt người tham gia: +3 (3 gửi hoặc ghi muộn), −1 (1 đã gỡ vì ghi sai)”, without noughts."""
    parts = []
    for sign, n, side in (("+", moved[0], "plus"), ("−", moved[1], "minus")):
        told = why_words(reasons.get(side, {}))
        if n:
            parts.append(f"{sign}{n} ({told})" if told else f"{sign}{n}")
    return f"{what}: {', '.join(parts)}"


def kind_name(kind: ReportKind) -> str:
    return str(KINDS[ReportKind(kind)])


def refusal_words(refusal: Refusal, kind: ReportKind, last_day: date) -> str:
    days = {"last": last_day, "day": freezes_from(kind, last_day)}
    said = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    return str(REFUSALS[refusal]) % said


def issuer_name(issuer: Issuer) -> str:
    return str(ISSUERS[Issuer(issuer)])


def status_name(status: Status) -> str:
    return str(STATUSES[status])


def period_from(days: dict[str, Any]) -> Period:
    return Period(
        PeriodKind(days["kind"]),
        date.fromisoformat(days["first"]),
        date.fromisoformat(days["last"]),
    )


def report_name(kind: ReportKind, period: Period, title: str = "") -> str:
    """Báo cáo quý IV/2026, báo cáo năm 2026; others by their days; a thematic one by its title."""
    name = kind_name(kind)
    if title:
        return str(gettext("%(kind)s: %(title)s", kind=name, title=title))
    if ReportKind(kind) is ReportKind.QUARTER:
        quarter = ROMAN[period.quarter - 1]
        return str(
            gettext("Báo cáo quý %(quarter)s/%(year)s", quarter=quarter, year=period.last.year)
        )
    if REGULAR.get(period.kind) is ReportKind(kind):
        return str(gettext("Báo cáo %(period)s", period=period_name(period)))
    return str(gettext("%(kind)s, %(period)s", kind=name, period=period_name(period)))


def regular_report(period: Period) -> str:
    """The report that everybody owes about the period."""
    return report_name(REGULAR[period.kind], period)


def overdue_words(report: Any) -> str:
    """Quá hạn · chưa lập, … · đang soạn, … · đã trình: nobody is told that nothing was done."""
    if report is None:
        return str(gettext("Quá hạn · chưa lập"))
    return str(LATE[Status(report.status)])


def due_words(due_on: date, today: date) -> str:
    """hạn hôm nay; còn 3 ngày; quá hạn 2 ngày."""
    days = (due_on - today).days
    if days == 0:
        return str(gettext("hạn hôm nay"))
    if days > 0:
        return str(gettext("hạn %(day)s, còn %(n)s ngày", day=f"{due_on:%d/%m/%Y}", n=days))
    return str(gettext("quá hạn %(n)s ngày", n=-days))


def pair_shown(pair: list[int | None], code: str) -> str:
    """A number out of a snapshot, written as every surface writes it."""
    return value_shown(Value(pair[0] or 0, pair[1]), code)


def of_goal(pair: list[int | None]) -> str:
    """412/400 (103%)."""
    value = Value(pair[0] or 0, pair[1])
    if value.percent is None:
        return str(gettext("Chưa giao chỉ tiêu"))
    n, d = format_decimal(value.n), format_decimal(value.d)
    return str(gettext("%(n)s/%(d)s (%(percent)s%%)", n=n, d=d, percent=value.percent))


def teams_told(teams: Mapping[str, Any]) -> str:
    """The teams of a report in one sentence, those of whom nothing was heard by name."""
    silent = [(str(name), days) for name, days in teams["silent"]]
    counts = {name: teams.get(name, 0) for name in ("met", "near", "behind", "without")}
    counts["silent"] = teams.get("silent_count", len(silent))
    return tally_words(Tally(**counts), silent)


def voices(facts: Mapping[str, Any], what: str) -> list[tuple[str, str]]:
    """What was said below, each under its name: by teams to their commune, by communes to the
    province."""
    teams = [(one["team"], one.get(what, "")) for one in facts.get("parts", ())]
    communes = [
        (one["name"], one.get("said", {}).get(what, "")) for one in facts.get("communes", ())
    ]
    return [(name, said) for name, said in (*teams, *communes) if said]


FILTERS: dict[str, Callable[..., Any]] = {
    "report_kind": kind_name,
    "told_name": told_name,
    "period_told": lambda days: period_name(period_from(days)),
    "regular_report": regular_report,
    "report_line": lambda one: report_name(one.kind, one.period, one.title),
    "report_issuer": issuer_name,
    "report_status": status_name,
    "report_overdue": lambda one, today: is_overdue(one.status, one.due_on, today),
    "due_words": due_words,
    "overdue_words": overdue_words,
    "pair_shown": pair_shown,
    "of_goal": of_goal,
    "moved_words": moved_words,
    "teams_told": teams_told,
    "voices": voices,
}
