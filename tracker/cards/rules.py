"""Decisions about Thẻ người học and the paper that carries a QR. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from tracker.mentees.rules import MenteeStatus, counts

NUMBER_DIGITS = 6
CARDS_A_SHEET = 8


class CardState(StrEnum):
    """What a scan of a card means."""

    VALID = "valid"
    REPLACED = "replaced"
    ERASED = "erased"
    UNKNOWN = "unknown"


class PosterState(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


class LossReason(StrEnum):
    """Why a card is replaced."""

    LOST = "lost"
    DAMAGED = "damaged"
    IN_WRONG_HANDS = "in_wrong_hands"


class Paper(StrEnum):
    A4 = "a4"
    A3 = "a3"


class Refusal(StrEnum):
    """Why no card was made."""

    NO_CONSENT = "no_consent"
    NO_CARD_YET = "no_card_yet"


# How far ahead a poster says when the next class is.
POSTER_OUTLOOK = timedelta(days=60)

# The printed symbol without its quiet zone, in millimetres (ux §5.5).
CARD_SYMBOL = 30
SHEET_SYMBOL = 80
POSTER_SYMBOL = {Paper.A4: 150, Paper.A3: 220}


def judge_card(*, status: MenteeStatus, revoked_at: datetime | None) -> CardState:
    """An erased person's card says so even when a newer card replaced it."""
    if status is MenteeStatus.ERASED:
        return CardState.ERASED
    return CardState.REPLACED if revoked_at is not None else CardState.VALID


def may_hold_card(status: MenteeStatus) -> bool:
    """Only who agreed to be recorded gets a card with their name on it (ruling 8)."""
    return counts(status)


def is_number(typed: str) -> bool:
    """Whether this is the number of a card rather than its code."""
    return len(typed) == NUMBER_DIGITS and typed.isascii() and typed.isdigit()
