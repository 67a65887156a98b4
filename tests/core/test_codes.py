"""Codes as people type them from paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.codes import ALPHABET, pasted, typed

CODE = "7KASWXDDEEUW"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7kaswxddeeuw", CODE),
        (" 7KAS-WXDD EEUW ", CODE),
        ("７ＫＡＳＷＸＤＤＥＥＵＷ", CODE),
        # What a Vietnamese keyboard makes of the same keys.
        ("7kÁwxđêư", CODE),
        (unicodedata.normalize("NFD", "7kÁwxđêư"), CODE),
        ("ẬẤĂẠ", "AAJAASAWAJ"),
    ],
)
def test_a_code_is_known_however_it_was_typed(written: str, meant: str):
    assert typed(written) == meant


@given(st.text(alphabet=ALPHABET, max_size=12))
def test_what_is_typed_as_printed_stays(code: str):
    assert typed(code) == typed(typed(code)) == code


def test_an_address_holds_its_code():
    for written in (f"https://a.vn/x/{CODE}", f"a.vn/x/{CODE}/", f"a.vn/x/{CODE}?fbclid=1", CODE):
        assert typed(pasted(written)) == CODE
