"""What the forms of a paper are called on the page."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _

from tracker.papers.paper import Form

NAMES: dict[Form, Any] = {
    Form.WORD: "Word",
    Form.PDF: "PDF",
    Form.EXCEL: _("Bảng tính"),
    Form.PRINT: _("Trang in"),
}

BUTTONS: dict[Form, Any] = {
    Form.WORD: _("Tải Word"),
    Form.PDF: _("Tải PDF"),
    Form.EXCEL: _("Tải bảng tính"),
    Form.PRINT: _("In"),
}

FILTERS: dict[str, Callable[[str], str]] = {
    "form_name": lambda form: str(NAMES[Form(form)]),
    "form_button": lambda form: str(BUTTONS[Form(form)]),
}
