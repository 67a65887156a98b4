"""Views are tried on one database: what differs between the two is in queries and actions, which
their own tests try on both.

It is PostgreSQL, because the crawl, the rights and the attacks go through every view on SQLite.
"""

from collections.abc import Iterator

import pytest

from tests import postgres
from tests.conftest import fresh_database


@pytest.fixture(params=["postgresql" if postgres.is_here() else "sqlite"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from fresh_database(request)
