"""Words for the codes of skills, and which language a name is read in."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from tracker.skills.rules import NotApplicable, SkillState, Undone, UndoReason


class Named(Protocol):
    """A module or a skill."""

    @property
    def name(self) -> Any: ...

    @property
    def name_en(self) -> Any: ...


class Seen(Protocol):
    """A skill with its evidence."""

    evidence: Any
    evidence_en: Any


STATES: dict[SkillState, Any] = {
    SkillState.NOT_STARTED: _("Chưa học"),
    SkillState.SHOWN: _("Đã hướng dẫn"),
    SkillState.ALONE: _("Tự làm được"),
    SkillState.NOT_APPLICABLE: _("Không áp dụng"),
}

NOT_APPLICABLE: dict[NotApplicable, Any] = {
    NotApplicable.NO_DEVICE: _("Không có máy"),
    NotApplicable.NO_SIM: _("Không có SIM riêng"),
    NotApplicable.NO_BANK_ACCOUNT: _("Không có tài khoản ngân hàng"),
    NotApplicable.TOO_YOUNG: _("Chưa đủ tuổi"),
    NotApplicable.OTHER: _("Lý do khác"),
}

UNDO_REASONS: dict[UndoReason, Any] = {
    UndoReason.MISTAKE: _("Bấm nhầm"),
    UndoReason.WRONG_PERSON: _("Nhầm người"),
    UndoReason.NOT_ALONE_YET: _("Chưa tự làm được"),
    UndoReason.OTHER: _("Lý do khác"),
    UndoReason.MEETING: _("Buổi kèm đã được bỏ"),
}

UNDONE: dict[Undone, Any] = {
    Undone.DONE: _("Đã bỏ đánh dấu. Lý do được lưu lại."),
    Undone.ALREADY: _("Đánh dấu này đã được bỏ trước đó."),
    Undone.NOT_YOURS: _("Chỉ người đã đánh dấu và tổ trưởng bỏ được đánh dấu này."),
    Undone.TOO_LATE: _("Đã quá hạn tự bỏ đánh dấu. Xin nhờ tổ trưởng."),
}


def name_of(row: Named) -> str:
    """The name in the language of the page."""
    return str(row.name_en if _is_english() else row.name)


def told_name(frozen: Mapping[str, str]) -> str:
    """The same of a skill in frozen figures; older ones know its Vietnamese name only."""
    return (_is_english() and frozen.get("name_en")) or frozen["name"]


def evidence_of(skill: Seen) -> str:
    """What the helper must see, in the language of the page."""
    return str(skill.evidence_en if _is_english() else skill.evidence)


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"
