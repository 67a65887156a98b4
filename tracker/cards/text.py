"""The words for cards and posters."""

from flask_babel import lazy_gettext as _

from tracker.cards.rules import LossReason, Refusal

REASONS = {
    LossReason.LOST: _("Thẻ bị mất"),
    LossReason.DAMAGED: _("Thẻ bị hỏng, không quét được"),
    LossReason.IN_WRONG_HANDS: _("Người khác đang giữ thẻ"),
}

REFUSALS = {
    Refusal.NO_CONSENT: _("Người này chưa đồng ý ghi tên, nên chưa in thẻ. Hãy ghi đồng ý trước."),
    Refusal.NO_CARD_YET: _("Người này chưa có thẻ."),
}
