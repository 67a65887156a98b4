"""The kinds of places, as the state catalogue and the villages themselves name them."""

from enum import StrEnum


class CommuneKind(StrEnum):
    XA = "xa"
    PHUONG = "phuong"
    DAC_KHU = "dac_khu"


class VillageKind(StrEnum):
    THON = "thon"
    BAN = "ban"
    XOM = "xom"
    AP = "ap"
    BUON = "buon"
    LANG = "lang"
    TO_DAN_PHO = "to_dan_pho"
    KHU_PHO = "khu_pho"


class SiteKind(StrEnum):
    CULTURE_HOUSE = "culture_house"
    LEARNING_CORNER = "learning_corner"
    SCHOOL = "school"
    POST_OFFICE = "post_office"
    SERVICE_CENTRE = "service_centre"
    COMMUNE_OFFICE = "commune_office"
    LEARNING_CENTRE = "learning_centre"
    MARKET = "market"
    HOME = "home"
    OTHER = "other"


class Refusal(StrEnum):
    """Why a place stays as it is."""

    NAME_TAKEN = "name_taken"
    ENDED = "ended"
    SAME = "same"
    STILL_USED = "still_used"
