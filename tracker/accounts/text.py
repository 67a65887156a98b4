"""The words for what accounts know by code."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from tracker.accounts.rules import Organisation, PasswordFlaw
from tracker.places.rules import CommuneKind
from tracker.policy import Role

ROLES: dict[Role, Any] = {
    Role.AMBASSADOR: _("Đại sứ số"),
    Role.LEADER: _("Tổ trưởng"),
    Role.DEPUTY: _("Tổ phó"),
    Role.MEMBER: _("Thành viên Tổ"),
    Role.COMMUNE_HEAD: _("Lãnh đạo UBND xã"),
    Role.FOCAL_OFFICER: _("Cán bộ đầu mối"),
    Role.COMMUNE_YOUTH: _("Đoàn xã"),
    Role.PROVINCE_YOUTH: _("Tỉnh đoàn"),
    Role.PROVINCE_BOARD: _("Ban Chỉ đạo tỉnh"),
    Role.ADMIN: _("Quản trị hệ thống"),
}

# What the place calls it, where it is no xã.
_BY_PLACE: dict[tuple[Role, CommuneKind], Any] = {
    (Role.COMMUNE_HEAD, CommuneKind.PHUONG): _("Lãnh đạo UBND phường"),
    (Role.COMMUNE_HEAD, CommuneKind.DAC_KHU): _("Lãnh đạo UBND đặc khu"),
    (Role.COMMUNE_YOUTH, CommuneKind.PHUONG): _("Đoàn phường"),
    (Role.COMMUNE_YOUTH, CommuneKind.DAC_KHU): _("Đoàn đặc khu"),
}

ORGANISATIONS: dict[Organisation, Any] = {
    Organisation.YOUTH: _("Đoàn Thanh niên"),
    Organisation.WOMEN: _("Hội Phụ nữ"),
    Organisation.FARMERS: _("Hội Nông dân"),
    Organisation.VETERANS: _("Hội Cựu chiến binh"),
    Organisation.FRONT: _("Mặt trận Tổ quốc"),
    Organisation.STUDY: _("Hội Khuyến học"),
    Organisation.BLIND: _("Hội Người mù"),
    Organisation.LABOUR: _("Công đoàn"),
    Organisation.BORDER_GUARD: _("Bộ đội Biên phòng"),
    Organisation.SCHOOL: _("Nhà trường"),
    Organisation.OFFICE: _("Cơ quan xã"),
    Organisation.OTHER: _("Tổ chức khác"),
}

PASSWORD_FLAWS: dict[PasswordFlaw, Any] = {
    PasswordFlaw.SHORT: _("Mật khẩu cần ít nhất 8 ký tự."),
    PasswordFlaw.LONG: _("Mật khẩu dài nhất là 200 ký tự."),
    PasswordFlaw.EASY: _("Mật khẩu này dễ đoán. Xin chọn mật khẩu khác, ví dụ bốn từ bất kỳ."),
}


def role_word(role: Role, kind: CommuneKind | None = None) -> Any:
    """The role as people of that place call it."""
    return _BY_PLACE.get((role, kind), ROLES[role]) if kind else ROLES[role]


def post_role(row: Any) -> Any:
    """The role of a membership or an invitation, as its place calls it."""
    return role_word(row.role, row.commune.kind if row.commune else None)


def post_place(row: Any) -> str:
    """Where a membership or an invitation is: its team, its commune, its province."""
    place = row.team or row.commune or row.province
    return place.name if place else str(_("toàn hệ thống"))


def whom_words(ask: tuple[Role, str] | None) -> str:
    """Whom to ask for help, with role and name: `Tổ trưởng Lý A Sử`."""
    if ask is None:
        return str(ROLES[Role.ADMIN])
    return str(gettext("%(role)s %(name)s", role=ROLES[ask[0]], name=ask[1]))
