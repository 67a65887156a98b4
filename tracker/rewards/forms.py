"""What is typed about a reward. The figures are not."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from tracker.forms import DayField, Form, NoteField, TextField
from tracker.rewards.rules import RewardStatus
from tracker.rewards.text import KIND


class WordsForm(Form):
    words = NoteField(_("Thành tích"), missing=_("Xin ghi thành tích."))


class RewardForm(WordsForm):
    kind = SelectField(
        _("Hình thức"),
        choices=[SelectChoice(kind.value, words) for kind, words in KIND.items()],
        validators=[InputRequired(_("Xin chọn hình thức khen thưởng."))],
    )


class DecisionForm(Form):
    """What became of it."""

    outcome = RadioField(
        _("Kết quả"),
        choices=[
            SelectChoice(RewardStatus.AWARDED.value, _("Đã có quyết định")),
            SelectChoice(RewardStatus.DECLINED.value, _("Không khen đợt này")),
        ],
        validators=[InputRequired(_("Xin chọn kết quả."))],
    )
    decision_number = TextField(_("Số quyết định"), limit=60)
    decided_on = DayField(_("Ngày quyết định"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if self.outcome.data == RewardStatus.AWARDED and not self.decision_number.data:
            self.refuse(self.decision_number, gettext("Xin ghi số quyết định."))
        return is_fine and not self.errors
