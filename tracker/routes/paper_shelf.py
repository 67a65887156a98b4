"""Every paper there is, by name, for whoever may make it: one place to look for any of them.

The paper itself is made on the page of what it is about; this only leads there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from tracker.places import queries as places
from tracker.policy import Actor, Permission, Role, can

LEADS = {Role.LEADER, Role.DEPUTY}
OFFICE = {Role.COMMUNE_HEAD, Role.FOCAL_OFFICER}
HERE = "papers"


@dataclass(frozen=True)
class Entry:
    """A paper, where it is made."""

    name: Any
    hint: Any
    href: str


def shelf(who: Actor) -> list[Entry]:
    """What this reader can take away, in the order of how often it is needed."""
    team_id = next((post.team_id for post in who.posts if post.role in LEADS), None)
    code = _office(who)
    return [
        *_of_learners(who, team_id, code),
        *_of_classes(who, team_id, code),
        *_of_place(code),
        *_of_all(who),
    ]


def _office(who: Actor) -> str:
    """The commune whose office the reader works in."""
    ids = (post.commune_id for post in who.posts if post.role in OFFICE)
    commune = next((places.commune(id_) for id_ in ids if id_ is not None), None)
    return commune.code if commune else ""


def _of_learners(who: Actor, team_id: int | None, code: str) -> Iterator[Entry]:
    name = gettext("Sổ tay theo dõi")
    if Role.AMBASSADOR in who.roles:
        yield Entry(name, gettext("Của tôi, theo kỳ"), url_for("notebooks.own"))
    if team_id is not None:
        page = url_for("teams.show", team_id=team_id, _anchor=HERE)
        yield Entry(name, gettext("Của từng Đại sứ số trong tổ"), page)
        yield Entry(gettext("Danh sách Tổ"), gettext("Kèm phân công nhiệm vụ"), page)
    elif code:
        page = url_for("communes.show", code=code, _anchor=HERE)
        yield Entry(gettext("Danh sách Tổ"), gettext("Kèm phân công nhiệm vụ"), page)


def _of_classes(who: Actor, team_id: int | None, code: str) -> Iterator[Entry]:
    if can(who, Permission.NAMES_DOWNLOAD):
        yield Entry(
            gettext("Biên bản, danh sách người tham gia"),
            gettext("Chọn buổi học đã qua"),
            url_for("classes.past"),
        )
    if team_id is not None or code:
        yield Entry(gettext("Lịch đào tạo"), gettext("Từng tháng"), url_for("classes.schedule"))
        yield Entry(
            gettext("Bản đọc loa"),
            gettext("Và bản gửi nhóm Zalo"),
            url_for("papers.announcement"),
        )


def _of_place(code: str) -> Iterator[Entry]:
    if code:
        yield Entry(
            gettext("Danh mục địa điểm"), gettext("Kèm tần suất sử dụng"), url_for("sites.index")
        )
        yield Entry(
            gettext("Quyết định giao chỉ tiêu"),
            gettext("Kèm phụ lục"),
            url_for("quotas.show", code=code),
        )
        yield Entry(
            gettext("Kết quả thực hiện chỉ tiêu"),
            gettext("Của từng tổ"),
            url_for("communes.show", code=code, _anchor=HERE),
        )


def _of_all(who: Actor) -> Iterator[Entry]:
    if can(who, Permission.CAMPAIGN_MANAGE):
        yield Entry(
            gettext("Giấy tờ của chiến dịch"),
            gettext("Kế hoạch, phân công, kết quả, giấy xác nhận, khen thưởng"),
            url_for("campaigns.index"),
        )
    if can(who, Permission.FIGURES_DOWNLOAD):
        yield Entry(
            gettext("Báo cáo"), gettext("Lập, trình, tải về"), url_for("report_centre.index")
        )
        yield Entry(gettext("Bảng xếp hạng"), gettext("Đã công bố"), url_for("rankings.index"))
