"""Paper is measured in a browser, on SQLite: the database makes no difference to a millimetre."""

from pathlib import Path

import pytest

from tests.apps import fresh_copy


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    return fresh_copy(sqlite_templates["inhabited"])
