"""What a phone kept is sent here, up to fifty forms at once, each to the view its page posts to.

Rights, scope, form, receipt and journal are those of that view: it runs as if its form had been
posted alone, within the one transaction of the batch.
"""

import logging
from html.parser import HTMLParser
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    get_flashed_messages,
    jsonify,
    make_response,
    render_template,
    request,
    session,
)
from flask.ctx import RequestContext
from flask.sessions import SecureCookieSession
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import Conflict, HTTPException, NotFound, TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.core import clock
from tracker.core.health import is_away
from tracker.outbox import actions
from tracker.outbox.actions import Refused
from tracker.outbox.rules import MOST_ITEMS, Item, Outcome, Pair, Reason, Verdict, read
from tracker.outbox.text import UNREADABLE
from tracker.routes.guards import actor, batch, maybe_actor, public, within_limit
from tracker.routes.keeping import keep_offline
from tracker.routes.said import AT, OFFSET
from tracker.routes.web import Posted

logger = logging.getLogger(__name__)

bp = Blueprint("sending", __name__)

# By this word a phone knows that it talks to us, and not to the sign-in page of some Wi-Fi.
US = "dss"
LOST_PLACE = {404: Reason.NOT_THERE, 410: Reason.NOT_THERE, 403: Reason.NO_RIGHT}


@bp.get("/phien")
@public
def probe() -> Response:
    """Who this browser is signed in as, a fresh token for its forms, and what time it is."""
    who = maybe_actor()
    return jsonify(
        ok=US,
        uid=who.account_id if who else None,
        name=who.name.split()[-1] if who else "",
        csrf=generate_csrf(),
        now=int(clock.now().timestamp() * 1000),
        version=current_app.extensions["assets"].folder.name,
    )


@bp.get("/chua-gui")
@public
def waiting() -> str:
    """What this phone has not sent. The list is on the phone alone: the page is anybody's."""
    if maybe_actor():
        keep_offline(nameless=True)
    return render_template("sending/waiting.html")


@bp.post("/gui")
@batch
def send() -> AnyResponse:
    """A verdict for each entry. Nothing is taken from a phone whose entries are somebody else's."""
    who = maybe_actor()
    given = request.get_json(silent=True)
    if who is None:
        return _refused("signin", 401)
    if not isinstance(given, dict) or not isinstance(given.get("items"), list):
        return _refused("unreadable", 400)
    if given.get("uid") != who.account_id:
        return _refused("other", 409)
    if len(given["items"]) > MOST_ITEMS:
        return _refused("too-many", 413)
    within_limit(Limit.OUTBOX, f"a:{who.account_id}")
    items = {item.key: item for item in map(read, given["items"]) if item}
    outcomes = actions.deliver(actor(), items=list(items.values()), work=run, now=clock.now())
    results = [_result(raw, outcomes) for raw in given["items"]]
    return jsonify(ok=US, now=int(clock.now().timestamp() * 1000), results=results)


def run(item: Item) -> Outcome:
    """Post one form to its view, as this request's person. Raises Refused when it was broken off;
    what the database raises when it is away ends the whole batch."""
    with _posted(item):
        try:
            return _outcome(_answer())
        except Conflict as conflict:
            reason = Reason(str(conflict.description))
            raise Refused(Outcome(Verdict.REVIEW, reason=reason)) from conflict
        except TooManyRequests as wait:
            retry = int(wait.retry_after) if isinstance(wait.retry_after, int) else None
            raise Refused(Outcome(Verdict.LATER, retry=retry)) from wait
        except HTTPException as error:
            raise Refused(_outcome(error.get_response())) from error
        except Exception as error:
            if is_away(error):
                raise
            logger.exception("an entry of a phone: %s", type(error).__name__)
            raise Refused(Outcome(Verdict.LATER)) from error


def _posted(item: Item) -> RequestContext:
    """The request this form would have been, in the session of the one that brought it."""
    claim = [(AT, "" if item.said_at is None else str(item.said_at))]
    if item.offset is not None:
        claim.append((OFFSET, str(item.offset)))
    path, _, query = item.path.partition("?")
    environ = {
        **request.environ,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_IDEMPOTENCY_KEY": item.key,
    }
    posted = Posted(environ, [*item.fields, *claim])
    kept = {name: value for name, value in session.items() if name != "_flashes"}
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return RequestContext(app, environ, posted, SecureCookieSession(kept))


def _answer() -> AnyResponse:
    rule = request.url_rule
    view = current_app.view_functions[rule.endpoint] if rule else None
    if view is None or not getattr(view, "is_keepable", False):
        raise NotFound
    return make_response(current_app.ensure_sync(view)(**(request.view_args or {})))


def _outcome(response: AnyResponse) -> Outcome:
    """What the view's answer means to the phone."""
    status = response.status_code
    if status in LOST_PLACE:
        verdict = Verdict.REVIEW if status == 403 else Verdict.GONE
        return Outcome(verdict, reason=LOST_PLACE[status])
    if status >= 500 or status == 429:
        return Outcome(Verdict.LATER)
    if status >= 400:
        sentences = _sentences(response)
        words = " ".join(words for _, words in sentences) or str(UNREADABLE)
        return Outcome(Verdict.FIX, words, said=sentences)
    is_repeat = "Idempotent-Replay" in response.headers
    made = response.headers.get("X-Made", "")
    return Outcome(
        Verdict.REPEAT if is_repeat else Verdict.RECORDED,
        " ".join(map(str, get_flashed_messages())),
        response.headers.get("Location", ""),
        int(made) if made.isdigit() else None,
    )


def _result(raw: Any, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    key = raw.get("key") if isinstance(raw, dict) else None
    outcome = outcomes.get(str(key)) or Outcome(Verdict.FIX, str(UNREADABLE))
    told = {
        "words": outcome.words, "go": outcome.go, "made": outcome.made,
        "fields": [list(pair) for pair in outcome.said], "retry": outcome.retry,
    }  # fmt: skip
    return {"key": key, "verdict": outcome.verdict, **{k: v for k, v in told.items() if v}}


def _refused(verdict: str, status: int) -> AnyResponse:
    return make_response(jsonify(ok=US, verdict=verdict), status)


class _Summary(HTMLParser):
    """The sentences of a refused form: what its page says aloud, with the fields they name."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Pair] = []
        self._inside = False
        self._at: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("role") == "alert":
            self._inside = True
        is_list = named.get("id") != "error-summary"
        if self._inside and tag in ("li", "p") and is_list:
            self._at = ["", ""]
        if self._at is not None and tag == "a":
            self._at[0] = (named.get("href") or "").removeprefix("#")

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            self._at[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "li" and self._at is not None:
            self.said.append((self._at[0], " ".join(self._at[1].split())))
            self._at = None
        if tag == "ul":
            self._inside = False


def _sentences(response: AnyResponse) -> tuple[Pair, ...]:
    summary = _Summary()
    summary.feed(response.get_data(as_text=True))
    return tuple(summary.said)
