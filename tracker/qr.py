"""QR codes as small SVG pictures. Black on white in every theme, with their quiet zone."""

import struct
import zlib
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

QUIET_ZONE = 4
# 33 modules: what the sizes on paper are made for. A shorter address gets no fewer.
PAPER_VERSION = 4


@lru_cache(maxsize=512)
def svg(text: str, *, for_paper: bool = False, symbol_mm: int = 0) -> Markup:
    """The code as one path. Paper gets level Q, which forgives a quarter of it being damaged.

    With `symbol_mm` the dark part is that wide on paper; the quiet zone comes on top.
    """
    matrix = _matrix(text, for_paper=for_paper)
    size = len(matrix) + 2 * QUIET_ZONE
    width = f"{symbol_mm * size / len(matrix):.2f}mm" if symbol_mm else ""
    extent = f' width="{width}" height="{width}"' if symbol_mm else ""
    path = "".join(_row(row, y + QUIET_ZONE) for y, row in enumerate(matrix))
    return Markup(  # noqa: S704 - made of numbers alone
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"{extent}'
        f' role="img" aria-hidden="true" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def png(text: str, *, dots: int = 8) -> bytes:
    """The same for Word, which draws no SVG: black on white, `dots` for each module."""
    matrix = _matrix(text, for_paper=True)
    light = [[False] * (len(matrix) + 2 * QUIET_ZONE)] * QUIET_ZONE
    side = [False] * QUIET_ZONE
    lines = b"".join(
        (b"\0" + bytes(255 * (not dark) for dark in row for _ in range(dots))) * dots
        for row in (*light, *([*side, *row, *side] for row in matrix), *light)
    )
    size = struct.pack(">2I", *[len(light[0]) * dots] * 2)
    head = size + bytes((8, 0, 0, 0, 0))  # eight bits of grey
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _matrix(text: str, *, for_paper: bool) -> list[list[bool]]:
    # Loaded with the first code: it brings a whole library of pictures along.
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

    code = QRCode(
        PAPER_VERSION if for_paper else None,
        border=0,
        error_correction=ERROR_CORRECT_Q if for_paper else ERROR_CORRECT_M,
    )
    code.add_data(text)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def _row(row: list[bool], y: int) -> str:
    """Dark runs of one row, each a flat rectangle."""
    x, path = QUIET_ZONE, ""
    for is_dark, run in groupby(row):
        length = len(list(run))
        path += f"M{x} {y}h{length}v1h-{length}z" if is_dark else ""
        x += length
    return path
