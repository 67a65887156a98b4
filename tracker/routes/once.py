"""Every unsafe request carries a key. A repeat gets the same answer and has no second effect."""

import hashlib
import json
import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Response, abort, flash, get_flashed_messages, make_response, request, session
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from tracker.core import receipts

# For zlib: a header and a checksum make it gzip. With the largest window, making room for it takes
# longer than packing a page; answers to forms are short.
_GZIP, _GZIP_OF_ANY_SIZE = 16 + 12, 16 + 15
_LITTLE = 6
_WORTH_PACKING = 700
_KEY = re.compile(r"[A-Za-z0-9_-]{8,60}")
_KEPT_HEADERS = (
    "Location",
    "Content-Type",
    "HX-Redirect",
    "HX-Trigger",
    "HX-Reswap",
    "HX-Location",
    "X-Made",
)
# A fast digest of a password would undo the slow one it is stored under.
_NOT_PRINTED = (
    "key", "csrf_token", "password", "current_password", "new_password", "said_at", "said_offset",
)  # fmt: skip


def answered_once(owner: str, view: Callable[[], Any], likely: Response | None = None) -> Response:
    """Run the view in one transaction with its receipt, or replay the answer it gave before.

    An answer that is `likely` is made ready before others have to wait for this transaction; the
    view returns it if it is right.
    """
    made: list[Response] = []
    ready = {} if likely is None else {"likely": _kept(likely)}

    def work() -> receipts.Answer:
        response = make_response(view())
        made.append(response)
        return ready["likely"] if ready and response is likely else _kept(response)

    try:
        answer, is_repeat = receipts.once(owner, _key(), _fingerprint(), work, **ready)
    except receipts.KeyReused:
        abort(422, "key-reused")
    return _replay(answer) if is_repeat else made[0]


def _key() -> str:
    key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
    if not _KEY.fullmatch(key):
        abort(400, "no-key")
    return key


def _fingerprint() -> str:
    """The same address with the same contents, whatever the session they came in."""
    fields = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in _NOT_PRINTED
    )
    said = json.dumps([request.method, request.full_path, fields])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(response: Response) -> receipts.Answer:
    headers: dict[str, Any] = {
        name: value for name, value in response.headers if name in _KEPT_HEADERS
    }
    headers["flashes"] = session.get("_flashes", [])
    return receipts.Answer(response.status_code, receipts.written(headers), _packed(response))


def _packed(response: Response) -> bytes:
    """The body as it is kept; the phone gets the same bytes, so that they are made only once."""
    body = response.get_data()
    if not body or response.status_code >= 400:
        return b""
    packer = zlib.compressobj(wbits=_GZIP, memLevel=_LITTLE)
    packed = packer.compress(body) + packer.flush()
    if len(body) >= _WORTH_PACKING and _takes_gzip(request.headers.get("Accept-Encoding", "")):
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
    return packed


@lru_cache(maxsize=100)
def _takes_gzip(header: str) -> bool:
    return parse_accept_header(header, Accept)["gzip"] > 0


def _replay(answer: receipts.Answer) -> Response:
    headers = json.loads(answer.headers or "{}")
    get_flashed_messages()
    for category, message in headers.pop("flashes", []):
        flash(message, category)
    body = zlib.decompress(answer.body, wbits=_GZIP_OF_ANY_SIZE) if answer.body else b""
    response = Response(body, answer.status)
    for name, value in headers.items():
        response.headers[name] = value
    response.headers["Idempotent-Replay"] = "true"
    return response
