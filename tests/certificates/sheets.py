"""Reading certificates as people do: the code on the printed sheet, the page that it opens."""

import re

import pypdfium2
import zxingcpp

from tests.web import Web

HOST = "http://localhost"


def decoded(pdf: bytes) -> list[str]:
    """What a scanner reads on each printed sheet."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for sheet in document:
        picture = sheet.render(scale=1.2, grayscale=True)
        (code,) = zxingcpp.read_barcodes(picture.to_pil())
        found.append(code.text)
        picture.close()
        sheet.close()
    document.close()
    return found


def verdict(web: Web, address: str) -> str:
    """The big words of the page that a scan opens."""
    page = web.get(address.removeprefix(HOST)).text
    found = re.search(r'notice--big">.*?<b>(.*?)</b>', page, re.DOTALL)
    assert found is not None
    return found[1]


def ticked(web: Web, campaign_id: int) -> list[str]:
    """Who qualifies and has no paper yet."""
    page = web.get(f"/chien-dich/{campaign_id}/giay-xac-nhan").text
    return re.findall(r'name="people" value="(\d+)"', page)
