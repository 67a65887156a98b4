"""The data dictionary names what the schema holds, no more and no less."""

import re
from pathlib import Path

from tracker import models  # noqa: F401 - every table
from tracker.core.base import Base

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_every_table_and_column_is_in_the_dictionary():
    _, tables = DICTIONARY.read_text().split("## All tables")
    described = {}
    for section in tables.split("### ")[1:]:
        name, _, body = section.partition("\n")
        columns = body.strip().splitlines()[-1]
        described[name.strip()] = set(re.findall(r"`(\w+)`", columns))
    schema = {
        name: {column.name for column in table.columns}
        for name, table in Base.metadata.tables.items()
    }
    assert described == schema
