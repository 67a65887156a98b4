"""Putting a paper into a form. Each library is loaded when the first paper needs it."""

from collections.abc import Callable

from tracker.papers.paper import Form, Paper

TYPES = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(paper: Paper, form: Form, told: Callable[[int], None] = lambda _rows: None) -> bytes:
    """The file. `told` hears how many rows are written so far, where the form can say."""
    if form is Form.WORD:
        from tracker.papers import word

        return word.write(paper, told)
    if form is Form.EXCEL:
        from tracker.papers import sheet

        return sheet.write(paper, told)
    from tracker.papers import pdf

    return pdf.write(paper, told)
