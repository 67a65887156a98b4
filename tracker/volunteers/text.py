"""The words about volunteers, and what they agree to."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.mentees.rules import ConsentText
from tracker.volunteers.rules import Block, Organisation, Part, Refusal

# It stays Vietnamese in every interface, because its digest is kept with each consent: change a
# word and give it a new version.
CONSENT = ConsentText(
    version="tnv-2026-1",
    text=(
        "Đoàn xã ghi họ tên, số điện thoại, năm sinh, đơn vị và các ca tôi đăng ký, có mặt, để tổ"
        " chức ca, liên lạc và xác nhận tham gia. Không ghi số căn cước, không chụp ảnh. Chỉ cán bộ"
        " Đoàn, cán bộ xã và người cùng ca được giao việc xem được; tên tôi không hiện ở trang công"
        " khai. Tôi có thể xem, sửa, rút lại hoặc xin xóa bất cứ lúc nào."
    ),
)

ORGANISATION: dict[Organisation, Any] = {
    Organisation.UNION_CELL: _("Chi đoàn"),
    Organisation.SCHOOL: _("Trường học"),
    Organisation.UNIT: _("Cơ quan, đơn vị"),
    Organisation.OTHER: _("Khác"),
}

# Names of programmes: the same in every language.
BLOCK: dict[Block, Any] = {
    Block.GREEN_SUMMER: _("Mùa hè xanh"),
    Block.RED_FLAMBOYANT: _("Hoa phượng đỏ"),
    Block.PINK_HOLIDAY: _("Kỳ nghỉ hồng"),
    Block.GREEN_MARCH: _("Hành quân xanh"),
    Block.OTHER: _("Khác"),
}

PART: dict[Part, Any] = {
    Part.MORNING: _("buổi sáng"),
    Part.AFTERNOON: _("buổi chiều"),
    Part.EVENING: _("buổi tối"),
}

WEEKDAY: dict[int, Any] = {
    1: _("Thứ Hai"),
    2: _("Thứ Ba"),
    3: _("Thứ Tư"),
    4: _("Thứ Năm"),
    5: _("Thứ Sáu"),
    6: _("Thứ Bảy"),
    7: _("Chủ Nhật"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.TAKEN: _("Xã đã có người mang tên và số điện thoại này."),
    Refusal.AGE: _("Năm sinh này cần người phụ trách sửa giúp. Xin gọi người phụ trách."),
}
