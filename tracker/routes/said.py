"""Forms that a phone may have kept for hours: which they are, and when what they say happened.

The sender (routes/sending.py) adds the phone's own time as two hidden fields. It is a claim: views
ask `said_at()` and get what can be believed of it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NoReturn, ParamSpec, TypeVar

from flask import request
from werkzeug.exceptions import Conflict
from werkzeug.wrappers import Response

from tracker.core import clock
from tracker.outbox.rules import Item, Pair, Reason, effective
from tracker.routes.guards import actor

P = ParamSpec("P")
R = TypeVar("R")

AT, OFFSET = "said_at", "said_offset"
# Who wrote the form that somebody else now writes down for them.
_author: ContextVar[int | None] = ContextVar("author", default=None)


def keepable(view: Callable[P, R]) -> Callable[P, R]:
    """The form of this view may wait on a phone and be sent with others. Its template says
    `data-outbox` with a title; its view asks `said_at()` where it would ask the clock."""
    view.is_keepable = True  # type: ignore[attr-defined]
    return view


def is_kept() -> bool:
    """Whether the form comes from a phone that kept it."""
    return AT in request.form


def said_at() -> datetime:
    """When what the form says happened: now, or when the phone kept it."""
    said = request.form.get(AT, type=int)
    return effective(said, request.form.get(OFFSET, type=int), clock.now())


def made(response: Response, mentee_id: int | None) -> Response:
    """Tell which learner the form added: later entries of the same phone are about them."""
    if mentee_id is not None:
        response.headers["X-Made"] = str(mentee_id)
    return response


def for_review(reason: Reason) -> NoReturn:
    """What happened has happened, but it does not fit any more: somebody has to look at it."""
    raise Conflict(reason)


def review_if_kept(reason: Reason, unless: Any = None) -> None:
    """The same for a form that waited on a phone; whoever is here gets the page's own answer."""
    if is_kept() and not unless:
        for_review(reason)


def this_entry(*, title: str, text: str, fields: Sequence[Pair]) -> Item:
    """A part of this form that has to be looked at, while the rest of it is written down."""
    return Item(
        request.headers.get("Idempotency-Key", ""), request.path, tuple(fields), title, text,
        request.form.get(AT, type=int), request.form.get(OFFSET, type=int),
    )  # fmt: skip


@contextmanager
def written_by(account_id: int) -> Iterator[None]:
    """Inside, forms are the words of this person: a leader takes down what a member sent."""
    before = _author.set(account_id)
    try:
        yield
    finally:
        _author.reset(before)


def author_id() -> int:
    """Whose words the form is: to them it is credited. Mostly whoever is signed in."""
    return _author.get() or actor().account_id
