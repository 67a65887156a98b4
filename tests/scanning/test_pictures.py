"""Photos as they come from cheap phones, and files that were made to do harm."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests.scanning.lens import CARD, POSTER, as_file, printed, taken
from tracker.scanning.pictures import MOST_BYTES, Texts, Unread, read

TWO, TWELVE = (1600, 1200), (4000, 3000)


@pytest.mark.parametrize(
    ("size", "how"),
    [
        pytest.param(TWO, {}, id="straight"),
        pytest.param(TWO, {"turn": 31, "lean": 0.12}, id="turned and from the side"),
        pytest.param(TWO, {"blur": 3.5, "turn": 8}, id="out of focus"),
        pytest.param(TWO, {"grain": 0.45, "light": 0.5}, id="in the evening"),
        pytest.param(TWO, {"light": 0.2, "grain": 0.06, "turn": -14}, id="almost dark"),
        pytest.param(TWO, {"share": 0.17, "turn": 5, "grain": 0.1}, id="from far away"),
        pytest.param(TWELVE, {"turn": 22, "grain": 0.3, "blur": 4, "lean": 0.08}, id="12 MP"),
        pytest.param(TWELVE, {"share": 0.1, "grain": 0.08}, id="12 MP, from far away"),
    ],
)
def test_photos_of_paper_are_read(size, how):
    photo = as_file(taken(printed(POSTER), size, **how))
    assert read(photo) == Texts((POSTER,))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_pictures_are_read(kind: str):
    assert read(as_file(taken(printed(POSTER), (800, 600)), kind)) == Texts((POSTER,))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_how_the_phone_was_held_does_not_matter(orientation: int):
    photo = taken(printed(POSTER), (800, 600), turn=4)
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = {3: 180, 6: 90, 8: 270}.get(orientation, 0)
    assert read(as_file(photo.rotate(turned, expand=True), exif=exif)) == Texts((POSTER,))


def test_damage_of_a_fifth_is_forgiven():
    sheet = printed(CARD)
    side = sheet.width
    sheet.paste(120, (side // 2, side // 2, side * 3 // 4, side * 3 // 4))
    assert read(as_file(taken(sheet, TWO, turn=3))) == Texts((CARD,))


def test_pictures_without_a_code_say_so():
    grain = Image.effect_noise(TWO, 120).convert("RGB")
    for picture in (grain, Image.new("RGB", TWELVE, "white")):
        assert read(as_file(picture)) is Unread.NO_CODE


def test_what_is_no_picture_is_refused():
    whole = as_file(taken(printed(POSTER), (800, 600)))
    assert read(b"") is Unread.NO_FILE
    assert read(b"GIF89a" + bytes(100)) is Unread.NOT_A_PICTURE
    assert read(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is Unread.NOT_A_PICTURE
    assert read(b"\x00\x00\x00\x18ftypheic" + bytes(100)) is Unread.APPLE
    assert read(whole[:40]) is Unread.NOT_A_PICTURE
    assert read(b"\xff\xd8\xff" + bytes(1000)) is Unread.NOT_A_PICTURE
    assert read(whole[: len(whole) // 8]) in {Unread.NOT_A_PICTURE, Unread.NO_CODE}


def test_a_small_file_that_unpacks_to_a_large_picture_is_never_unpacked():
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 20_000
    assert read(bomb.getvalue()) is Unread.TOO_LARGE
    assert read(claims(6000, 5000)) is Unread.TOO_LARGE
    assert read(claims(2**31 - 1, 2**31 - 1)) is Unread.TOO_LARGE
    assert read(b"\xff\xd8\xff" + bytes(MOST_BYTES)) is Unread.TOO_LARGE


def claims(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
