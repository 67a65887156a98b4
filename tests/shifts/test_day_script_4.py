"""Around day script 4: sign-up, queues, moves, two coordinators. Line by line: test_summer."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.safety.test_races import at_once
from tests.web import Web, new_key, text
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Stage
from tracker.core import clock
from tracker.core.db import db
from tracker.places.models import Commune, Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus, ShiftStatus
from tracker.volunteers.models import Volunteer

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def saturday() -> date:
    """The first Saturday that is at least ten days away."""
    day = clock.today() + timedelta(days=10)
    return day + timedelta(days=(5 - day.weekday()) % 7)


def villages(world: World) -> tuple[list[int], int]:
    """Twelve thôn with a team and a site each, and the counter; keys of the sites."""
    commune = db.session.get_one(Commune, world.commune_id)
    sites = []
    for n in range(12):
        village = make.village(commune, "Suối Chải" if n == 0 else f"Thôn {n}")
        make.team(commune, village)
        sites.append(make.site(commune, village).id)
    return sites, make.site(commune).id


def new_campaign(youth: Web, first: date) -> int:
    answer = youth.post(
        "/chien-dich/them",
        {
            "kind": "youth_skills", "name": "Thanh niên chung tay – Hè", "first_day": f"{first}",
            "last_day": f"{first + timedelta(days=60)}", "goal_turns": "600", "goal_people": "240",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    found = re.search(r"/chien-dich/(\d+)/", answer.location)
    assert found is not None
    return int(found[1])


def blocks(sites: list[int], counter: int, first: date) -> dict[str, Any]:
    role = {"role_1": "Hướng dẫn", "places_1": "3", "minimum": "2", "weeks": "9"}
    evening = {"sites": sites, "first_day": f"{first}", "starts": "19:30", "ends": "21:30"} | role
    morning = {"sites": [counter], "first_day": f"{first}", "starts": "07:30", "ends": "11:00"}
    both = {f"a-{key}": value for key, value in evening.items()}
    return both | {f"b-{key}": value for key, value in (morning | role).items()}


def person(name: str, phone: str, *, age: int = 22, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "phone": phone, "birth_year": clock.today().year - age,
        "organisation": "union_cell", "organisation_name": "Chi đoàn Suối Chải",
        "block": "green_summer", "agreed": "y", **more,
    }  # fmt: skip


@pytest.fixture
def launched(web: Web, world: World, do: Do) -> Callable[[], tuple[int, str, list[Any]]]:
    """The campaign of the script, open for sign-up: its key, its address, its shifts' tiles."""

    def launch() -> tuple[int, str, list[Any]]:
        sites, counter = do(lambda: villages(world))
        web.sign_in(world.commune_youth_id)
        key = new_campaign(web, saturday())
        answer = web.post(f"/chien-dich/{key}/ca/them", blocks(sites, counter, saturday()))
        assert answer.status_code == 303
        web.post(f"/chien-dich/{key}/giai-doan", {"stage": "enrolling"})
        slug = do(lambda: db.session.get_one(Campaign, key).slug)
        return key, f"/cd/{slug}", do(lambda: tiles(key))

    return launch


def tiles(campaign_id: int) -> list[tuple[int, str]]:
    """Each shift in order: its key, and what its tile sends."""
    rows = db.session.scalars(
        select(Shift).where(Shift.campaign_id == campaign_id).order_by(Shift.starts_at, Shift.id)
    )
    return [(row.id, f"{row.id}-{row.roles[0].id}") for row in rows]


@ONE_DATABASE
def test_one_evening_is_given_away_once(launched, browse, web: Web, do: Do):
    key, public, _shifts = launched()

    # Lý Thị Mẩy: two thôn on the same evening are refused, morning and evening are not.
    def at(hour: int) -> list[str]:
        rows = db.session.scalars(
            select(Shift).where(Shift.campaign_id == key, Shift.local_date == saturday())
        )
        return [
            f"{row.id}-{row.roles[0].id}" for row in rows if clock.local(row.starts_at).hour == hour
        ]

    evenings, mornings = do(lambda: at(19)), do(lambda: at(7))
    may = browse()
    wish = {"shift": [evenings[5], evenings[6], *mornings]}
    mine = may.post(f"{public}/dang-ky", person("Lý Thị Mẩy", "0912999001") | wish).location
    page = may.get(mine).text
    assert "Đã ghi." in page
    assert page.count("Rút khỏi ca này") == 2
    again = may.post(
        f"{public}/dang-ky", person("ly thi may", "0912 999 001") | {"shift": evenings[7]}
    )
    assert (again.status_code, "Trùng giờ" in again.text) == (200, True)
    assert mine.split("/")[-1] not in again.text, "the private link is given out once"
    # The same person under another number: nobody is refused, the coordinator is told.
    other = person("Lý Thị Mẩy", "0912999002") | {"shift": evenings[8]}
    assert browse().post(f"{public}/dang-ky", other).status_code == 303
    assert "có thể một người đăng ký hai lần" in web.get(f"/chien-dich/{key}").text
    for page in (public, f"{public}/dang-ky", f"{public}/lich.ics"):
        assert "Lý Thị" not in browse().get(page).text, "no names in public"


@ONE_DATABASE
def test_a_name_and_number_open_nobodys_link(browse, world: World, do: Do):
    """Known from another campaign, the sign-up is noted; the link is only for her own account."""

    def known() -> tuple[str, list[tuple[int, str]]]:
        commune = db.session.get_one(Commune, world.commune_id)
        account = db.session.get_one(Account, world.ambassador_id)
        other = make.campaign(commune, account, stage=Stage.ENROLLING)
        for days in (3, 4):
            begin = clock.now() + timedelta(days=days)
            make.shift(other, db.session.get_one(Site, world.site_id), starts_at=begin)
        account.phone = "+84912999001"
        person = make.volunteer(commune, account.name, phone=account.phone, account_id=account.id)
        make.signup(db.session.get_one(Campaign, world.campaign_id), person)
        return f"/cd/{other.slug}", tiles(other.id)

    public, (one, two) = do(known)
    name = do(lambda: db.session.get_one(Account, world.ambassador_id).name)
    form = person(name, "0912999001")
    answer = browse().post(f"{public}/dang-ky", form | {"shift": one[1]})
    assert (answer.status_code, answer.location) == (200, None)
    assert ("Có chỗ" in answer.text, "/dk/" in answer.text) == (True, False)
    own = browse().sign_in(world.ambassador_id).post(f"{public}/dang-ky", form | {"shift": two[1]})
    assert (own.status_code, "/dk/" in own.location) == (303, True)


def test_thirty_two_for_the_last_place(launched, browse, do: Do):
    """One gets it, the others wait in order, nobody sees an error."""
    _key, public, shifts = launched()
    for n in range(2):
        form = person(f"Người Trước {n}", f"09120000{n:02d}") | {"shift": shifts[0][1]}
        assert browse().post(f"{public}/dang-ky", form).status_code == 303
    browsers = [browse() for _ in range(32)]

    def ask(n: int) -> int:
        form = person(f"Người Sau {n}", f"09130000{n:02d}") | {"shift": shifts[0][1]}
        return browsers[n].post(f"{public}/dang-ky", form, key=new_key()).status_code

    assert at_once(32, ask) == [303] * 32

    def standing() -> tuple[list[str], bool]:
        rows = db.session.scalars(
            select(Assignment).where(Assignment.shift_id == shifts[0][0]).order_by(Assignment.queue)
        ).all()
        queue = [row.queue for row in rows]
        return [row.status.value for row in rows], queue == sorted(set(queue))

    statuses, in_order = do(standing)
    assert (statuses, in_order) == (["assigned"] * 3 + ["waiting"] * 31, True)


@ONE_DATABASE
def test_who_gives_up_lets_the_next_in(launched, browse, do: Do):
    _key, public, shifts = launched()
    links = []
    for n in range(5):
        form = person(f"Người {n}", f"09140000{n:02d}") | {"shift": shifts[0][1]}
        links.append(browse().post(f"{public}/dang-ky", form).location)

    def standing() -> list[str]:
        rows = db.session.scalars(
            select(Assignment).where(Assignment.shift_id == shifts[0][0]).order_by(Assignment.queue)
        )
        return [row.status.value for row in rows]

    assert do(standing) == ["assigned"] * 3 + ["waiting"] * 2
    first = browse()
    rut = re.search(r'action="([^"]+/rut/\d+)"', first.get(links[0]).text)
    assert rut is not None
    assert first.post(rut[1]).status_code == 303
    assert do(standing) == ["cancelled", "assigned", "assigned", "assigned", "waiting"]
    ours, theirs = links[0].split("/")[-1], links[1].split("/")[-1]
    assert browse().post(rut[1].replace(ours, theirs)).status_code == 422

    def soon() -> None:
        row = db.session.get_one(Shift, shifts[0][0])
        row.starts_at = clock.now() + timedelta(hours=5)
        row.ends_at = clock.now() + timedelta(hours=7)

    do(soon)
    second = browse()
    assert "Rút khỏi ca này" not in second.get(links[1]).text
    late = re.sub(r"\d+$", str(do(lambda: second_place(shifts[0][0]))), rut[1])
    late = late.replace(ours, theirs)
    answer = second.post(late)
    assert (answer.status_code, "không tự rút được nữa" in answer.text) == (422, True)


def second_place(shift_id: int) -> int:
    rows = select(Assignment.id).where(Assignment.shift_id == shift_id)
    return db.session.scalars(rows.order_by(Assignment.queue)).all()[1]


@ONE_DATABASE
def test_a_storm_calls_two_villages_off(launched, browse, web: Web, do: Do):
    key, public, shifts = launched()
    form = person("Vàng A Lử", "0915000001") | {"shift": shifts[3][1]}
    mine = browse().post(f"{public}/dang-ky", form).location
    sunday = f"{saturday() + timedelta(days=1)}"
    moved = {"reason": "mưa lũ", "version": "1", "moves": "y", "day": sunday, "starts": "19:30",
             "ends": "21:30"}  # fmt: skip
    answer = web.post(f"/ca/{shifts[3][0]}/huy", moved)
    assert answer.status_code == 303
    assert (
        web.post(f"/ca/{shifts[4][0]}/huy", {"reason": "mưa lũ", "version": "1"}).status_code == 303
    )
    page = web.get(f"/chien-dich/{key}").text
    assert page.count("</svg>Đã hủy") == 2
    assert "mưa lũ" in page
    assert "Vàng A Lử" in web.get(answer.location).text, "their place moves with them"
    assert page.count("Vắng") == 0
    own = browse().get(mine).text
    assert "Đã hủy: mưa lũ" in own
    calendar = text(browse().get(f"{mine}/lich.ics"))
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "STATUS:CANCELLED" in calendar

    def numbers() -> tuple[int, int]:
        rows = db.session.scalars(select(Shift).where(Shift.campaign_id == key)).all()
        return len(rows), sum(row.status is ShiftStatus.CANCELLED for row in rows)

    assert do(numbers) == (118, 2)


@ONE_DATABASE
def test_two_coordinators_and_one_shift(launched, browse, web: Web, world: World, do: Do):
    """Nobody's change is lost, and nobody is overwritten unseen."""
    _key, _public, shifts = launched()
    here = f"/ca/{shifts[0][0]}/sua"
    colleague = browse().sign_in(world.province_youth_id)
    site = do(lambda: db.session.get_one(Shift, shifts[0][0]).site_id)
    form = {"site": site, "day": f"{saturday()}", "starts": "19:00", "ends": "21:00",
            "role_1": "Hướng dẫn", "places_1": "5", "minimum": "2", "version": "1"}  # fmt: skip
    assert colleague.post(here, form).status_code == 303
    answer = web.post(here, form | {"note": "Mang theo sạc dự phòng", "places_1": "4"})
    assert answer.status_code == 409
    assert "vừa được Phạm Thu Hà sửa" in answer.text
    assert "Mang theo sạc dự phòng" in answer.text, "what was typed is kept"
    assert do(lambda: db.session.get_one(Shift, shifts[0][0]).roles[0].places) == 5
    again = web.post(here, form | {"note": "Mang theo sạc dự phòng", "version": "2"})
    assert again.status_code == 303
    assert (
        web.post(f"/ca/{shifts[0][0]}/truong-ca", {"leader": "", "version": "1"}).status_code == 409
    )


@ONE_DATABASE
def test_placing_by_hand_says_why_not(launched, web: Web, world: World, do: Do):
    key, _public, shifts = launched()

    def people() -> list[int]:
        commune = db.session.get_one(Commune, world.commune_id)
        grown, minor = (
            make.volunteer(commune, "Sùng A Dế"),
            make.volunteer(commune, "Sùng Thị Say", age=16),
        )
        busy = make.volunteer(commune, "Lù A Vảng")
        make.assignment(db.session.get_one(Shift, shifts[2][0]), busy)
        return [grown.id, minor.id, busy.id]

    grown, minor, busy = do(people)
    here = f"/ca/{shifts[1][0]}"
    role = shifts[1][1].split("-")[1]
    alone = web.post(f"{here}/giao", {"volunteers": [minor], "role": role, "version": "1"})
    assert (alone.status_code, "có người lớn cùng ca" in alone.text) == (422, True)
    twice = web.post(f"{here}/giao", {"volunteers": [busy], "role": role, "version": "1"})
    assert (twice.status_code, "Lù A Vảng: Trùng giờ" in twice.text) == (422, True)
    assert "Lý do vẫn giao khi trùng giờ" in twice.text
    sure = {"volunteers": [busy, minor], "role": role, "version": "1",
            "override_reason": "đi cùng xe"}  # fmt: skip
    assert web.post(f"{here}/giao", sure).status_code == 303
    assert "trùng giờ: đi cùng xe" in web.get(here).text
    assert "Sùng Thị Say" in web.get(f"/chien-dich/{key}/nguoi").text, "who helps is on the list"
    full = {"volunteers": [grown, do(lambda: extra(world))], "role": role, "version": "2"}
    assert "đã đủ người" in web.post(f"{here}/giao", full).text
    leader = {"leader": minor, "version": "2"}
    assert web.post(f"{here}/truong-ca", leader).status_code == 422
    assert web.post(f"{here}/truong-ca", {"leader": busy, "version": "2"}).status_code == 303
    # Without the grown-up the minor waits; with another one she is back.
    rows = do(lambda: dict(db.session.execute(select(Assignment.volunteer_id, Assignment.id)
              .where(Assignment.shift_id == shifts[1][0])).all()))  # fmt: skip
    assert web.post(f"{here}/nguoi/{rows[busy]}/bot", {"reason": "ốm"}).status_code == 303

    def where(who: int) -> PlaceStatus:
        return do(lambda: db.session.scalar(select(Assignment.status).where(
            Assignment.shift_id == shifts[1][0], Assignment.volunteer_id == who)))  # fmt: skip

    assert where(minor) is PlaceStatus.WAITING
    assert do(lambda: db.session.get_one(Shift, shifts[1][0]).leader_id) is None
    version = do(lambda: db.session.get_one(Shift, shifts[1][0]).version)
    back = {"volunteers": [grown], "role": role, "version": version}
    assert web.post(f"{here}/giao", back).status_code == 303
    assert where(minor) is PlaceStatus.ASSIGNED

    # There already, she keeps her hours when the grown-up is gone; afterwards nobody is taken off.
    def begin(hours: int) -> None:
        shift = db.session.get_one(Shift, shifts[1][0])
        shift.starts_at = clock.now() - timedelta(hours=hours)
        shift.ends_at = shift.starts_at + timedelta(hours=2)
        db.session.get_one(Assignment, rows[minor]).came_at = shift.starts_at

    do(lambda: begin(1))
    grown_up = do(lambda: db.session.scalar(select(Assignment.id).where(
        Assignment.shift_id == shifts[1][0], Assignment.volunteer_id == grown)))  # fmt: skip
    off = f"{here}/nguoi/{grown_up}/bot"
    do(lambda: begin(5))
    late = web.post(off, {"reason": "ốm"})
    assert (late.status_code, "Ca đã kết thúc." in late.text) == (422, True)
    do(lambda: begin(1))
    assert web.post(off, {"reason": "ốm"}).status_code == 303
    assert where(minor) is PlaceStatus.ASSIGNED


def extra(world: World) -> int:
    return make.volunteer(db.session.get_one(Commune, world.commune_id), "Giàng A Thào").id


@ONE_DATABASE
def test_each_person_may_be_looked_at_first(launched, browse, web: Web, do: Do):
    key, public, shifts = launched()
    wanted = {"accepts": "each", "roles": ["Hướng dẫn"]}
    assert web.post(f"/chien-dich/{key}/dang-ky", wanted).status_code == 303
    form = person("Tẩn A Mềnh", "0916000001") | {"shift": shifts[0][1]}
    mine = browse().post(f"{public}/dang-ky", form).location
    assert "Đoàn xã sẽ duyệt" in browse().get(mine).text
    listed = web.get(f"/chien-dich/{key}/nguoi").text
    found = re.search(rf"/chien-dich/{key}/nguoi/(\d+)/tra-loi", listed)
    assert found is not None
    assert web.post(found[0], {"accepted": "y"}).status_code == 303
    assert "Có chỗ" in browse().get(mine).text
    # A role that Đoàn xã gives out itself is not offered.
    web.post(f"/chien-dich/{key}/dang-ky", {"accepts": "all", "roles": []})
    assert "không có ca nào để đăng ký" in browse().get(f"{public}/dang-ky").text
    refused = person("Tẩn A Hai", "0916000002") | {"shift": shifts[1][1]}
    assert browse().post(f"{public}/dang-ky", refused).status_code == 422


@ONE_DATABASE
def test_volunteers_and_teams_see_no_more_than_theirs(launched, browse, world: World, do: Do):
    """Names on the team's own shifts; numbers of people everywhere else."""
    key, public, shifts = launched()

    def at_the_team() -> int:
        row = db.session.get_one(Shift, shifts[0][0])
        row.team_id = world.team_id
        return row.id

    ours = do(at_the_team)
    for n, (_id, tile) in enumerate((shifts[0], shifts[1])):
        form = person(f"Kanari Tình Nguyện {n}", f"091700000{n}") | {"shift": tile}
        assert browse().post(f"{public}/dang-ky", form).status_code == 303
    leader = browse().sign_in(world.leader_id)
    assert "Kanari Tình Nguyện 0" in leader.get(f"/ca/{ours}").text
    assert "Kanari" not in leader.get(f"/ca/{shifts[1][0]}").text
    assert "1/3" in leader.get(f"/ca/{shifts[1][0]}").text
    for who in (world.neighbour_leader_id, world.board_id, world.admin_id):
        for path in (f"/chien-dich/{key}", f"/ca/{ours}", f"/chien-dich/{key}/nguoi"):
            assert "Kanari" not in browse().sign_in(who).get(path).text


def test_the_same_sign_up_twice_is_one(launched, browse, do: Do):
    _key, public, shifts = launched()
    form = person("Người Bấm Hai Lần", "0918000001") | {"shift": shifts[0][1]}
    one = browse()
    key = new_key()
    first, second = (one.post(f"{public}/dang-ky", form, key=key) for _ in range(2))
    assert first.location == second.location
    named = Volunteer.search_key == "nguoi bam hai lan"
    assert do(lambda: db.session.scalar(select(func.count(Volunteer.id)).where(named))) == 1


@ONE_DATABASE
def test_a_commune_takes_up_the_provinces_campaign(browse, world: World, do: Do):
    province = browse().sign_in(world.province_youth_id)
    first = clock.today()
    whole = {"kind": "summer", "name": "Hè số toàn tỉnh", "first_day": f"{first}",
             "last_day": f"{first + timedelta(days=30)}"}  # fmt: skip
    made = province.post("/chien-dich/them", whole)
    key = int(re.findall(r"\d+", made.location)[0])
    goals = {f"n{world.commune_id}-turns": "600", f"n{world.commune_id}-people": "240"}
    assert province.post(f"/chien-dich/{key}/muc-tieu", goals).status_code == 303
    wave = {"name": "Đợt 1", "first_day": f"{first}", "last_day": f"{first + timedelta(days=9)}"}
    assert province.post(f"/chien-dich/{key}/dot", wave).status_code == 303
    youth = browse().sign_in(world.commune_youth_id)
    assert "Tỉnh mời xã tham gia" in youth.get("/chien-dich").text
    taken = youth.post(f"/chien-dich/{key}/nhan")
    page = youth.get(taken.location).text
    assert ("0 trên 600" in page, "Đợt 1" in page) == (True, True)
    assert "Tỉnh mời xã tham gia" not in youth.get("/chien-dich").text
    assert youth.post(f"/chien-dich/{key}/nhan", key=new_key()).status_code in {303, 404}
    assert do(lambda: db.session.scalar(select(func.count(Campaign.id))
              .where(Campaign.parent_id == key))) == 1  # fmt: skip
    assert "Xã Si Ma Cai" in province.get(f"/chien-dich/{key}/ke-hoach").text
