"""The board of a province's campaign: its communes × days, in numbers; nobody's name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from flask import Response, request

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import is_editable
from tracker.core import clock, names
from tracker.routes import htmx
from tracker.routes.enrolment import public_address
from tracker.routes.shift_frame import Window, notice, window
from tracker.shifts import board_papers, queries
from tracker.shifts.dealing import MOST_SHIFTS
from tracker.shifts.overview import Sum, add_up
from tracker.shifts.queries import Line
from tracker.shifts.rules import Flaw

# How long before a shift its flaws are named.
Sight = Mapping[str, timedelta]


@dataclass(frozen=True)
class Row:
    """One commune's part, day by day, and all these days together."""

    branch: Campaign
    cells: list[Sum]
    whole: Sum

    @property
    def name(self) -> str:
        return _name(self.branch)


@dataclass(frozen=True)
class Page:
    """The communes by name, and the province below them."""

    window: Window
    rows: list[Row]
    total: list[Sum]


@dataclass(frozen=True)
class Warnings:
    """What the province should ring up about."""

    # Communes with a goal that have not taken the campaign up, and parts without a shift.
    not_taken_up: list[str]
    without_shifts: list[Campaign]
    # Parts with shifts that lack something in the days to come.
    flawed: list[tuple[Campaign, dict[Flaw, int]]]

    def __bool__(self) -> bool:
        return bool(self.not_taken_up or self.without_shifts or self.flawed)


def show(campaign: Campaign, branches: Sequence[Campaign]) -> Response:
    """A plain table of links and boxes, as a commune's board. Reads the days that it tells of."""
    sought, only_short = request.args.get("q", ""), "thieu" in request.args
    days = queries.days_of([row.id for row in branches])
    shown, sight = window(sorted(set().union(*days.values()))), notice()
    ahead = _ahead(sight)
    lines = queries.on_days(days.keys(), {*shown.days, *ahead})
    page = _page(branches, [line for line in lines if line.local_date in shown.days], shown, sight)
    rows = [row for row in page.rows if _matches(row, sought, only_short=only_short)]
    return htmx.render(
        "board/communes.html",
        campaign=campaign,
        board=Page(shown, rows, page.total),
        any_shift=bool(days),
        warnings=_warnings(campaign, branches, lines, days.keys(), sight),
        sought=sought,
        only_short=only_short,
        may_assign=is_editable(campaign.stage),
        text_to_share=board_papers.for_the_communes(
            campaign,
            shown.days,
            [(row.name, row.whole.missing, public_address(row.branch)) for row in page.rows],
        ),
    )


def by_day(campaign: Campaign, branches: Sequence[Campaign]) -> Response:
    """The same for a phone: day by day, each commune with what it still needs."""
    now, sight = clock.now(), notice()
    lines = queries.of_campaign(campaign)
    shown = window(sorted({line.local_date for line in lines}))
    page = _page(branches, [line for line in lines if line.local_date in shown.days], shown, sight)
    return htmx.render(
        "shifts/communes.html",
        campaign=campaign,
        board=page,
        days=[
            (day, [(row, row.cells[n]) for row in page.rows if _is_any(row.cells[n])])
            for n, day in enumerate(shown.days)
        ],
        whole=add_up((line.filled for line in lines), now=now, **sight),
        warnings=_warnings(campaign, branches, lines, {one.campaign_id for one in lines}, sight),
        hours=queries.minutes_worked(campaign, now=now) // 60,
    )


def chosen(campaign: Campaign, branches: Sequence[Campaign]) -> Response:
    """The shifts behind the ticked cells (?o=7.2027-06-05), by commune: whom to ask, where to go
    on. Their people are the communes' to give out, or the province's, commune by commune."""
    ticked = [_cell(text) for text in request.args.getlist("o")]
    cells = {one for one in ticked if one is not None}
    mine = {row.id: row for row in branches}
    keys, days = {key for key, _day in cells} & mine.keys(), {day for _key, day in cells}
    now = clock.now()
    found: dict[int, list[Line]] = defaultdict(list)
    for line in queries.on_days(keys, days) if keys else []:
        is_open = not line.is_cancelled and line.ends_at > now
        if is_open and (line.campaign_id, line.local_date) in cells:
            found[line.campaign_id].append(line)
    parts = [(mine[key], lines[:MOST_SHIFTS]) for key, lines in found.items()]
    needs = [
        (_name(row), sum(line.filled.missing for line in lines), public_address(row))
        for row, lines in parts
    ]
    return htmx.render(
        "board/chosen.html",
        campaign=campaign,
        parts=sorted(parts, key=lambda part: names.place_key(_name(part[0]))),
        text_to_share=board_papers.for_the_communes(campaign, sorted(days), needs),
    )


def _page(branches: Sequence[Campaign], lines: Sequence[Line], shown: Window, sight: Sight) -> Page:
    now, by_cell = clock.now(), _grouped(lines)

    def summed(those: Iterable[Line]) -> Sum:
        return add_up((line.filled for line in those), now=now, **sight)

    rows = []
    for branch in branches:
        its = [by_cell.get((branch.id, day), []) for day in shown.days]
        cells = [summed(those) for those in its]
        if any(map(_is_any, cells)):
            rows.append(Row(branch, cells, summed(chain.from_iterable(its))))
    rows.sort(key=lambda row: names.place_key(row.name))
    total = [summed(line for line in lines if line.local_date == day) for day in shown.days]
    return Page(shown, rows, total)


def _grouped(lines: Sequence[Line]) -> dict[tuple[int, date], list[Line]]:
    found: dict[tuple[int, date], list[Line]] = defaultdict(list)
    for line in lines:
        found[line.campaign_id, line.local_date].append(line)
    return found


def _ahead(sight: Sight) -> list[date]:
    """The days on which a shift's flaws are named already."""
    today = clock.today()
    return [today + timedelta(days=n) for n in range(max(sight.values()).days + 2)]


def _warnings(
    campaign: Campaign, branches: Sequence[Campaign], lines: Iterable[Line],
    planned: Collection[int], sight: Sight,
) -> Warnings:  # fmt: skip
    """`planned` are the parts that have shifts; `lines` at least those of the days ahead."""
    if not is_editable(campaign.stage):
        return Warnings([], [], [])
    taken, now = {row.commune_id for row in branches}, clock.now()
    by_part: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_part[line.campaign_id].append(line)
    flawed = {
        key: dict(add_up((line.filled for line in those), now=now, **sight).flaws)
        for key, those in by_part.items()
    }
    goals = campaigns.goals_of(campaign.id)
    return Warnings(
        [goal.commune.name for goal in goals if goal.commune_id not in taken],
        [row for row in branches if row.id not in planned],
        sorted(
            ((row, flawed[row.id]) for row in branches if flawed.get(row.id)),
            key=lambda part: -sum(part[1].values()),
        ),
    )


def _matches(row: Row, sought: str, *, only_short: bool) -> bool:
    if only_short and not row.whole.missing:
        return False
    return names.search_key(sought) in names.search_key(row.name)


def _is_any(cell: Sum) -> bool:
    return bool(cell.shifts or cell.cancelled)


def _name(branch: Campaign) -> str:
    return branch.commune.name if branch.commune else ""


def _cell(text: str) -> tuple[int, date] | None:
    key, _dot, day = text.partition(".")
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        return None
    try:
        return int(key), date.fromisoformat(day)
    except ValueError:
        return None
