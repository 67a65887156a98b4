"""What a newer list of communes says, whatever its author did to names and codes."""

import io

import pytest

from tracker.places.listing import Known, Listed, ListError, compare, read
from tracker.places.rules import CommuneKind

XA, PHUONG = CommuneKind.XA, CommuneKind.PHUONG


def listed(name: str, code: str, *, province: str = "15", kind: CommuneKind = XA) -> Listed:
    return Listed(province, code, kind, name)


def known(*rows: Listed) -> list[Known]:
    return [Known(number, row) for number, row in enumerate(rows, start=1)]


A, B = listed("Xã A", "00001"), listed("Xã B", "00002")


def summary(old, new):
    found = compare(known(*old), new)
    return (
        [row.name for row in found.added],
        [(change.known.listed.name, change.listed.name) for change in found.renamed],
        [(change.known.listed.code, change.listed.code) for change in found.recoded],
        [row.listed.name for row in found.missing],
    )


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param([A, B], ([], [], [], []), id="the same"),
        pytest.param([A, B, listed("Xã C", "00003")], (["Xã C"], [], [], []), id="a new one"),
        pytest.param([A], ([], [], [], ["Xã B"]), id="one is gone"),
        pytest.param(
            [listed("Xã Á", "00001"), B], ([], [("Xã A", "Xã Á")], [], []), id="another name"
        ),
        pytest.param(
            [listed("Xã A", "00009"), B], ([], [], [("00001", "00009")], []), id="another code"
        ),
        pytest.param(
            [listed("Xã A", "00002"), listed("Xã B", "00001")],
            ([], [], [("00001", "00002"), ("00002", "00001")], []),
            id="codes swapped: each keeps its name and history",
        ),
        pytest.param(
            [listed("Xã A", "00001", kind=PHUONG), B],
            ([], [("Xã A", "Xã A")], [], []),
            id="a commune that became a ward",
        ),
        pytest.param(
            [listed("Xã A", "00009", province="19"), B],
            (["Xã A"], [], [], ["Xã A"]),
            id="a namesake in another province is another commune",
        ),
    ],
)
def test_compare(new, expected):
    assert summary([A, B], new) == expected


def test_both_ways_to_write_the_columns():
    ours = read(io.StringIO("province,code,kind,name\n15,02809,xa,Xã Si Ma Cai\n"))
    theirs = read(io.StringIO("province_code,code,name,type\r\n15,2809,Xã Si Ma Cai,xã\r\n"))
    assert ours == theirs == [Listed("15", "02809", XA, "Xã Si Ma Cai")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("province,code,kind,name\n15,,xa,Xã A\n", "line 2: no code"),
        ("province,code,kind,name\n15,1,huyện,Huyện A\n", "unknown kind"),
        ("a,b\n1,2\n", "line 2"),
        ("province,code,kind,name\n15,1,xa,Xã A\n15,1,xa,Xã B\n", "same code"),
        ("province,code,kind,name\n15,1,xa,Xã A\n15,2,xa,Xã A\n", "same name"),
    ],
)
def test_what_is_no_list_says_where(text, reason):
    with pytest.raises(ListError, match=reason):
        read(io.StringIO(text))
