"""The words for what happens at a class's door."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from tracker.checkins.rules import RemovalReason, Verdict, Way

# What became of a code, and what to do now. TOO_OLD says when it was shown: `hour`.
VERDICT: dict[Verdict, Any] = {
    Verdict.TOO_OLD: _(
        "Mã này của %(hour)s. Xin quét lại mã đang chiếu, hoặc bấm “Không quét lại được”."
    ),
    Verdict.FUTURE: _("Mã này chưa được chiếu. Xin quét mã đang hiện trên màn hình."),
    Verdict.WRONG: _("Mã không đúng. Xin quét lại, hoặc nhập 6 số đang chiếu."),
    Verdict.OTHER_CLASS: _("Mã này của buổi học khác. Xin quét mã trên màn hình của buổi này."),
    Verdict.NOT_OPEN_YET: _("Buổi học chưa mở điểm danh. Giờ bắt đầu: %(starts)s."),
    Verdict.CLOSED: _(
        "Buổi học đã đóng điểm danh. Nếu đã có mặt, xin nhờ người phụ trách lớp ghi tên."
    ),
    Verdict.CANCELLED: _("Buổi học này đã hủy, không điểm danh được."),
}

UNKNOWN_CLASS = _("Không có buổi học nào mang mã này. Xin xem lại mã lớp trên màn hình.")

WAY: dict[Way, Any] = {
    Way.CODE: _("Đại sứ số ghi"),
    Way.POSTER: _("Quét áp phích"),
    Way.CARD: _("Quét thẻ"),
    Way.SELF: _("Tự điểm danh"),
    Way.TYPED: _("Ghi tay"),
}

# Never a suspicion: how sure we are, in words (ux §5.4).
LEVEL: dict[int, Any] = {
    1: _("mức 1: ghi sau"),
    2: _("mức 2: trong giờ học"),
    3: _("mức 3: mã xoay hoặc thẻ"),
    4: _("mức 4: khớp số đếm"),
}

REMOVAL: dict[RemovalReason, Any] = {
    RemovalReason.MISTAKE: _("Ghi nhầm người"),
    RemovalReason.ABSENT: _("Người này không đến"),
    RemovalReason.DOUBLE: _("Ghi hai lần"),
    RemovalReason.OTHER: _("Lý do khác"),
}


def group_words(people: int, skills: int) -> str:
    """What an ambassador is told after bringing people to a class."""
    if skills:
        return str(
            gettext(
                "Đã ghi: %(people)s người có mặt, %(skills)s kỹ năng.",
                people=people,
                skills=skills,
            )
        )
    if people:
        return str(gettext("Đã ghi: %(people)s người có mặt.", people=people))
    return str(gettext("Đã ghi: bạn có mặt."))


def elsewhere_words(name: str, hour: str) -> str:
    return str(
        gettext(
            "%(name)s đã có mặt ở buổi học khác lúc %(hour)s nên không ghi ở đây.",
            name=name,
            hour=hour,
        )
    )
