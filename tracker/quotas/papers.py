"""Quyết định giao chỉ tiêu and Quyết định điều chỉnh, each with its annex and as it was decided."""

from collections.abc import Callable, Sequence

from tracker.core.names import in_sentence, place_key
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Block,
    Column,
    Ending,
    Family,
    Letterhead,
    Paper,
    Part,
    Signature,
    Style,
    Table,
    Words,
    numbered,
    paragraphs,
)
from tracker.periods.rules import Period
from tracker.periods.text import period_name
from tracker.places.models import Commune
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.queries.goals import Change
from tracker.quotas.rules import Indicator, IssuerKind, Metric
from tracker.quotas.text import INDICATORS

# Căn cứ, to be added to and taken from when the decision is prepared.
STATE_GROUNDS = ("Căn cứ Luật Tổ chức chính quyền địa phương;",)
GROUNDS = (
    "Căn cứ Kế hoạch số 01-KH/BCĐTW ngày 21 tháng 3 năm 2025 về triển khai phong trào"
    " “Bình dân học vụ số”;",
)
PROPOSED_BY = ("Theo đề nghị của Phòng Văn hóa - Xã hội.",)
TEAMS = "Tổ công nghệ số cộng đồng"
SIGNS = {
    IssuerKind.PEOPLES_COMMITTEE: "QĐ-UBND",
    IssuerKind.PARTY_COMMITTEE: "QĐ/ĐU",
    IssuerKind.PARTY_CELL: "QĐ/CB",
}
METRICS = tuple(Metric)


def decision(
    commune: Commune, made: QuotaDecision, quotas: Sequence[Quota], period: Period,
    *, signer: tuple[str, str],
) -> Paper:  # fmt: skip
    """For signature, and as a draft before it. `signer` is the head's title and name."""
    head = _letterhead(commune, made)
    teams = words.grouped(len({quota.team_id for quota in quotas}))
    when, where = period_name(period), in_sentence(commune.name)
    annex = f"Kèm theo Quyết định {known(commune, made)}"
    return Paper(
        name=f"Quyết định giao chỉ tiêu {commune.name}, {words.in_a_name(period_name(period))}",
        letterhead=head,
        title="QUYẾT ĐỊNH",
        about=f"Về việc giao chỉ tiêu {when} cho các {TEAMS}",
        blocks=(
            Words(words.on_one_line(head.issuer), Style.CAPITALS),
            *_grounds(made),
            Words("QUYẾT ĐỊNH:", Style.CAPITALS),
            Words(
                f"Giao chỉ tiêu {when} cho {teams} {TEAMS} của {where} theo Phụ lục kèm theo"
                " Quyết định này.",
                lead="Điều 1.",
            ),
            Words(
                f"Tổ trưởng các {TEAMS} tổ chức thực hiện chỉ tiêu được giao và báo cáo kết quả"
                " khi hết kỳ.",
                lead="Điều 2.",
            ),
            Words(
                f"Quyết định này có hiệu lực kể từ ngày ký. Các {TEAMS} và cá nhân có liên quan"
                " chịu trách nhiệm thi hành Quyết định này./.",
                lead="Điều 3.",
            ),
            Ending((_signature(made, signer),), ("Như Điều 3;", "Lưu: VT.")),
            Part("PHỤ LỤC", f"Chỉ tiêu {when} giao cho các {TEAMS}", f"({annex})"),
            _annex(quotas),
        ),
    )


def revision(
    commune: Commune, made: QuotaDecision, changes: Sequence[Change], period: Period,
    *, signer: tuple[str, str],
) -> Paper:  # fmt: skip
    """Quyết định điều chỉnh: what it changes of the decisions before it, from what to what."""
    head, when = _letterhead(commune, made), period_name(period)
    given = decisions_of(changes)
    before = "; ".join(f"Quyết định {known(commune, one)}" for one in given)
    teams = words.grouped(len({change.quota.team_id for change in changes}))
    return Paper(
        name=f"Quyết định điều chỉnh chỉ tiêu {commune.name}, {words.in_a_name(when)}",
        letterhead=head,
        title="QUYẾT ĐỊNH",
        about=f"Về việc điều chỉnh chỉ tiêu {when} của các {TEAMS}",
        blocks=(
            Words(words.on_one_line(head.issuer), Style.CAPITALS),
            *paragraphs(made.grounds, empty=usual_revising(commune, made.issuer, given, period)),
            Words("QUYẾT ĐỊNH:", Style.CAPITALS),
            Words(
                f"Điều chỉnh chỉ tiêu {when} đã giao cho {teams} {TEAMS} tại {before} theo Phụ lục"
                " kèm theo Quyết định này.",
                lead="Điều 1.",
            ),
            Words(f"Các nội dung khác của {before} không thay đổi.", lead="Điều 2."),
            Words(
                f"Quyết định này có hiệu lực kể từ ngày ký. Các {TEAMS} và cá nhân có liên quan"
                " chịu trách nhiệm thi hành Quyết định này./.",
                lead="Điều 3.",
            ),
            Ending((_signature(made, signer),), ("Như Điều 3;", "Lưu: VT.")),
            Part(
                "PHỤ LỤC",
                f"Điều chỉnh chỉ tiêu {when} của các {TEAMS}",
                f"(Kèm theo Quyết định {known(commune, made)})",
            ),
            _changes(changes),
        ),
    )


def decisions_of(changes: Sequence[Change]) -> list[QuotaDecision]:
    """Which decisions gave what is changed, in the order they were made."""
    found = {change.quota.decision_id: change.quota.decision for change in changes}
    return [found[id_] for id_ in sorted(found)]


def _letterhead(commune: Commune, made: QuotaDecision) -> Letterhead:
    day, sign, known = made.decided_on, SIGNS[made.issuer], made.number
    if made.issuer is IssuerKind.PEOPLES_COMMITTEE:
        head = words.issued_by_committee(commune.name, day=day)
        number = known.partition("/")[0]
        return Letterhead(
            head.family, head.issuer, head.place, number=sign, known_number=number, day=day
        )
    place, committee = words.without_kind(commune.name), f"ĐẢNG ỦY {commune.name}".upper()
    over = f"ĐẢNG BỘ {commune.province.name}".upper()
    issuer = committee
    if made.issuer is IssuerKind.PARTY_CELL:
        over, issuer = committee, "CHI BỘ"
    number = known.partition("-")[0]
    return Letterhead(
        Family.PARTY, issuer, place, over=over, number=sign, known_number=number, day=day
    )


def known(commune: Commune, made: QuotaDecision) -> str:
    """số 49/QĐ-UBND ngày 05 tháng 01 năm 2026 của UBND xã Si Ma Cai."""
    number = words.number_in_sentence(_letterhead(commune, made))
    return f"{number} {_dated(made)} của {_short(commune, made)}"


def _short(commune: Commune, made: QuotaDecision) -> str:
    match made.issuer:
        case IssuerKind.PEOPLES_COMMITTEE:
            return words.committee(commune.name)
        case IssuerKind.PARTY_COMMITTEE:
            return f"Đảng ủy {in_sentence(commune.name)}"
        case IssuerKind.PARTY_CELL:
            return "Chi bộ"


def _dated(made: QuotaDecision) -> str:
    return words.spoken_day(made.decided_on)


def usual_grounds(issuer: IssuerKind) -> str:
    """Căn cứ of a decision that names none of its own, a line each."""
    of_state = issuer is IssuerKind.PEOPLES_COMMITTEE
    return "\n".join((*(STATE_GROUNDS if of_state else ()), *GROUNDS, *PROPOSED_BY * of_state))


def usual_revising(
    commune: Commune, issuer: IssuerKind, given: Sequence[QuotaDecision], period: Period
) -> str:
    """The same of a decision that revises, with those whose goals it changes."""
    lines = usual_grounds(issuer).splitlines()
    last = lines[-1:] if issuer is IssuerKind.PEOPLES_COMMITTEE else []
    before = [
        f"Căn cứ Quyết định {known(commune, one)} về việc giao chỉ tiêu {period_name(period)};"
        for one in given
    ]
    return "\n".join((*lines[: len(lines) - len(last)], *before, *last))


def own_grounds(text: str, usual: Callable[[IssuerKind], str] = usual_grounds) -> str:
    """What was typed, or nothing where it is the usual of any issuer: who signs may yet change."""
    bare = " ".join(text.split())
    return "" if bare in (" ".join(usual(issuer).split()) for issuer in IssuerKind) else text


def _grounds(made: QuotaDecision) -> tuple[Block, ...]:
    return paragraphs(made.grounds, empty=usual_grounds(made.issuer))


def _annex(quotas: Sequence[Quota]) -> Table:
    """As the decision gave them: what was revised since stands in the decision that revised it."""
    goals: dict[str, dict[Metric, int]] = {}
    for quota in quotas:
        if quota.first_goal:
            goals.setdefault(quota.team.name, {})[quota.metric] = quota.first_goal
    rows = [
        (name, *(given.get(metric) for metric in METRICS))
        for name, given in sorted(goals.items(), key=lambda found: place_key(found[0]))
    ]
    sums = [sum(given.get(metric, 0) for given in goals.values()) for metric in METRICS]
    columns = (NUMBER, Column("Tổ", 8), *(Column(_name(metric), 3) for metric in METRICS))
    return Table(columns, numbered(rows), (None, "Tổng số", *sums))


def _changes(changes: Sequence[Change]) -> Table:
    rows = [
        (
            change.quota.team.name, _name(change.quota.metric), change.old,
            change.new or "Không giao nữa", change.reason,
        )
        for change in sorted(changes, key=_place_and_metric)
    ]  # fmt: skip
    columns = (
        NUMBER, Column("Tổ", 6), Column("Chỉ tiêu", 5), Column("Đã giao", 2),
        Column("Điều chỉnh thành", 3), Column("Lý do", 6),
    )  # fmt: skip
    return Table(columns, numbered(rows))


def _place_and_metric(change: Change) -> tuple[str, int]:
    return place_key(change.quota.team.name), METRICS.index(change.quota.metric)


def _name(metric: Metric) -> str:
    return str(INDICATORS[Indicator(metric)])


def _signature(made: QuotaDecision, signer: tuple[str, str]) -> Signature:
    if made.issuer is IssuerKind.PEOPLES_COMMITTEE:
        return committee_signature(signer)
    cell = made.issuer is IssuerKind.PARTY_CELL
    return Signature("BÍ THƯ", over="T/M CHI BỘ" if cell else "T/M BAN THƯỜNG VỤ", hint="")


def committee_signature(signer: tuple[str, str]) -> Signature:
    """Title and name of who signs; whoever is not the chair signs for the chair."""
    title, name = signer
    chair = "CHỦ TỊCH"
    over = "TM. ỦY BAN NHÂN DÂN"
    shown = (title or chair).upper()
    if shown.startswith("PHÓ "):
        over = f"{over}\nKT. {chair}"
    return Signature(shown, over=over, hint="", name=name)
