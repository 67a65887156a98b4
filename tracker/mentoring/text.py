"""Words for the codes of mentoring."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.mentoring.rules import (
    Channel,
    Handled,
    IssueKind,
    IssueLevel,
    IssueStatus,
    IssueStep,
    Refusal,
    RemovalReason,
    TurnResult,
)
from tracker.skills.rules import Undone

CHANNELS: dict[Channel, Any] = {
    Channel.AT_HOME: _("Tại nhà"),
    Channel.AT_SITE: _("Tại điểm học"),
    Channel.PHONE: _("Điện thoại"),
    Channel.ZALO: _("Zalo"),
}

# Inside a sentence: “21/11/2026 · buổi kèm tại nhà”.
CHANNELS_INLINE: dict[Channel, Any] = {
    Channel.AT_HOME: _("tại nhà"),
    Channel.AT_SITE: _("tại điểm học"),
    Channel.PHONE: _("qua điện thoại"),
    Channel.ZALO: _("qua Zalo"),
}

TURN_RESULTS: dict[TurnResult, Any] = {
    TurnResult.DONE: _("Đã xong"),
    TurnResult.PARTLY: _("Xong một phần"),
    TurnResult.REFERRED: _("Đã chuyển đến nơi khác"),
}

ISSUE_KINDS: dict[IssueKind, Any] = {
    IssueKind.VNEID: _("VNeID"),
    IssueKind.PUBLIC_SERVICE: _("Dịch vụ công"),
    IssueKind.PAYMENT: _("Thanh toán số"),
    IssueKind.DEVICE: _("Thiết bị"),
    IssueKind.SIGNAL: _("Sóng, mạng"),
    IssueKind.SCAM: _("Lừa đảo"),
    IssueKind.MATERIALS: _("Tài liệu, vật dụng"),
    IssueKind.PEOPLE: _("Thiếu người hướng dẫn"),
    IssueKind.OTHER: _("Việc khác"),
}

ISSUE_STATUSES: dict[IssueStatus, Any] = {
    IssueStatus.NEW: _("Mới"),
    IssueStatus.WORKING: _("Đang xử lý"),
    IssueStatus.RESOLVED: _("Đã giải quyết"),
    IssueStatus.ESCALATED: _("Chuyển cấp trên"),
    IssueStatus.UNRESOLVABLE: _("Không giải quyết được"),
}

ISSUE_LEVELS: dict[IssueLevel, Any] = {
    IssueLevel.TEAM: _("Tổ đang giữ"),
    IssueLevel.COMMUNE: _("Xã đang giữ"),
    IssueLevel.PROVINCE: _("Tỉnh đang giữ"),
}

ISSUE_STEPS: dict[IssueStep, Any] = {
    IssueStep.RAISED: _("Đã nêu"),
    IssueStep.TAKEN: _("Đã nhận xử lý"),
    IssueStep.ESCALATED: _("Đã chuyển cấp trên"),
    IssueStep.RESOLVED: _("Đã giải quyết"),
    IssueStep.GIVEN_UP: _("Không giải quyết được"),
    IssueStep.NOTED: _("Ghi thêm"),
}

REFUSALS: dict[Refusal, Any] = {
    Refusal.IN_FUTURE: _("Giờ này còn ở tương lai. Xin nhập giờ đã qua."),
    Refusal.TOO_OLD: _("Buổi này đã quá lâu, không ghi được nữa. Xin báo tổ trưởng."),
    Refusal.NOT_CHOOSABLE: _("Chỉ chọn được người học đã đồng ý và đang được kèm."),
    Refusal.TWO_TEAMS: _("Xin chọn người học của cùng một tổ. Tổ khác thì ghi một buổi khác."),
    Refusal.NOT_A_GUIDE: _("Người hướng dẫn phải là anh/chị hoặc người đang kèm."),
    Refusal.NOTHING_DONE: _("Xin chọn ít nhất một kỹ năng, hoặc viết vài chữ vào Ghi chú."),
}

HANDLED: dict[Handled, Any] = {
    Handled.DONE: _("Đã ghi."),
    Handled.CLOSED: _("Phản ánh này đã xong trước đó."),
    Handled.NOT_YOURS: _("Phản ánh này đang do cấp khác giữ."),
    Handled.NO_LEVEL_ABOVE: _("Không còn cấp trên để chuyển."),
}

REMOVAL_REASONS: dict[RemovalReason, Any] = {
    RemovalReason.MISTAKE: _("Ghi nhầm"),
    RemovalReason.TWICE: _("Ghi hai lần"),
    RemovalReason.WRONG_PERSON: _("Nhầm người"),
    RemovalReason.DID_NOT_HAPPEN: _("Việc này đã không diễn ra"),
    RemovalReason.OTHER: _("Lý do khác"),
}

# Why it is not taken back.
NOT_REMOVED: dict[Undone, Any] = {
    Undone.ALREADY: _("Mục này đã được bỏ trước đó."),
    Undone.NOT_YOURS: _("Chỉ người đã ghi và tổ trưởng bỏ được mục này."),
    Undone.TOO_LATE: _("Đã quá hạn tự bỏ mục này. Xin nhờ tổ trưởng."),
}
