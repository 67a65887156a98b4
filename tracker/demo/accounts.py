"""The table of accounts that whoever tries the demo is shown."""

from tracker.core import phones
from tracker.demo.cast import PASSWORD, SHOWN


def table() -> str:
    """One line an account: role, name, phone, password, what to try."""
    head = ("Role", "Name", "Phone", "Password", "What to try")
    lines = [
        (shown.role.value, shown.name, phones.shown(shown.phone), PASSWORD, shown.hint)
        for shown in SHOWN
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *lines)
    )
