"""The communes of the demo and the people who stand in its story by name."""

from dataclasses import dataclass

from tracker.demo.names import HIGHLAND, SLOPES, VALLEY, Names
from tracker.places.rules import VillageKind
from tracker.policy import Role

PASSWORD = "hoc1kem5"  # noqa: S105 - printed for everyone who tries the demo

# Days ago that the team of this thôn did anything.
SILENT_VILLAGE = "Na Cáng"
SILENT_DAYS = 41


@dataclass(frozen=True)
class Place:
    """A commune of the demo: its real name, and invented thôn besides those of the story."""

    code: str
    kind: VillageKind
    names: Names
    villages: tuple[str, ...]
    syllables: tuple[tuple[str, ...], tuple[str, ...]]
    teams: int
    head: str
    officer: str
    youth: str


SI_MA_CAI = Place(
    code="02809",
    kind=VillageKind.THON,
    names=HIGHLAND,
    villages=("Sín Chải", SILENT_VILLAGE, "Sả Séng", "Tả Chải", "Suối Thầu"),
    syllables=(("Lao", "Nàn", "Mào", "Lũng", "Seo"), ("Pờ", "Phìn", "Cấu", "Dìn", "Thàng")),
    teams=17,
    head="Nguyễn Văn Hòa",
    officer="Lù Thị Hương",
    youth="Sùng Thị Xoa",
)
BAT_XAT = Place(
    code="02683",
    kind=VillageKind.THON,
    names=SLOPES,
    villages=("Suối Chải",),
    syllables=(("Nậm", "Séo", "Phìn", "Ngải", "Tùng"), ("Trù", "Hồ", "Pặt", "Chin", "Sáng")),
    teams=22,
    head="Phan Quốc Khải",
    officer="Chảo Thị Yến",
    youth="Trần Minh Đức",
)
LAM_VY = Place(
    code="05542",
    kind=VillageKind.XOM,
    names=VALLEY,
    villages=("Bản Cái", "Nà Làng"),
    syllables=(("Nà", "Khuổi", "Pác", "Đồng", "Bản"), ("Mạ", "Lẹng", "Chùa", "Tấc", "Vàng")),
    teams=21,
    head="Ma Quang Tuyến",
    officer="Nông Thị Hạnh",
    youth="Lưu Thị Duyên",
)
PLACES = (SI_MA_CAI, BAT_XAT, LAM_VY)

# Who leads and who guides where, besides those drawn by lot.
LEADERS = {"Sín Chải": "Giàng Seo Phừ", "Bản Cái": "Ma Đình Khoa"}
AMBASSADORS = {
    "Sín Chải": ("Giàng Thị Mỷ", "Lù Thị Mẩy"),
    "Bản Cái": ("Hoàng Thị Nhung",),
    "Nà Làng": ("Lường Thị Hà",),
}
# Whom they guide: name and year of birth.
MENTEES = {
    "Giàng Thị Mỷ": (
        ("Sùng A Páo", 1979),
        ("Thào Thị Dợ", 1986),
        ("Vàng Seo Chư", 1961),
        ("Cư Thị Sua", 1994),
    ),
    "Lường Thị Hà": (("Hoàng Thị Sửu", 1951),),
}
PROVINCE_YOUTH = ("15", "Phạm Thu Hà")
PROVINCE_BOARD = ("15", "Đỗ Quang Vinh")


@dataclass(frozen=True)
class Shown:
    """A line of the table of accounts."""

    role: Role
    name: str
    phone: str
    hint: str


# The numbers end in 01 to 12, so that they can be read out.
SHOWN = (
    Shown(Role.AMBASSADOR, "Giàng Thị Mỷ", "+84912000001", "home, mentees, skills, /quet"),
    Shown(Role.LEADER, "Ma Đình Khoa", "+84912000002", "a class that is open now: host screen"),
    Shown(Role.DEPUTY, "Vàng Seo Lềnh", "+84912000003", "team of Sín Chải, quotas"),
    Shown(Role.MEMBER, "Thào A Sình", "+84912000004", "classes of the team"),
    Shown(Role.COMMUNE_HEAD, "Nguyễn Văn Hòa", "+84912000005", "/xa/02809, assigning quotas"),
    Shown(Role.FOCAL_OFFICER, "Lù Thị Hương", "+84912000006", "quotas, posters, cards, thôn"),
    Shown(Role.COMMUNE_YOUTH, "Trần Minh Đức", "+84912000007", "/chien-dich, classes of Đoàn xã"),
    Shown(Role.PROVINCE_YOUTH, "Phạm Thu Hà", "+84912000008", "/tinh/15, /chien-dich"),
    Shown(Role.PROVINCE_BOARD, "Đỗ Quang Vinh", "+84912000009", "/tinh/15, issues passed up"),
    Shown(Role.ADMIN, "Quản trị hệ thống", "+84912000010", "/quan-tri"),
    Shown(Role.LEADER, "Giàng Seo Phừ", "+84912000011", "team of Sín Chải, requests"),
    Shown(Role.AMBASSADOR, "Lường Thị Hà", "+84912000012", "a learner without a phone, her card"),
)
PHONES = {shown.name: shown.phone for shown in SHOWN}
# Nobody drawn by lot may be mistaken for somebody of the story.
STORY = (
    {shown.name for shown in SHOWN}
    | set(LEADERS.values())
    | {name for names in AMBASSADORS.values() for name in names}
    | {name for people in MENTEES.values() for name, _year in people}
    | {name for place in PLACES for name in (place.head, place.officer, place.youth)}
    | {"Ma Seo Lử", "Hoàng Minh Quân"}
)
