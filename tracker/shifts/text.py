"""The words for the codes of shifts."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.checkins.rules import Verdict
from tracker.shifts.rules import Flaw, Known, Look, PlaceStatus, Proof, Refusal

# Words, tone and shape of a shift in a list; colour comes third.
LOOK: dict[Look, tuple[Any, str, str]] = {
    Look.PLACES_LEFT: (_("Còn chỗ"), "", "plus"),
    Look.FULL: (_("Đủ người"), "ok", "check"),
    Look.ON_NOW: (_("Đang diễn ra"), "ok", "clock"),
    Look.DONE: (_("Hoàn thành"), "", "double-check"),
    Look.CANCELLED: (_("Đã hủy"), "bad", "stop"),
}

PLACE: dict[PlaceStatus, tuple[Any, str, str]] = {
    PlaceStatus.ASSIGNED: (_("Có chỗ"), "ok", "check"),
    PlaceStatus.WAITING: (_("Đang chờ chỗ"), "wait", "clock"),
    PlaceStatus.PROPOSED: (_("Chờ duyệt"), "wait", "clock"),
    PlaceStatus.CANCELLED: (_("Đã rút"), "", "stop"),
    PlaceStatus.DECLINED: (_("Không nhận"), "", "stop"),
}

PROOF: dict[Proof, Any] = {
    Proof.CODE: _("quét mã tại chỗ"),
    Proof.TYPED: _("người phụ trách ghi tay"),
}

KNOWN: dict[Known, Any] = {
    Known.CODE: _("quét mã lúc đến và lúc về"),
    Known.TYPED: _("có giờ do người phụ trách ghi tay"),
    Known.OPEN: _("chưa ghi giờ về, tính đến hết ca"),
}

FLAW: dict[Flaw, Any] = {
    Flaw.EMPTY: _("Chưa ai đăng ký"),
    Flaw.NO_LEADER: _("Chưa có trưởng ca"),
    Flaw.BELOW_MINIMUM: _("Chưa đủ số người tối thiểu"),
    Flaw.NO_ADULT: _("Chỉ có người dưới 18 tuổi"),
    Flaw.DOUBLE: _("Có thể một người đăng ký hai lần"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.OVERLAP: _("Trùng giờ với ca khác đã nhận."),
    Refusal.FULL: _("Vai trò này đã đủ người."),
    Refusal.MINOR_ALONE: _("Người dưới 18 tuổi chỉ vào ca khi có người lớn cùng ca."),
    Refusal.MINOR_LEADS: _("Trưởng ca phải từ 18 tuổi."),
    Refusal.NOT_PLACED: _("Người này không có chỗ trong ca."),
    Refusal.ALREADY: _("Đã đăng ký ca này trước đó."),
    Refusal.OVER: _("Ca đã kết thúc."),
    Refusal.CANCELLED: _("Ca đã hủy."),
    Refusal.NOT_OPEN: _("Ca này không nhận đăng ký."),
    Refusal.ROLE_CLOSED: _("Vai trò này do Đoàn xã phân công."),
    Refusal.TOO_LATE: _("Sắp đến giờ ca nên không tự rút được nữa. Xin gọi người phụ trách."),
    Refusal.PLACES_TAKEN: _("Số chỗ không thể ít hơn số người đã có chỗ."),
    Refusal.HAS_PEOPLE: _("Đã có người được ghi có mặt."),
    Refusal.OTHER_CAMPAIGN: _("Buổi học này đã thuộc chiến dịch khác."),
    Refusal.TOO_EARLY: _("Chưa đến giờ mở ca."),
    Refusal.LEFT_BEFORE: _("Giờ kết thúc phải sau giờ có mặt."),
    Refusal.OUTDATED: _("Ca vừa được người khác sửa."),
}

# What became of a code at a shift, and what to do now.
VERDICT: dict[Verdict, Any] = {
    Verdict.TOO_OLD: _("Mã này của %(hour)s. Xin quét lại mã đang hiện."),
    Verdict.FUTURE: _("Mã này chưa hiện. Xin quét mã đang hiện trên màn hình."),
    Verdict.WRONG: _("Mã không đúng. Xin quét lại, hoặc nhập 6 số đang hiện."),
    Verdict.NOT_OPEN_YET: _("Ca chưa mở. Giờ bắt đầu: %(starts)s."),
    Verdict.CLOSED: _("Ca đã kết thúc. Nếu đã có mặt, xin nhờ trưởng ca ghi giờ."),
    Verdict.CANCELLED: _("Ca này đã hủy."),
}

# What each figure of a campaign is called, and what it counts.
FIGURE: dict[str, Any] = {
    "ca": _("Ca đã tổ chức"),
    "tinh-nguyen-vien": _("Tình nguyện viên tham gia"),
    "luot-tham-gia": _("Lượt tham gia của tình nguyện viên"),
    "gio": _("Giờ tình nguyện"),
    "luot-nguoi-dan": _("Lượt người dân được hỗ trợ"),
    "nguoi-dan": _("Người dân được hướng dẫn"),
}

FIGURE_WORDS: dict[str, Any] = {
    "ca": _(
        "Số ca đã mở, hoặc có người được ghi có mặt. Ca đã hủy không tính; ca dời sang ngày khác"
        " tính một lần, ở ngày mới."
    ),
    "tinh-nguyen-vien": _("Số người có mặt ở ít nhất một ca. Mỗi người tính một lần."),
    "luot-tham-gia": _("Số lần có mặt ở các ca. Một người có mặt ở ba ca là ba lượt."),
    "gio": _(
        "Từ đầu ca đến khi về; đến sớm không tính thêm. Chưa ghi giờ về thì tính đến hết ca và"
        " hỏi lại trưởng ca."
    ),
    "luot-nguoi-dan": _(
        "Điểm danh ở buổi học, có mặt ở buổi kèm và lượt hỗ trợ trong các ca của chiến dịch. Cũng"
        " là lượt của Tổ ở thôn đó, không cộng thêm lần nữa cho xã."
    ),
    "nguoi-dan": _(
        "Số người khác nhau có điểm danh hoặc buổi kèm trong các ca của chiến dịch. Mỗi người"
        " tính một lần dù học nhiều buổi."
    ),
}
