"""The words for cards and posters."""

from flask_babel import lazy_gettext as _

from tracker.cards.rules import CardState, LossReason, Refusal
from tracker.checkins.rules import Entry

REASONS = {
    LossReason.LOST: _("Thẻ bị mất"),
    LossReason.DAMAGED: _("Thẻ bị hỏng, không quét được"),
    LossReason.IN_WRONG_HANDS: _("Người khác đang giữ thẻ"),
}

REFUSALS = {
    Refusal.NO_CONSENT: _("Người này chưa đồng ý ghi tên, nên chưa in thẻ. Xin ghi đồng ý trước."),
    Refusal.NO_CARD_YET: _("Người này chưa có thẻ."),
}

ENTRIES = {
    Entry.RECORDED: _("Đã ghi có mặt: %(name)s."),
    Entry.ALREADY: _("%(name)s đã được ghi trước đó, lúc %(hour)s."),
    Entry.ELSEWHERE: _("%(name)s đang có mặt ở một lớp khác, lúc %(hour)s. Chưa ghi lớp này."),
}

# What a scanner says of a card that is not valid, in one sentence.
INVALID = {
    CardState.REPLACED: _("Thẻ không hợp lệ: đã thay thẻ mới."),
    CardState.ERASED: _("Thẻ không hợp lệ: thông tin không còn."),
    CardState.UNKNOWN: _("Thẻ không hợp lệ: không có thẻ nào mang mã này."),
}
