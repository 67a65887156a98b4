"""Reading the code in a photo. What anyone sends is opened with care: small, known, once at a time.

The two libraries come in with the first photo: most processes never see one.
"""

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.scanning.rules import Image, image_of

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
# The side at which a code that fills a third of the picture is read best, and fastest.
SIDE = 1600
MOST_TEXT = 300
_FORMATS = ("JPEG", "PNG", "WEBP")
# A picture of 25 million points takes 75 MB while it is open: never two of them.
_one_at_a_time = threading.Lock()


class Unread(StrEnum):
    """Why a photo says nothing."""

    NO_FILE = "no_file"
    TOO_LARGE = "too_large"
    APPLE = "apple"
    NOT_A_PICTURE = "not_a_picture"
    NO_CODE = "no_code"


@dataclass(frozen=True)
class Texts:
    """What the codes in a picture say, at least one of them."""

    found: tuple[str, ...]


def read(data: bytes) -> Texts | Unread:
    """What the QR codes in this photo say. Nothing of the photo is kept."""
    if not data:
        return Unread.NO_FILE
    if len(data) > MOST_BYTES:
        return Unread.TOO_LARGE
    kind = image_of(data[:16])
    if kind is not Image.READABLE:
        return Unread.APPLE if kind is Image.APPLE else Unread.NOT_A_PICTURE
    with _one_at_a_time:
        return _read(data)


def _read(data: bytes) -> Texts | Unread:
    import PIL.Image

    until = time.monotonic() + _patience(len(data))
    try:
        with PIL.Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return Unread.TOO_LARGE
            for variant in _variants(picture):
                found = _codes(variant)
                if found:
                    return Texts(found)
                if time.monotonic() > until:
                    break
    except PIL.Image.DecompressionBombError:
        return Unread.TOO_LARGE
    except (OSError, ValueError, SyntaxError, MemoryError):  # all that broken files make it raise
        return Unread.NOT_A_PICTURE
    return Unread.NO_CODE


def _patience(size: int) -> float:
    """Seconds for all attempts: a larger file may hold a finer code, but others wait too."""
    return 1.0 + size / MOST_BYTES


def _variants(picture: "Picture") -> Iterator["Picture"]:
    """The photo as readers of codes like it, the likeliest first. How it is turned is no matter.

    A JPEG is opened at a fraction of its size, which takes a fraction of the time and room.
    """
    from PIL import ImageFilter, ImageOps

    picture.draft("L", (SIDE, SIDE))
    whole = picture.convert("L")
    small = whole.copy()
    small.thumbnail((SIDE, SIDE))
    yield small
    yield ImageOps.autocontrast(small.filter(ImageFilter.GaussianBlur(1)), cutoff=2)
    if whole.size != small.size:
        yield whole
    smaller = ImageOps.autocontrast(small.filter(ImageFilter.MedianFilter(5)), cutoff=5)
    smaller.thumbnail((SIDE // 2, SIDE // 2))
    yield smaller


def _codes(picture: "Picture") -> tuple[str, ...]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    found = read_barcodes(picture, formats=BarcodeFormats(BarcodeFormat.QRCode))
    return tuple(code.text[:MOST_TEXT] for code in found if code.text)
