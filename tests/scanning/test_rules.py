"""What is a code of ours, whatever surrounds it, and what never leads anywhere."""

import pytest

from tracker.scanning.rules import Image, find, image_of

HOST = "daisuso.laocai.gov.vn"

# What people hold before a camera, and what somebody may try. HOST is our own.
FOREIGN = [
    "https://vnexpress.net/c/7K4QWX/482913",
    "https://HOST.lua-dao.vn/c/7K4QWX/482913",
    "https://HOST@lua-dao.vn/c/7K4QWX/482913",
    "https://lua-dao.vn/?u=HOST/c/7K4QWX",
    "https://lua-dao.vn/HOST/c/7K4QWX",
    "javascript:location='https:/HOST/c/7K4QWX'",
    "https://HOST/quan-tri",
    "https://HOST/c/../quan-tri",
    "https://HOST//lua-dao.vn/c/7K4QWX",
    "00020101021138540010A00000072701240006970415",
    "WIFI:S=Nha van hoa;T=WPA;P=12345678;;",
    "7K4QWX",
    "482913",
]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"https://{HOST}/c/7K4QWX/482913", "/c/7k4qwx/482913"),
        (f"https://{HOST}/c/7K4QWX", "/c/7k4qwx"),
        (f"HTTPS://{HOST.upper()}/C/7K4QWX/482913", "/c/7k4qwx/482913"),
        (f"{HOST}/t/9F3KX7QMABCD", "/t/9f3kx7qmabcd"),
        (f"http://{HOST}/d/AB23CD/", "/d/ab23cd"),
        (f"https://{HOST}/m/aZ-_9kLmNoPqRsTuVwXyZ0", "/m/aZ-_9kLmNoPqRsTuVwXyZ0"),
        (f"https://{HOST}/giay/7K4QWX", "/giay/7k4qwx"),
        (f"Tối nay học: https://{HOST}/c/7K4QWX/482913. Mọi người nhớ đến!", "/c/7k4qwx/482913"),
        (f"xem https://vnexpress.net/c/1 rồi https://{HOST}/c/7K4QWX", "/c/7k4qwx"),
        ("7K4QWX 482913", "/c/7k4qwx/482913"),
        ("Mã lớp 7k4qwx · 482 913 nhé", "/c/7k4qwx/482913"),
    ],
)
def test_a_code_of_ours_is_found(text: str, path: str):
    found = find(text, hosts={HOST})
    assert found is not None
    assert found.path == path
    assert path.startswith(f"/{found.kind}/")


@pytest.mark.parametrize("text", [*FOREIGN, "", f"https://{HOST}/c/7K4QWX/48291"])
def test_what_is_foreign_leads_nowhere(text: str):
    assert find(text.replace("HOST", HOST), hosts={HOST}) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(12), Image.READABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(8), Image.READABLE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Image.READABLE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(4), Image.APPLE),
        (b"GIF89a" + bytes(10), Image.OTHER),
        (b"%PDF-1.7" + bytes(8), Image.OTHER),
        (b"", Image.OTHER),
    ],
)
def test_a_file_is_what_it_begins_with(head: bytes, kind: Image):
    assert image_of(head) is kind
