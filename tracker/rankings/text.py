"""Words for rankings."""

from collections.abc import Callable

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from tracker.rankings.rules import Lack, Refusal

FORMULA = _(
    "Điểm là trung bình của ba tỷ lệ hoàn thành chỉ tiêu (người được hướng dẫn, buổi phổ cập,"
    " phản ánh được giải quyết); mỗi tỷ lệ tính vào điểm tối đa 120% và ghi đủ trong bảng."
    " Bằng điểm thì xét tỷ lệ tổ hoạt động; vẫn bằng thì cùng hạng."
    " Bên cạnh là số người được hướng dẫn trên 1.000 người trưởng thành,"
    " để chỉ tiêu thấp không phải là lợi thế."
)

LACKS = {
    Lack.GOALS: _("chưa giao đủ ba chỉ tiêu"),
    Lack.ADULTS: _("chưa nhập dân số trưởng thành"),
}

REFUSALS = {
    Refusal.NO_REASON: _("Kỳ này đã công bố. Xin ghi lý do của bản đính chính."),
    Refusal.NOBODY: _("Chưa đủ số liệu để xếp hạng kỳ này."),
    Refusal.UNCHANGED: _("Số liệu không khác bản đã công bố."),
}


def in_percent(tenths: int | None) -> str:
    """103%; 41,5%; a cell about too few people says so."""
    if tenths is None:
        return str(gettext("dưới mức công bố"))
    return f"{format_decimal(tenths / 10)}%"


def per_thousand(tenths: int | None) -> str:
    if tenths is None:
        return str(gettext("dưới mức công bố"))
    return str(format_decimal(tenths / 10))


def lack_name(lack: str) -> str:
    return str(LACKS[Lack(lack)])


FILTERS: dict[str, Callable[..., str]] = {
    "in_percent": in_percent,
    "per_thousand": per_thousand,
    "lack_name": lack_name,
}
