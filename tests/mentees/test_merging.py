"""Two people correct the same learner, one of them on a page that is hours old."""

import pytest

from tracker.mentees.merging import Merge, merge

SEEN = {"name": "Páo", "note": "cũ", "phone": "0912", "phone_note": ""}


@pytest.mark.parametrize(
    ("sent", "now", "own", "taken", "clashing"),
    [
        pytest.param({}, {}, (), "", "", id="nobody touched anything"),
        pytest.param({"note": "mới"}, {}, (), "note", "", id="one's own word"),
        pytest.param({}, {"note": "khác"}, (), "", "", id="somebody else's word stays"),
        pytest.param({"name": "Pao"}, {"note": "khác"}, (), "name", "", id="different fields"),
        pytest.param({"note": "mới"}, {"note": "khác"}, (), "", "note", id="the same field"),
        pytest.param({"note": "mới"}, {"note": "mới"}, (), "", "", id="the same word"),
        pytest.param({"note": "mới"}, {"note": "khác"}, ("note",), "note", "",
                     id="one's own earlier word"),
        pytest.param({"note": "cũ\\r\\n"}, {"note": "khác"}, (), "", "", id="only line ends"),
        pytest.param({"phone": "0977"}, {"phone_note": "của con"}, (), "", "phone phone_note",
                     id="a number and whose it is are one"),
        pytest.param({"phone": "0977"}, {"name": "Pao"}, (), "phone phone_note", "",
                     id="a number takes its note along"),
    ],
)  # fmt: skip
def test_field_by_field(sent, now, own, taken, clashing):
    sent = {name: words.replace("\\r\\n", "\r\n") for name, words in (SEEN | sent).items()}
    found = merge(sent=sent, seen=SEEN, now=SEEN | now, own=own)
    assert found == Merge(frozenset(taken.split()), frozenset(clashing.split()))


def test_a_page_that_did_not_say_what_it_showed_is_believed():
    found = merge(sent={"note": "mới"}, seen={}, now=SEEN)
    assert found == Merge(frozenset({"note"}))
