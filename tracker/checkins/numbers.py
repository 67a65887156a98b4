"""The numbers on a class's paper sheet: two digits for the line, one to notice a slip. Pure."""

import re
from dataclasses import dataclass

MOST_LINES = 99
DIGITS = 3

# Damm's table: every single wrong digit is noticed, and every two that changed places.
_NEXT = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


@dataclass(frozen=True)
class Typed:
    """What somebody typed from a sheet: lines of it, and what cannot be right."""

    lines: tuple[int, ...] = ()
    wrong: tuple[str, ...] = ()


def shown(line: int, *, sheet: str) -> str:
    """The number as it is printed: 074 for line 7. Other sheets, other last digits."""
    digits = f"{line:02d}"
    return digits + str(_run(digits, sheet))


def read(text: str, *, sheet: str) -> Typed:
    """Numbers with anything but digits between them, or without anything: 074 123 or 074123."""
    lines: list[int] = []
    wrong: list[str] = []
    for run in re.findall(r"[0-9]+", re.sub(r"(?<=\d)[-.](?=\d)", "", text)):
        parts = [run[i : i + DIGITS] for i in range(0, len(run), DIGITS)]
        for part in parts if len(run) % DIGITS == 0 else [run]:
            line = int(part[:2])
            is_right = len(part) == DIGITS and line > 0 and _run(part, sheet) == 0
            if is_right:
                lines.append(line)
            else:
                wrong.append(part)
    return Typed(tuple(dict.fromkeys(lines)), tuple(wrong))


def _run(digits: str, sheet: str) -> int:
    state = sum(map(ord, sheet)) % 10
    for digit in digits:
        state = int(_NEXT[state][int(digit)])
    return state
