"""Words for decisions on goals: who signs, how one is named, why one is refused."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from tracker.periods.rules import Period
from tracker.periods.text import period_name
from tracker.places.rules import CommuneKind
from tracker.quotas.refusals import Overlap, Refusal
from tracker.quotas.rules import IssuerKind

ISSUERS = {
    IssuerKind.PEOPLES_COMMITTEE: _("UBND xã"),
    IssuerKind.PARTY_COMMITTEE: _("Đảng ủy"),
    IssuerKind.PARTY_CELL: _("Chi bộ"),
}

_COMMITTEES = {
    CommuneKind.XA: _("UBND xã"),
    CommuneKind.PHUONG: _("UBND phường"),
    CommuneKind.DAC_KHU: _("UBND đặc khu"),
}

REFUSALS = {
    Refusal.PERIOD_OVER: _("Kỳ này đã hết: không giao chỉ tiêu mới được nữa."),
    Refusal.NOTHING_GIVEN: _("Xin nhập ít nhất một chỉ tiêu."),
    Refusal.NOT_ASSIGNED: _("Chỉ tiêu này chưa giao, chưa điều chỉnh được."),
    Refusal.UNCHANGED: _("Chưa có số nào thay đổi."),
    Refusal.CLOSED: _("Chỉ tiêu kỳ này đã chốt."),
    Refusal.NOT_OVER: _("Kỳ này chưa hết, chưa chốt được."),
    Refusal.SAME_DECISION: _("Quyết định điều chỉnh có số riêng, khác quyết định đã giao."),
    Refusal.BEFORE_GIVEN: _("Quyết định điều chỉnh không được ký trước quyết định đã giao."),
    Refusal.NUMBERED: _("Quyết định này đã có số."),
    Refusal.ZERO: _("Chỉ tiêu giao từ 1 trở lên; để trống nếu không giao."),
}

_GIVEN_BY = (
    _("Quyết định số %(number)s ngày %(day)s, %(issuer)s giao"),
    _("Quyết định ngày %(day)s, %(issuer)s giao (chưa ghi số)"),
)
_REVISED_BY = (
    _("Quyết định số %(number)s ngày %(day)s, %(issuer)s điều chỉnh"),
    _("Quyết định ngày %(day)s, %(issuer)s điều chỉnh (chưa ghi số)"),
)


class Decided(Protocol):
    """A decision, as far as a sentence names it."""

    number: str
    decided_on: date
    issuer: IssuerKind


def refusal_words(refusal: Refusal | Overlap) -> str:
    if isinstance(refusal, Overlap):
        return overlap_words(refusal.period)
    return str(REFUSALS[refusal])


def overlap_words(other: Period) -> str:
    return str(
        gettext(
            "Đã giao chỉ tiêu %(other)s, trùng thời gian với kỳ này: mỗi xã giao theo tháng hoặc"
            " theo quý, không giao cả hai.",
            other=period_name(other),
        )
    )


def goal_words(goal: int) -> str:
    """A goal in force; 0 takes it back."""
    return str(format_decimal(goal)) if goal else str(gettext("không giao nữa"))


def issuer_name(issuer: IssuerKind, kind: CommuneKind) -> str:
    """UBND phường in a phường."""
    is_committee = issuer is IssuerKind.PEOPLES_COMMITTEE
    return str(_COMMITTEES[kind] if is_committee else ISSUERS[issuer])


def issuers(kind: CommuneKind) -> list[tuple[IssuerKind, str]]:
    return [(issuer, issuer_name(issuer, kind)) for issuer in IssuerKind]


def decision_words(made: Decided, kind: CommuneKind, *, revises: bool = False) -> str:
    """Quyết định số 49/QĐ-UBND ngày 05/01/2026, UBND xã giao."""
    words = _REVISED_BY if revises else _GIVEN_BY
    sentence = words[0] if made.number else words[1]
    day, issuer = f"{made.decided_on:%d/%m/%Y}", issuer_name(made.issuer, kind)
    return str(sentence) % {"number": made.number, "day": day, "issuer": issuer}


FILTERS: dict[str, Callable[..., str]] = {
    "issuer_name": issuer_name,
    "goal_words": goal_words,
    "overlap_words": overlap_words,
    "decision_words": decision_words,
}
