"""The words about rewards."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.rewards.rules import Order, Refusal, RewardKind, RewardStatus

KIND: dict[RewardKind, Any] = {
    RewardKind.COMMUNE_MERIT: _("Giấy khen của Chủ tịch UBND xã"),
    RewardKind.PROVINCE_MERIT: _("Bằng khen của Chủ tịch UBND tỉnh"),
    RewardKind.UNION_MERIT: _("Giấy khen của Đoàn"),
}

# Words, tone and shape; colour comes third.
STATUS: dict[RewardStatus, tuple[Any, str, str]] = {
    RewardStatus.PROPOSED: (_("Đã đề nghị"), "wait", "clock"),
    RewardStatus.AWARDED: (_("Đã có quyết định"), "ok", "check"),
    RewardStatus.DECLINED: (_("Không khen đợt này"), "", "stop"),
}

ORDER: dict[Order, Any] = {
    Order.HOURS: _("Nhiều giờ trước"),
    Order.SHIFTS: _("Nhiều ca trước"),
    Order.NAME: _("Theo tên"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.ALREADY: _("Đã đề nghị hình thức này rồi."),
    Refusal.DECIDED: _("Đã ghi kết quả nên không sửa được nữa."),
}
