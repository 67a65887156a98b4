"""The day of a shift: the code, who came and left, the help given, and what it all counts for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tracker.accounts.models import Account
from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting, SupportTurn
from tracker.places.models import Commune, Site, Team
from tracker.quotas import queries as quotas
from tracker.quotas.rules import Indicator
from tracker.shifts import queries
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import Proof

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def today(world: World, do: Do) -> dict[str, Any]:
    """A shift that began ten minutes ago on the team's ground, with three people on it."""

    def prepare() -> dict[str, Any]:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        site, team = (
            db.session.get_one(Site, world.site_id),
            db.session.get_one(Team, world.team_id),
        )
        row = make.shift(
            campaign, site, team, starts_at=clock.now() - timedelta(minutes=10), places=4
        )
        commune = db.session.get_one(Commune, world.commune_id)
        people = [make.volunteer(commune, f"Kanari {n}") for n in range(2)]
        twins = [
            make.volunteer(commune, name, phone="+84912777888") for name in ("Tẩn An", "Tẩn Ba")
        ]
        places = [make.assignment(row, one).id for one in (*people, *twins)]
        return {"id": row.id, "code": row.code, "secret": row.secret, "places": places,
                "phone": people[0].phone}  # fmt: skip

    return do(prepare)


def door(shift: dict[str, Any]) -> str:
    return f"/v/{shift['code'].lower()}/{code_at(shift['secret'], step_at(clock.now()))}"


def place(do: Do, key: int) -> tuple[Any, ...]:
    def read() -> tuple[Any, ...]:
        row = db.session.get_one(Assignment, key)
        return row.came_at, row.came_proof, row.left_at, row.left_proof

    return do(read)


def test_have_come_and_gone_by_the_rotating_code(browse, today, world: World, do: Do):
    stranger, leader = browse(), browse().sign_in(world.leader_id)
    assert "Ca chưa mở" in stranger.get(door(today)).text, "the shift is not open yet"
    assert leader.post(f"/ca/{today['id']}/mo").status_code == 303
    assert "Mã mới sau" in leader.get(f"/ca/{today['id']}/man-hinh").text
    page = stranger.get(door(today)).text
    assert "Kanari" not in page
    mine = {"phone": today["phone"], "step": "vao"}
    answer = stranger.post(door(today), mine)
    assert (answer.status_code, "Có mặt lúc" in answer.text) == (200, True)
    assert "Kanari" not in answer.text, "whose number it is stays unsaid"
    assert "Đã ghi trước đó" in browse().post(door(today), mine).text
    assert stranger.post(door(today), mine | {"step": "ra"}).status_code == 200
    came, came_by, left, left_by = place(do, today["places"][0])
    assert (came_by, left_by, came <= left) == (Proof.CODE, Proof.CODE, True)


def test_who_is_not_on_the_list_is_not_noted(browse, today, world: World, do: Do):
    browse().sign_in(world.leader_id).post(f"/ca/{today['id']}/mo")
    answer = browse().post(door(today), {"phone": "0912999999", "step": "vao"})
    assert (answer.status_code, "Nhờ trưởng ca ghi giúp" in answer.text) == (422, True)
    wrong = f"/v/{today['code']}/000000"
    assert browse().post(wrong, {"phone": today["phone"], "step": "vao"}).status_code == 422
    twins = {"phone": "0912777888", "step": "vao"}
    assert "xin ghi thêm họ tên" in browse().post(door(today), twins).text
    assert browse().post(door(today), twins | {"name": "tan ba"}).status_code == 200
    assert place(do, today["places"][3])[0] is not None
    assert place(do, today["places"][2])[0] is None
    leaving = browse().post(door(today), {"phone": today["phone"], "step": "ra"})
    assert leaving.status_code == 422, "nobody leaves who never came"


def test_the_leaders_hand_is_marked_as_such(browse, today, world: World, do: Do):
    leader = browse().sign_in(world.leader_id)
    begun = clock.local(clock.now() - timedelta(minutes=10))
    first, second, *_rest = today["places"]
    form = {f"p{first}-came": f"{begun:%H:%M}", f"p{first}-left": "", f"p{second}-came": ""}
    assert leader.post(f"/ca/{today['id']}/gio", form).status_code == 303
    assert place(do, first)[1] is Proof.TYPED
    assert place(do, second)[0] is None, "one row does not need the others (complaint 77)"
    wrong = form | {f"p{first}-left": f"{begun - timedelta(minutes=5):%H:%M}"}
    if begun.hour > 0:  # not around midnight
        assert leader.post(f"/ca/{today['id']}/gio", wrong).status_code == 422
    assert browse().sign_in(world.neighbour_leader_id).get(
        f"/ca/{today['id']}/gio"
    ).status_code == 404  # fmt: skip
    assert browse().sign_in(world.board_id).get(f"/ca/{today['id']}/gio").status_code == 403


def test_whoever_leads_has_the_code_whatever_their_post(browse, today, world: World, do: Do):
    member = browse().sign_in(world.second_ambassador_id)
    assert member.get(f"/ca/{today['id']}/man-hinh").status_code == 404

    def appoint() -> None:
        row = db.session.get_one(Shift, today["id"])
        person = db.session.get_one(Assignment, today["places"][0]).volunteer
        person.account_id, row.leader_id = world.second_ambassador_id, person.id

    do(appoint)
    assert member.get(f"/ca/{today['id']}/man-hinh").status_code == 200
    assert member.post(f"/ca/{today['id']}/mo").status_code == 303
    assert member.post(door(today), {"step": "vao"}).status_code == 200, "no number to type"
    begun = clock.local(clock.now() - timedelta(minutes=10))
    form = {f"p{today['places'][1]}-came": f"{begun:%H:%M}"}
    assert member.post(f"/ca/{today['id']}/gio", form).status_code == 303
    assert "Ca của tôi" in member.get("/ca-cua-toi").text


def test_help_and_lessons_count_once_for_each(browse, today, world: World, do: Do):
    """Lượt hỗ trợ for team and campaign, the class's people for both, never twice in a commune."""
    leader, youth = browse().sign_in(world.leader_id), browse().sign_in(world.commune_youth_id)
    help_given = {"subject": "Nộp hồ sơ", "turns": "7", "result": "done"}
    assert leader.post(f"/ca/{today['id']}/ho-tro", help_given).status_code == 303

    def teach() -> None:
        session = db.session.get_one(ClassSession, world.class_id)
        make.check_in(session, db.session.get_one(Mentee, world.mentee_id))

    do(teach)

    def hours() -> tuple[Any, ...]:
        row = db.session.get_one(Shift, today["id"])
        return clock.local(row.starts_at), clock.local(row.ends_at), row.version

    starts, ends, version = do(hours)
    change = {
        "site": world.site_id, "day": f"{starts.date()}", "starts": f"{starts:%H:%M}",
        "ends": f"{max(ends, starts + timedelta(minutes=1)):%H:%M}", "role_1": "Hướng dẫn",
        "places_1": "4", "minimum": "1", "version": f"{version}",
        "lesson": f"{world.class_id}",
    }  # fmt: skip
    if ends.date() == starts.date():  # a shift of the form ends on its day
        assert youth.post(f"/ca/{today['id']}/sua", change).status_code == 303

        def figures() -> dict[str, Any]:
            campaign = db.session.get_one(Campaign, world.campaign_id)
            span = quotas.Span(clock.today(), clock.today())
            (commune, team) = quotas.count(
                quotas.Ask(quotas.communes([world.commune_id]), span),
                quotas.Ask(quotas.teams([world.team_id]), span),
            )
            return {
                "campaign": campaigns.figures(campaign),
                "commune": commune[world.commune_id],
                "team": team[world.team_id],
                "results": queries.results_of(campaign, now=clock.now()),
            }

        found = do(figures)
        for where in ("campaign", "commune", "team"):
            counted = found[where]
            assert (counted[Indicator.TURNS], counted[Indicator.PEOPLE]) == (7, 1), where
            assert counted[Indicator.ATTENDANCES] == 1, where
        assert found["results"].citizen_turns == 8


def test_who_helps_during_their_shift_helps_the_campaign(browse, today, world: World, do: Do):
    """A meeting and a help turn of the hour find their shift; those of another hour have none."""

    def join() -> None:
        db.session.get_one(
            Assignment, today["places"][0]
        ).volunteer.account_id = world.ambassador_id

    do(join)
    guide = browse().sign_in(world.ambassador_id)
    for ago in (5, 60):
        at = clock.local(clock.now() - timedelta(minutes=ago))
        when = {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"}
        met = {"mentee": world.mentee_id, "channel": "at_home", "note": "Gọi video"} | when
        turn = {"subject": "Nộp hồ sơ", "channel": "at_home", "result": "done", "turns": "2"}
        assert guide.post("/buoi-kem/them", met).status_code == 303
        assert guide.post("/ho-tro/them", turn | when).status_code == 303
    for table in (Meeting, SupportTurn):
        found = do(lambda table=table: db.session.execute(
            select(table.shift_id, table.campaign_id).order_by(table.id)).all())  # fmt: skip
        assert [tuple(row) for row in found] == [(today["id"], world.campaign_id), (None, None)]


def test_nobody_of_the_youth_union_reads_a_learners_name(browse, today, world: World, do: Do):
    name = do(lambda: db.session.scalar(select(Mentee.name).where(Mentee.id == world.mentee_id)))
    youth = browse().sign_in(world.commune_youth_id)
    pages = ("", "/sua", "/giao", "/gio", "/ho-tro", "/man-hinh", "/huy")
    assert all(name not in youth.get(f"/ca/{today['id']}{page}").text for page in pages)
    here = f"/chien-dich/{world.campaign_id}"
    parts = ("", "/bang", f"/giao?ca={today['id']}", "/ke-hoach", "/nguoi", "/ket-qua", "/chep")
    assert all(name not in youth.get(here + part).text for part in parts)


def test_a_minors_account_sees_no_number(browse, today, world: World, do: Do):
    def young() -> None:
        db.session.get_one(Account, world.leader_id).birth_year = clock.today().year - 17

    grown = browse().sign_in(world.leader_id).get(f"/ca/{today['id']}").text
    assert f"tel:{today['phone']}" in grown
    do(young)

    def young_too() -> None:
        db.session.get_one(Account, world.commune_youth_id).birth_year = clock.today().year - 17

    do(young_too)
    youth = browse().sign_in(world.commune_youth_id)
    here = f"/chien-dich/{world.campaign_id}/nguoi/{world.signup_id}"
    assert (youth.get(here).status_code, youth.get(f"{here}/sua").status_code) == (200, 403)
    page = browse().sign_in(world.leader_id).get(f"/ca/{today['id']}").text
    assert ("Kanari 0" in page, "tel:" in page) == (True, False)
