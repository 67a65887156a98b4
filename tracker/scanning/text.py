"""The words for what a photo did not say."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.scanning.pictures import Unread

UNREAD: dict[Unread, Any] = {
    Unread.NO_FILE: _("Xin chọn một ảnh có mã QR."),
    Unread.TOO_LARGE: _("Ảnh quá lớn. Xin chụp lại ở cỡ nhỏ hơn, hoặc nhập mã bằng tay."),
    Unread.APPLE: _("Máy này lưu ảnh dạng HEIC, chưa đọc được. Xin chụp màn hình ảnh đó rồi gửi."),
    Unread.NOT_A_PICTURE: _("Tệp này không phải ảnh JPEG, PNG hoặc WebP. Xin chọn ảnh khác."),
    Unread.NO_CODE: _("Chưa thấy mã trong ảnh. Lau ống kính, lại gần hơn, hoặc nhập mã."),
}

FOREIGN = _("Đây không phải mã của Đại sứ số.")
