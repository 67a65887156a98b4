"""/quet: the camera, a photo of a code, a typed code. All three lead to the same pages."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.cards.forms import TypedCard
from tracker.checkins.forms import TypedCode
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires, takes_files, within_limit
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.scans import open_classes, verdict
from tracker.routes.web import base_url, key_asked, wants_fragment
from tracker.scanning import pictures, rules
from tracker.scanning.pictures import MOST_BYTES, Texts, Unread
from tracker.scanning.rules import Code
from tracker.scanning.text import FOREIGN, UNREAD

bp = Blueprint("scanner", __name__)

# What a phone's share menu sends along with a link.
SHARED = ("url", "text", "title")


@bp.get("/quet")
@requires(Permission.CLASS_JOIN)
def scan() -> AnyResponse:
    """The scanner; or straight to what a shared text (`?text=`) holds."""
    shared = " ".join(filter(None, map(request.args.get, SHARED)))
    if not shared:
        keep_offline(nameless=True)
        return _page()
    found = code_in(shared)
    return go(found.path) if found else _page(str(FOREIGN), scanned=shared, status=422)


@bp.post("/quet")
@requires(Permission.CLASS_JOIN)
@takes_files(MOST_BYTES + 64 * 1024)
def read_photo() -> AnyResponse:
    """A photo of a code, read here where the phone could not. Nothing of it is kept."""
    within_limit(Limit.PHOTO, f"a:{actor().account_id}")
    sent = request.files.get("photo")
    said = pictures.read(sent.read() if sent else b"")
    if isinstance(said, Unread):
        return _refuse(str(UNREAD[said]))
    found = next(filter(None, map(code_in, said.found)), None)
    return go(found.path) if found else _refuse(str(FOREIGN), said)


def code_in(text: str) -> Code | None:
    """The code of ours that this text holds."""
    return rules.find(text, hosts={request.host.lower(), urlsplit(base_url()).netloc.lower()})


def _refuse(why: str, said: Texts | None = None) -> Response:
    scanned = said.found[0] if said else ""
    if wants_fragment():
        return verdict("bad", why, status=422, scanned=scanned)
    return _page(why, scanned=scanned, status=422)


def _page(why: str = "", *, scanned: str = "", status: int = 200) -> Response:
    response = htmx.render(
        "scanner/scan.html",
        status=status,
        form=TypedCode(formdata=None),
        card=TypedCard(formdata=None).number,
        sessions=open_classes(actor()),
        chosen=key_asked("buoi"),
        why=why,
        scanned=scanned[: pictures.MOST_TEXT],
        errors=why,
    )
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return response
