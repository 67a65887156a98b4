"""Day script 3, line by line: a commune the day before the deadline, with the script's numbers."""

import io
from datetime import date, datetime, timedelta

import pypdf
import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way
from tracker.classes import actions as classes
from tracker.classes.actions import Listed
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Figures
from tracker.core import clock
from tracker.core.db import db
from tracker.indicators import actions as figures
from tracker.indicators import queries as indicators
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Issue, Meeting, MeetingMentee
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus
from tracker.papers.paper import Family, Form
from tracker.papers.writers import write
from tracker.periods.rules import PeriodKind, due_of, following, period_of
from tracker.places.models import Commune, Site, Team
from tracker.policy import Actor, Post, Role
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.queries import commune_page
from tracker.quotas.queries.counting import Level, Places
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus, Tally
from tracker.quotas.words import tally_words
from tracker.reports import actions, papers
from tracker.reports.models import Report
from tracker.reports.queries import due
from tracker.reports.queries.compose import kept
from tracker.reports.rules import Issuer, ReportKind, Status
from tracker.reports.text import due_words, of_goal, report_name

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DEADLINE = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 15, 20, tzinfo=clock.ZONE)
WINDOW = period_of(PeriodKind.WINDOW, date(2026, 11, 15))
THIRD, FOURTH = (period_of(PeriodKind.QUARTER, date(2026, month, 1)) for month in (7, 10))
SILENT, MORE = "Na Cáng", 14
ON_PACE, NEARLY = 12, 4


class Stage:
    """17 teams: twelve that keep the pace, four nearly, and Na Cáng."""

    def __init__(self, world: World) -> None:
        self.world = world
        commune = db.session.get_one(Commune, world.commune_id)
        own = [db.session.get_one(Team, id_) for id_ in (world.team_id, world.neighbour_team_id)]
        others = [make.team(commune, make.village(commune, f"Seo {n}")) for n in range(MORE)]
        self.silent = make.team(commune, make.village(commune, SILENT))
        self.active = [*own, *others]
        self.site = db.session.get_one(Site, world.site_id)
        self.leader = db.session.get_one(Account, world.leader_id)
        self.guide = db.session.get_one(Account, world.ambassador_id)
        db.session.get_one(ClassSession, world.class_id).status = ClassStatus.CANCELLED

    @property
    def teams(self) -> list[Team]:
        return [*self.active, self.silent]

    def play(self) -> list[ClassSession]:
        """Two quarters of work; returns the classes whose minutes are not locked."""
        people = {team.id: self._people(team, 25) for team in self.active}
        people[self.silent.id] = self._people(self.silent, 12)
        for number, team in enumerate(self.teams):
            held = [
                self._class(team, date(2026, 7 + n // 2, 10 + n)) for n in range(4 - (number > 9))
            ]
            self._come(held[0], people[team.id])  # 16 × 25 + 12 = 412 people in quý III
        for number in range(29):
            self._resolve(self.active[0], date(2026, 8, 1) + timedelta(days=number))
        self._class(self.silent, DEADLINE - timedelta(days=41))
        unlocked = []
        for number, team in enumerate(self.active):
            session = self._class(team, date(2026, 11, 10))
            self._come(session, people[team.id][: 12 if number < ON_PACE else 11])
            if number < 3:
                session.status = ClassStatus.ENDED
                unlocked.append(session)
        self._promise()
        db.session.commit()
        return unlocked

    def _people(self, team: Team, n: int) -> list[int]:
        return [make.mentee(team, self.guide, f"Sùng A {k}").id for k in range(n)]

    def _class(self, team: Team, day: date) -> ClassSession:
        starts = datetime(day.year, day.month, day.day, 19, 30, tzinfo=clock.ZONE)
        return make.class_session(
            team, self.site, self.leader, starts_at=starts, status=ClassStatus.LOCKED
        )

    def _come(self, session: ClassSession, mentee_ids: list[int]) -> None:
        db.session.add_all(
            CheckIn(
                class_id=session.id, mentee_id=id_, commune_id=session.commune_id,
                team_id=session.team_id, way=Way.CODE, level=3, at=session.starts_at,
                local_date=session.local_date, received_at=session.starts_at,
            )
            for id_ in mentee_ids
        )  # fmt: skip

    def _resolve(self, team: Team, day: date) -> None:
        db.session.add(
            Issue(
                commune_id=team.commune_id, team_id=team.id, kind=IssueKind.OTHER, title="Việc",
                level=IssueLevel.TEAM, raised_at=NOW, raised_on=day, resolved_on=day,
                status=IssueStatus.RESOLVED,
            )
        )  # fmt: skip

    def _promise(self) -> None:
        for period, status, number in (
            (THIRD, QuotaStatus.CLOSED, "21/QĐ-UBND"), (FOURTH, QuotaStatus.ASSIGNED, "48/QĐ-UBND"),
        ):  # fmt: skip
            decision = QuotaDecision(
                commune_id=self.world.commune_id, number=number, decided_on=period.first,
                issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=self.world.officer_id,
                created_at=NOW,
            )  # fmt: skip
            for one in self.teams:
                goals = {Metric.PEOPLE: 16 if one is self.silent else 24}
                if period is THIRD:  # 17 × 4 = 68 classes, 16 + 9 = 25 issues
                    goals |= {Metric.CLASSES: 4, Metric.ISSUES: 9 if one is self.active[0] else 1}
                db.session.add_all(
                    Quota(
                        commune_id=one.commune_id, team_id=one.id, metric=metric, goal=goal,
                        period_kind=period.kind, first_day=period.first, status=status,
                        decision=decision,
                    )
                    for metric, goal in goals.items()
                )  # fmt: skip


def officials(world: World) -> tuple[Actor, Actor]:
    at = (world.province_id, world.commune_id)
    return (
        Actor(world.officer_id, "Lù Thị Hương", (Post(Role.FOCAL_OFFICER, *at),)),
        Actor(world.head_id, "Nguyễn Văn Hòa", (Post(Role.COMMUNE_HEAD, *at),)),
    )


def begin(world: World, officer: Actor, period=WINDOW, now=NOW) -> Report:
    wanted = actions.Wanted(Issuer.COMMUNE, ReportKind.QUARTER, period, due_on=due_of(period))
    report = actions.begin(
        officer, province_id=world.province_id, commune_id=world.commune_id, wanted=wanted, now=now
    )
    assert isinstance(report, Report)
    return report


def said_of_goals(facts: dict[str, object]) -> list[list[str]]:
    codes = ("quota_people", "quota_classes", "quota_issues")
    return [[of_goal(one["rates"][code]) for code in codes] for one in facts["quotas"]]


def test_the_day_before_the_deadline(app, world: World, everywhere):
    stage = Stage(world)
    unlocked = stage.play()
    officer, head = officials(world)

    # The home page says what is due.
    card = commune_page.commune_card(world.commune_code, due.columns)
    waited = due.read(card.more, DEADLINE)
    with app.test_request_context():
        assert report_name(ReportKind.QUARTER, waited.window) == "Báo cáo quý IV/2026"
        assert due_words(waited.on, DEADLINE) == "hạn hôm nay"
        assert tally_words(Tally(met=12, near=4, silent=1), [(SILENT, 41)]) == (
            "17 tổ: 12 đạt hoặc kịp nhịp, 4 gần đạt, 1 chưa có hoạt động (Na Cáng, 41 ngày)."
        )
    assert (waited.window.first, waited.window.last) == (date(2026, 8, 16), date(2026, 11, 15))

    # Hương opens the draft.
    report = begin(world, officer)
    teams = report.draft["teams"]
    assert (teams["all"], teams["met"], teams["near"]) == (17, 12, 4)
    assert (teams["behind"], teams["without"]) == (0, 0)
    assert teams["silent"] == [[stage.silent.name, 37]], "by the last day it is about, the 15th"
    with app.test_request_context():
        assert said_of_goals(report.draft) == [
            ["412/400 (103%)", "61/68 (90%)", "29/25 (116%)"],
            ["188/400 (47%)", "Chưa giao chỉ tiêu", "Chưa giao chỉ tiêu"],
        ]
    assert report.draft["quotas"][1]["until"] == "2026-11-15"
    assert report.draft["indicators"]["people"] == {"n": [188, None], "year": [412, None]}
    assert report.draft["missing"]["unlocked_count"] == 3

    # She locks 2, leaves 1; types the population and the words.
    for session in unlocked[:2]:
        listed = Listed(checked_in=12, gap_percent=10)
        note = classes.Minutes(Figures(12), content="Thanh toán số")
        assert classes.note(officer, session=session, minutes=note, now=NOW) is None
        assert classes.lock(officer, session=session, listed=listed, now=NOW) is None
    figures.enter_figure(
        officer, commune_id=world.commune_id, kind=FigureKind.ADULTS, value=9870,
        source="Công an xã", as_of=date(2026, 10, 30), now=NOW,
    )  # fmt: skip
    texts = actions.Texts("Sóng yếu ở Na Cáng.", "Mở lớp ở Na Cáng.", "")
    assert actions.write(officer, report=report, texts=texts, now=NOW) is None
    assert actions.freeze(officer, report=report, now=NOW, floor=5) is None
    assert actions.submit(officer, report=report, now=NOW) is None
    assert actions.approve(head, report=report, now=NOW + timedelta(minutes=20)) is None
    frozen = kept(report)
    assert frozen["missing"]["unlocked_count"] == 1, "what is left is shown as “chưa gồm”"
    assert frozen["adults"] == {"value": 9870, "source": "Công an xã", "as_of": "2026-10-30"}
    assert (report.prepared_by_id, report.approved_by_id) == (world.officer_id, world.head_id)
    assert report.snapshot.taken_by_id == world.officer_id

    # Both copies say the same under their own heading; the number is the clerk's.
    for family, heading in (
        (Family.STATE, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (Family.PARTY, "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ):
        paper = papers.report(
            frozen, family=family, title="Báo cáo quý IV/2026", check="https://x/x/ABC",
            day=DEADLINE, is_draft=False,
        )  # fmt: skip
        words = words_of(write(paper, Form.PDF))
        for said in (
            heading, "412/400 (103%)", "61/68 (90%)", "188/400 (47%)", "Na Cáng", "9.870",
            "Kết quả thực hiện phong trào “Bình dân học vụ số” quý IV năm 2026",
            "Căn cứ Kế hoạch số 01-KH/BCĐTW", "Quý III năm 2026, đã chốt",
            "Quý IV năm 2026, đến 15/11/2026",
        ):  # fmt: skip
            assert said in words, said
        assert paper.letterhead.known_number == ""

    # 16:40: Mỷ's phone sends an old meeting.
    before = running(world)
    meet_late(stage)
    assert kept(report) == frozen, "opening it next year gives the same numbers"
    assert running(world) == before + 1, "and the running totals have it at once"
    later = begin(world, officer, following(WINDOW), NOW + timedelta(days=91))
    (told,) = later.draft["corrections"]
    assert told["changes"]["attendances"] == [1, 0]
    assert told["reasons"]["attendances"] == {"plus": {"late": 1}, "minus": {}}
    assert report.status is Status.APPROVED


def words_of(pdf: bytes) -> str:
    """Whole words with their marks, however the lines are broken."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def running(world: World) -> int:
    here = Places(Level.COMMUNE, (world.commune_id,))
    return indicators.values(here, FOURTH, ["attendances"])[world.commune_id]["attendances"].n


def meet_late(stage: Stage) -> None:
    day = date(2026, 11, 12)
    learner = db.session.scalars(select(Mentee.id).where(Mentee.team_id == stage.active[0].id))
    meeting = Meeting(
        commune_id=stage.world.commune_id, team_id=stage.active[0].id,
        guide_id=stage.world.ambassador_id, channel=Channel.AT_HOME,
        held_at=datetime(2026, 11, 12, 8, 30, tzinfo=clock.ZONE), local_date=day,
        noted_at=NOW.replace(hour=16, minute=40), level=2,
    )  # fmt: skip
    meeting.attendances = [MeetingMentee(mentee_id=learner.first())]
    db.session.add(meeting)
    db.session.commit()
