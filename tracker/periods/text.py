"""What a period is called in a sentence, on a tab, and to the day."""

from collections.abc import Callable

from flask_babel import gettext

from tracker.periods.rules import Period, PeriodKind

ROMAN = ("I", "II", "III", "IV")


def period_name(period: Period) -> str:
    """In a sentence: tháng 11/2026, quý IV/2026, 6 tháng đầu năm 2026, năm 2026."""
    year, quarter = period.last.year, ROMAN[period.quarter - 1]
    match period.kind:
        case PeriodKind.MONTH:
            return str(gettext("tháng %(month)s", month=f"{period.first:%m/%Y}"))
        case PeriodKind.QUARTER:
            return str(gettext("quý %(quarter)s/%(year)s", quarter=quarter, year=year))
        case PeriodKind.HALF:
            if period.first.month == 1:
                return str(gettext("6 tháng đầu năm %(year)s", year=year))
            return str(gettext("6 tháng cuối năm %(year)s", year=year))
        case PeriodKind.YEAR:
            return str(gettext("năm %(year)s", year=year))
        case PeriodKind.WINDOW:
            return str(gettext("kỳ báo cáo quý %(quarter)s/%(year)s", quarter=quarter, year=year))
        case PeriodKind.RANGE:
            return str(
                gettext(
                    "từ %(first)s đến %(last)s",
                    first=f"{period.first:%d/%m/%Y}",
                    last=f"{period.last:%d/%m/%Y}",
                )
            )


def period_tab(period: Period) -> str:
    """On a tab: Tháng 11, Quý IV, 6 tháng đầu, Năm 2026, Kỳ báo cáo quý IV."""
    quarter = ROMAN[period.quarter - 1]
    match period.kind:
        case PeriodKind.MONTH:
            return str(gettext("Tháng %(month)s", month=period.first.month))
        case PeriodKind.QUARTER:
            return str(gettext("Quý %(quarter)s", quarter=quarter))
        case PeriodKind.HALF:
            return str(
                gettext("6 tháng đầu") if period.first.month == 1 else gettext("6 tháng cuối")
            )
        case PeriodKind.YEAR:
            return str(gettext("Năm %(year)s", year=period.first.year))
        case PeriodKind.WINDOW:
            return str(gettext("Kỳ báo cáo quý %(quarter)s", quarter=quarter))
        case PeriodKind.RANGE:
            return days(period)


def period_dated(period: Period) -> str:
    """On a link beside a period of another year: Tháng 12/2025, Quý IV/2025, 6 tháng cuối 2025."""
    year, quarter = period.last.year, ROMAN[period.quarter - 1]
    match period.kind:
        case PeriodKind.MONTH:
            return str(gettext("Tháng %(month)s", month=f"{period.first.month}/{year}"))
        case PeriodKind.QUARTER:
            return str(gettext("Quý %(quarter)s", quarter=f"{quarter}/{year}"))
        case PeriodKind.HALF if period.first.month == 1:
            return str(gettext("6 tháng đầu %(year)s", year=year))
        case PeriodKind.HALF:
            return str(gettext("6 tháng cuối %(year)s", year=year))
        case PeriodKind.WINDOW:
            return str(gettext("Kỳ báo cáo quý %(quarter)s", quarter=f"{quarter}/{year}"))
        case _:
            return period_tab(period)


def days(period: Period) -> str:
    """To the day: 16/08/2026–15/11/2026."""
    return str(
        gettext(
            "%(first)s–%(last)s",
            first=f"{period.first:%d/%m/%Y}",
            last=f"{period.last:%d/%m/%Y}",
        )
    )


def exact(period: Period) -> str:
    """With its local boundaries, as an explanation must say them."""
    return str(
        gettext(
            "Từ 00:00 ngày %(first)s đến hết ngày %(last)s, giờ Việt Nam.",
            first=f"{period.first:%d/%m/%Y}",
            last=f"{period.last:%d/%m/%Y}",
        )
    )


FILTERS: dict[str, Callable[..., str]] = {
    "period_name": period_name,
    "period_tab": period_tab,
    "period_days": days,
    "period_exact": exact,
}
