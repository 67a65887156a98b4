"""Decisions about volunteers as people: their age, when they have time. Pure."""

from datetime import date, datetime
from enum import StrEnum

from tracker.accounts.rules import is_minor
from tracker.mentees.rules import is_child

__all__ = [
    "ALL_SLOTS",
    "Age",
    "Block",
    "Organisation",
    "Part",
    "Refusal",
    "age_on",
    "is_child",
    "is_minor",
]

NOON, EVENING = 12, 17


class Organisation(StrEnum):
    """What sends a volunteer (seed C26)."""

    UNION_CELL = "union_cell"
    SCHOOL = "school"
    UNIT = "unit"
    OTHER = "other"


class Block(StrEnum):
    """The summer programme's blocks (facts §3); which of them is whose stays data."""

    GREEN_SUMMER = "green_summer"
    RED_FLAMBOYANT = "red_flamboyant"
    PINK_HOLIDAY = "pink_holiday"
    GREEN_MARCH = "green_march"
    OTHER = "other"


class Part(StrEnum):
    """Parts of a day in which somebody has time."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Refusal(StrEnum):
    """Why somebody's details stay as they are."""

    TAKEN = "taken"
    AGE = "age"


class Age(StrEnum):
    """How old in the eyes of the law, by year of birth alone."""

    ADULT = "adult"
    MINOR = "minor"
    CHILD = "child"


# Every weekday (1 is Monday) in every part: "6-evening".
ALL_SLOTS = tuple(f"{weekday}-{part}" for weekday in range(1, 8) for part in Part)


def age_on(birth_year: int, day: date) -> Age:
    if is_child(birth_year, today=day):
        return Age.CHILD
    return Age.MINOR if is_minor(birth_year, today=day) else Age.ADULT


def needs_guardian(birth_year: int, *, today: date) -> bool:
    """Under 16 somebody else has to agree too."""
    return is_child(birth_year, today=today)


def may_say_year(old: int, new: int, *, today: date) -> bool:
    """Whether somebody may correct their own year: nobody makes themselves grown up."""
    ages = list(Age)
    return ages.index(age_on(new, today)) >= ages.index(age_on(old, today))


def part_of(starts_at: datetime) -> Part:
    """In which part of the day something begins. The moment is one of a Vietnamese clock."""
    if starts_at.hour < NOON:
        return Part.MORNING
    return Part.AFTERNOON if starts_at.hour < EVENING else Part.EVENING


def slot_of(starts_at: datetime) -> str:
    """The weekday and the part of the day, as availability names them."""
    return f"{starts_at.isoweekday()}-{part_of(starts_at)}"
