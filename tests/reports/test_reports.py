"""A report from draft to sent, and what is closed stays closed (rulings 2, 13; day script 3)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests.factories import World
from tests.indicators import scene
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.indicators import queries as indicators
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import Channel
from tracker.papers.paper import Family, Paper, Words
from tracker.papers.words import issued_by_union
from tracker.periods.rules import Period, PeriodKind, due_of, following, period_of, range_of
from tracker.places.models import Team
from tracker.policy import Actor, Post, Role
from tracker.quotas.queries.counting import Level, Places
from tracker.reports import actions, headings, papers, sheets
from tracker.reports.models import Report, TeamPart
from tracker.reports.queries.compose import kept, recount
from tracker.reports.queries.figures import Since, since
from tracker.reports.rules import (
    Issuer,
    Refusal,
    ReportKind,
    Status,
    Step,
    after,
    is_overdue,
    issuer_of,
)
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus
from tracker.skills.models import Module, Skill
from tracker.snapshots.models import Snapshot
from tracker.snapshots.rules import canonical, digest

WINDOW = period_of(PeriodKind.WINDOW, date(2026, 11, 15))
NOW = datetime(2026, 11, 19, 15, 40, tzinfo=clock.ZONE)


def officer_of(world: World) -> Actor:
    post = Post(Role.FOCAL_OFFICER, world.province_id, world.commune_id)
    return Actor(world.officer_id, "Lù Thị Hương", (post,))


def begun(world: World, period=WINDOW, now=NOW) -> Report:
    wanted = actions.Wanted(Issuer.COMMUNE, ReportKind.QUARTER, period, due_on=due_of(period))
    report = actions.begin(
        officer_of(world), province_id=world.province_id, commune_id=world.commune_id,
        wanted=wanted, now=now,
    )  # fmt: skip
    assert isinstance(report, Report)
    return report


def frozen(world: World, period=WINDOW, now=NOW) -> Report:
    report = begun(world, period, now)
    assert actions.freeze(officer_of(world), report=report, now=now, floor=5) is None
    return report


def meet_late(world: World, day: date) -> None:
    """16:40: an old meeting arrives, of somebody who was not counted yet."""
    at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.ZONE)
    meeting = scene.put(
        Meeting(
            commune_id=world.commune_id, team_id=world.team_id, guide_id=world.ambassador_id,
            channel=Channel.AT_HOME, held_at=at, local_date=day,
            noted_at=NOW + timedelta(hours=1), level=2,
        )
    )  # fmt: skip
    scene.put(MeetingMentee(meeting_id=meeting.id, mentee_id=world.mentee_id))


def test_day_script_3(world: World, everywhere):
    scene.play(world)
    report = begun(world)
    assert begun(world).id == report.id, "two people who begin the same report get one"
    facts = report.draft
    assert facts["period"] == {"kind": "window", "first": "2026-08-16", "last": "2026-11-15"}
    assert [one["title"] for one in facts["missing"]["unlocked"]] == ["Thanh toán số"]
    assert facts["adults"]["value"] == 1000
    assert facts["indicators"]["people"] == {"n": [4, None], "year": [4, None]}

    officer = officer_of(world)
    assert actions.submit(officer, report=report, now=NOW) is Refusal.NOT_NOW
    assert actions.freeze(officer, report=report, now=NOW, floor=5) is None
    assert actions.freeze(officer, report=report, now=NOW, floor=5) is Refusal.NOT_NOW
    assert actions.submit(officer, report=report, now=NOW) is None
    assert actions.approve(officer, report=report, now=NOW) is None
    before = kept(report)

    meet_late(world, date(2026, 11, 12))
    assert kept(report) == before, "what is frozen stays"
    assert report.snapshot.digest == digest(canonical(before))
    assert recount(report)["attendances"].gained == 1

    later = following(WINDOW)
    after_it = frozen(world, later, NOW + timedelta(days=90))
    (told,) = kept(after_it)["corrections"]
    assert told["changes"] == {"attendances": [1, 0]}
    assert told["reasons"] == {"attendances": {"plus": {"late": 1}, "minus": {}}}
    assert told["of"]["last"] == "2026-11-15"
    paper = paper_of(after_it)
    assert "lượt người tham gia: +1 (1 gửi hoặc ghi muộn)." in said_on(paper)


def test_a_report_about_days_long_past_has_the_teams_as_they_stood_then(world: World, everywhere):
    scene.play(world)
    asked = begun(world).draft["teams"]
    assert len(asked["silent"]) == 1
    db.session.get_one(Team, world.team_id).ended_on = date(2027, 1, 31)
    late = begun(world)
    actions.reckon(officer_of(world), report=late, now=NOW + timedelta(days=200))
    assert late.draft["teams"] == asked


def test_what_came_and_went_says_why(world: World, everywhere):
    scene.play(world)
    first = frozen(world)
    db.session.scalars(
        select(ClassSession).where(ClassSession.status == ClassStatus.ENDED)
    ).first().status = ClassStatus.LOCKED
    weak, taken_back = db.session.scalars(select(CheckIn).where(CheckIn.level == 3).limit(2))
    weak.level, taken_back.removed_at = 1, NOW
    confirmed = db.session.scalars(
        select(CheckIn).where(CheckIn.level == 1, CheckIn.id != weak.id)
    ).one()
    confirmed.level = 2
    db.session.flush()
    later = frozen(world, following(WINDOW), NOW + timedelta(days=90))
    (told,) = kept(later)["corrections"]
    assert told["report"] == first.id
    assert told["reasons"] == {
        "attendances": {"plus": {"stronger": 1}, "minus": {"removed": 1, "weaker": 1}},
        "classes": {"plus": {"locked": 1}, "minus": {}},
    }


def paper_of(report: Report) -> Paper:
    return papers.report(
        kept(report), family=Family.STATE, title="Báo cáo quý", check="",
        day=date(2026, 11, 19), is_draft=False,
    )  # fmt: skip


def said_on(paper: Paper) -> str:
    return "\n".join(block.text for block in paper.blocks if isinstance(block, Words))


def test_the_paper_of_frozen_figures_has_each_rate_in_its_column(world: World, everywhere):
    scene.play(world)
    report = frozen(world)
    paper = papers.report(
        kept(report), family=Family.STATE, title="Báo cáo quý IV/2026", check="",
        day=date(2026, 11, 19), is_draft=False,
    )  # fmt: skip
    (quotas,) = [table for table in paper.tables if table.caption == "Hoàn thành chỉ tiêu"]
    assert [column.head for column in quotas.columns][1:3] == [
        "Người được hướng dẫn", "Buổi phổ cập",
    ]  # fmt: skip
    assert quotas.rows[-1][1:] == ("3/22 (14%)", "1/4 (25%)", "–")


def test_the_teams_of_a_report_add_up():
    """In the sentence of the page and of the paper: none is left out for want of a quota."""
    teams = {
        "all": 17,
        "met": 10,
        "near": 4,
        "behind": 0,
        "without": 2,
        "silent": [["Na Cáng", 41]],
    }
    (told,) = papers._state({"teams": teams, "place": {"level": "commune"}})
    assert told.text == (
        "Toàn xã có 17 tổ: 10 đạt hoặc kịp nhịp, 4 gần đạt, 2 chưa giao chỉ tiêu,"
        " 1 chưa có hoạt động (Na Cáng, 41 ngày)."
    )


def test_what_heads_the_papers_of_the_province():
    """Its Youth Union by its name, and a sign only where one is known."""
    place = {"level": "province", "name": "Tỉnh Lào Cai"}
    signs = {Family.STATE: "BC", Family.PARTY: "BC/TU", Family.YOUTH: "BC/ĐTN"}
    for family, sign in signs.items():
        assert headings.letterhead({"place": place}, family, NOW.date()).number == sign
    own = headings.letterhead({"place": place}, Family.YOUTH, NOW.date())
    below = issued_by_union("Xã Si Ma Cai", "Tỉnh Lào Cai")
    assert (own.issuer, below.over) == ("BCH TỈNH ĐOÀN LÀO CAI", "TỈNH ĐOÀN LÀO CAI")
    asked = {"kind": "ad_hoc", "asked_by": "Sở Nội vụ", "place": place}
    asked["period"] = {"kind": "range", "first": "2026-11-01", "last": "2026-11-20"}
    (told,) = headings.opening(asked, Family.STATE)
    assert "theo yêu cầu của Sở Nội vụ, Ban Chỉ đạo tỉnh Lào Cai báo cáo" in told.text
    assert headings.subject(asked).endswith("từ 01/11/2026 đến 20/11/2026")
    assert headings.counted(asked) == "", "the days are said once"


def test_a_correction_is_told_once(world: World, everywhere):
    scene.play(world)
    frozen(world)
    meet_late(world, date(2026, 11, 12))
    second = frozen(world, following(WINDOW), NOW + timedelta(days=90))
    third_window = following(following(WINDOW))
    lost = db.session.scalars(select(CheckIn).where(CheckIn.level == 3)).first()
    lost.removed_at = NOW
    db.session.flush()
    third = frozen(world, third_window, NOW + timedelta(days=180))
    assert kept(second)["corrections"][0]["changes"]["attendances"] == [1, 0]
    (told,) = kept(third)["corrections"]
    assert told["changes"]["attendances"] == [0, 1]


def test_what_was_frozen_with_what_was_told_is_what_is_counted(world: World, everywhere):
    """Snapshot + corrections = recount, for everything that can come late or be taken back."""
    scene.play(world)
    report = frozen(world)
    meet_late(world, date(2026, 9, 1))
    ended = select(ClassSession).where(ClassSession.status == ClassStatus.ENDED)
    db.session.scalars(ended).first().status = ClassStatus.LOCKED
    for row in db.session.scalars(select(CheckIn).where(CheckIn.level == 3).limit(2)):
        row.level = 1
    db.session.flush()
    now = indicators.values(Places(Level.COMMUNE, (world.commune_id,)), WINDOW)[world.commune_id]
    changes = recount(report)
    for code, pair in kept(report)["indicators"].items():
        moved = changes.get(code)
        if code in {"people", "attendances", "classes", "issues", "turns"}:
            net = moved.gained - moved.lost if moved else 0
            assert pair["n"][0] + net == now[code].n, code
    assert changes["classes"].gained == 1


@pytest.mark.parametrize("change", ["UPDATE snapshot SET digest = ''", "DELETE FROM snapshot"])
def test_the_database_refuses_to_touch_a_snapshot(world: World, everywhere, change):
    scene.play(world)
    frozen(world)
    db.session.commit()
    with pytest.raises(DatabaseError):
        db.session.connection().exec_driver_sql(change)
    db.session.rollback()
    assert db.session.scalars(select(Snapshot)).one().digest


def test_a_report_given_back_is_frozen_anew(world: World, everywhere):
    scene.play(world)
    report = frozen(world)
    first = report.snapshot.code
    officer = officer_of(world)
    actions.submit(officer, report=report, now=NOW)
    actions.reopen(officer, report=report, reason="Thiếu số liệu tổ Na Cáng", now=NOW)
    assert report.status is Status.DRAFT
    actions.freeze(officer, report=report, now=NOW + timedelta(hours=1), floor=5)
    db.session.refresh(report)
    assert report.snapshot.code != first
    assert len(db.session.scalars(select(Snapshot)).all()) == 2


def test_small_numbers_are_not_public(world: World, everywhere):
    scene.play(world)
    report = frozen(world)
    figures = report.snapshot.public["figures"]
    assert figures["people"] is None  # 4 is fewer than 5
    assert figures["attendances"] == 6
    assert figures["classes"] == 2


def test_steps_lead_one_way_and_back_only_before_approval():
    assert after(Step.FREEZE, Status.DRAFT) is Status.FROZEN
    assert after(Step.APPROVE, Status.FROZEN) is None
    assert after(Step.REOPEN, Status.APPROVED) is None
    assert after(Step.SEND, Status.APPROVED) is Status.SENT


@pytest.mark.parametrize(
    ("status", "day", "late"),
    [
        (None, date(2026, 11, 19), False),
        (None, date(2026, 11, 20), True),
        (Status.SUBMITTED, date(2026, 11, 20), True),
        (Status.APPROVED, date(2026, 11, 20), False),
        (Status.SENT, date(2027, 1, 1), False),
    ],
)
def test_a_report_is_overdue_from_the_day_after(status, day, late):
    assert is_overdue(status, due_of(WINDOW), day) is late


def test_nobody_signs_for_another_office():
    assert issuer_of(frozenset({Role.COMMUNE_HEAD})) is Issuer.COMMUNE
    assert issuer_of(frozenset({Role.COMMUNE_YOUTH})) is Issuer.COMMUNE_YOUTH
    assert issuer_of(frozenset({Role.LEADER})) is None


def test_a_sum_moves_only_with_the_reports_it_adds_up(world: World, everywhere):
    """Whatever else happens in the province; and it tells what the communes told, by commune."""
    scene.play(world)
    officer = officer_of(world)
    empty, whole = summed(world, WINDOW, NOW), None
    for window, now in ((WINDOW, NOW), (following(WINDOW), NOW + timedelta(days=90))):
        report = frozen(world, window, now)
        actions.submit(officer, report=report, now=now)
        actions.approve(officer, report=report, now=now)
        whole = summed(world, window, now)
        meet_late(world, date(2026, 11, 12))
        assert since(whole) == Since(), "a late meeting is the next report's, not this sum's"
    moved = since(empty)
    assert moved.communes == ["Xã Si Ma Cai"]
    assert moved.figures["people"].gained == 4
    (told,) = kept(whole)["corrections"]
    assert told["changes"] == {"attendances": [1, 0]}
    assert [one["name"] for one in told["by"]] == ["Xã Si Ma Cai"]
    words = said_on(paper_of(whole))
    assert "Trong đó Xã Si Ma Cai: lượt người tham gia: +1 (1 gửi hoặc ghi muộn)." in words


def test_a_sum_takes_in_what_an_older_release_froze(world: World, everywhere):
    """Which did not know the newest indicators."""
    scene.play(world)
    officer, report = officer_of(world), frozen(world, WINDOW, NOW)
    actions.submit(officer, report=report, now=NOW)
    actions.approve(officer, report=report, now=NOW)
    facts = kept(report)
    del facts["indicators"]["active_communes"]
    known = {column.name: getattr(report.snapshot, column.name) for column in Snapshot.__table__.c}
    its = canonical(facts)
    report.snapshot = Snapshot(**known | {"id": None, "code": "OLD1OLD2OLD3", "facts": its})
    db.session.flush()
    whole = summed(world, WINDOW, NOW)
    assert "active_communes" not in kept(whole)["indicators"]
    assert kept(whole)["indicators"]["people"]["n"] == facts["indicators"]["people"]["n"]
    assert since(whole) == Since()
    assert said_on(paper_of(whole))
    told = sheets.figures(
        kept(whole), family=Family.STATE, title="Báo cáo", check="", day=NOW.date()
    )
    (_code, _name, *numbers) = told.blocks[-1].rows[0]
    assert numbers[0] == facts["indicators"]["people"]["n"][0]


def summed(world: World, window: Period, now: datetime) -> Report:
    board = Actor(world.board_id, "", (Post(Role.PROVINCE_BOARD, world.province_id),))
    whole = actions.begin_consolidated(
        board, province_id=world.province_id, period=window, issuer=Issuer.PROVINCE, now=now
    )
    assert actions.freeze(board, report=whole, now=now, floor=5) is None
    return whole


def part_of_the_team(world: World, words: str, window=WINDOW) -> Refusal | None:
    leader = Actor(world.leader_id, "Giàng Seo Phừ")
    team = db.session.get_one(Team, world.team_id)
    return actions.write_part(
        leader, team=team, window=window, difficulties=words, proposals="", now=NOW
    )


def test_what_a_team_writes_is_in_the_report_until_it_is_frozen(world: World, everywhere):
    scene.play(world)
    assert part_of_the_team(world, "Sóng yếu") is None
    assert part_of_the_team(world, "Sóng yếu ở thôn trên") is None
    report = begun(world)
    name = db.session.get_one(Team, world.team_id).name
    said = [{"team": name, "difficulties": "Sóng yếu ở thôn trên", "proposals": ""}]
    assert report.draft["parts"] == said
    texts = actions.Texts("Mưa lũ", "", "")
    actions.write(officer_of(world), report=report, texts=texts, taken_in=set(), now=NOW)
    assert report.draft["parts"] == []
    (part,) = db.session.scalars(select(TeamPart))
    actions.write(officer_of(world), report=report, texts=texts, taken_in={part.id}, now=NOW)
    actions.freeze(officer_of(world), report=report, now=NOW, floor=5)
    assert part_of_the_team(world, "Muộn rồi") is Refusal.CLOSED
    assert kept(report)["parts"] == said
    paper = papers.report(
        kept(report), family=Family.STATE, title="Báo cáo", check="", day=NOW.date(), is_draft=False
    )
    words = [one.text for one in paper.blocks if isinstance(one, Words)]
    assert words.index(f"{name}: Sóng yếu ở thôn trên") < words.index("Mưa lũ")


def test_a_thematic_report_is_about_what_was_chosen(world: World, everywhere):
    scene.play(world)
    wanted = actions.Wanted(Issuer.COMMUNE, ReportKind.THEMATIC, WINDOW, title="VNeID")
    report = actions.begin(
        officer_of(world), province_id=world.province_id, commune_id=world.commune_id,
        wanted=wanted, now=NOW,
    )  # fmt: skip
    module = db.session.scalars(
        select(Module).join(Skill, Skill.module_id == Module.id).where(Skill.code == "DV01")
    ).one()
    chosen = {"codes": ["vneid_activated"], "modules": [module.code]}
    assert actions.choose(officer_of(world), report=report, now=NOW, **chosen) is None
    actions.freeze(officer_of(world), report=report, now=NOW, floor=5)
    found = kept(report)
    assert set(found["indicators"]) == {"vneid_activated"}
    seen = {one["code"]: one["n"] for one in found["skills"][0]["skills"]}
    assert seen["DV01"] == found["indicators"]["vneid_activated"]["n"][0] == 2
    assert report.snapshot.public["figures"] == {}
    refused = actions.choose(officer_of(world), report=report, now=NOW, **chosen)
    assert refused is Refusal.NOT_NOW


def test_the_youth_union_reports_the_work_of_its_volunteers(world: World, everywhere):
    shift = db.session.get_one(Shift, world.shift_id)
    placed = db.session.get_one(Assignment, world.assignment_id)
    placed.status, placed.came_at = PlaceStatus.ASSIGNED, shift.starts_at
    placed.left_at = shift.ends_at
    db.session.flush()
    day, now = shift.local_date, shift.ends_at + timedelta(hours=1)
    youth = Actor(
        world.commune_youth_id, "", (Post(Role.COMMUNE_YOUTH, world.province_id, world.commune_id),)
    )
    report = actions.begin(
        youth, province_id=world.province_id, commune_id=world.commune_id, now=now,
        wanted=actions.Wanted(Issuer.COMMUNE_YOUTH, ReportKind.AD_HOC, range_of(day, day)),
    )  # fmt: skip
    work = report.draft["youth"]
    minutes = (shift.ends_at - shift.starts_at).total_seconds() // 60
    assert (work["held"], work["volunteers"], work["minutes"]) == (1, 1, minutes)
