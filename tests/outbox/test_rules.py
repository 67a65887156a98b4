"""What a phone says about itself, and how much of it is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.outbox.rules import Item, effective, is_worth_saying, read

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
HOUR = 3600 * 1000
GOOD = {"v": 1, "key": "k" * 16, "url": "/phan-anh/them", "fields": [["title", "VNeID"]]}


@pytest.mark.parametrize(
    ("said", "offset", "hours_ago"),
    [
        (None, None, 0),  # it says nothing
        (MS - 9 * HOUR, 0, 9),  # in the morning, by a clock that is right
        (MS - 9 * HOUR, None, 9),
        (MS + 15 * HOUR, -24 * HOUR, 9),  # by a clock that is a day ahead
        (MS - 33 * HOUR, 24 * HOUR, 9),  # or a day behind
        (MS + HOUR, 0, 0),  # never after it was received
        (MS - 40 * 24 * HOUR, 0, 40 * 24),
        (MS - 61 * 24 * HOUR, 0, 0),  # no phone of ours kept it that long
        (0, 0, 0),  # 1970
        (-5, 0, 0),
        (10**17, 0, 0),
    ],
)
def test_when_it_happened(said, offset, hours_ago):
    assert effective(said, offset, NOW) == NOW - timedelta(hours=hours_ago)


def test_both_times_are_said_when_they_differ():
    assert not is_worth_saying(NOW - timedelta(minutes=10), NOW)
    assert is_worth_saying(NOW - timedelta(minutes=11), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "x", {}, GOOD | {"v": 9}, GOOD | {"key": "short"}, GOOD | {"key": 5},
        GOOD | {"url": "https://elsewhere.vn/x"}, GOOD | {"url": "//elsewhere.vn"},
        GOOD | {"url": "/a b"}, GOOD | {"url": "/a\nb"}, GOOD | {"fields": "title"},
        GOOD | {"fields": [["title"]]}, GOOD | {"fields": [["title", 5]]},
        GOOD | {"fields": [["a", "b"]] * 401},
    ],
)  # fmt: skip
def test_what_has_not_the_shape_of_an_entry(wrong):
    assert read(wrong) is None


def test_what_is_not_known_in_an_entry_is_ignored():
    more = {"mood": "good", "at": MS + 0.5, "offset": "x", "title": 5, "text": "T"}
    expected = Item("k" * 16, "/phan-anh/them", (("title", "VNeID"),), "", "T", MS, None)
    assert read(GOOD | more) == expected


def test_a_newcomer_is_named_once_their_entry_arrived():
    item = Item("k" * 16, "/buoi-kem/them", (("mentee", "new:abcdefgh"), ("mentee", "7")))
    assert item.newcomers == {"abcdefgh"}
    assert item.naming({"abcdefgh": 12}).fields == (("mentee", "12"), ("mentee", "7"))
    assert item.naming({}).fields == item.fields
