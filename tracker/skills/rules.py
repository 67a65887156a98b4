"""What it means that somebody can do something. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SkillState(StrEnum):
    """Three levels that stay apart (ruling 5), and what does not apply to this person."""

    NOT_STARTED = "not_started"
    SHOWN = "shown"
    ALONE = "alone"
    NOT_APPLICABLE = "not_applicable"


class NotApplicable(StrEnum):
    """Why a skill does not apply."""

    NO_DEVICE = "no_device"
    NO_SIM = "no_sim"
    NO_BANK_ACCOUNT = "no_bank_account"
    TOO_YOUNG = "too_young"
    OTHER = "other"


class Evidence:
    """How sure we are (ruling 6)."""

    TYPED = 1
    WINDOW = 2
    CODE = 3
    CONFIRMED = 4


@dataclass(frozen=True)
class Mark:
    """One live mark, oldest facts first."""

    skill_id: int
    state: SkillState
    at: datetime


@dataclass(frozen=True)
class Progress:
    """How much of the agreed set a person can do alone."""

    done: int
    applicable: int

    @property
    def is_complete(self) -> bool:
        return self.applicable > 0 and self.done >= self.applicable


def current_state(marks: Iterable[Mark]) -> SkillState:
    """The state of one skill from its live marks: the highest reached.

    “Không áp dụng” holds only while nobody saw the person do it.
    """
    states = {mark.state for mark in marks}
    for state in (SkillState.ALONE, SkillState.NOT_APPLICABLE, SkillState.SHOWN):
        if state in states:
            return state
    return SkillState.NOT_STARTED


def progress(states: Mapping[int, SkillState], skill_ids: Iterable[int]) -> Progress:
    """Done and applicable among the set's skills: what does not apply lowers no rate (ruling 5)."""
    own = [states.get(skill_id, SkillState.NOT_STARTED) for skill_id in skill_ids]
    applicable = [state for state in own if state is not SkillState.NOT_APPLICABLE]
    return Progress(applicable.count(SkillState.ALONE), len(applicable))


def may_undo(*, noted_at: datetime, now: datetime, hours: int) -> bool:
    """Whether an ambassador may still take the mark back alone."""
    return now - noted_at <= timedelta(hours=hours)
