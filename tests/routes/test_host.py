"""The host's screen, the list of who came, and day script 2 line by line."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.routes.test_checkins import Room
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.checkins import actions
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at
from tracker.classes.models import ClassHost, ClassSession
from tracker.classes.rules import ClassStatus, head_count_agrees
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Commune, Poster, Team
from tracker.policy import Role
from tracker.skills.models import SkillMark


@pytest.fixture
def room(app: Flask, world: World) -> Room:
    return Room(app, world.class_id)


@pytest.fixture
def leader(web: Web, world: World) -> Web:
    return web.sign_in(world.leader_id)


def test_the_wall_shows_the_code_and_who_came(leader: Web, browse, room: Room, world: World):
    browse().sign_in(world.ambassador_id).post(room.url(), {"mentee": [str(world.mentee_id)]})
    browse().post(room.url(), {"name": "Thào Thị Sua", "village": "0"})
    page = text(leader.get(f"/buoi-hoc/{room.class_id}/man-hinh"))
    digits = room.url()[-6:]
    assert f">{room.code} · <" in page
    assert f">{digits[:3]}\N{NO-BREAK SPACE}{digits[3:]}<" in page
    assert "Giàng Thị Mỷ · 1 người" in page
    assert "Sua T." in page
    assert "Thào Thị Sua" not in page, "a given name and an initial, on a wall"
    assert "Sùng A Páo" not in page
    assert room.secret not in page


def test_the_wall_asks_for_news_only(leader: Web, browse, room: Room):
    here = f"/buoi-hoc/{room.class_id}/man-hinh"
    news = re.search(r'hx-get="([^"]+nguoi[^"]*)"', text(leader.get(here)))
    assert news is not None
    assert leader.fragment(news[1]).status_code == 204
    browse().post(room.url(), {"name": "Thào Thị Sua", "village": "0"})
    assert "Sua T." in text(leader.fragment(news[1]))
    assert leader.get(news[1]).headers["Location"] == here


def test_the_code_changes_with_its_step(leader: Web, room: Room):
    with time_machine.travel(clock.now(), tick=False) as now:
        first = text(leader.fragment(f"/buoi-hoc/{room.class_id}/man-hinh/ma"))
        now.shift(timedelta(seconds=30))
        second = text(leader.fragment(f"/buoi-hoc/{room.class_id}/man-hinh/ma"))
    assert first != second


def test_the_screen_knows_the_codes_of_the_evening_and_never_the_secret(leader: Web, room: Room):
    page = text(leader.get(f"/buoi-hoc/{room.class_id}/man-hinh"))
    assert room.secret not in page
    codes, first = re.search(r'data-codes="(\d+)" data-first="(\d+)"', page).groups()
    expected = [code_at(room.secret, int(first) + n) for n in range(len(codes) // 6)]
    assert codes == "".join(expected)
    asks = re.search(r'id="code"[^>]* hx-get="([^"]+)"', page)[1]
    assert leader.fragment(asks).status_code == 204, "nothing new until the class ends"
    room.change(status=ClassStatus.ENDED)
    assert "Đã đóng điểm danh" in text(leader.fragment(asks))


def test_no_code_is_shown_before_or_after(leader: Web, room: Room):
    for status in (ClassStatus.PLANNED, ClassStatus.ENDED, ClassStatus.CANCELLED):
        room.change(status=status)
        page = text(leader.get(f"/buoi-hoc/{room.class_id}/man-hinh"))
        assert room.url()[-6:-3] + "\N{NO-BREAK SPACE}" + room.url()[-3:] not in page


def test_the_menu_pauses_the_code_or_shows_the_posters(app, leader: Web, room: Room):
    here = f"/buoi-hoc/{room.class_id}/man-hinh"
    assert {"Tạm dừng", "Đổi sang áp phích"} <= set(menu(text(leader.get(here))))
    paused = text(leader.get(f"{here}?xem=dung"))
    assert "Đang tạm dừng điểm danh" in paused
    assert "data-codes" not in paused
    assert "Tạm dừng" not in menu(paused)
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, room.class_id)
        poster = db.session.query(Poster).filter_by(site_id=session.site_id).one()
        poster_code = poster.code
    still = text(leader.get(f"{here}?xem=ap-phich"))
    assert f'<p class="code">{poster_code}</p>' in still
    assert "data-codes" not in still
    assert validate({"paused": paused, "still": still}) == []
    with app.app_context(), unscoped("test"):
        db.session.query(Poster).update({"revoked_at": clock.now()})
        db.session.commit()
    assert "Điểm học này chưa có áp phích" in text(leader.get(f"{here}?xem=ap-phich"))
    room.change(status=ClassStatus.ENDED)
    assert "Đã đóng điểm danh" in text(leader.get(f"{here}?xem=dung"))


def menu(page: str) -> list[str]:
    """What the host's menu offers."""
    part = page[page.index('id="menu"') :]
    return re.findall(r"</svg>\s*([^<]+)</a>", part[: part.index("</details>")])


@pytest.mark.parametrize("page", ["man-hinh", "man-hinh/nguoi", "nguoi-tham-gia", "ky-nang"])
def test_only_its_hosts_see_a_class_from_inside(browse, room: Room, world: World, page: str):
    path = f"/buoi-hoc/{room.class_id}/{page}"
    assert browse().sign_in(world.leader_id).fragment(path).status_code == 200
    for stranger in (world.far_leader_id, world.neighbour_leader_id, world.ambassador_id):
        assert browse().sign_in(stranger).fragment(path).status_code == 404
    assert browse().sign_in(world.board_id).fragment(path).status_code == 403
    assert browse().get(path).status_code == 303


def test_the_list_says_name_thon_way_and_level_and_nothing_else(
    app, leader: Web, browse, room: Room, world: World
):
    with app.app_context(), unscoped("test"):
        far = db.session.get_one(Mentee, world.far_mentee_id)
        far.phone, far.birth_year = "+84912999888", 1951
        db.session.commit()
    helper = browse().sign_in(world.far_leader_id)
    helper.post(room.url(), {"mentee": [str(world.far_mentee_id)]})
    page = text(leader.get(f"/buoi-hoc/{room.class_id}/nguoi-tham-gia"))
    assert "Hoàng Thị Sửu" in page
    assert "mức 3" in page
    for canary in ("1951", "912999888", "912 999 888"):
        assert canary not in page


def test_a_host_types_names_finds_people_and_takes_them_off(
    app, leader: Web, room: Room, world: World
):
    path = f"/buoi-hoc/{room.class_id}/nguoi-tham-gia"
    assert "Sùng A Páo" in text(leader.get(f"{path}?tim=sung"))
    assert "Thào Thị Dợ" not in text(leader.get(f"{path}?tim=tho"))
    leader.post(f"{path}/{world.mentee_id}/co-mat")
    leader.post(path, {"name": "Cư Thị Sua"})
    assert leader.post(path, {}).status_code == 422
    assert leader.post(f"{path}/{world.neighbour_mentee_id}/co-mat").status_code == 404
    assert sorted(row.level for row in room.rows()) == [2, 2]
    first = room.rows()[0].id
    assert leader.get(f"{path}/{first}/bo").status_code == 200
    assert leader.post(f"{path}/{first}/bo", {}).status_code == 422
    leader.post(f"{path}/{first}/bo", {"reason": "absent"})
    assert len(room.rows()) == 1
    with app.app_context(), unscoped("test"):
        deeds = db.session.scalars(
            select(JournalEntry.reason).where(JournalEntry.deed == "check_in.remove")
        )
        assert list(deeds) == ["absent"]


def test_the_pages_are_proper_html(leader: Web, browse, room: Room, world: World):
    room.teach(*world.skill_ids[:2])
    browse().sign_in(world.ambassador_id).post(room.url(), {"mentee": [str(world.mentee_id)]})
    base = f"/buoi-hoc/{room.class_id}"
    pages = {
        name: text(leader.get(f"{base}/{name}"))
        for name in ("man-hinh", "nguoi-tham-gia", "ky-nang")
    }
    pages["bo"] = text(leader.get(f"{base}/nguoi-tham-gia/{room.rows()[0].id}/bo"))
    pages["ma"] = text(leader.fragment(f"{base}/man-hinh/ma"))
    pages["nguoi"] = text(leader.fragment(f"{base}/man-hinh/nguoi"))
    # Without scripts the screen renews itself, which is no page for reading (ux §3.3).
    refresh = '<noscript><meta http-equiv="refresh" content="15"></noscript>'
    assert refresh in pages["man-hinh"]
    pages["man-hinh"] = pages["man-hinh"].replace(refresh, "")
    assert validate(pages) == []


def test_day_script_2_class_evening_with_40_people(
    app: Flask, world: World, browse: Callable[[], Web]
):
    """Tuesday 17/11/2026, 19:30, Lam Vỹ. Chair Khoa, Nhung teaches, volunteers help."""
    start = datetime(2026, 11, 17, 12, 30, tzinfo=UTC)
    with time_machine.travel(start - timedelta(minutes=5), tick=False) as now:
        evening = Evening(app, world, browse, start)
        khoa = browse().sign_in(world.far_leader_id)

        # 30 people scan with Zalo; 11 are known, 19 are new.
        for name in evening.known:
            assert "Đã ghi." in text(evening.scan(name))
        for number in range(19):
            assert "Đã ghi." in text(evening.scan(f"Người Mới {number}"))
        assert len(evening.room.rows()) == 30
        assert evening.waiting() == 19

        # 8 have no smartphone: 4 hold a card, scanned by a volunteer; 4 are added by hand.
        for mentee_id in evening.card_holders:
            evening.scan_card(mentee_id)
        for number in range(4):
            khoa.post(evening.list_path, {"name": f"Cụ Ông {number}"})
        assert len(evening.room.rows()) == 38

        # A photo of the QR, sent home to a cousin: expired, refused.
        photo = evening.room.url()
        now.shift(timedelta(minutes=10))
        cousin = browse()
        assert "Xin quét lại mã đang chiếu" in text(cousin.get(photo))
        assert cousin.post(photo, {"name": "Anh Họ", "village": "0"}).status_code == 422
        assert len(evening.room.rows()) == 38

        # 20:50: the volunteers tick TT02 for 11 people and AT02 for 29, in groups.
        now.move_to(start + timedelta(minutes=80))
        evening.agree_all_but(9)
        tt02, at02 = evening.skills
        khoa.post(evening.skills_path, {"mentee": evening.agreed()[:11], "skill": [str(tt02)]})
        for group in (evening.agreed()[:8], evening.agreed()[8:16], evening.agreed()[16:29]):
            khoa.post(evening.skills_path, {"mentee": group, "skill": [str(at02)]})
        assert evening.marks() == {tt02: 11, at02: 29}

        # 21:10: closed; 40 counted by eye, 38 on the list and 2 children: green.
        now.move_to(start + timedelta(minutes=100))
        evening.lock(head_count=40, children=2)
        levels = [row.level for row in evening.room.rows()]
        assert len(levels) == 38
        assert min(levels) >= 2, "all 38 lượt count"
        assert levels.count(4) == 34
        assert levels.count(2) == 4


class Evening:
    """The class of day script 2 and everyone who comes."""

    def __init__(self, app: Flask, world: World, browse: Callable[[], Web], start) -> None:
        self.app, self.browse = app, browse
        with app.app_context(), unscoped("test"):
            team = db.session.get_one(Team, world.far_team_id)
            guide = factories.account("Nhung", Role.AMBASSADOR, team)
            village = factories.village(
                db.session.get_one(Commune, world.far_commune_id), "Bản Cái"
            )
            self.village_id = village.id
            self.known = [f"Hoàng Thị Quen {number}" for number in range(11)]
            for name in self.known:
                factories.mentee(team, guide, name, village=village)
            self.card_holders = [
                factories.mentee(team, guide, f"Bà Có Thẻ {number}").id for number in range(4)
            ]
            self.volunteer_id = factories.account("Lường Thị Hà", Role.MEMBER, team).id
            leader = db.session.get_one(Account, world.far_leader_id)
            # The world's own class there is not tonight's.
            yesterday = start - timedelta(days=1)
            db.session.execute(
                update(ClassSession).values(
                    starts_at=yesterday, ends_at=yesterday + timedelta(hours=2)
                )
            )
            session = factories.class_session(
                team, factories.site(team.commune, village), leader, starts_at=start, hours=5 / 3
            )
            db.session.add(ClassHost(class_id=session.id, account_id=self.volunteer_id))
            db.session.commit()
            class_id = session.id
        self.skills = (world.skill_ids[3], world.skill_ids[4])
        self.room = Room(app, class_id)
        self.room.teach(*self.skills)
        self.list_path = f"/buoi-hoc/{class_id}/nguoi-tham-gia"
        self.skills_path = f"/buoi-hoc/{class_id}/ky-nang"

    def scan(self, name: str):
        phone, url = self.browse(), self.room.url()
        phone.get(url)
        return phone.post(url, {"name": name, "village": str(self.village_id)})

    def scan_card(self, mentee_id: int) -> None:
        from tracker.checkins import doors
        from tracker.policy import Actor

        with self.app.app_context(), unscoped("test"):
            door = doors.door_of(self.room.class_id)
            helper = Actor(self.volunteer_id, "Lường Thị Hà")
            actions.check_in_card(helper, door=door, mentee_id=mentee_id, now=clock.now())

    def waiting(self) -> int:
        with self.app.app_context(), unscoped("test"):
            return db.session.scalar(
                select(func.count())
                .select_from(CheckIn)
                .join(Mentee)
                .where(CheckIn.class_id == self.room.class_id)
                .where(Mentee.status == MenteeStatus.PENDING)
            )

    def agree_all_but(self, number: int) -> None:
        with self.app.app_context(), unscoped("test"):
            pending = db.session.scalars(
                select(Mentee).where(Mentee.status == MenteeStatus.PENDING).order_by(Mentee.id)
            ).all()
            for mentee in pending[number:]:
                mentee.status = MenteeStatus.ACTIVE
            db.session.commit()

    def agreed(self) -> list[str]:
        with self.app.app_context(), unscoped("test"):
            found = db.session.scalars(
                select(CheckIn.mentee_id)
                .join(Mentee)
                .where(CheckIn.class_id == self.room.class_id)
                .where(Mentee.status == MenteeStatus.ACTIVE)
                .order_by(CheckIn.id)
            )
            return [str(id_) for id_ in found]

    def marks(self) -> dict[int, int]:
        with self.app.app_context(), unscoped("test"):
            found = select(SkillMark.skill_id, func.count()).group_by(SkillMark.skill_id)
            return dict(db.session.execute(found).all())

    def lock(self, *, head_count: int, children: int) -> None:
        with self.app.app_context(), unscoped("test"):
            session = db.session.get_one(ClassSession, self.room.class_id)
            session.status, session.closed_at = ClassStatus.LOCKED, clock.now()
            session.head_count, session.children = head_count, children
            db.session.commit()
            listed = len(self.room.rows())
            assert head_count_agrees(
                counted=head_count, checked_in=listed, gap_percent=0, children=children
            )
            actions.confirm_by_head_count(session)
            db.session.commit()
