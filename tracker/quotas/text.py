"""Words for quotas: what is counted by which rule, how a team stands, what a period is called."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from tracker.quotas.rules import (
    Indicator,
    IssuerKind,
    Metric,
    Period,
    PeriodKind,
    QuotaStatus,
    Standing,
)

INDICATORS = {
    Indicator.PEOPLE: _("Số người được hướng dẫn"),
    Indicator.ATTENDANCES: _("Lượt người tham gia"),
    Indicator.CLASSES: _("Số buổi phổ cập"),
    Indicator.ISSUES: _("Phản ánh, khó khăn được giải quyết"),
    Indicator.TURNS: _("Lượt hỗ trợ"),
}

# For a narrow column or the axis of a picture.
SHORT = {
    Indicator.PEOPLE: _("Người được hướng dẫn"),
    Indicator.ATTENDANCES: _("Lượt người"),
    Indicator.CLASSES: _("Buổi học"),
    Indicator.ISSUES: _("Phản ánh đã giải quyết"),
    Indicator.TURNS: _("Lượt hỗ trợ"),
}

UNITS = {
    Indicator.PEOPLE: _("người"),
    Indicator.ATTENDANCES: _("lượt"),
    Indicator.CLASSES: _("buổi"),
    Indicator.ISSUES: _("phản ánh"),
    Indicator.TURNS: _("lượt"),
}

DEFINITIONS = {
    Indicator.PEOPLE: _(
        "Mỗi người tính một lần trong kỳ, khi đã điểm danh ở ít nhất một buổi học hoặc dự ít nhất"
        " một buổi kèm của tổ."
    ),
    Indicator.ATTENDANCES: _(
        "Mỗi lần một người có mặt ở buổi học hoặc buổi kèm của tổ là một lượt;"
        " một người có thể có nhiều lượt."
    ),
    Indicator.CLASSES: _("Buổi học của tổ đã chốt biên bản, tính theo ngày học."),
    Indicator.ISSUES: _("Phản ánh, khó khăn đã giải quyết xong, tính theo ngày giải quyết."),
    Indicator.TURNS: _(
        "Mỗi lần giúp tại chỗ là một lượt; không ghi tên người được giúp, không tính vào số người."
    ),
}

EVIDENCE = _("Chỉ tính lượt có mặt từ mức xác nhận %(floor)s trở lên.")

ISSUERS = {
    IssuerKind.PEOPLES_COMMITTEE: _("UBND xã"),
    IssuerKind.PARTY_COMMITTEE: _("Đảng ủy"),
    IssuerKind.PARTY_CELL: _("Chi bộ"),
}

STATUSES = {
    QuotaStatus.DRAFT: _("Nháp"),
    QuotaStatus.ASSIGNED: _("Đã giao"),
    QuotaStatus.REVISED: _("Đã điều chỉnh"),
    QuotaStatus.CLOSED: _("Đã chốt"),
}

NONE_YET = {
    PeriodKind.MONTH: _("Chưa giao chỉ tiêu tháng này"),
    PeriodKind.QUARTER: _("Chưa giao chỉ tiêu quý này"),
    PeriodKind.YEAR: _("Chỉ tiêu được giao theo tháng hoặc quý"),
}

ROMAN = ("I", "II", "III", "IV")


def period_name(period: Period) -> str:
    """In a sentence: tháng 11/2026, quý IV/2026, năm 2026."""
    match period.kind:
        case PeriodKind.MONTH:
            return str(gettext("tháng %(month)s", month=f"{period.first:%m/%Y}"))
        case PeriodKind.QUARTER:
            return str(
                gettext(
                    "quý %(quarter)s/%(year)s",
                    quarter=ROMAN[period.quarter - 1],
                    year=period.first.year,
                )
            )
        case PeriodKind.YEAR:
            return str(gettext("năm %(year)s", year=period.first.year))


def period_tab(period: Period) -> str:
    """On a tab: Tháng 11, Quý IV, Năm 2026."""
    match period.kind:
        case PeriodKind.MONTH:
            return str(gettext("Tháng %(month)s", month=period.first.month))
        case PeriodKind.QUARTER:
            return str(gettext("Quý %(quarter)s", quarter=ROMAN[period.quarter - 1]))
        case PeriodKind.YEAR:
            return str(gettext("Năm %(year)s", year=period.first.year))


def indicator_short(what: Metric | Indicator) -> str:
    return str(SHORT[Indicator(what)])


def unit(what: Metric | Indicator) -> str:
    return str(UNITS[Indicator(what)])


def no_quota_yet(period: Period) -> str:
    return str(NONE_YET[period.kind])


def percent(whole: int) -> str:
    """In full, above 100 too."""
    return f"{whole}%"


def standing_sentence(standing: Standing, period: Period, today: date) -> str:
    """What a bullet shows, in words: “Thiếu 4 để kịp nhịp · còn 9 ngày”."""
    if standing.actual > standing.goal:
        return str(gettext("Vượt chỉ tiêu %(n)s", n=standing.actual - standing.goal))
    if standing.actual == standing.goal:
        return str(gettext("Vừa đủ chỉ tiêu"))
    if period.is_over(today):
        return str(gettext("Thiếu %(n)s so với chỉ tiêu", n=standing.goal - standing.actual))
    if standing.missing:
        return str(
            gettext("Thiếu %(n)s để kịp nhịp · còn %(days)s ngày",
                    n=standing.missing, days=period.left(today))
        )  # fmt: skip
    return str(
        gettext("Còn %(n)s để đủ chỉ tiêu · còn %(days)s ngày",
                n=standing.goal - standing.actual, days=period.left(today))
    )  # fmt: skip


FILTERS: dict[str, Callable[..., str]] = {
    "period_name": period_name,
    "period_tab": period_tab,
    "indicator_short": indicator_short,
    "unit": unit,
    "no_quota_yet": no_quota_yet,
    "percent": percent,
    "standing_sentence": standing_sentence,
}
