import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tracker.core.names import search_key, short_form, sort_key
from tracker.core.phones import masked, normalise, shown
from tracker.core.text import clean, holds_id_number

IN_ORDER = ["An", "Ánh", "Ăn", "Ân", "Dở", "Dũng", "Đức", "Hòa", "Páo", "Sử", "Thủy"]


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())), st.booleans())
def test_cleaning_twice_is_cleaning_once(text, multiline):
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(char) in {"Cs", "Co"} for char in once)
    once.encode("utf-8")


def test_what_databases_refuse_is_gone():
    assert clean("Đặng\x00 Văn\ud800 Thủy") == "Đặng Văn Thủy"
    assert clean("một\n\n hai") == "một hai"
    assert clean("một\r\nhai", multiline=True) == "một\nhai"


def test_an_identity_number_is_recognised_however_it_is_written():
    for text in ["012345678901", "số 0123 4567 8901 nhé", "012.345.678.901", "123456789"]:
        assert holds_id_number(text), text
    for text in ["0912 345 678", "0912345678", "năm 1951", "1234567890123", "20.000 đ"]:
        assert not holds_id_number(text), text


def test_names_sort_by_given_name_in_the_vietnamese_order():
    assert sorted(set(IN_ORDER), key=sort_key) == IN_ORDER
    assert sort_key("Vàng Seo Sử") < sort_key("Đặng Văn Thủy")
    assert sort_key("Đặng Văn Thủy") < sort_key("Giàng Văn Thủy")


def test_names_are_found_without_marks_however_they_were_composed():
    wanted = search_key("Đặng Văn Thủy")
    assert search_key("dang van thuy") == wanted
    assert search_key(unicodedata.normalize("NFD", "Đặng văn Thuỷ")) == wanted
    assert search_key("Hòa") == search_key("Hoà") == "hoa"


def test_the_wall_shows_a_given_name_and_an_initial():
    assert short_form("Lù Thị Mẩy") == "Mẩy L."
    assert short_form("Páo") == "Páo"


def test_phone_numbers_have_one_stored_form():
    for typed in ["0912345678", "0912 345 678", "84 912.345.678", "(+84) 912-345-678"]:
        assert normalise(typed) == "+84912345678", typed
    for typed in ["", "0123456789", "0912-34567", "abc", "+1 202 555 0100", "9" * 400]:
        assert normalise(typed) is None, typed
    assert shown("+84912345678") == "0912 345 678"
    assert masked("+84912345678") == "09xx xxx 678"
