"""Báo cáo kết quả thực hiện chỉ tiêu: what teams did of what decisions gave them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Cell,
    Column,
    Ending,
    Kind,
    Paper,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.periods.rules import Period
from tracker.periods.text import period_name
from tracker.places.models import Commune, Team
from tracker.quotas.models import QuotaDecision
from tracker.quotas.papers import METRICS, TEAMS, committee_signature, known
from tracker.quotas.queries import Figures, Result
from tracker.quotas.rules import Grade, Indicator, Metric, whole_percent
from tracker.quotas.text import grade_name, indicator_short

RESULT_HEADS = {
    Metric.PEOPLE: "Số người được hướng dẫn",
    Metric.CLASSES: "Số buổi phổ cập",
    Metric.ISSUES: "Phản ánh, khó khăn được giải quyết",
}


def results(
    commune: Commune, teams: Sequence[Team], found: Mapping[int, Result], whole: Figures,
    period: Period, *, at: datetime, signer: tuple[str, str],
    decisions: Sequence[QuotaDecision] = (), amendments: Sequence[QuotaDecision] = (),
    grades: Mapping[int, Grade | None] | None = None, is_closed: bool = False,
    late: Figures | None = None,
) -> Paper:  # fmt: skip
    """Báo cáo kết quả thực hiện chỉ tiêu: the same numbers as the commune's page. With grades
    once the period is over; once it is closed as of that day, with what came later apart."""
    when = period_name(period)
    rated = grades is not None
    rows = numbered(
        (*_result(team.name, found[team.id]), *([grade_name(grades[team.id])] if grades else []))
        for team in teams
    )
    total = (None, "Toàn xã", *_whole(found, whole), *([""] if rated else []))
    apart = [*((team.name, found[team.id].late) for team in teams), ("Toàn xã", late or {})]
    return Paper(
        name=f"Kết quả thực hiện chỉ tiêu {commune.name}, {words.in_a_name(when)}",
        letterhead=words.issued_by_committee(commune.name, number="BC-UBND"),
        title="BÁO CÁO",
        about=f"Kết quả thực hiện chỉ tiêu {when} của các {TEAMS}",
        is_landscape=True,
        blocks=(
            Words(_counted_to(period, at, is_closed=is_closed), Style.NOTE),
            *(
                Words(f"Thực hiện Quyết định {known(commune, made)} về việc giao chỉ tiêu {when}.")
                for made in decisions
            ),
            *(
                Words(f"Đã điều chỉnh tại Quyết định {known(commune, made)}.")
                for made in amendments
            ),
            Table((*_RESULT_COLUMNS, *([Column("Xếp loại", 3)] if rated else [])), rows, total),
            *_late(apart),
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


def _counted_to(period: Period, at: datetime, *, is_closed: bool) -> str:
    days = f"Kỳ từ {words.day_words(period.first)} đến {words.day_words(period.last)}."
    if is_closed:
        return f"{days} Số liệu như khi chốt; bổ sung tính đến {words.spoken_moment(at)}."
    return f"{days} Số liệu tính đến {words.spoken_moment(at)}."


def _late(found: Sequence[tuple[str, Figures]]) -> list[Words]:
    """What came after the closing and stands in no row: Tổ Sín Chải: người +1."""
    said = [
        f"{name}: " + ", ".join(f"{indicator_short(what)} {n:+d}" for what, n in its.items())
        for name, its in found
        if its
    ]
    return [Words(f"Bổ sung sau khi chốt, chưa có trong bảng: {'; '.join(said)}.")] if said else []


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
