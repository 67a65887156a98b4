"""Words for quotas: what is counted by which rule, how a team stands, what a period is called."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _

from tracker.mentees.rules import MenteeStatus
from tracker.periods.rules import Period, PeriodKind, holds_quota_period
from tracker.places.rules import CommuneKind
from tracker.policy import Role
from tracker.quotas.rules import (
    Grade,
    Indicator,
    Metric,
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

# Where the unit says the rest.
WORDS = {
    Indicator.PEOPLE: _("Người"),
    Indicator.ATTENDANCES: _("Lượt"),
    Indicator.CLASSES: _("Buổi"),
    Indicator.ISSUES: _("Phản ánh"),
    Indicator.TURNS: _("Lượt hỗ trợ"),
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

_NO_TEAM_YET = {
    CommuneKind.XA: _("Xã chưa có tổ nào."),
    CommuneKind.PHUONG: _("Phường chưa có tổ nào."),
    CommuneKind.DAC_KHU: _("Đặc khu chưa có tổ nào."),
}

STATUSES = {
    QuotaStatus.DRAFT: _("Nháp"),
    QuotaStatus.ASSIGNED: _("Đã giao"),
    QuotaStatus.REVISED: _("Đã điều chỉnh"),
    QuotaStatus.CLOSED: _("Đã chốt"),
}

GRADES = {
    Grade.GOOD: _("Hoàn thành tốt"),
    Grade.DONE: _("Hoàn thành"),
    Grade.NOT_DONE: _("Chưa hoàn thành"),
}

# The posts one may hold in a team, the leading one first.
TEAM_ROLES = {
    Role.LEADER: _("Tổ trưởng"),
    Role.DEPUTY: _("Tổ phó"),
    Role.AMBASSADOR: _("Đại sứ số"),
    Role.MEMBER: _("Thành viên Tổ"),
}

# What somebody asks another role to accept (accounts.Request.kind).
REQUESTS = {
    "transfer": _("Chuyển người kèm"),
    "erasure": _("Xóa thông tin người học"),
    "class": _("Mở buổi học"),
    "site": _("Thêm điểm học"),
}

NONE_YET = {
    PeriodKind.MONTH: _("Chưa giao chỉ tiêu tháng này"),
    PeriodKind.QUARTER: _("Chưa giao chỉ tiêu quý này"),
}


def indicator_short(what: Metric | Indicator) -> str:
    return str(SHORT[Indicator(what)])


def indicator_word(what: Metric | Indicator) -> str:
    return str(WORDS[Indicator(what)])


def grade_name(grade: Grade | None) -> str:
    return str(GRADES[grade]) if grade else "–"


def no_quota_yet(period: Period) -> str:
    if period.kind in NONE_YET:
        return str(NONE_YET[period.kind])
    if not holds_quota_period(period):
        return str(gettext("Chỉ tiêu giao theo tháng hoặc quý; khoảng này không trọn kỳ nào."))
    if period.kind in {PeriodKind.HALF, PeriodKind.YEAR}:
        return str(gettext("Chưa giao chỉ tiêu cho tháng hay quý nào trong khoảng này"))
    return str(
        gettext("Chỉ tiêu giao theo tháng hoặc quý; khoảng này không trọn kỳ nào đã giao chỉ tiêu.")
    )


def no_team_yet(kind: CommuneKind) -> str:
    return str(_NO_TEAM_YET[kind])


def percent(whole: int) -> str:
    """In full, above 100 too."""
    return f"{whole}%"


def indicator_name(what: Metric | Indicator) -> str:
    return str(INDICATORS[Indicator(what)])


def definition(what: Metric | Indicator) -> str:
    return str(DEFINITIONS[Indicator(what)])


def status_name(status: QuotaStatus) -> str:
    return str(STATUSES[status])


def quantity(n: int, what: Metric | Indicator) -> str:
    """How many of what is counted: “22 người”, “1 buổi”."""
    shown = format_decimal(n)
    match Indicator(what):
        case Indicator.PEOPLE:
            return str(ngettext("%(n)s người", "%(n)s người", n, n=shown))
        case Indicator.ATTENDANCES:
            return str(ngettext("%(n)s lượt người", "%(n)s lượt người", n, n=shown))
        case Indicator.CLASSES:
            return str(ngettext("%(n)s buổi", "%(n)s buổi", n, n=shown))
        case Indicator.ISSUES:
            return str(ngettext("%(n)s phản ánh", "%(n)s phản ánh", n, n=shown))
        case Indicator.TURNS:
            return str(ngettext("%(n)s lượt hỗ trợ", "%(n)s lượt hỗ trợ", n, n=shown))


def needed(behind: Iterable[Standing]) -> str:
    """What is missing to be on pace: “22 người, 1 buổi”."""
    return ", ".join(quantity(standing.missing, standing.metric) for standing in behind)


def shared_words(totals: Mapping[Metric, int]) -> str:
    """What a commune shares out among its teams: “400 người, 68 buổi”."""
    return ", ".join(quantity(n, metric) for metric, n in totals.items())


def away(last: date | None, today: date) -> str:
    """How long ago somebody was last out with the team."""
    if last is None:
        return str(gettext("Chưa hoạt động"))
    days = (today - last).days
    if days <= 0:
        return str(gettext("Hôm nay"))
    return str(ngettext("%(n)s ngày trước", "%(n)s ngày trước", days, n=days))


def person_name(name: str, status: MenteeStatus) -> str:
    """As a list may show it: erased people have none, walk-ins have not agreed yet."""
    if status is MenteeStatus.ERASED or not name:
        return str(gettext("Đã xóa thông tin"))
    if status is MenteeStatus.PENDING:
        return str(gettext("%(name)s (chờ đồng ý)", name=name))
    return name


def role_names(roles: Collection[Role]) -> str:
    return ", ".join(str(words) for role, words in TEAM_ROLES.items() if role in roles)


def request_title(kind: str) -> str:
    return str(REQUESTS.get(kind, _("Đề nghị")))


FILTERS: dict[str, Callable[..., str]] = {
    "indicator_name": indicator_name,
    "indicator_short": indicator_short,
    "definition": definition,
    "quota_status": status_name,
    "needed": needed,
    "shared_words": shared_words,
    "away": away,
    "person_name": person_name,
    "request_title": request_title,
    "role_names": role_names,
    "indicator_word": indicator_word,
    "quantity": quantity,
    "no_quota_yet": no_quota_yet,
    "no_team_yet": no_team_yet,
    "grade_name": grade_name,
    "percent": percent,
}
