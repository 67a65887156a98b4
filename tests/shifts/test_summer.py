"""Day script 4 from its first line to its last: the summer of 2027 in Bát Xát, figure by figure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.shifts.ending import (
    check_the_certificates,
    check_the_list_of_people,
    check_the_page_of_the_results,
    check_the_rewards,
)
from tests.web import Web
from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way, code_at, step_at
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock, codes
from tracker.core.db import db
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import SupportTurn
from tracker.mentoring.rules import Channel, TurnResult
from tracker.places.models import Commune, Team
from tracker.policy import Role
from tracker.quotas import queries as quotas
from tracker.quotas.rules import Indicator
from tracker.shifts import queries
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.queries import Results, RosterLine
from tracker.shifts.rules import PlaceStatus, Proof, ShiftStatus

JUNE, JULY = date(2027, 6, 1), date(2027, 7, 31)
SATURDAYS = [date(2027, 6, 5) + timedelta(weeks=week) for week in range(9)]
THON = ["Suối Chải", *(f"Bản {n}" for n in range(2, 13))]
# Of those who sign up: regulars, three who come once or twice, five who never come. The first
# eight are minors, the first two of them children.
PEOPLE, REGULARS, FEW = 46, 38, (38, 39, 39, 40, 40)
MINORS, CHILDREN, LEADER = 8, 2, 8
LEFT_EMPTY = {(1, 0), (2, 0)}  # Suối Chải on 12/6 and 19/6
STORM = (3, 4)  # the two thôn of 05/6

Key = tuple[int, int]  # the Saturday and the thôn; -1 is the counter
COUNTER = -1


def evenings() -> list[Key]:
    """Those that come to take place: all but Suối Chải's two, and the flood of 31/7."""
    return [(week, n) for week in range(8) for n in range(12) if (week, n) not in LEFT_EMPTY]


def wishes() -> dict[int, list[Key]]:
    """Who signs up for what. 55 evenings for three, 39 for two, nine mornings for five."""
    found: dict[int, list[Key]] = {who: [] for who in range(PEOPLE)}
    sizes = {key: 3 if number < 55 else 2 for number, key in enumerate(evenings())}
    for week in range(8):
        order = [(who + 7 * week) % REGULARS for who in range(REGULARS)]
        adults = [who for who in order if who >= MINORS]
        here = [key for key in sizes if key[0] == week]
        seats = [(key, adults[n]) for n, key in enumerate(here)]
        others = iter([who for who in order if who not in {who for _key, who in seats}])
        seats += [(key, next(others)) for key in here for _ in range(sizes[key] - 1)]
        for key, who in seats:
            found[who].append(key)
    for week in range(9):
        some = [FEW[week]] if week < len(FEW) else []
        regular = [MINORS + (5 * week + n) % (REGULARS - MINORS) for n in range(5 - len(some))]
        for who in (*some, *regular):
            found[who].append((week, COUNTER))
    for n in range(12):
        found[LEADER + n].append((8, n))  # the evenings of the flood
    for who in range(41, PEOPLE):
        found[who].append((7, who - 41))
    return found


def phone(who: int) -> str:
    return f"09128800{who:02d}"


def person(who: int) -> dict[str, Any]:
    name = "Lý Thị Mẩy" if who == 20 else f"Vàng A {chr(65 + who % 26)}{who}"
    age = 15 if who < CHILDREN else 17 if who < MINORS else 22
    return {
        "name": name, "phone": phone(who), "birth_year": 2027 - age,
        "organisation": "union_cell", "organisation_name": "Chi đoàn Bát Xát",
        "block": "green_summer", "agreed": "y",
    }  # fmt: skip


@contextmanager
def at(day: date, hour: int, minute: int = 0) -> Iterator[None]:
    with time_machine.travel(datetime.combine(day, time(hour, minute), tzinfo=clock.ZONE)):
        yield


class Summer:
    """The places, the campaign, and what everybody does in it."""

    def __init__(self, app: Any, world: World, do: Do) -> None:
        self.app, self.world, self.do = app, world, do
        self.shifts: dict[Key, tuple[int, str]] = {}
        self.links: dict[int, str] = {}
        self.key = 0

    def youth(self) -> Web:
        return Web(self.app).sign_in(self.world.commune_youth_id)

    def prepare(self) -> tuple[list[int], int, list[int], int]:
        commune = db.session.get_one(Commune, self.world.commune_id)
        sites = []
        for name in THON:
            village = make.village(commune, name)
            make.team(commune, village)
            row = make.site(commune, village)
            row.name = f"Nhà văn hóa {name}"
            sites.append(row.id)
        counter = make.site(commune)
        counter.name = "Trung tâm Phục vụ hành chính công"
        skills = [make.skill(code).id for code in ("DV02", "DV04")]
        leader = make.account(
            str(person(LEADER)["name"]), Role.MEMBER, db.session.get_one(Team, self.world.team_id)
        )
        leader.phone = "+84" + phone(LEADER)[1:]
        return sites, counter.id, [*skills, *self.world.skill_ids[3:]], leader.id

    def row(self, key: Key) -> Shift:
        return db.session.get_one(Shift, self.shifts[key][0])

    def plan(self) -> None:
        """Goals, waves, and 108 + 9 shifts in one form."""
        sites, counter, skills, self.leader_id = self.do(self.prepare)
        youth = self.youth()
        made = youth.post(
            "/chien-dich/them",
            {
                "kind": "youth_skills", "first_day": f"{JUNE}", "last_day": f"{JULY}",
                "name": "Thanh niên chung tay phổ cập kỹ năng số – Hè 2027",
                "goal_turns": "600", "goal_people": "240", "skills": skills,
            },
        )  # fmt: skip
        self.key = int(re.findall(r"\d+", made.location)[0])
        here = f"/chien-dich/{self.key}"
        for name, first, last in (
            ("Đợt 1", JUNE, date(2027, 6, 30)), ("Đợt 2", date(2027, 7, 1), JULY)
        ):  # fmt: skip
            wave = {"name": name, "first_day": f"{first}", "last_day": f"{last}"}
            assert youth.post(f"{here}/dot", wave).status_code == 303
        early = youth.post(f"{here}/giai-doan", {"stage": "enrolling"})
        assert (early.status_code, "Chưa có ca nào" in early.text) == (422, True)
        same = {"first_day": f"{SATURDAYS[0]}", "weeks": "9", "role_1": "Hướng dẫn"}
        evening = {"sites": sites, "starts": "19:30", "ends": "21:30", "places_1": "4"}
        morning = {"sites": [counter], "starts": "07:30", "ends": "11:00", "places_1": "5"}
        form = {f"a-{name}": value for name, value in (same | evening | {"minimum": "2"}).items()}
        form |= {f"b-{name}": value for name, value in (same | morning | {"minimum": "3"}).items()}
        for wrong in ({"a-weeks": "20"}, {"a-first_day": "", "a-starts": "", "a-role_1": ""}):
            assert youth.post(f"{here}/ca/them", form | wrong).status_code == 422
        assert youth.post(f"{here}/ca/them", form).status_code == 303
        assert youth.post(f"{here}/giai-doan", {"stage": "enrolling"}).status_code == 303
        self.shifts = self.do(lambda: self.tiles({site: n for n, site in enumerate(sites)}))
        assert len(self.shifts) == 117

    def tiles(self, thon: dict[int, int]) -> dict[Key, tuple[int, str]]:
        rows = db.session.scalars(select(Shift).where(Shift.campaign_id == self.key))
        return {
            (SATURDAYS.index(row.local_date), thon.get(row.site_id, COUNTER)): (
                row.id, f"{row.id}-{row.roles[0].id}",
            )
            for row in rows
        }  # fmt: skip

    @property
    def public(self) -> str:
        return f"/cd/{self.do(lambda: db.session.get_one(Campaign, self.key).slug)}"

    def sign_up(self) -> None:
        """46 people by the link from the Zalo group."""
        public = self.public
        for who, wanted in wishes().items():
            web = Web(self.app)
            if who == LEADER:
                web.sign_in(self.leader_id)
            form = person(who) | {"shift": [self.shifts[key][1] for key in wanted]}
            if who < CHILDREN:
                assert web.post(f"{public}/dang-ky", form).status_code == 422, "a guardian"
                form |= {"guardian_name": "Lý Văn Sơn", "guardian_agreed": "y"}
            answer = web.post(f"{public}/dang-ky", form)
            assert answer.status_code == 303, answer.text
            self.links[who] = answer.location

    def places(self) -> dict[tuple[int, str], PlaceStatus]:
        found = db.session.scalars(
            select(Assignment)
            .join(Shift, Shift.id == Assignment.shift_id)
            .where(Shift.campaign_id == self.key)
        )
        return {(row.shift_id, row.volunteer.phone): row.status for row in found}

    def call_off(self, key: Key, **more: str) -> None:
        form = {"reason": "mưa lũ", "version": self.do(lambda: self.row(key).version), **more}
        answer = self.youth().post(f"/ca/{self.shifts[key][0]}/huy", form)
        assert answer.status_code == 303

    def worked(self, keys: list[Key]) -> None:
        """Everybody placed was there from the start to the end, but the five who never come."""
        never = {"+84" + phone(who)[1:] for who in range(41, PEOPLE)}
        for key in keys:
            shift = self.row(key)
            shift = db.session.get_one(Shift, shift.moved_to_id) if shift.moved_to_id else shift
            rows = select(Assignment).where(
                Assignment.shift_id == shift.id, Assignment.status == PlaceStatus.ASSIGNED
            )
            for row in db.session.scalars(rows):
                if row.came_at is None and row.volunteer.phone not in never:
                    row.came_at, row.left_at = shift.starts_at, shift.ends_at
                    row.came_proof = row.left_proof = Proof.CODE
            shift.status, shift.opened_at = ShiftStatus.DONE, shift.starts_at
            shift.closed_at = shift.ends_at

    def help(self) -> None:
        """251 people at lessons on the shifts, 455 times; and 200 times help at the counter."""
        people = [
            Mentee(
                commune_id=self.world.commune_id, team_id=self.row((0, n % 12)).team_id,
                ambassador_id=self.world.ambassador_id, status=MenteeStatus.ACTIVE,
                name=f"Kanari {n}", search_key=f"kanari {n}", sort_key=f"kanari {n}",
                created_at=clock.now(),
            )
            for n in range(251)
        ]  # fmt: skip
        db.session.add_all(people)
        db.session.flush()
        lessons = [self.lesson(key) for key in evenings()]
        # The first round brings everybody once; in the second 204 of them go to another thôn.
        for n in range(455):
            guest = people[n % 251]
            lesson = lessons[(n if n < 251 else n - 250) % len(lessons)]
            db.session.add(
                CheckIn(
                    class_id=lesson.id, mentee_id=guest.id, commune_id=lesson.commune_id,
                    team_id=lesson.team_id, way=Way.CODE, level=3, at=lesson.starts_at,
                    local_date=lesson.local_date, received_at=lesson.starts_at,
                )
            )  # fmt: skip
        for week, turns in enumerate([22] * 8 + [24]):
            shift = self.row((week, COUNTER))
            db.session.add(
                SupportTurn(
                    commune_id=shift.commune_id, helper_id=self.leader_id, site_id=shift.site_id,
                    channel=Channel.AT_SITE, subject="Nộp hồ sơ", result=TurnResult.DONE,
                    turns=turns, at=shift.ends_at, local_date=shift.local_date,
                    noted_at=shift.ends_at, shift_id=shift.id, campaign_id=self.key,
                )
            )  # fmt: skip

    def lesson(self, key: Key) -> ClassSession:
        shift = self.row(key)
        shift = db.session.get_one(Shift, shift.moved_to_id) if shift.moved_to_id else shift
        row = ClassSession(
            code=codes.random_code(8), secret="", commune_id=shift.commune_id,
            team_id=shift.team_id, site_id=shift.site_id, title="An toàn số",
            leader_id=self.world.leader_id, status=ClassStatus.LOCKED, starts_at=shift.starts_at,
            ends_at=shift.ends_at, local_date=shift.local_date, campaign_id=self.key,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        shift.class_id = row.id
        return row

    def results(self) -> tuple[Results, list[RosterLine]]:
        campaign = db.session.get_one(Campaign, self.key)
        now = clock.now()
        return queries.results_of(campaign, now=now), queries.roster_of(campaign, now=now)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_summer_of_day_script_4(app, world: World, do: Do, browse: Callable[[], Web]):
    summer = Summer(app, world, do)
    with at(date(2027, 5, 12), 9):
        summer.plan()
    with at(date(2027, 5, 29), 20):
        summer.sign_up()
        check_what_the_coordinator_is_told(summer)
    with at(SATURDAYS[0], 15):
        check_the_storm(summer, browse())
    with at(SATURDAYS[0], 19, 20):
        check_who_came_on_the_first_evening(summer)
    with at(date(2027, 6, 18), 20):
        for key in sorted(LEFT_EMPTY):
            summer.call_off(key, reason="chưa ai đăng ký")
    with at(JULY, 16):
        for n in range(12):
            summer.call_off((8, n))
    with at(date(2027, 8, 1), 9):
        do(lambda: summer.worked([*evenings(), *((week, COUNTER) for week in range(9))]))
        do(summer.help)
        check_the_results(summer)
        check_each_is_counted_once(summer)
        check_the_page_of_the_results(summer, do(summer.results)[0])
        check_the_list_of_people(summer)
        check_the_certificates(summer)
        check_the_rewards(summer)


def check_what_the_coordinator_is_told(summer: Summer) -> None:
    standing = summer.do(summer.places)
    assert set(standing.values()) == {PlaceStatus.ASSIGNED}, "there is room for everybody"
    assert len({telephone for _shift, telephone in standing}) == PEOPLE
    page = summer.youth().get(f"/chien-dich/{summer.key}").text
    warned = re.findall(r"<b>(Thứ [^<]*Suối Chải)</b><small>(.*?)</small>", page)
    named = [(re.findall(r"\d\d/\d\d", words)[0], why) for words, why in warned]
    assert named == [("12/06", "Chưa ai đăng ký"), ("19/06", "Chưa ai đăng ký")]
    # Lý Thị Mẩy again, for another thôn on an evening that she has given away.
    mine = next(key for key in wishes()[20] if key[1] not in {COUNTER, 11})
    twice = person(20) | {"shift": summer.shifts[mine[0], 11][1]}
    refused = Web(summer.app).post(f"{summer.public}/dang-ky", twice)
    assert "Trùng giờ" in refused.text
    assert summer.do(summer.places) == standing
    for path in ("", "/dang-ky", "/lich.ics"):
        assert "Vàng A" not in Web(summer.app).get(summer.public + path).text


def check_the_storm(summer: Summer, stranger: Web) -> None:
    sunday = {"moves": "y", "day": "2027-06-06", "starts": "19:30", "ends": "21:30"}
    for n in STORM:
        summer.call_off((0, n), **sunday)
    page = summer.youth().get(f"/chien-dich/{summer.key}").text
    assert page.count("</svg>Đã hủy") == 2
    assert page.count("mưa lũ · dời sang") == 2
    who = next(who for who, wanted in wishes().items() if (0, STORM[0]) in wanted)
    own = stranger.get(summer.links[who]).text
    assert ("Đã hủy: mưa lũ" in own, "06/06/2027" in own) == (True, True)


def check_who_came_on_the_first_evening(summer: Summer) -> None:
    """The shift's leader opens it, and the others note themselves by the code on the phone."""
    key = next(key for key in wishes()[LEADER] if key[0] == 0 and key[1] != COUNTER)
    shift_id = summer.shifts[key][0]

    def door() -> tuple[int, str, int]:
        shift = summer.row(key)
        mine = select(Assignment).where(Assignment.shift_id == shift_id)
        row = next(
            row for row in db.session.scalars(mine) if row.volunteer.account_id == summer.leader_id
        )
        digits = code_at(shift.secret, step_at(clock.now()))
        return row.volunteer_id, f"/v/{shift.code.lower()}/{digits}", shift.version

    volunteer_id, address, version = summer.do(door)
    named = {"leader": volunteer_id, "version": version}
    assert summer.youth().post(f"/ca/{shift_id}/truong-ca", named).status_code == 303
    leader = Web(summer.app).sign_in(summer.leader_id)
    assert leader.post(f"/ca/{shift_id}/mo").status_code == 303
    assert leader.post(address, {"step": "vao"}).status_code == 200
    others = [who for who, wanted in wishes().items() if key in wanted and who != LEADER]
    assert others
    for who in others:
        came = Web(summer.app).post(address, {"phone": phone(who), "step": "vao"})
        assert "Có mặt lúc 19:20." in came.text
    young = sum(who < MINORS for who in others)
    assert summer.youth().get(f"/ca/{shift_id}").text.count("dưới 18 tuổi") == young


def check_the_results(summer: Summer) -> None:
    found, roster = summer.do(summer.results)
    assert (found.held, found.planned, found.cancelled) == (103, 117, 2 + 14)
    assert (found.volunteers, found.presences) == (41, 288)
    assert (found.citizen_turns, found.people) == (655, 251)
    assert found.minutes == sum(line.minutes for line in roster)
    assert len(roster) == PEOPLE
    assert sum(line.came >= 3 for line in roster) == 38
    assert sum(line.absent for line in roster) == 5, "what was called off is nobody's absence"
    youth = summer.youth()
    for stage in ("running", "closed"):
        answer = youth.post(f"/chien-dich/{summer.key}/giai-doan", {"stage": stage})
        assert answer.status_code == 303
    said = Web(summer.app).get(summer.public).text
    assert f"Chiến dịch đã kết thúc. {found.minutes // 60} giờ tình nguyện." in said
    assert "251 người được hướng dẫn." in said


def check_each_is_counted_once(summer: Summer) -> None:
    """For the campaign, for the team whose evening it was, and for the commune."""

    def count() -> tuple[Any, ...]:
        span = quotas.Span(JUNE, date(2027, 8, 1))
        campaign = db.session.get_one(Campaign, summer.key)
        teams = {summer.row((0, n)).team_id for n in range(12)}
        each, whole = quotas.count(
            quotas.Ask(quotas.teams(sorted(filter(None, teams))), span),
            quotas.Ask(quotas.communes([summer.world.commune_id]), span),
        )
        guests = {
            (row.team_id, row.mentee_id)
            for row in db.session.scalars(select(CheckIn))
            if row.team_id in teams
        }
        return campaigns.figures(campaign), whole[summer.world.commune_id], each, Counter(
            team for team, _guest in guests
        )  # fmt: skip

    campaign, commune, each, guests = summer.do(count)
    for counted in (campaign, commune):
        assert counted[Indicator.PEOPLE] == 251
        assert counted[Indicator.ATTENDANCES] + counted[Indicator.TURNS] == 655
    assert {team: each[team][Indicator.PEOPLE] for team in each} == dict(guests)
    assert sum(guests.values()) > 251, "whoever went to two thôn is each team's, once"


def test_the_plan_of_the_test_is_the_scripts():
    """Its own figures, before anything is asked of the application."""
    wanted = wishes()
    assert len(evenings()) + 9 == 103
    came = {who: [key for key in keys if key[0] < 8 or key[1] == COUNTER]
            for who, keys in wanted.items() if who < 41}  # fmt: skip
    assert sum(map(len, came.values())) == 288
    assert sum(len(keys) >= 3 for keys in came.values()) == 38
    assert all(keys for keys in came.values())
    evenings_of = [[k for k in keys if k[1] != COUNTER] for keys in wanted.values()]
    assert all(len({week for week, _ in keys}) == len(keys) for keys in evenings_of)
