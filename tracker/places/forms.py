"""What is typed about sites, thôn and teams. Shape only; the route sets the choices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker.core import clock
from tracker.forms import DayField, Form, PickField, TextField
from tracker.places import text
from tracker.places.rules import SiteKind, VillageKind


class DecidedField(DayField):
    """A day that has come, or none."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        checks = [Optional(), self._check]
        super().__init__(label, validators=checks, **kwargs)

    @staticmethod
    def _check(_form: object, field: Field) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("Ngày này chưa tới."))


class FluentForm(Form):
    since = DecidedField(_("Có Người bản số từ ngày"))


class SiteForm(Form):
    kind = SelectField(
        _("Loại điểm học"),
        choices=[SelectChoice(kind.value, words) for kind, words in text.SITE_KIND.items()],
        coerce=SiteKind,
    )
    name = TextField(_("Tên điểm học"), missing=_("Xin ghi tên điểm học."))
    village = PickField(_("Thôn"))
    address = TextField(_("Chỉ đường"))


class TeamForm(Form):
    name = TextField(_("Tên Tổ"), missing=_("Xin ghi tên Tổ."))
    village = PickField(_("Thôn"))
    decision_number = TextField(_("Số quyết định thành lập"), limit=60)
    decided_on = DecidedField(_("Ngày quyết định"))
    consolidated_on = DecidedField(_("Ngày kiện toàn"))
    zalo_url = TextField(_("Nhóm Zalo của Tổ"))

    def validate_zalo_url(self, field: Field) -> None:
        if field.data and not field.data.startswith("https://zalo.me/"):
            raise ValidationError(gettext("Xin dán liên kết bắt đầu bằng https://zalo.me/"))


class VillageForm(Form):
    kind = SelectField(
        _("Loại"),
        choices=[SelectChoice(kind.value, words) for kind, words in text.VILLAGE_KIND.items()],
        coerce=VillageKind,
    )
    name = TextField(_("Tên"), missing=_("Xin ghi tên."), limit=120)


class MergeForm(Form):
    into = PickField(_("Nhập vào"), missing=_("Xin chọn nơi nhập vào."))
    reason = TextField(_("Căn cứ"), missing=_("Xin ghi căn cứ, ví dụ số nghị quyết."))


class EndForm(Form):
    reason = TextField(_("Lý do"), missing=_("Xin ghi lý do."))
