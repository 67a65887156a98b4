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


class UndoReason(StrEnum):
    """Why a mark was taken back."""

    MISTAKE = "mistake"
    WRONG_PERSON = "wrong_person"
    NOT_ALONE_YET = "not_alone_yet"
    OTHER = "other"
    # Not chosen: the meeting it was seen at was taken back.
    MEETING = "meeting"


class Undone(StrEnum):
    """What became of the wish to take a mark back."""

    DONE = "done"
    ALREADY = "already"
    NOT_YOURS = "not_yours"
    TOO_LATE = "too_late"


class Evidence:
    """How sure we are (ruling 6)."""

    TYPED = 1
    WINDOW = 2
    CODE = 3
    CONFIRMED = 4


# Seen by the guide and typed on the spot: above what is typed long afterwards.
SEEN_BY_GUIDE = Evidence.WINDOW


@dataclass(frozen=True)
class Progress:
    """How much of the agreed set a person can do alone."""

    done: int
    applicable: int

    @property
    def is_complete(self) -> bool:
        return self.applicable > 0 and self.done >= self.applicable


def current_state(states: Iterable[SkillState]) -> SkillState:
    """The state of one skill from those of its live marks: the highest reached.

    “Không áp dụng” holds only while nobody saw the person do it.
    """
    states = set(states)
    for state in (SkillState.ALONE, SkillState.NOT_APPLICABLE, SkillState.SHOWN):
        if state in states:
            return state
    return SkillState.NOT_STARTED


def progress(states: Mapping[int, SkillState], skill_ids: Iterable[int]) -> Progress:
    """Done and applicable among the set's skills: what does not apply lowers no rate (ruling 5)."""
    own = [states.get(skill_id, SkillState.NOT_STARTED) for skill_id in skill_ids]
    applicable = [state for state in own if state is not SkillState.NOT_APPLICABLE]
    return Progress(applicable.count(SkillState.ALONE), len(applicable))


def next_skill(states: Mapping[int, SkillState], skill_ids: Iterable[int]) -> int | None:
    """The first skill of the set that is still to be learnt; None when the set is complete."""
    settled = {SkillState.ALONE, SkillState.NOT_APPLICABLE}
    left = (skill_id for skill_id in skill_ids if states.get(skill_id) not in settled)
    return next(left, None)


def judge_undo(
    *,
    is_undone: bool,
    is_own: bool,
    oversees: bool,
    noted_at: datetime,
    now: datetime,
    hours: int,
) -> Undone:
    """Whether a mark may be taken back: by its maker for some hours, from above at any time."""
    if is_undone:
        return Undone.ALREADY
    if oversees:
        return Undone.DONE
    if not is_own:
        return Undone.NOT_YOURS
    return Undone.DONE if now - noted_at <= timedelta(hours=hours) else Undone.TOO_LATE
