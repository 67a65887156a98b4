"""One line of a history, in words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from tracker.histories.rules import Event, Kind
from tracker.mentees.rules import EndReason
from tracker.mentees.text import END_REASON
from tracker.mentoring.rules import Channel
from tracker.mentoring.text import CHANNELS_INLINE
from tracker.skills.rules import SkillState
from tracker.skills.text import STATES


def event_title(event: Event) -> str:
    """What happened."""
    return str(_TITLES[event.kind](event))


def event_detail(event: Event) -> str:
    """Where, or why."""
    if event.kind is Kind.ENDED:
        return str(END_REASON[EndReason(event.code)])
    if event.kind is Kind.SKILL:
        return event.title
    return event.detail


def _meeting(event: Event) -> str:
    channel = CHANNELS_INLINE[Channel(event.code)]
    return str(gettext("Buổi kèm %(channel)s với %(name)s", channel=channel, name=event.title))


_TITLES: dict[Kind, Callable[[Event], Any]] = {
    Kind.CLASS: lambda event: gettext("Buổi học: %(title)s", title=event.title),
    Kind.MEETING: _meeting,
    Kind.SKILL: lambda event: STATES[SkillState(event.code)],
    Kind.BEGUN: lambda event: gettext("%(name)s bắt đầu kèm", name=event.title),
    Kind.ENDED: lambda event: gettext("%(name)s thôi kèm", name=event.title),
}

FILTERS: dict[str, Callable[[Event], str]] = {
    "event_title": event_title,
    "event_detail": event_detail,
}
