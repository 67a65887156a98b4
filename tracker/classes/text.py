"""The words for the codes of classes."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.classes.rules import ClassStatus, Refusal, Stage

STATUS: dict[ClassStatus, Any] = {
    ClassStatus.PLANNED: _("Dự kiến"),
    ClassStatus.OPEN: _("Đang mở"),
    ClassStatus.ENDED: _("Đã kết thúc"),
    ClassStatus.LOCKED: _("Đã chốt biên bản"),
    ClassStatus.CANCELLED: _("Đã hủy"),
}

# The shape beside the word: (tone, icon).
STATUS_LOOK: dict[ClassStatus, tuple[str, str]] = {
    ClassStatus.PLANNED: ("", "clock"),
    ClassStatus.OPEN: ("ok", "scan"),
    ClassStatus.ENDED: ("wait", "edit"),
    ClassStatus.LOCKED: ("ok", "lock"),
    ClassStatus.CANCELLED: ("bad", "stop"),
}

STAGE: dict[Stage, Any] = {
    Stage.ON_NOW: _("Đang mở"),
    Stage.COMING: _("Sắp tới"),
    Stage.TO_LOCK: _("Chờ chốt biên bản"),
    Stage.PAST: _("Đã qua"),
}

GROUPS: dict[str, Any] = {
    "women": _("Nữ"),
    "elders": _("Từ 60 tuổi"),
    "disabled": _("Người khuyết tật"),
    "minorities": _("Dân tộc thiểu số"),
    "children": _("Dưới 16 tuổi"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.STATUS: _("Buổi học không còn ở bước này. Xin mở lại trang để xem."),
    Refusal.HAS_PEOPLE: _("Đã có người điểm danh. Xin kết thúc buổi học thay vì hủy."),
    Refusal.ALREADY_OPEN: _("Điểm danh đã mở: không đổi được ngày, giờ bắt đầu và điểm học."),
    Refusal.NO_HEAD_COUNT: _("Xin ghi số người đếm được trước khi chốt."),
    Refusal.NO_GAP_REASON: _("Số đếm và danh sách lệch nhiều. Xin ghi lý do trước khi chốt."),
    Refusal.NOT_STARTED: _("Buổi học chưa bắt đầu."),
}
