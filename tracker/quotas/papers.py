"""Quyết định giao chỉ tiêu with its annex, and the result report on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.core.names import in_sentence, place_key
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Block,
    Cell,
    Column,
    Ending,
    Family,
    Kind,
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
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.queries import Figures, Result
from tracker.quotas.rules import Grade, Indicator, IssuerKind, Metric, whole_percent
from tracker.quotas.text import INDICATORS, grade_name

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
RESULT_HEADS = {
    Metric.PEOPLE: "Số người được hướng dẫn",
    Metric.CLASSES: "Số buổi phổ cập",
    Metric.ISSUES: "Phản ánh, khó khăn được giải quyết",
}


def decision(
    commune: Commune, made: QuotaDecision, quotas: Sequence[Quota], period: Period,
    *, signer: tuple[str, str],
) -> Paper:  # fmt: skip
    """For signature, and as a draft before it. `signer` is the head's title and name."""
    head = _issuer(commune, made)
    teams = words.grouped(len({quota.team_id for quota in quotas}))
    when, where = period_name(period), in_sentence(commune.name)
    annex = f"Kèm theo Quyết định {_known(commune, made)}"
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


def results(
    commune: Commune, teams: Sequence[Team], found: Mapping[int, Result], whole: Figures,
    period: Period, *, at: datetime, signer: tuple[str, str],
    decisions: Sequence[QuotaDecision] = (), grades: Mapping[int, Grade | None] | None = None,
) -> Paper:  # fmt: skip
    """Báo cáo kết quả thực hiện chỉ tiêu: the same numbers as the commune's page. With grades
    once the period is over."""
    when = period_name(period)
    rated = grades is not None
    rows = numbered(
        (*_result(team.name, found[team.id]), *([grade_name(grades[team.id])] if grades else []))
        for team in teams
    )
    total = (None, "Toàn xã", *_whole(found, whole), *([""] if rated else []))
    days = f"từ {words.day_words(period.first)} đến {words.day_words(period.last)}"
    return Paper(
        name=f"Kết quả thực hiện chỉ tiêu {commune.name}, {words.in_a_name(period_name(period))}",
        letterhead=words.issued_by_committee(commune.name, number="BC-UBND"),
        title="BÁO CÁO",
        about=f"Kết quả thực hiện chỉ tiêu {when} của các {TEAMS}",
        is_landscape=True,
        blocks=(
            Words(f"Kỳ {days}. Số liệu tính đến {words.spoken_moment(at)}.", Style.NOTE),
            *(
                Words(f"Thực hiện Quyết định {_known(commune, made)} về việc giao chỉ tiêu {when}.")
                for made in decisions
            ),
            Table((*_RESULT_COLUMNS, *([Column("Xếp loại", 3)] if rated else [])), rows, total),
            Words(
                "Chỉ gồm buổi học đã chốt biên bản. Một người học ở nhiều Tổ chỉ tính một lần"
                " trong toàn xã, nên số người toàn xã có thể nhỏ hơn tổng các Tổ. Tỷ lệ toàn xã là"
                " kết quả chia cho chỉ tiêu của các Tổ được giao, cộng lại"
                + (_SUMMED if any(_is_summed(one) for one in found.values()) else "")
                + "./."
            ),
            Ending((committee_signature(signer),), ("Thường trực Đảng ủy;", "Lưu: VT.")),
        ),
    )


def _issuer(commune: Commune, made: QuotaDecision) -> Letterhead:
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


def _known(commune: Commune, made: QuotaDecision) -> str:
    """số 49/QĐ-UBND ngày 05 tháng 01 năm 2026 của UBND xã Si Ma Cai."""
    number = words.number_in_sentence(_issuer(commune, made))
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


def own_grounds(text: str) -> str:
    """What was typed, or nothing where it is the usual of any issuer: who signs may yet change."""
    bare = " ".join(text.split())
    usual = (" ".join(usual_grounds(issuer).split()) for issuer in IssuerKind)
    return "" if bare in usual else text


def _grounds(made: QuotaDecision) -> tuple[Block, ...]:
    return paragraphs(made.grounds, empty=usual_grounds(made.issuer))


def _annex(quotas: Sequence[Quota]) -> Table:
    goals: dict[str, dict[Metric, Quota]] = {}
    for quota in quotas:
        goals.setdefault(quota.team.name, {})[quota.metric] = quota
    rows = [
        (name, *(given[m].goal if m in given else None for m in METRICS), _revised(given))
        for name, given in sorted(goals.items(), key=lambda found: place_key(found[0]))
    ]
    sums = [sum(given[m].goal for given in goals.values() if m in given) for m in METRICS]
    columns = (
        NUMBER,
        Column("Tổ", 8),
        *(Column(_name(metric), 3) for metric in METRICS),
        Column("Ghi chú", 3),
    )
    return Table(columns, numbered(rows), (None, "Tổng số", *sums, ""))


def _revised(given: Mapping[Metric, Quota]) -> str:
    """What was another number once, so that the annex and the decision do not disagree."""
    lines = [
        f"{_name(metric)}: điều chỉnh từ {words.grouped(quota.revisions[0].old_goal)}"
        for metric, quota in given.items()
        if quota.revisions
    ]
    return "; ".join(lines)


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


_RESULT_COLUMNS = (
    NUMBER,
    Column("Tổ", 8),
    *(
        column
        for metric in METRICS
        for column in (
            Column(RESULT_HEADS[metric], 3),
            Column("Chỉ tiêu", 2),
            Column("Tỷ lệ", 2, Kind.PERCENT),
        )
    ),
    Column("Lượt người", 2),
    Column("Lượt hỗ trợ", 2),
)


_SUMMED = (
    ". Chỉ tiêu giao theo tháng hoặc quý: số của mỗi Tổ cộng các tháng, quý nằm trọn trong kỳ, kết"
    " quả tính riêng từng tháng, quý"
)


def _is_summed(result: Result) -> bool:
    return any(standing.is_sum for standing in result.standings.values())


def _result(name: str, result: Result) -> tuple[Cell, ...]:
    cells: list[Cell] = [name]
    for metric in METRICS:
        standing = result.standings.get(metric)
        cells += [
            standing.actual if standing else result.figures[Indicator(metric)],
            standing.goal if standing else None,
            standing.percent if standing else None,
        ]
    return (*cells, result.figures[Indicator.ATTENDANCES], result.figures[Indicator.TURNS])


def _whole(found: Mapping[int, Result], whole: Figures) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for metric in METRICS:
        given = [r.standings[metric] for r in found.values() if metric in r.standings]
        goal, done = sum(one.goal for one in given), sum(one.actual for one in given)
        rate = whole_percent(done, goal) if goal else None
        cells += [whole[Indicator(metric)], goal if given else None, rate]
    return (*cells, whole[Indicator.ATTENDANCES], whole[Indicator.TURNS])
