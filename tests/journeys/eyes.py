"""What a phone's camera makes of a screen."""

import io
from typing import Protocol

import zxingcpp
from PIL import Image


class Seen(Protocol):
    """A page, or a part of one."""

    def screenshot(self) -> bytes: ...


def picture_of(seen: Seen) -> Image.Image:
    return Image.open(io.BytesIO(seen.screenshot())).convert("RGB")


def read_code(seen: Seen) -> str:
    """The one QR code in sight, as the address it holds."""
    found = zxingcpp.read_barcodes(picture_of(seen), formats=zxingcpp.BarcodeFormat.QRCode)
    [code] = found
    return code.text
