"""The words for a campaign's codes."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.campaigns.rules import Door, Kind, Refusal, SignupStatus, Stage, Topic

KIND: dict[Kind, Any] = {
    Kind.YOUTH_SKILLS: _("Thanh niên chung tay phổ cập kỹ năng số"),
    Kind.SUMMER: _("Tình nguyện hè"),
    Kind.SATURDAYS: _("Ngày thứ bảy tình nguyện"),
    Kind.DIGITAL_DAY: _("Ngày hội toàn dân học tập số 10/10"),
    Kind.LAUNCH: _("Lễ phát động"),
    Kind.THEME: _("Tuần lễ, tháng chủ đề"),
    Kind.TRAINING: _("Tập huấn Đại sứ số và Tổ"),
    Kind.OTHER: _("Khác"),
}

TOPIC: dict[Topic | str, Any] = {
    Topic.TEACHING: _("Kỹ năng sư phạm cộng đồng"),
    Topic.SITUATIONS: _("Xử lý tình huống thực tế"),
    Topic.SAFETY: _("An toàn số, phòng chống lừa đảo"),
    Topic.SERVICES: _("Dịch vụ công trực tuyến, VNeID"),
    Topic.PAYMENTS: _("Thanh toán số"),
    Topic.AI: _("Trí tuệ nhân tạo cơ bản"),
    Topic.RECORDS: _("Ghi chép, điểm danh, báo cáo"),
}

STAGE: dict[Stage, Any] = {
    Stage.PREPARING: _("Đang chuẩn bị"),
    Stage.ENROLLING: _("Đang mở đăng ký"),
    Stage.RUNNING: _("Đang chạy"),
    Stage.CLOSED: _("Đã tổng kết"),
}
# The tone and the shape of a stage; colour comes third.
STAGE_LOOK: dict[Stage, tuple[str, str]] = {
    Stage.PREPARING: ("wait", "edit"),
    Stage.ENROLLING: ("", "person"),
    Stage.RUNNING: ("ok", "clock"),
    Stage.CLOSED: ("", "double-check"),
}
# What the button says that moves a campaign there.
MOVE: dict[Stage, Any] = {
    Stage.PREPARING: _("Quay lại chuẩn bị"),
    Stage.ENROLLING: _("Mở đăng ký"),
    Stage.RUNNING: _("Bắt đầu chiến dịch"),
    Stage.CLOSED: _("Tổng kết chiến dịch"),
}
MOVE_BACK: dict[Stage, Any] = {
    Stage.PREPARING: _("Quay lại chuẩn bị"),
    Stage.ENROLLING: _("Quay lại giai đoạn đăng ký"),
    Stage.RUNNING: _("Mở lại chiến dịch"),
}

SIGNUP: dict[SignupStatus, Any] = {
    SignupStatus.PENDING: _("Chờ duyệt"),
    SignupStatus.ACCEPTED: _("Đã nhận"),
    SignupStatus.DECLINED: _("Không nhận"),
    SignupStatus.LEFT: _("Đã rút"),
}

DOOR: dict[Door, Any] = {
    Door.PREPARING: _("Chiến dịch đang chuẩn bị, chưa mở đăng ký."),
    Door.NOT_YET: _("Chưa đến giờ mở đăng ký."),
    Door.OVER: _("Chiến dịch đã kết thúc."),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.ALREADY_TAKEN_UP: _("Xã đã nhận chiến dịch này."),
    Refusal.CLOSED: _("Chiến dịch đã tổng kết nên không đổi được nữa."),
    Refusal.NO_SHIFTS: _("Chưa có ca nào. Xin tạo ca trước khi mở đăng ký."),
    Refusal.OUTSIDE: _("Đợt phải nằm trong thời gian của chiến dịch."),
    Refusal.IN_USE: _("Đội hình này đã có người hoặc đã được đề nghị khen thưởng."),
}
