"""Words for indicators: from the catalogue in the reader's language, with the right unit."""

from collections.abc import Callable

from flask_babel import format_decimal, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import FigureKind, Group, Spec, Target, Unit, Value

FIGURES = {
    FigureKind.ADULTS: _("Dân số trưởng thành"),
    FigureKind.TEAM_ADULTS: _("Dân số trưởng thành của tổ"),
}

GROUPS = {
    Group.WORK: _("Hoạt động"),
    Group.QUOTA: _("Hoàn thành chỉ tiêu"),
    Group.RESULT: _("Kết quả của người dân"),
    Group.NETWORK: _("Mạng lưới"),
}


# What is sure enough from each level on (ruling 6).
EVIDENCE = {
    1: _("cả lượt ghi lại sau"),
    2: _("áp phích tại điểm học, buổi kèm ghi trong hạn, hoặc gửi muộn"),
    3: _("mã lớp đổi liên tục, hoặc thẻ quét khi lớp đang mở"),
    4: _("mức 3 và khớp số người đếm được, hoặc người học xác nhận"),
}


def _said(spec: Spec, name: str) -> str:
    words = dict(spec.words)
    return words[f"{name}_en"] if _is_english() and words[f"{name}_en"] else words[name]


def name(code: str) -> str:
    return _said(indicators()[code], "name")


def definition(code: str) -> str:
    return _said(indicators()[code], "definition")


def numerator(code: str) -> str:
    return _said(indicators()[code], "numerator")


def below(code: str) -> str:
    """What it is divided by, in words; empty for a plain count."""
    return _said(indicators()[code], "below")


def basis(code: str) -> str:
    """Which plan or model asks for it."""
    return _said(indicators()[code], "basis")


def who(target: Target) -> str:
    return target.who_en if _is_english() else target.who


def target_basis(target: Target) -> str:
    return target.basis_en if _is_english() else target.basis


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and str(locale) == "en"


def shown(value: Value, code: str) -> str:
    """The number as every surface writes it: “412 người”, “103%”, “4,1%”, “12/17 tổ”."""
    spec = indicators()[code]
    if spec.unit is Unit.PERCENT:
        return no_base() if value.percent is None else f"{format_decimal(value.percent)}%"
    if spec.unit is Unit.RATE:
        if value.tenths is None:
            return count(value.n, Unit.PEOPLE)
        return f"{format_decimal(value.tenths / 10)}%"
    if value.d is not None:
        return str(
            gettext("%(n)s/%(what)s", n=format_decimal(value.n), what=count(value.d, spec.unit))
        )
    return count(value.n, spec.unit)


def no_base() -> str:
    return str(gettext("Chưa đủ số liệu"))


def count(n: int, unit: Unit) -> str:
    said = _COUNTED.get(unit)
    shown = format_decimal(n)
    return str(said(n, shown)) if said else str(shown)


def counted(n: int, code: str) -> str:
    """So many of what the indicator counts."""
    return count(n, indicators()[code].unit)


_COUNTED: dict[Unit, Callable[[int, str], str]] = {
    Unit.PEOPLE: lambda n, s: ngettext("%(n)s người", "%(n)s người", n, n=s),
    Unit.RATE: lambda n, s: ngettext("%(n)s người", "%(n)s người", n, n=s),
    Unit.ATTENDANCES: lambda n, s: ngettext("%(n)s lượt người", "%(n)s lượt người", n, n=s),
    Unit.CLASSES: lambda n, s: ngettext("%(n)s buổi", "%(n)s buổi", n, n=s),
    Unit.ISSUES: lambda n, s: ngettext("%(n)s phản ánh", "%(n)s phản ánh", n, n=s),
    Unit.TURNS: lambda n, s: ngettext("%(n)s lượt hỗ trợ", "%(n)s lượt hỗ trợ", n, n=s),
    Unit.TEAMS: lambda n, s: ngettext("%(n)s tổ", "%(n)s tổ", n, n=s),
    Unit.SITES: lambda n, s: ngettext("%(n)s điểm học", "%(n)s điểm học", n, n=s),
    Unit.COMMUNES: lambda n, s: ngettext("%(n)s xã, phường", "%(n)s xã, phường", n, n=s),
    Unit.VILLAGES: lambda n, s: ngettext("%(n)s thôn", "%(n)s thôn", n, n=s),
    Unit.AMBASSADORS: lambda n, s: ngettext("%(n)s Đại sứ số", "%(n)s Đại sứ số", n, n=s),
}


def evidence_from(floor: int) -> str:
    return str(EVIDENCE[max(min(EVIDENCE), min(floor, max(EVIDENCE)))])


def figure_name(kind: FigureKind) -> str:
    return str(FIGURES[kind])


def group_name(group: Group) -> str:
    return str(GROUPS[group])


FILTERS: dict[str, Callable[..., str]] = {
    "measure_name": name,
    "measure_definition": definition,
    "measure_numerator": numerator,
    "measure_below": below,
    "measure_basis": basis,
    "target_basis": target_basis,
    "measure_shown": shown,
    "measure_group": group_name,
    "measure_count": counted,
    "target_who": who,
    "figure_name": figure_name,
    "evidence_from": evidence_from,
}
