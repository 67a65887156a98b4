"""What a Word file is laid out by: the sheet, its margins, its styles, what it says of itself."""

from datetime import datetime, time
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tracker.papers.letters import MM, element, paragraph
from tracker.papers.paper import A4, BOTTOM, LEFT, RIGHT, TOP, Paper

FONT = "Times New Roman"
LANGUAGE = "vi-VN"


def lay_out(document: Any, paper: Paper) -> int:
    """Everything around the text. Returns the width of a line, in twentieths of a point."""
    _describe(document, paper)
    _set_styles(document.styles)
    section = document.sections[0]
    width, height = reversed(A4) if paper.is_landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(TOP / 2)
    _number_pages(section)
    return paper.line * MM


def _describe(document: Any, paper: Paper) -> None:
    """No hour of making and no name: the same paper is the same file."""
    day = paper.letterhead.day
    moment = datetime.combine(day, time()) if day else datetime(2026, 1, 1)  # noqa: DTZ001
    known = document.core_properties
    known.title, known.language, known.author, known.comments = paper.name, LANGUAGE, "", ""
    known.created = known.modified = moment
    known.last_modified_by, known.revision = "", 1


def _set_styles(styles: Any) -> None:
    _font(styles["Normal"], 13)
    _stand(styles["Normal"], ALIGN.JUSTIFY, after=6, line=1.15)
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))[0]
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val=LANGUAGE, eastAsia=LANGUAGE))
    for name, size, align, before, after in (
        ("Title", 14, ALIGN.CENTER, 18, 2),
        ("Subtitle", 14, ALIGN.CENTER, 0, 2),
        ("Heading 1", 13, ALIGN.LEFT, 8, 4),
    ):
        _font(styles[name], size, bold=True)
        _stand(styles[name], align, before=before, after=after)
        _without_rule(styles[name])
    for id_, name, align, points, after in (
        ("Centred", "Căn giữa", ALIGN.CENTER, 13, 2),
        ("Plain", "Căn trái", ALIGN.LEFT, 13, 2),
        ("Item", "Gạch đầu dòng", ALIGN.JUSTIFY, 13, 3),
        ("Gap", "Khoảng trống", ALIGN.LEFT, 6, 0),
        ("TableText", "Chữ trong bảng", ALIGN.LEFT, 12.5, 1),
        ("TableHead", "Đầu bảng", ALIGN.CENTER, 12.5, 1),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = id_
        style.base_style = styles["Normal"]
        _font(style, points)
        _stand(style, align, before=1 if id_.startswith("Table") else 0, after=after)
    item = styles["Gạch đầu dòng"].paragraph_format
    item.left_indent, item.first_line_indent = Mm(4), Mm(-4)


def _font(style: Any, size: float, *, bold: bool | None = None) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False if bold else None
    font.color.rgb = RGBColor(0, 0, 0)
    names = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("eastAsia", "cs"):
        names.set(qn(f"w:{script}"), FONT)
    for loose in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(
        qn("w:kern")
    ):
        style.element.rPr.remove(loose)


def _stand(
    style: Any, align: Any, *, before: float = 0, after: float = 0, line: float = 1.0
) -> None:
    layout = style.paragraph_format
    layout.alignment, layout.line_spacing = align, line
    layout.space_before, layout.space_after = Pt(before), Pt(after)


def _without_rule(style: Any) -> None:
    """The library's own title is underlined from edge to edge."""
    layout = style.element.get_or_add_pPr()
    for border in layout.findall(qn("w:pBdr")):
        layout.remove(border)


def _number_pages(section: Any) -> None:
    """In the middle of the top margin, from the second page."""
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    place = paragraph("Centred", "")
    place.append(element("fldSimple", element("r", element("t")), instr="PAGE"))
    body = header._element
    for old in list(body):
        body.remove(old)
    body.append(place)
