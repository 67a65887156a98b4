"""The words about certificates."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.certificates.rules import Refusal, State

# Words, tone and shape; colour comes third.
STATE: dict[State, tuple[Any, str, str]] = {
    State.VALID: (_("Hợp lệ"), "ok", "check"),
    State.REVOKED: (_("Đã thu hồi"), "bad", "stop"),
    State.FORGOTTEN: (_("Đã xóa thông tin"), "", "stop"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.NOBODY: _("Chưa chọn ai đủ điều kiện mà chưa có giấy."),
    Refusal.REVOKED: _("Giấy này đã được thu hồi trước đó."),
}
