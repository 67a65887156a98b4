"""The shipped list of places in the database, and newer lists over it."""

import io
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from tracker.core.db import db
from tracker.places import catalogue
from tracker.places.models import Commune, FormerName, Province
from tracker.places.rules import CommuneKind

TODAY = date(2026, 11, 21)


@pytest.fixture
def loaded(everywhere) -> None:
    catalogue.load()


def commune(name: str) -> Commune:
    return db.session.scalars(select(Commune).where(Commune.name == name)).one()


def newer(*changes: tuple[str, str]) -> io.StringIO:
    """The shipped list with some text replaced."""
    text = (catalogue.FOLDER / "communes.csv").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return io.StringIO(text)


def test_the_whole_country_is_there(loaded):
    assert db.session.scalar(select(func.count(Province.id))) == 34
    kinds = Counter(db.session.scalars(select(Commune.kind)))
    assert kinds == {CommuneKind.XA: 2621, CommuneKind.PHUONG: 687, CommuneKind.DAC_KHU: 13}
    here = commune("Xã Si Ma Cai")
    assert (here.code, here.province.name) == ("02809", "Tỉnh Lào Cai")


def test_loading_again_adds_nothing(loaded):
    assert catalogue.load() == 0
    assert db.session.scalar(select(func.count(Commune.id))) == 3321


def test_a_commune_added_here_gets_a_key_of_its_own(loaded):
    province = db.session.scalars(select(Province).where(Province.code == "15")).one()
    row = Commune(
        province_id=province.id, code="99999", kind=CommuneKind.XA, name="Xã Mới", search_key="xa"
    )
    db.session.add(row)
    db.session.commit()
    assert row.id > 3321


def test_the_shipped_list_changes_nothing(loaded):
    found = catalogue.compare_with(newer())
    assert found.changes_nothing
    assert found.missing == []


def test_a_newer_list_is_written_with_its_history(loaded):
    before = commune("Xã Si Ma Cai").id
    renamed = commune("Xã Bát Xát").id
    found = catalogue.compare_with(
        newer(
            ("02809,xa,Xã Si Ma Cai\n", "03999,xa,Xã Si Ma Cai\n9999,15,03998,xa,Xã Mới Lập\n"),
            ("02683,xa,Xã Bát Xát", "02683,phuong,Phường Bát Xát"),
        )
    )
    assert [row.name for row in found.added] == ["Xã Mới Lập"]
    catalogue.write(found, today=TODAY)
    assert commune("Xã Si Ma Cai").id == before
    assert commune("Xã Si Ma Cai").code == "03999"
    assert commune("Phường Bát Xát").id == renamed
    assert commune("Phường Bát Xát").kind is CommuneKind.PHUONG
    history = {
        (row.commune_id, row.name, row.code) for row in db.session.scalars(select(FormerName))
    }
    assert history == {
        (before, "Xã Si Ma Cai", "02809"),
        (renamed, "Xã Bát Xát", "02683"),
    }
    assert catalogue.load() == 0


def test_swapped_codes_can_be_written(loaded):
    a, b = commune("Xã Si Ma Cai").id, commune("Xã Bát Xát").id
    found = catalogue.compare_with(
        newer(("02809,xa,Xã Si Ma Cai", "X,xa,Xã Si Ma Cai"),
              ("02683,xa,Xã Bát Xát", "02809,xa,Xã Bát Xát"),
              ("X,xa,Xã Si Ma Cai", "02683,xa,Xã Si Ma Cai"))
    )  # fmt: skip
    catalogue.write(found, today=TODAY)
    db.session.expire_all()
    assert db.session.get_one(Commune, a).code == "02683"
    assert db.session.get_one(Commune, b).code == "02809"


def test_what_a_newer_list_lacks_is_left_alone(loaded):
    found = catalogue.compare_with(newer(("480,15,02809,xa,Xã Si Ma Cai\n", "")))
    assert [row.listed.name for row in found.missing] == ["Xã Si Ma Cai"]
    catalogue.write(found, today=TODAY)
    assert commune("Xã Si Ma Cai").ended_on is None
