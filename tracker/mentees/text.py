"""The words about people who learn, and the wording they agree to."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from tracker.mentees.rules import (
    Ask,
    ConsentMethod,
    ConsentText,
    Device,
    EndReason,
    Likeness,
    MenteeStatus,
    PauseReason,
    PhoneReason,
    Refusal,
)
from tracker.places import text as places
from tracker.places.rules import VillageKind

# What is read aloud. It stays Vietnamese in every interface, because its digest is kept with each
# consent: change a word and give it a new version.
CONSENT = ConsentText(
    version="2026-1",
    text=(
        "UBND xã ghi họ tên, năm sinh, thôn, số điện thoại (nếu cho) và việc học kỹ năng số của"
        " anh/chị, để người hướng dẫn theo dõi và để báo cáo số người đã học. Không ghi số căn"
        " cước, không chụp ảnh. Chỉ người hướng dẫn, Tổ và cán bộ xã xem được. Không đồng ý vẫn"
        " được học. Anh/chị có thể xem, sửa, rút lại hoặc xin xóa bất cứ lúc nào."
    ),
)

STATUS: dict[MenteeStatus, Any] = {
    MenteeStatus.PENDING: _("Chờ đồng ý"),
    MenteeStatus.ACTIVE: _("Đang kèm"),
    MenteeStatus.PAUSED: _("Tạm dừng"),
    MenteeStatus.DONE: _("Hoàn thành"),
    MenteeStatus.STOPPED: _("Ngừng kèm"),
    MenteeStatus.ERASED: _("Đã xóa thông tin"),
}

# The tone and the shape of a status; colour comes third.
STATUS_CHIP: dict[MenteeStatus, tuple[str, str]] = {
    MenteeStatus.PENDING: ("wait", "clock"),
    MenteeStatus.ACTIVE: ("", "person"),
    MenteeStatus.PAUSED: ("wait", "pause"),
    MenteeStatus.DONE: ("ok", "check"),
    MenteeStatus.STOPPED: ("", "stop"),
    MenteeStatus.ERASED: ("", "lock"),
}

DEVICE: dict[Device, Any] = {
    Device.SMART: _("Điện thoại thông minh"),
    Device.FEATURE: _("Điện thoại phím bấm"),
    Device.NONE: _("Chưa có điện thoại"),
}

CONSENT_METHOD: dict[ConsentMethod, Any] = {
    ConsentMethod.SPOKEN: _("Lời nói, có người chứng kiến"),
    ConsentMethod.PAPER: _("Ký giấy, xã giữ phiếu"),
    ConsentMethod.SCREEN: _("Người học tự bấm trên máy này"),
}

PAUSE_REASON: dict[PauseReason, Any] = {
    PauseReason.HARVEST: _("Mùa vụ"),
    PauseReason.AWAY: _("Đi xa"),
    PauseReason.BUSY: _("Bận việc gia đình"),
}

END_REASON: dict[EndReason, Any] = {
    EndReason.NO_LONGER_WANTS: _("Người học không muốn tiếp tục"),
    EndReason.MOVED_AWAY: _("Chuyển đi nơi khác"),
    EndReason.NO_TIME: _("Không còn thời gian học"),
    EndReason.AMBASSADOR_LEFT: _("Người kèm nghỉ"),
    EndReason.DIED: _("Đã qua đời"),
    EndReason.OTHER: _("Lý do khác"),
    EndReason.TRANSFERRED: _("Chuyển người kèm"),
    EndReason.DONE: _("Hoàn thành"),
}

# What a person may choose; the others follow from another deed.
STOP_REASONS = [
    reason for reason in END_REASON if reason not in {EndReason.TRANSFERRED, EndReason.DONE}
]

PHONE_REASON: dict[PhoneReason, Any] = {
    PhoneReason.CALL_TO_CLASS: _("Mời đi học"),
    PhoneReason.CHECK_WITH_PERSON: _("Hỏi lại việc học"),
    PhoneReason.PERSON_ASKED: _("Người học nhờ gọi lại"),
    PhoneReason.GUIDE_AWAY: _("Thay người kèm"),
}

ASK: dict[Ask, Any] = {
    Ask.TRANSFER: _("Xin chuyển người kèm"),
    Ask.ERASURE: _("Xin xóa thông tin"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.NO_CONSENT: _("Chưa có đồng ý của người học thì chưa lưu được."),
    Refusal.NO_WITNESS: _("Đồng ý bằng lời nói: ghi tên người chứng kiến."),
    Refusal.NO_PAPER: _("Đồng ý bằng giấy: ghi số phiếu đồng ý."),
    Refusal.NO_GUARDIAN: _("Người học dưới 16 tuổi: ghi tên người giám hộ đã đồng ý."),
    Refusal.OWN_PHONE: _("Đây là số điện thoại của chính người kèm. Người kèm không tự kèm mình."),
    Refusal.OWN_NAME: _("Đây là tên của chính người kèm. Người kèm không tự kèm mình."),
    Refusal.NO_LONGER_WAITS: _("Người này vừa được ghi đồng ý và đã có người kèm."),
}


def village_name(kind: VillageKind | None, name: str) -> str:
    """“thôn Sả Séng”, “xóm Bản Cái”; empty where no thôn is known."""
    return places.village_name(kind, name) if kind and name else ""


def likeness_words(alike: Likeness) -> str:
    """“Có thể trùng: …”: a name, a thôn and who guides, nothing else."""
    return str(gettext("Có thể trùng: %(who)s.", who=who_words(alike)))


def who_words(alike: Likeness) -> str:
    """“Giàng Thị Dở, thôn Sả Séng, đang do Lý A Páo kèm”."""
    where = village_name(alike.village_kind, alike.village) or gettext("chưa rõ thôn")
    said = {"name": alike.name, "where": where, "guide": alike.guide}
    if alike.guide:
        return str(gettext("%(name)s, %(where)s, đang do %(guide)s kèm", **said))
    if alike.is_waiting:
        return str(gettext("%(name)s, %(where)s, đã đi học, chờ đồng ý", **said))
    return str(gettext("%(name)s, %(where)s, chưa có người kèm", **said))


def place_of(mentee: Any) -> str:
    """The thôn of a person's row, in words."""
    village = mentee.village
    return village_name(village.kind, village.name) if village else ""


FILTERS: dict[str, Callable[[Any], Any]] = {
    "mentee_status": STATUS.__getitem__,
    "mentee_chip": STATUS_CHIP.__getitem__,
    "mentee_device": DEVICE.__getitem__,
    "mentee_place": place_of,
}
