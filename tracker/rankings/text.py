"""Words for rankings."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from tracker.rankings.rows import Size, Sort
from tracker.rankings.rules import CAP_TENTHS, Burst, Lack, Refusal
from tracker.skills.text import name_of

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
    Lack.FEW: _("quá ít người được hướng dẫn để công bố"),
}

SORTS = {
    "": _("20 nơi đầu, rồi theo tên"),
    Sort.RANK: _("Hạng"),
    Sort.GUIDED: _("Người/1.000 người trưởng thành"),
    Sort.ACTIVE: _("Tổ hoạt động"),
    Sort.NAME: _("Tên"),
}

REFUSALS = {
    Refusal.NO_REASON: _("Kỳ này đã công bố. Xin ghi lý do của bản đính chính."),
    Refusal.NOBODY: _("Chưa đủ số liệu để xếp hạng kỳ này."),
    Refusal.UNCHANGED: _("Số liệu không khác bản đã công bố."),
    Refusal.UNSEEN: _("Xin xem các điểm dưới đây rồi đánh dấu “Đã xem”, hoặc hỏi lại xã."),
}


def in_percent(tenths: int | None) -> str:
    """103%; 41,5%; a cell about too few people says so."""
    if tenths is None:
        return str(gettext("dưới mức công bố"))
    return f"{format_decimal(tenths / 10)}%"


def for_score(tenths: int | None) -> str:
    """What a rate adds to the score: 120% at most."""
    return in_percent(None if tenths is None else min(tenths, CAP_TENTHS))


def per_thousand(tenths: int | None) -> str:
    if tenths is None:
        return str(gettext("dưới mức công bố"))
    return str(format_decimal(tenths / 10))


def size_name(size: Size, sizes: Sequence[int]) -> str:
    """Dưới 8.000; 8.000 đến dưới 16.000; từ 16.000 người trưởng thành."""
    middle, large = map(format_decimal, sizes)
    match size:
        case Size.SMALL:
            return str(gettext("Dưới %(n)s người trưởng thành", n=middle))
        case Size.MIDDLE:
            return str(gettext("Từ %(n)s đến dưới %(m)s người trưởng thành", n=middle, m=large))
        case Size.LARGE:
            return str(gettext("Từ %(n)s người trưởng thành", n=large))


def burst_words(bursts: Iterable[Burst]) -> str:
    """A question to the commune about what looks odd, to be sent as it is or changed."""
    lines = [
        gettext(
            "Đề nghị xã kiểm tra: %(marks)s lần đánh dấu %(skill)s từ một tài khoản trong"
            " %(minutes)s phút.",
            marks=one.marks, skill=skill_said(one), minutes=one.minutes,
        )
        for one in bursts
    ]  # fmt: skip
    return "\n".join(lines)


def skill_said(burst: Burst) -> str:
    """TT02 “Tự quét mã QR thanh toán”: few know the codes by heart."""
    return str(gettext("%(code)s “%(name)s”", code=burst.skill, name=name_of(burst)))


def lack_name(lack: str) -> str:
    return str(LACKS[Lack(lack)])


FILTERS: dict[str, Callable[..., str]] = {
    "in_percent": in_percent,
    "for_score": for_score,
    "per_thousand": per_thousand,
    "lack_name": lack_name,
    "skill_said": skill_said,
}
