"""Words of the dashboards: how a team stands, in a sentence, a cell or a line, and how many do."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _

from tracker.periods.rules import Period, Phase
from tracker.quotas.rules import SLIGHTLY_BEHIND_FROM, Pace, Standing, State, Tally
from tracker.quotas.text import indicator_word, needed, quantity

# As a filter, and in the sentence that counts the teams; the silent come last.
STATES = {
    State.MET: _("Đạt hoặc kịp nhịp"),
    State.NEAR: _("Gần đạt"),
    State.BEHIND: _("Chậm nhịp"),
    State.WITHOUT: _("Chưa giao chỉ tiêu"),
    State.SILENT: _("Chưa có hoạt động"),
}
# Pace is of a period that runs; of one that is over, or has not begun, something else is said.
STATES_AT = {
    Phase.RUNNING: STATES,
    Phase.OVER: STATES | {State.MET: _("Đạt chỉ tiêu"), State.BEHIND: _("Chưa đạt")},
    Phase.COMING: STATES | {State.MET: _("Đã giao chỉ tiêu")},
}
_AFTERWARDS = {Pace.SLIGHTLY_BEHIND: "near", Pace.BEHIND: "unmet"}
# So many silent teams are named in the sentence; more of them need a list.
MOST_NAMED = 3


def standing_cell(standing: Standing) -> str:
    """412/400 (103%), as a table says it."""
    actual, goal = grouped(standing.actual), grouped(standing.goal)
    return f"{actual}/{goal}\N{NO-BREAK SPACE}({standing.percent}%)"


def standing_short(standing: Standing) -> str:
    """Buổi: 3/4, under the bullet of the first metric."""
    word = indicator_word(standing.metric)
    return f"{word}: {grouped(standing.actual)}/{grouped(standing.goal)}"


def grouped(n: int) -> str:
    """Most need no separator in any language."""
    return str(n) if 0 <= n < 1000 else str(format_decimal(n))


def sparkline_path(weeks: Sequence[int], top: int = 1) -> str:
    """Lượt week by week as one line in a box of 120 × 28, with a dot on the last. Lines that
    stand side by side are drawn to the same `top`."""
    top = max(*weeks, top, 1)
    step = 112 / max(len(weeks) - 1, 1)
    points = [f"{2 + n * step:.0f} {24 - 20 * week / top:.0f}" for n, week in enumerate(weeks)]
    return f"M{'L'.join(points)}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0"


def sparkline_words(weeks: Sequence[int]) -> str:
    return str(
        gettext(
            "%(total)s lượt trong %(weeks)s tuần, tuần này %(last)s",
            total=grouped(sum(weeks)), weeks=len(weeks), last=weeks[-1],
        )
    )  # fmt: skip


def standing_look(standing: Standing, period: Period, today: date) -> str:
    """Which chip a standing wears (`quota_chip`)."""
    match period.phase(today):
        case Phase.COMING:
            return "coming"
        case Phase.OVER:
            return _AFTERWARDS.get(standing.pace, str(standing.pace))
        case Phase.RUNNING:
            return str(standing.pace)


def standing_sentence(standing: Standing, period: Period, today: date) -> str:
    """What a bullet shows, in words: “Thiếu 4 để kịp nhịp · còn 9 ngày”."""
    words = standing_words(standing, period, today)
    if standing.actual >= standing.goal or period.phase(today) is not Phase.RUNNING:
        return words
    left = period.left(today)
    return str(
        ngettext(
            "%(words)s · còn %(days)s ngày",
            "%(words)s · còn %(days)s ngày",
            left,
            words=words,
            days=left,
        )
    )


def standing_words(standing: Standing, period: Period, today: date) -> str:
    """The same without the days, where they stand once above many bullets."""
    phase = period.phase(today)
    if phase is Phase.COMING:
        return str(gettext("Bắt đầu ngày %(day)s", day=f"{period.first:%d/%m/%Y}"))
    if standing.actual > standing.goal:
        return str(gettext("Vượt chỉ tiêu %(n)s", n=standing.actual - standing.goal))
    if standing.actual == standing.goal:
        return str(gettext("Vừa đủ chỉ tiêu"))
    if phase is Phase.OVER:
        what = quantity(standing.goal - standing.actual, standing.metric)
        return str(gettext("Thiếu %(what)s so với chỉ tiêu", what=what))
    if standing.missing:
        return str(gettext("Thiếu %(n)s để kịp nhịp", n=standing.missing))
    return str(gettext("Còn %(n)s để đủ chỉ tiêu", n=standing.goal - standing.actual))


def tally_words(
    found: Tally, silent: Sequence[tuple[str, int | None]], phase: Phase = Phase.RUNNING
) -> str:
    """“17 tổ: 12 đạt hoặc kịp nhịp, 4 gần đạt, 1 chưa có hoạt động (Na Cáng, 41 ngày).”"""
    said = {
        State.MET: _met_words(found.met, phase),
        State.NEAR: gettext("%(n)s gần đạt", n=found.near),
        State.BEHIND: gettext("%(n)s chưa đạt", n=found.behind)
        if phase is Phase.OVER
        else gettext("%(n)s chậm", n=found.behind),
        State.WITHOUT: gettext("%(n)s chưa giao chỉ tiêu", n=found.without),
        State.SILENT: gettext("%(n)s chưa có hoạt động", n=found.silent),
    }
    parts = [str(words) for state, words in said.items() if getattr(found, state)]
    if 0 < len(silent) <= MOST_NAMED:
        named = "; ".join(silent_words(name, days) for name, days in silent)
        parts[-1] = str(gettext("%(what)s (%(teams)s)", what=parts[-1], teams=named))
    return str(
        ngettext(
            "%(num)s tổ: %(parts)s.", "%(num)s tổ: %(parts)s.", found.all, parts=", ".join(parts)
        )
    )


def _met_words(n: int, phase: Phase) -> str:
    match phase:
        case Phase.COMING:
            return str(gettext("%(n)s đã giao chỉ tiêu", n=n))
        case Phase.RUNNING:
            return str(gettext("%(n)s đạt hoặc kịp nhịp", n=n))
        case Phase.OVER:
            return str(gettext("%(n)s đạt chỉ tiêu", n=n))


def needed_words(behind: Iterable[Standing], phase: Phase) -> str:
    """What a team lacks: “Cần thêm 22 người, 1 buổi để kịp nhịp.”"""
    what = needed(behind)
    if phase is Phase.OVER:
        return str(gettext("Thiếu %(what)s so với chỉ tiêu.", what=what))
    return str(gettext("Cần thêm %(what)s để kịp nhịp.", what=what))


def needed_by(team: str, behind: Iterable[Standing], phase: Phase) -> str:
    """The same with its name, in a list of several."""
    what = needed(behind)
    if phase is Phase.OVER:
        return str(gettext("%(team)s thiếu %(what)s so với chỉ tiêu.", team=team, what=what))
    return str(gettext("%(team)s cần thêm %(what)s để kịp nhịp.", team=team, what=what))


def late_title(state: State, n: int, phase: Phase) -> str:
    """Above the list of those teams, counted as the sentence and the filter count them."""
    if state is State.NEAR:
        return str(ngettext("%(num)s tổ gần đạt chỉ tiêu.", "%(num)s tổ gần đạt chỉ tiêu.", n))
    if phase is Phase.OVER:
        return str(ngettext("%(num)s tổ chưa đạt chỉ tiêu.", "%(num)s tổ chưa đạt chỉ tiêu.", n))
    return str(ngettext("%(num)s tổ chậm nhịp.", "%(num)s tổ chậm nhịp.", n))


def late_communes(n: int, phase: Phase) -> str:
    """The same of the communes of a province."""
    if phase is Phase.OVER:
        return str(
            ngettext(
                "%(num)s xã, phường dưới %(share)s%% chỉ tiêu.",
                "%(num)s xã, phường dưới %(share)s%% chỉ tiêu.",
                n,
                share=SLIGHTLY_BEHIND_FROM,
            )
        )
    return str(
        ngettext(
            "%(num)s xã, phường chậm so với chỉ tiêu.",
            "%(num)s xã, phường chậm so với chỉ tiêu.",
            n,
        )
    )


def late_filter(n: int, phase: Phase) -> str:
    """The same as the name of a filter."""
    if phase is Phase.OVER:
        return str(gettext("Dưới %(share)s%% chỉ tiêu (%(n)s)", share=SLIGHTLY_BEHIND_FROM, n=n))
    return str(gettext("Chậm (%(n)s)", n=n))


def silent_words(name: str, days: int | None) -> str:
    """Na Cáng, 41 ngày."""
    if days is None:
        return str(gettext("%(team)s, chưa có buổi nào", team=name))
    return str(ngettext("%(team)s, %(num)s ngày", "%(team)s, %(num)s ngày", days, team=name))


def away_words(days: int | None) -> str:
    """Of one team: how long nothing was heard of it."""
    if days is None:
        return str(gettext("Tổ chưa có hoạt động nào."))
    return str(
        ngettext("Tổ chưa có hoạt động %(num)s ngày.", "Tổ chưa có hoạt động %(num)s ngày.", days)
    )


def late_words(n: int) -> str:
    """What a recount says of a figure that was closed: +1, −2."""
    shown = grouped(abs(n))
    if n < 0:
        return str(gettext("rút lại sau khi chốt: −%(n)s", n=shown))
    return str(gettext("bổ sung sau khi chốt: +%(n)s", n=shown))


def state_name(state: State, phase: Phase = Phase.RUNNING) -> str:
    return str(STATES_AT[phase][state])


FILTERS: dict[str, Callable[..., str]] = {
    "standing_cell": standing_cell,
    "standing_short": standing_short,
    "sparkline_path": sparkline_path,
    "sparkline_words": sparkline_words,
    "standing_sentence": standing_sentence,
    "standing_words": standing_words,
    "standing_look": standing_look,
    "needed_words": needed_words,
    "needed_by": needed_by,
    "late_title": late_title,
    "late_communes": late_communes,
    "late_filter": late_filter,
    "away_words": away_words,
    "tally_words": tally_words,
    "state_name": state_name,
    "late_words": late_words,
}
