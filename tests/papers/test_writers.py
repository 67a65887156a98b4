"""The same paper in three forms: what it says, how it stands, and that no name in it does harm."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date, datetime, time

import docx
import openpyxl
import pypdf
import pytest

from tests.papers.samples import HARMFUL, NAMES, sample
from tracker.papers import kept, lines, pdf, sheet, word, words, writers
from tracker.papers.paper import NUMBER, Family, Form, Paper, Table

WRITERS = {Form.WORD: word.write, Form.PDF: pdf.write, Form.EXCEL: sheet.write}


def write(paper: Paper, form: Form) -> bytes:
    """In this process; how it is done in another is one test."""
    return WRITERS[form](paper, lambda _rows: None)


@pytest.fixture(scope="module")
def made() -> dict[Form, bytes]:
    return {form: write(sample(), form) for form in WRITERS}


@pytest.fixture(scope="module")
def document(made):
    return docx.Document(io.BytesIO(made[Form.WORD]))


@pytest.fixture(scope="module")
def printed(made) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made[Form.PDF]))


@pytest.fixture(scope="module")
def table(made):
    return openpyxl.load_workbook(io.BytesIO(made[Form.EXCEL])).active


def test_a_paper_is_kept_as_text_and_comes_back_the_same():
    assert kept.from_text(kept.as_text(sample())) == sample()


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_paper_is_the_same_file_in_another_process(made, form):
    assert writers.write(sample(), form) == made[form]


def test_every_name_is_in_the_word_file_as_it_was_typed(document):
    people = document.tables[1]
    assert [cell.text for cell in people.rows[0].cells] == [
        "STT", "Họ và tên", "Năm sinh", "Ngày", "Giờ", "Lượt người", "Tỷ lệ hoàn thành",
    ]  # fmt: skip
    typed = {row.cells[1].text for row in people.rows[1:]}
    assert {name.replace("\t", "") for name in (*NAMES, *HARMFUL)} <= {
        name.replace("\t", "") for name in typed
    }
    assert [cell.text for cell in people.rows[1].cells[2:]] == [
        "1950", "01/11/2026", "19:30", "1.240", "108%",
    ]  # fmt: skip


def test_the_word_file_is_laid_out_as_the_decree_asks(document):
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert document.tables[1]._tbl.xml.count("<w:tblHeader/>") == 1
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 13)
    assert 'w:lang w:val="vi-VN"' in document.styles.element.xml
    assert [p.style.name for p in document.paragraphs if p.text.startswith(("DANH", "1."))] == [
        "Title", "Heading 1",
    ]  # fmt: skip


def test_the_word_file_commands_nothing_and_names_nobody(made, document):
    with zipfile.ZipFile(io.BytesIO(made[Form.WORD])) as parts:
        names = parts.namelist()
        text = parts.read("word/document.xml").decode()
    assert not [name for name in names if "vba" in name.lower() or "embed" in name]
    assert "instrText" not in text
    assert "fldSimple" not in text
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")


def test_numbers_and_days_keep_their_kind_in_excel(table):
    head = next(row for row in table.iter_rows() if row[0].value == "STT")[0].row
    first = [cell.value for cell in table[head + 1]]
    assert first == [1, NAMES[0], 1950, datetime(2026, 11, 1), time(19, 30), 1240, 1.08]
    formats = [cell.number_format for cell in table[head + 1]][2:]
    assert formats == ["0", "dd/mm/yyyy", "hh:mm", "#,##0", "0%"]
    assert table.freeze_panes == f"A{head + 1}"
    assert table.print_title_rows == f"${head}:${head}"
    assert table.page_setup.paperSize == 9


def test_what_looks_like_a_formula_stays_text_in_excel(made, table):
    typed = {cell.value: cell for row in table.iter_rows() for cell in row if cell.value}
    for name in HARMFUL:
        assert typed[name].data_type == "s", name
        assert typed[name].quotePrefix, "also when somebody edits the cell"
    with zipfile.ZipFile(io.BytesIO(made[Form.EXCEL])) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in whole
    assert b"hyperlink" not in whole


def test_pdf_text_keeps_every_mark(printed):
    text = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    assert unicodedata.is_normalized("NFC", text)
    for words_ in (*NAMES, "=1+1", "@SUM(A1)", "{{ 7*7 }}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):
        assert words_ in text


def test_pdf_can_be_read_aloud_and_carries_its_fonts(printed):
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert printed.metadata.title == sample().name
    fonts = printed.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].partition("+")[2].split("-")[0] for font in fonts}
    assert names == {"Tinos"}


def test_pages_are_numbered_from_the_second(printed):
    assert [page.extract_text().split()[0] for page in printed.pages[1:]] == ["2", "3"]
    assert printed.pages[0].extract_text().split()[0] == "UBND"


@pytest.mark.parametrize(
    ("family", "heading", "number"),
    [
        (Family.STATE, "Độc lập - Tự do - Hạnh phúc", "/BB"),
        (Family.PARTY, "ĐẢNG CỘNG SẢN VIỆT NAM", "-BC/ĐU"),
        (Family.YOUTH, "ĐOÀN TNCS HỒ CHÍ MINH", "-BC/ĐTN"),
    ],
)
def test_each_family_has_its_own_heading(family, heading, number):
    paper = sample(family, rows=1)
    document = docx.Document(io.BytesIO(write(paper, Form.WORD)))
    text = "\n".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert heading in text
    assert text.count("CỘNG HÒA") == (family is Family.STATE)
    assert number in text
    assert words.BLANK + number in text, "the clerk writes the number"


def test_a_letter_without_a_shape_does_not_stop_the_print():
    paper = sample(rows=len(NAMES + HARMFUL))
    assert write(paper, Form.PDF).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "@SUM(A1)", "-2+3"])
def test_lines_hold_no_formula(name: str):
    assert lines.as_csv(("name", "n"), [(name, -3)]) == f"\ufeffname,n\r\n'{name},-3\r\n"


def test_every_sheet_says_whose_it_is_of_when_and_up_to_which_day():
    tables = [
        Table((NUMBER,), ((1,),), caption=caption)
        for caption in (
            "Các chỉ số",
            "Kỹ năng an toàn trên không gian mạng: số người",
            "Các chỉ số",
        )
    ]
    paper = replace(
        sample(), about="Quý IV năm 2026", blocks=tuple(tables), counted_to=date(2026, 11, 22)
    )
    book = openpyxl.load_workbook(io.BytesIO(write(paper, Form.EXCEL)))
    for page, table in zip(book, tables, strict=True):
        heads = [cell.value for cell in page["A"]][:5]
        assert heads[1:] == [
            paper.title, "Quý IV năm 2026", table.caption, "Số liệu đến 22/11/2026."
        ]  # fmt: skip
    assert book.sheetnames == ["Các chỉ số", "Kỹ năng an toàn trên không gian", "Các chỉ số 2"]
