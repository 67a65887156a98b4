"""What a cheap phone makes of a code on paper: turned, from the side, blurred, dark, grainy."""

import io
import random
from pathlib import Path

import pypdfium2
import qrcode
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter
from qrcode.constants import ERROR_CORRECT_Q

POSTER = "https://daisuso.laocai.gov.vn/d/AB23CD"
CARD = "https://daisuso.laocai.gov.vn/t/9F3KX7QMABCD"


def printed(text: str, *, module: int = 12) -> Image.Image:
    """As our paper shows it: level Q, 33 modules, a quiet zone of 4, on a sheet."""
    code = modules_of(text)
    size = len(code) + 8
    sheet = Image.new("L", (size, size), 255)
    for y, row in enumerate(code):
        for x, dark in enumerate(row):
            if dark:
                sheet.putpixel((x + 4, y + 4), 0)
    return sheet.resize((size * module, size * module), Image.Resampling.NEAREST)


def off_the_press(pdf: bytes) -> Image.Image:
    """The first page of what a printer gets, as large as a camera needs it."""
    return pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("L")


def around_the_code(page: Image.Image, room: float) -> Image.Image:
    """The part of a page with its one code, `room` times as wide, on a grey table."""
    [code] = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    where = code.position
    corners = (where.top_left, where.top_right, where.bottom_left, where.bottom_right)
    across, down = [point.x for point in corners], [point.y for point in corners]
    half = int((max(across) - min(across)) * room / 2)
    middle = (sum(across) // 4, sum(down) // 4)
    table = Image.new("L", (2 * half, 2 * half), 160)
    table.paste(page, (half - middle[0], half - middle[1]))
    return table


def modules_of(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(4, border=0, error_correction=ERROR_CORRECT_Q)
    code.add_data(text)
    return code.get_matrix()


def from_the_side(sheet: Image.Image, lean: float) -> Image.Image:
    """The right edge is further away."""
    width, height = sheet.size
    shift = height * lean
    # Where each corner of the result comes from: the far edge is drawn smaller.
    quad = perspective(
        [(0, 0), (width, shift), (width, height - shift), (0, height)],
        [(0, 0), (width, 0), (width, height), (0, height)],
    )
    return sheet.transform(
        sheet.size, Image.Transform.PERSPECTIVE, quad, Image.Resampling.BICUBIC, fillcolor=160
    )


def perspective(seen, flat) -> list[float]:
    """The eight numbers Pillow wants, by elimination: seen corners come from flat ones."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i:
                factor = rows[r][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[8] for row in rows]


def taken(
    sheet: Image.Image, size: tuple[int, int], *, turn: float = 0, lean: float = 0,
    blur: float = 0, grain: float = 0, light: float = 1, share: float = 0.5, seed: int = 7,
) -> Image.Image:  # fmt: skip
    """The sheet on a wall, as the photo of it comes out. `share`: how much of the height it has."""
    side = int(size[1] * share)
    sheet = from_the_side(sheet, lean) if lean else sheet
    sheet = sheet.resize((side, side), Image.Resampling.LANCZOS)
    sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=160)
    wall = Image.new("L", size, 160)
    wall.paste(sheet, ((size[0] - sheet.width) // 2, (size[1] - sheet.height) // 2))
    if blur:
        wall = wall.filter(ImageFilter.GaussianBlur(blur))
    wall = ImageEnhance.Brightness(wall).enhance(light)
    if grain:
        random.seed(seed)
        wall = Image.blend(wall, Image.effect_noise(size, 128), grain)
    return wall.convert("RGB")


def as_file(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **({"quality": 80} if kind != "PNG" else {}), **options)
    return file.getvalue()


def film(path: Path, frames: list[Image.Image]) -> Path:
    """What a fake camera shows, over and over."""
    path.write_bytes(b"".join(as_file(frame) for frame in frames))
    return path
