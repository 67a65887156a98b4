"""Decisions about Giấy xác nhận tham gia. Pure."""

from enum import StrEnum

CODE = 12
# Nobody types more; a longer text is no code of ours.
MOST_TYPED = 40
MOST_SHIFTS = 99


class Refusal(StrEnum):
    """Why no paper was given, or taken back."""

    NOBODY = "nobody"
    REVOKED = "revoked"


class State(StrEnum):
    """What a certificate is worth now."""

    VALID = "valid"
    REVOKED = "revoked"
    FORGOTTEN = "forgotten"


def qualifies(came: int, *, threshold: int) -> bool:
    """Whether somebody was there often enough."""
    return came >= max(threshold, 1)


def state_of(name: str, *, is_revoked: bool) -> State:
    """Somebody who was forgotten has no name left; what they did is still counted."""
    if not name:
        return State.FORGOTTEN
    return State.REVOKED if is_revoked else State.VALID


def shown_name(name: str, *, is_child: bool) -> str:
    """On the public page a child is told by initials alone: the paper in hand has the name."""
    if not is_child:
        return name
    return " ".join(f"{word[0]}." for word in name.split())


def hours_of(minutes: int) -> float:
    """As papers and pages tell them: to a tenth of an hour."""
    return round(minutes / 60, 1)
