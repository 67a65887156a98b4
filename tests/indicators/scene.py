"""A commune in November 2026 in which every indicator has something to count."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tracker.accounts.models import Account
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus, TurnResult
from tracker.periods.rules import PeriodKind
from tracker.places.models import Site, Team, Village
from tracker.places.rules import SiteKind
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState

EVENING = datetime(2026, 11, 10, 19, 30, tzinfo=clock.ZONE)
OCTOBER = datetime(2026, 10, 20, 19, 30, tzinfo=clock.ZONE)

# November: by the team of the world, the neighbour team (one visitor, nobody else) and the commune.
EXPECTED_TEAM = {
    "people": (3, None), "attendances": (4, None), "classes": (1, None), "issues": (1, None),
    "turns": (4, None), "quota_people": (3, 12), "quota_classes": (1, 4), "device": (1, None),
    "online_services": (0, None), "vneid_activated": (2, None), "vneid_confirmed": (1, None),
    "cashless": (1, None), "ambassadors": (2, None), "few_learners": (2, 2),
}  # fmt: skip
EXPECTED_COMMUNE = EXPECTED_TEAM | {
    "people": (4, None), "attendances": (6, None), "classes": (2, None), "device": (1, 1000),
    "cashless": (1, 1000), "vneid_confirmed": (1, 1000), "corners": (1, 1),
    "active_teams": (1, 2), "active_communes": (1, 1), "active_sites": (2, 2),
    "regular_sites": (0, 0), "ambassadors": (3, None), "few_learners": (3, 3),
    "fluent_villages": (1, 1), "quota_people": (3, 22), "quota_issues": (0, None),
}  # fmt: skip


def put(row):
    db.session.add(row)
    db.session.flush()
    return row


def play(world: World) -> None:
    """The rows; the world's own open class of today stays outside November's figures."""
    team = db.session.get_one(Team, world.team_id)
    neighbour = db.session.get_one(Team, world.neighbour_team_id)
    leader = db.session.get_one(Account, world.leader_id)
    guide = db.session.get_one(Account, world.ambassador_id)
    site = db.session.get_one(Site, world.site_id)
    corner = put(Site(commune_id=world.commune_id, kind=SiteKind.LEARNING_CORNER, name="Góc"))
    db.session.get_one(ClassSession, world.class_id).status = ClassStatus.CANCELLED
    own, visitor = (
        db.session.get_one(Mentee, key) for key in (world.mentee_id, world.neighbour_mentee_id)
    )
    walk_in = make.mentee(team, guide, "Cư Thị Sua", status=MenteeStatus.PENDING)
    locked = make.class_session(team, site, leader, starts_at=EVENING, status=ClassStatus.LOCKED)
    make.class_session(
        team, site, leader, starts_at=EVENING + timedelta(days=1), status=ClassStatus.ENDED
    )
    for person in (own, visitor, walk_in):
        make.check_in(locked, person)
    make.check_in(
        make.class_session(
            team, site, leader, starts_at=EVENING + timedelta(days=2), status=ClassStatus.CANCELLED
        ),
        own, level=1,
    )  # fmt: skip
    of_commune = make.class_session(
        team, corner, leader, starts_at=EVENING + timedelta(days=3), status=ClassStatus.LOCKED
    )
    of_commune.team_id = None
    fourth = make.mentee(neighbour, leader, "Vàng Seo Chư")
    for person in (own, fourth):
        make.check_in(of_commune, person).team_id = None
    _at_home(world, own)
    _marks(world, (own, visitor))
    _others(world, own)
    _goals(world)
    db.session.commit()


def _at_home(world: World, own: Mentee) -> None:
    day = clock.local_date(EVENING)
    meeting = put(
        Meeting(
            commune_id=world.commune_id, team_id=world.team_id, guide_id=world.ambassador_id,
            channel=Channel.AT_HOME, held_at=EVENING, local_date=day, noted_at=EVENING, level=2,
        )
    )  # fmt: skip
    put(MeetingMentee(meeting_id=meeting.id, mentee_id=own.id))


def _marks(world: World, people: tuple[Mentee, ...]) -> None:
    codes = dict(db.session.execute(select(Skill.code, Skill.id)).all())
    own, visitor = people
    seen = [
        (own, "DV01", EVENING, 3, None), (visitor, "DV01", EVENING, 3, None),
        (own, "TB01", OCTOBER, 2, None), (visitor, "TB01", EVENING, 1, None),
        (own, "TT02", EVENING, 3, None), (visitor, "TT02", EVENING, 3, EVENING),
    ]  # fmt: skip
    for person, code, at, level, undone in seen:
        put(
            SkillMark(
                mentee_id=person.id, skill_id=codes[code], state=SkillState.ALONE, level=level,
                at=at, local_date=clock.local_date(at), noted_at=at,
                noted_by_id=world.ambassador_id, commune_id=world.commune_id,
                team_id=world.team_id, undone_at=undone,
            )
        )  # fmt: skip


def _others(world: World, own: Mentee) -> None:
    day = clock.local_date(EVENING)
    own.vneid_on = day
    where = {"commune_id": world.commune_id, "team_id": world.team_id}
    put(
        Issue(
            **where, kind=IssueKind.OTHER, title="Việc", level=IssueLevel.TEAM, raised_at=EVENING,
            raised_on=day, status=IssueStatus.RESOLVED, resolved_on=day,
        )
    )  # fmt: skip
    put(
        SupportTurn(
            **where, helper_id=world.ambassador_id, channel=Channel.AT_SITE, subject="Việc",
            result=TurnResult.DONE, turns=4, at=EVENING, local_date=day, noted_at=EVENING,
        )
    )  # fmt: skip
    put(
        PlaceFigure(
            commune_id=world.commune_id, kind=FigureKind.ADULTS, value=1000, source="Công an xã",
            as_of=date(2026, 10, 30), entered_by_id=world.officer_id, entered_at=EVENING,
        )
    )  # fmt: skip
    db.session.get_one(Village, world.village_id).fluent_since = date(2026, 9, 1)
    for account_id in (world.ambassador_id, world.second_ambassador_id):
        for post in db.session.get_one(Account, account_id).memberships:
            post.since = date(2026, 1, 1)


def _goals(world: World) -> None:
    decision = put(
        QuotaDecision(
            commune_id=world.commune_id, decided_on=date(2026, 11, 2),
            issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=world.head_id, created_at=EVENING,
        )
    )  # fmt: skip
    for team_id, metric, goal in (
        (world.team_id, Metric.PEOPLE, 12),
        (world.team_id, Metric.CLASSES, 4),
        (world.neighbour_team_id, Metric.PEOPLE, 10),
    ):
        put(
            Quota(
                commune_id=world.commune_id, team_id=team_id, metric=metric, goal=goal,
                period_kind=PeriodKind.MONTH, first_day=date(2026, 11, 1),
                status=QuotaStatus.ASSIGNED, decision_id=decision.id,
            )
        )  # fmt: skip
