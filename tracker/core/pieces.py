"""Much at once, a piece at a time: whoever writes meanwhile waits for one piece, not for all."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, select

from tracker.core.atomic import transaction
from tracker.core.base import Base
from tracker.core.db import db

SIZE = 500


def in_pieces(table: type[Base], work: Callable[[Sequence[int]], Any], *conditions: Any) -> int:
    """Do the work to the keys of all rows that the conditions name, each piece a transaction.

    How many rows there were.
    """
    key: Any = table.__table__.c.id
    done = last = 0
    while True:
        with transaction():
            following = select(key).where(key > last, *conditions).order_by(key).limit(SIZE)
            keys = db.session.scalars(following).all()
            if not keys:
                return done
            work(keys)
        done, last = done + len(keys), keys[-1]


def drop(table: type[Base], *conditions: Any) -> int:
    """Delete the rows that the conditions name; how many."""

    def delete_them(keys: Sequence[int]) -> None:
        key: Any = table.__table__.c.id
        gone = delete(table).where(key.in_(keys)).execution_options(synchronize_session=False)
        db.session.execute(gone)

    return in_pieces(table, delete_them, *conditions)
