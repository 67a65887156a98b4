"""The browser in front of us: what it calls itself, and how we know it again."""

from flask import request

from tracker.accounts.actions import Browser
from tracker.routes.guards import device

# The first that the header names; the later ones pretend to be each other.
_PROGRAMS = (
    ("zalo", "Zalo"), ("edg", "Edge"), ("opr/", "Opera"), ("samsungbrowser", "Samsung Internet"),
    ("coc_coc", "Cốc Cốc"), ("firefox", "Firefox"), ("fxios", "Firefox"), ("crios", "Chrome"),
    ("chrome", "Chrome"), ("safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"),
    ("mac os", "Mac"), ("linux", "Linux"),
)  # fmt: skip


def this_browser() -> Browser:
    return Browser(address=request.remote_addr or "", number=device(), words=words())


def words() -> str:
    """`Chrome · Android`: enough for a person to recognise their own device."""
    said = request.user_agent.string.lower()
    found = (
        next((name for mark, name in marks if mark in said), "") for marks in (_PROGRAMS, _SYSTEMS)
    )
    return " · ".join(filter(None, found))


def is_zalo() -> bool:
    """Zalo's own browser keeps its cookies to itself. Only used to word a hint (ux §4.8)."""
    return "zalo" in request.user_agent.string.lower()
