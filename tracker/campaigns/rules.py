"""Decisions about a campaign as a whole. Pure: `now` and `today` are passed in."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_DAYS = 400
SLUG_LENGTH = 40


class Kind(StrEnum):
    """What a campaign is called by those who order it (seed D07, E14–E19; C11 for trainings)."""

    YOUTH_SKILLS = "youth_skills"
    SUMMER = "summer"
    SATURDAYS = "saturdays"
    DIGITAL_DAY = "digital_day"
    LAUNCH = "launch"
    THEME = "theme"
    TRAINING = "training"
    OTHER = "other"


class Topic(StrEnum):
    """What ambassadors and teams are trained in (seed C11, C22–C24)."""

    TEACHING = "teaching"
    SITUATIONS = "situations"
    SAFETY = "safety"
    SERVICES = "services"
    PAYMENTS = "payments"
    AI = "ai"
    RECORDS = "records"


class Stage(StrEnum):
    """A campaign's life, in order."""

    PREPARING = "preparing"
    ENROLLING = "enrolling"
    RUNNING = "running"
    CLOSED = "closed"


class SignupStatus(StrEnum):
    """Where somebody stands towards a campaign."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class Refusal(StrEnum):
    """Why a campaign stays as it is."""

    ALREADY_TAKEN_UP = "already_taken_up"
    CLOSED = "closed"
    NO_SHIFTS = "no_shifts"
    OUTSIDE = "outside"
    IN_USE = "in_use"


class Door(StrEnum):
    """Whether the public sign-up is open."""

    OPEN = "open"
    NOT_YET = "not_yet"
    PREPARING = "preparing"
    OVER = "over"


# What the youth campaign does at every door (seed E20); offered, never forced.
PRESET = {Kind.YOUTH_SKILLS: ("DV01", "DV04", "TT02")}
_ORDER = list(Stage)


@dataclass(frozen=True)
class Days:
    """From a day to a day, both included."""

    first: date
    last: date

    def holds(self, other: "Days") -> bool:
        return self.first <= other.first and other.last <= self.last

    @property
    def is_plausible(self) -> bool:
        return self.first <= self.last and (self.last - self.first).days <= MOST_DAYS


def next_stages(stage: Stage) -> list[Stage]:
    """One step on, and one back: a campaign opened too early can be put right."""
    here = _ORDER.index(stage)
    return [_ORDER[at] for at in (here + 1, here - 1) if 0 <= at < len(_ORDER)]


def is_editable(stage: Stage) -> bool:
    """What is summed up stays as it was reported."""
    return stage is not Stage.CLOSED


def door(stage: Stage, *, opens_at: datetime | None, now: datetime) -> Door:
    """People sign up while it enrols and while it runs, from the hour that was announced."""
    if stage is Stage.CLOSED:
        return Door.OVER
    if stage is Stage.PREPARING:
        return Door.PREPARING
    return Door.NOT_YET if opens_at is not None and now < opens_at else Door.OPEN


def slug_of(folded_name: str, taken: Collection[str]) -> str:
    """A short address made of the name, different from those there are: muon-ruong-2."""
    words = re.sub(r"[^a-z0-9]+", "-", folded_name).strip("-")
    stem = words[:SLUG_LENGTH].strip("-") or "chien-dich"
    if stem.isdigit():  # numbers are the short addresses of posters
        stem = f"cd-{stem}"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def wave_of(day: date, waves: Iterable[tuple[int, Days]]) -> int | None:
    """In which wave a day lies; the first where two overlap."""
    return next((key for key, days in waves if days.first <= day <= days.last), None)
