"""The words for the kinds of places."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from tracker.places.rules import CommuneKind, Refusal, SiteKind, VillageKind

COMMUNE_KIND: dict[CommuneKind, Any] = {
    CommuneKind.XA: _("Xã"),
    CommuneKind.PHUONG: _("Phường"),
    CommuneKind.DAC_KHU: _("Đặc khu"),
}

VILLAGE_KIND: dict[VillageKind, Any] = {
    VillageKind.THON: _("Thôn"),
    VillageKind.BAN: _("Bản"),
    VillageKind.XOM: _("Xóm"),
    VillageKind.AP: _("Ấp"),
    VillageKind.BUON: _("Buôn"),
    VillageKind.LANG: _("Làng"),
    VillageKind.TO_DAN_PHO: _("Tổ dân phố"),
    VillageKind.KHU_PHO: _("Khu phố"),
}

SITE_KIND: dict[SiteKind, Any] = {
    SiteKind.CULTURE_HOUSE: _("Nhà văn hóa"),
    SiteKind.LEARNING_CORNER: _("Góc học tập số cộng đồng"),
    SiteKind.SCHOOL: _("Trường học"),
    SiteKind.POST_OFFICE: _("Bưu điện"),
    SiteKind.SERVICE_CENTRE: _("Trung tâm Phục vụ hành chính công"),
    SiteKind.COMMUNE_OFFICE: _("Trụ sở xã, phường, đặc khu"),
    SiteKind.LEARNING_CENTRE: _("Trung tâm học tập cộng đồng"),
    SiteKind.MARKET: _("Chợ"),
    SiteKind.HOME: _("Nhà dân"),
    SiteKind.OTHER: _("Nơi khác"),
}

REFUSAL: dict[Refusal, Any] = {
    Refusal.NAME_TAKEN: _("Tên này đã có trong xã."),
    Refusal.ENDED: _("Nơi này không còn hoạt động."),
    Refusal.SAME: _("Xin chọn một nơi khác trong cùng xã."),
    Refusal.STILL_USED: _("Còn Tổ hoạt động ở đây. Xin chuyển hoặc ngừng Tổ trước."),
}


def village_name(kind: VillageKind, name: str) -> str:
    """In a sentence: “thôn Sả Séng”, “xóm Bản Cái”. Never the kind twice: “Tổ dân phố 5”."""
    word = str(VILLAGE_KIND[kind]).lower()
    if name.lower().startswith(word):
        return name
    return str(gettext("%(kind)s %(name)s", kind=word, name=name))


def village_label(kind: VillageKind, name: str) -> str:
    """Standing alone: “Thôn Sả Séng”."""
    words = village_name(kind, name)
    return words[:1].upper() + words[1:]
