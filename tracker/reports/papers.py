"""A report on paper, from its figures and nothing else. Its words are Vietnamese always."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Spec, Unit, Value
from tracker.papers.paper import (
    NUMBER,
    Block,
    Cell,
    Code,
    Column,
    Ending,
    Family,
    Kind,
    Paper,
    Style,
    Table,
    Words,
    numbered,
    paragraphs,
)
from tracker.papers.words import grouped
from tracker.reports.headings import (
    RECIPIENTS,
    counted,
    days_told,
    file_name,
    letterhead,
    opening,
    signature,
    subject,
)
from tracker.reports.text import moved_words, period_from, voices

NOTHING = "Không."
# As the columns stand: frozen figures are sorted by key, not by meaning.
QUOTA_CODES = ("quota_people", "quota_classes", "quota_issues")
# What a consolidated report compares communes by.
COMPARED = ("people", "attendances", "classes", "issues")
UNITS = {
    Unit.PEOPLE: "người", Unit.ATTENDANCES: "lượt người", Unit.CLASSES: "buổi",
    Unit.ISSUES: "phản ánh", Unit.TURNS: "lượt hỗ trợ", Unit.TEAMS: "tổ",
    Unit.SITES: "điểm học", Unit.COMMUNES: "xã", Unit.VILLAGES: "thôn",
    Unit.AMBASSADORS: "người", Unit.PERCENT: "%", Unit.RATE: "%",
}  # fmt: skip
STANDING = {
    "met": "đạt hoặc kịp nhịp", "near": "gần đạt", "behind": "chậm",
    "without": "chưa giao chỉ tiêu", "silent": "chưa có hoạt động",
}  # fmt: skip


def report(
    facts: dict[str, Any], *, family: Family, title: str, check: str, day: date, is_draft: bool,
    signer: tuple[str, str] | None = None,
) -> Paper:  # fmt: skip
    """The whole report under the heading of the office that signs it; with title and name of who
    approved it, once somebody has."""
    blocks: tuple[Block, ...] = (
        *([Words("(Bản nháp, chưa chốt số liệu)", Style.CENTRE)] if is_draft else []),
        *opening(facts, family),
        Words("1. Kết quả", Style.HEADING),
        *_state(facts),
        _figures(facts),
        *_skills(facts),
        *_youth(facts),
        *_communes(facts),
        *_quotas(facts),
        Words("2. Chưa gồm, bổ sung", Style.HEADING),
        *_missing(facts),
        *_corrections(facts),
        Words("3. Khó khăn, vướng mắc", Style.HEADING),
        *_said(facts, "difficulties", empty=NOTHING),
        Words("4. Nhiệm vụ kỳ tới", Style.HEADING),
        *_said(facts, "tasks", empty=NOTHING),
        Words("5. Đề xuất, kiến nghị", Style.HEADING),
        *_closed(_said(facts, "proposals", empty=NOTHING)),
        Ending((signature(facts, family, signer),), RECIPIENTS[family]),
        *([Code(check, "Quét mã để đối chiếu với số liệu đã chốt.")] if check else []),
    )
    return Paper(
        name=file_name(facts, family, title),
        letterhead=letterhead(facts, family, day),
        title="BÁO CÁO",
        about=f"{subject(facts)}{counted(facts)}",
        blocks=blocks,
    )


def _state(facts: dict[str, Any]) -> Iterator[Words]:
    teams, communes = facts.get("teams"), facts.get("communes")
    if communes is not None:
        every = len(communes) + len(facts["without"])
        yield Words(f"{len(communes)}/{every} xã có báo cáo được duyệt, được cộng dưới đây.")
    if teams:
        silent = [f"{name}, {days} ngày" if days else name for name, days in teams["silent"]]
        counts = {name: teams.get(name, 0) for name in STANDING}
        counts["silent"] = teams.get("silent_count", len(silent))
        told = ", ".join(f"{n} {STANDING[name]}" for name, n in counts.items() if n)
        named = f" ({'; '.join(silent)})" if silent else ""
        where = "Toàn xã" if facts.get("communes") is None else "Các xã này"
        yield Words(f"{where} có {teams['all']} tổ: {told}{named}.")
    adults = facts.get("adults")
    if adults:
        yield Words(
            f"Dân số trưởng thành: {grouped(adults['value'])} người"
            f" ({adults['source']}, {_day(adults['as_of'])})."
        )


def _figures(facts: dict[str, Any]) -> Table:
    columns = (
        NUMBER, Column("Chỉ số", 6), Column("Đơn vị", 2), Column("Trong kỳ", 2, Kind.FIGURE),
        Column("Từ 01/01", 2, Kind.FIGURE),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for code, spec in indicators().items():
        pair = facts["indicators"].get(code)
        if pair:
            cells = (_cell(pair["n"], spec), _cell(pair["year"], spec))
            rows.append((dict(spec.words)["name"], UNITS[spec.unit], *cells))
    return Table(columns, numbered(rows), caption="Các chỉ số")


def _cell(pair: list[int | None], spec: Spec) -> str:
    value = Value(pair[0] or 0, pair[1])
    if spec.unit is Unit.RATE:
        if value.tenths is None:
            return f"{grouped(value.n)} người"
        return f"{grouped(value.tenths / 10)}% ({grouped(value.n)}/{grouped(value.d or 0)})"
    return f"{grouped(value.n)}/{grouped(value.d)}" if value.d is not None else grouped(value.n)


def _quotas(facts: dict[str, Any]) -> Iterator[Block]:
    columns = (
        Column("Kỳ chỉ tiêu", 3), Column("Người được hướng dẫn", 3, Kind.FIGURE),
        Column("Buổi phổ cập", 3, Kind.FIGURE), Column("Phản ánh giải quyết", 3, Kind.FIGURE),
    )  # fmt: skip
    rows = [
        (
            quota_days(one),
            *(_of_goal(one["rates"][code]) for code in QUOTA_CODES),
        )
        for one in facts.get("quotas", [])
    ]
    if rows:
        yield Table(columns, tuple(rows), caption="Hoàn thành chỉ tiêu")


def quota_days(one: dict[str, Any]) -> str:
    """Quý III năm 2026, đã chốt; quý IV năm 2026, đến 15/11/2026."""
    told = days_told(period_from(one))
    told = told[:1].upper() + told[1:]
    if one["until"] < one["last"]:
        return f"{told}, đến {_day(one['until'])}"
    return f"{told}, {'đã chốt' if one.get('closed') else 'hết kỳ'}"


def _communes(facts: dict[str, Any]) -> Iterator[Block]:
    """Of a consolidated report each commune, as its approved report has it."""
    columns = (
        NUMBER, Column("Xã, phường, đặc khu", 5), Column("Người được hướng dẫn", 2),
        Column("Lượt người", 2), Column("Buổi phổ cập", 2), Column("Phản ánh giải quyết", 2),
    )  # fmt: skip
    rows = [
        (one["name"], *(one["values"][code]["n"][0] for code in COMPARED))
        for one in facts.get("communes", ())
    ]
    if rows:
        yield Table(columns, numbered(rows), caption="Từng xã, theo báo cáo đã duyệt")


def _of_goal(pair: list[int | None]) -> str:
    value = Value(pair[0] or 0, pair[1])
    if value.percent is None:
        return "–"
    return f"{grouped(value.n)}/{grouped(value.d or 0)} ({value.percent}%)"


def _said(facts: dict[str, Any], what: str, *, empty: str) -> Iterator[Words]:
    """What was said below, each under its name, then the office's own words."""
    below = voices(facts, what)
    for name, said in below:
        yield Words(f"{name}: {' '.join(said.split())}", Style.ITEM)
    yield from paragraphs(facts.get(what, ""), empty="" if below else empty)


def _closed(blocks: Iterable[Words]) -> Iterator[Words]:
    """With the mark that ends an official paper behind the last word."""
    *before, last = blocks
    yield from before
    yield replace(last, text=f"{last.text.rstrip(' ./;')}./.")


def _skills(facts: dict[str, Any]) -> Iterator[Table]:
    columns = (
        NUMBER, Column("Kỹ năng", 6), Column("Trong kỳ", 2, Kind.FIGURE),
        Column("Từ 01/01", 2, Kind.FIGURE),
    )  # fmt: skip
    for module in facts.get("skills", ()):
        rows = [(one["name"], grouped(one["n"]), grouped(one["year"])) for one in module["skills"]]
        yield Table(columns, numbered(rows), caption=f"{module['name']}: số người tự làm được")


def _youth(facts: dict[str, Any]) -> Iterator[Words]:
    work = facts.get("youth")
    if work:
        yield Words(
            f"Tình nguyện viên: {work['campaigns']} chiến dịch, {work['held']}/{work['planned']} ca"
            f" đã làm, {work['cancelled']} ca đã hủy, {grouped(work['volunteers'])} người,"
            f" {grouped(work['presences'])} lượt tham gia, {grouped(work['minutes'] // 60)} giờ."
        )


def _missing(facts: dict[str, Any]) -> Iterator[Words]:
    missing = facts.get("missing")
    if missing:
        unlocked, weak = missing["unlocked_count"], missing["weak"]
        parts = [f"{unlocked} buổi học chưa chốt biên bản"] if unlocked else []
        parts += [f"{weak} lượt có mức xác nhận thấp"] if weak else []
        yield Words(f"Chưa gồm {' và '.join(parts)}." if parts else "Số liệu không còn thiếu gì.")
    without = [one["name"] for one in facts.get("without", [])]
    if facts.get("communes") and not without:
        yield Words("Không xã nào thiếu báo cáo được duyệt.")
    if without:
        yield Words(f"{len(without)} xã chưa có báo cáo được duyệt: {'; '.join(without)}.")


def _corrections(facts: dict[str, Any]) -> Iterator[Words]:
    for one in facts.get("corrections", []):
        first, last = _day(one["of"]["first"]), _day(one["of"]["last"])
        for told in _moves(one):
            yield Words(f"Bổ sung kỳ trước ({first}–{last}), {told}.", Style.ITEM)
        for its in one.get("by", ()):
            yield Words(f"Trong đó {its['name']}: {'; '.join(_moves(its))}.", Style.ITEM)


def _moves(one: dict[str, Any]) -> Iterator[str]:
    for code, moved in one["changes"].items():
        name = dict(indicators()[code].words)["name"].lower()
        yield moved_words(name, moved, one.get("reasons", {}).get(code, {}))


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
