"""What makes a repeated request harmless: one key, one effect, one answer.

The receipt is written in the same transaction as the effect. It belongs to the account, not to the
session, so that a phone which signs in again and resends does not count twice (reliability §0.6).
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LargeBinary, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.atomic import transaction, undo
from tracker.core.base import Base, Key, Prose, Short
from tracker.core.db import db
from tracker.core.pieces import drop, in_pieces
from tracker.core.quick import for_each_dialect, new_key, quick
from tracker.core.scope import by_hand
from tracker.core.settings import setting


class Receipt(Base):
    """The answer given to one unsafe request. `owner` is `a:<account>` or `d:<device>`."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: Mapped[Key]
    owner: Mapped[Short]
    key: Mapped[Short]
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[Prose] = mapped_column(default="")
    # Compressed; emptied by retention long before the key itself goes.
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class KeyReused(Exception):
    """The key came before with other contents: answered with 422, nothing is done."""


@dataclass(frozen=True)
class Answer:
    """What was answered: the status, the headers that matter as JSON, the compressed body."""

    status: int
    headers: str
    body: bytes

    @property
    def is_refusal(self) -> bool:
        return self.status >= 400


_NONE_YET = Answer(0, "", b"")
_receipt: Any = Receipt.__table__

# Built once: every unsafe request asks them.
_WHY = "by its owner's key: an account's or a device's own"
_CLAIM = for_each_dialect(
    lambda insert: insert(_receipt).on_conflict_do_nothing(index_elements=["owner", "key"]),
    _WHY,
    key=_receipt.c.id,
)
_GIVEN = by_hand(
    select(_receipt.c.fingerprint, _receipt.c.status, _receipt.c.headers, _receipt.c.body).where(
        _receipt.c.owner == bindparam("owner"), _receipt.c.key == bindparam("key")
    ),
    _WHY,
)
_SETTLE = by_hand(
    update(_receipt)
    .where(_receipt.c.id == bindparam("claimed"))
    .values({name: bindparam(f"its_{name}") for name in ("status", "headers", "body")}),
    _WHY,
)


def once(
    owner: str, key: str, fingerprint: str, work: Callable[[], Answer], likely: Answer = _NONE_YET
) -> tuple[Answer, bool]:
    """Do the work and keep its answer, or return the answer kept for this key.

    Returns the answer and whether it is a repeat. A refusal leaves nothing behind, not even the
    key: the corrected form may come again. Raises KeyReused when the key meant something else.
    Where the `likely` answer is the one, nothing is written twice.
    """
    with transaction():
        claimed = _claim(owner, key, fingerprint, likely)
        if claimed is None:
            return _given(owner, key, fingerprint), True
        answer = work()
        if answer.is_refusal:
            undo()
        elif answer is not likely:
            _settle(claimed, answer)
        return answer, False


def kept_headers(owner: str, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the kept answers said beside their contents, by key."""
    if not keys:
        return {}
    given = select(Receipt.key, Receipt.headers).where(
        Receipt.owner == owner, Receipt.key.in_(list(keys))
    )
    return {key: json.loads(headers or "{}") for key, headers in db.session.execute(given)}


def _claim(owner: str, key: str, fingerprint: str, likely: Answer) -> int | None:
    """Take the key; None when it is taken. Of two identical requests the second waits here."""
    claim = {
        "owner": owner, "key": key, "fingerprint": fingerprint, "at": clock.now(),
        "status": likely.status, "headers": likely.headers, "body": likely.body,
    }  # fmt: skip
    return new_key(_CLAIM, claim)


def _given(owner: str, key: str, fingerprint: str) -> Answer:
    before, status, headers, body = quick(_GIVEN, {"owner": owner, "key": key})[0]
    if before != fingerprint:
        raise KeyReused
    return Answer(status, headers, body or b"")


def _settle(claimed: int, answer: Answer) -> None:
    kept = {"its_status": answer.status, "its_headers": answer.headers, "its_body": answer.body}
    quick(_SETTLE, {"claimed": claimed, **kept})


def written(headers: Mapping[str, Any]) -> str:
    """How they are kept: in readable letters, because erasure looks for names in them."""
    return json.dumps(headers, ensure_ascii=False)


@dataclass(frozen=True)
class Tidied:
    emptied: int
    dropped: int


def tidy(now: datetime) -> Tidied:
    """Keep of an old answer only what makes a repeat harmless, and of a very old one nothing."""
    tells = Receipt.body.is_not(None) | Receipt.headers.contains('"flashes"')
    old, very_old = (now - timedelta(days=setting(name)) for name in ("answer_days", "key_days"))
    return Tidied(
        dropped=drop(Receipt, Receipt.at < very_old),
        emptied=in_pieces(Receipt, _empty, Receipt.at < old, tells),
    )


def _empty(keys: Sequence[int]) -> None:
    for receipt in db.session.scalars(select(Receipt).where(Receipt.id.in_(keys))):
        kept = json.loads(receipt.headers or "{}")
        kept.pop("flashes", None)
        receipt.headers, receipt.body = written(kept), None
    db.session.flush()


def forget(words: str) -> None:
    """Drop from the kept answers what may repeat these words about somebody who is to be forgotten.

    Bodies are compressed and cannot be searched, so every shown page goes. The keys stay: a repeat
    still has no second effect, it only gets an empty page.
    """
    shown = Receipt.status.between(200, 299)
    db.session.execute(
        update(Receipt)
        .where(shown, Receipt.body.is_not(None))
        .values(body=None)
        .execution_options(synchronize_session=False)
    )
    sought = json.dumps(words, ensure_ascii=False)[1:-1]
    if not sought:
        return
    telling = select(Receipt).where(Receipt.headers.contains(sought, autoescape=True))
    for receipt in db.session.scalars(telling):
        kept = {
            name: value
            for name, value in json.loads(receipt.headers).items()
            if sought not in written({name: value})
        }
        receipt.headers = written(kept)
