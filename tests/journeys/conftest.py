"""Journeys run in a browser, on SQLite: what differs between databases is proved elsewhere."""

from pathlib import Path

import pytest

from tests.apps import fresh_copy


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    return fresh_copy(sqlite_templates["inhabited"])
