"""The words for what a phone kept."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.outbox.rules import Reason, Status

REASONS: dict[Reason, Any] = {
    Reason.CLOSED: _("Buổi học đã đóng hoặc đã hủy khi mục này được gửi tới."),
    Reason.NOT_YOURS: _("Người học này không còn do người gửi kèm."),
    Reason.CHANGED: _("Thông tin này đã có người khác sửa trong lúc chờ gửi."),
    Reason.NO_RIGHT: _("Người gửi không còn quyền ghi mục này."),
    Reason.NOT_THERE: _("Nơi ghi mục này không còn."),
}

STATUSES: dict[Status, Any] = {
    Status.WAITING: _("Chờ xem"),
    Status.TAKEN: _("Đã ghi vào sổ"),
    Status.DROPPED: _("Đã bỏ"),
}

UNREADABLE = _("Máy chủ không đọc được mục này. Xin sao chép để gửi cho tổ trưởng.")
NO_PLACE = _("Bạn không còn quyền ghi mục này. Xin sao chép để gửi cho tổ trưởng.")
SENT_TO_LEADER = _("Đã chuyển tổ trưởng xem: %(why)s")
