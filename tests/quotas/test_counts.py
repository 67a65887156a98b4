"""Whatever happens to check-ins, meetings and people: the counts equal a recount by hand.

The recount below reads whole tables and counts in Python; it shares no condition with the queries.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests import factories as make
from tests.factories import World
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock, codes
from tracker.core.db import db
from tracker.core.scope import EVERYWHERE
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.rules import ConsentMethod, MenteeStatus
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus, TurnResult
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Site, Team
from tracker.quotas import queries
from tracker.quotas.queries.rows import Whose
from tracker.quotas.queries.rows import people as people_rows
from tracker.quotas.rules import Indicator

PERIOD = period_of(PeriodKind.MONTH, date(2026, 11, 17))
FLOOR = 2
PEOPLE = 4

# Around both ends of the month, to the second, in Vietnamese time.
MOMENTS = st.sampled_from(
    [
        datetime(2026, 10, 31, 23, 59, 59, tzinfo=clock.ZONE),
        datetime(2026, 11, 1, 0, 0, 0, tzinfo=clock.ZONE),
        datetime(2026, 11, 17, 19, 30, tzinfo=clock.ZONE),
        datetime(2026, 11, 30, 23, 59, 59, tzinfo=clock.ZONE),
        datetime(2026, 12, 1, 0, 0, 0, tzinfo=clock.ZONE),
    ]
)
TEAM = st.sampled_from(["here", "neighbour", "commune"])
PERSON = st.integers(0, PEOPLE - 1)
LEVEL = st.integers(1, 4)
REMOVABLE = st.sampled_from([CheckIn, Meeting, SupportTurn])

STEP = st.one_of(
    st.tuples(st.just("class"), TEAM, MOMENTS, st.lists(PERSON, unique=True), LEVEL),
    st.tuples(st.just("meeting"), TEAM, MOMENTS, st.lists(PERSON, unique=True), LEVEL),
    st.tuples(st.just("issue"), TEAM, MOMENTS, st.booleans()),
    st.tuples(st.just("turns"), TEAM, MOMENTS, st.integers(1, 5)),
    st.tuples(st.just("remove"), REMOVABLE, st.integers(0, 20)),
    st.tuples(st.just("level"), st.integers(0, 20), LEVEL),
    st.tuples(st.just("unlock"), st.integers(0, 20)),
    st.tuples(st.just("transfer"), PERSON),
    st.tuples(st.just("erase"), PERSON),
    st.tuples(st.just("agree"), PERSON),
    st.tuples(st.just("shift"), st.integers(0, 2), st.integers(0, 20), st.integers(0, 2)),
)


class History:
    """Does the steps to the database, one after the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.site = db.session.get_one(Site, world.site_id)
        self.leader = db.session.get_one(Account, world.leader_id)
        here = db.session.get_one(Team, world.team_id)
        self.teams = {
            "here": here,
            "neighbour": db.session.get_one(Team, world.neighbour_team_id),
            "commune": None,
        }
        guide = db.session.get_one(Account, world.ambassador_id)
        self.people = [
            make.mentee(here, guide, f"Người {n}", status=status)
            for n, status in enumerate(
                [MenteeStatus.ACTIVE, MenteeStatus.ACTIVE, MenteeStatus.DONE, MenteeStatus.PENDING]
            )
        ]

        self.campaigns = self._campaigns()

    def _campaigns(self) -> list[int]:
        """A province's campaign and the commune's part of it; not saved, so nothing to clear."""
        mine = db.session.get_one(Campaign, self.world.campaign_id)
        whole = Campaign(
            province_id=mine.province_id, slug="toan-tinh", kind=mine.kind, name="Toàn tỉnh",
            first_day=mine.first_day, last_day=mine.last_day, stage=mine.stage,
            created_by_id=mine.created_by_id, created_at=mine.created_at,
        )  # fmt: skip
        db.session.add(whole)
        db.session.flush()
        mine.parent_id = whole.id
        db.session.flush()
        return [whole.id, mine.id]

    def do(self, step) -> None:
        getattr(self, f"do_{step[0]}")(*step[1:])
        db.session.flush()

    def do_class(self, where, at, persons, level) -> None:
        team = self.teams[where]
        session = ClassSession(
            code=codes.random_code(8), secret="", commune_id=self.world.commune_id,
            team_id=team.id if team else None, site_id=self.site.id, leader_id=self.leader.id,
            title="Buổi học", status=ClassStatus.LOCKED, starts_at=at,
            ends_at=at + timedelta(hours=1), local_date=clock.local_date(at),
        )  # fmt: skip
        db.session.add(session)
        db.session.flush()
        for person in persons:
            db.session.add(
                CheckIn(
                    class_id=session.id, mentee_id=self.people[person].id, way=Way.CODE,
                    commune_id=session.commune_id, team_id=session.team_id, level=level, at=at,
                    local_date=session.local_date, received_at=at,
                )
            )  # fmt: skip

    def do_meeting(self, where, at, persons, level) -> None:
        team = self.teams[where] or self.teams["here"]
        meeting = Meeting(
            commune_id=self.world.commune_id, team_id=team.id, guide_id=self.world.ambassador_id,
            channel=Channel.AT_HOME, held_at=at, local_date=clock.local_date(at), noted_at=at,
            level=level,
        )  # fmt: skip
        meeting.attendances = [MeetingMentee(mentee_id=self.people[n].id) for n in persons]
        db.session.add(meeting)

    def do_issue(self, where, at, solved) -> None:
        team, day = self.teams[where], clock.local_date(at)
        db.session.add(
            Issue(
                commune_id=self.world.commune_id, team_id=team.id if team else None,
                kind=IssueKind.OTHER, title="Việc", level=IssueLevel.TEAM, raised_at=at,
                raised_on=day, status=IssueStatus.RESOLVED if solved else IssueStatus.WORKING,
                resolved_on=day if solved else None,
            )
        )  # fmt: skip

    def do_turns(self, where, at, turns) -> None:
        team = self.teams[where]
        db.session.add(
            SupportTurn(
                commune_id=self.world.commune_id, team_id=team.id if team else None,
                helper_id=self.world.ambassador_id, channel=Channel.AT_SITE, subject="Việc",
                result=TurnResult.DONE, turns=turns, at=at, local_date=clock.local_date(at),
                noted_at=at,
            )
        )  # fmt: skip

    def do_remove(self, table, n) -> None:
        for entry in self._nth(table, n):
            entry.removed_at = clock.now()

    def do_level(self, n, level) -> None:
        for entry in self._nth(CheckIn, n):
            entry.level = level

    def do_unlock(self, n) -> None:
        for session in self._nth(ClassSession, n):
            session.status = ClassStatus.ENDED

    def do_transfer(self, n) -> None:
        self.people[n].team_id = self.world.neighbour_team_id

    def do_erase(self, n) -> None:
        person = self.people[n]
        person.status, person.name, person.team_id = MenteeStatus.ERASED, "", None
        for consent in db.session.scalars(select(Consent).where(Consent.mentee_id == person.id)):
            consent.withdrawn_at = clock.now()

    def do_agree(self, n) -> None:
        db.session.add(
            Consent(
                mentee_id=self.people[n].id, method=ConsentMethod.SPOKEN, text_version="1",
                text_digest="0" * 64, taken_at=clock.now(),
            )
        )  # fmt: skip

    def do_shift(self, what, n, which) -> None:
        """It happened on a volunteers' shift of a campaign; or not, after all."""
        for row in self._nth((ClassSession, Meeting, SupportTurn)[what], n):
            row.campaign_id = [*self.campaigns, None][which]

    @staticmethod
    def _nth(table, n):
        rows = db.session.scalars(select(table).order_by(table.id)).all()
        return [rows[n % len(rows)]] if rows else []


def recount(
    team_id: int | None, commune_id: int, campaign_ids: Collection[int] = ()
) -> dict[Indicator, int]:
    """The same figures, read row by row."""
    taught = {row.id: row.campaign_id for row in db.session.scalars(select(ClassSession))}

    def here(row) -> bool:
        in_place = row.commune_id == commune_id and team_id in (None, row.team_id)
        if not campaign_ids:
            return in_place
        own = (
            taught[row.class_id] if isinstance(row, CheckIn) else getattr(row, "campaign_id", None)
        )
        return in_place and own in campaign_ids

    def in_time(day: date | None) -> bool:
        return day is not None and date(2026, 11, 1) <= day <= date(2026, 11, 30)

    agreed = {row.mentee_id for row in db.session.scalars(select(Consent))}
    met = defaultdict(list)
    for row in db.session.scalars(select(MeetingMentee)):
        met[row.meeting_id].append(row.mentee_id)
    came = [
        row.mentee_id
        for row in db.session.scalars(select(CheckIn))
        if here(row) and in_time(row.local_date) and row.level >= FLOOR and not row.removed_at
    ]
    for row in db.session.scalars(select(Meeting)):
        if here(row) and in_time(row.local_date) and row.level >= FLOOR and not row.removed_at:
            came += [mentee_id for mentee_id in met[row.id] if mentee_id in agreed]
    return {
        Indicator.PEOPLE: len(set(came)),
        Indicator.ATTENDANCES: len(came),
        Indicator.CLASSES: sum(
            here(row) and in_time(row.local_date) and row.status is ClassStatus.LOCKED
            for row in db.session.scalars(select(ClassSession))
        ),
        Indicator.ISSUES: sum(
            here(row) and row.status is IssueStatus.RESOLVED and in_time(row.resolved_on)
            for row in db.session.scalars(select(Issue))
        ),
        Indicator.TURNS: sum(
            row.turns
            for row in db.session.scalars(select(SupportTurn))
            if here(row) and in_time(row.local_date) and not row.removed_at
        ),
    }


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, max_size=12))
def test_counts_equal_a_recount_from_the_rows(world: World, everywhere, steps):
    try:
        history = History(world)
        for step in steps:
            history.do(step)
        compare(world)
        compare_campaigns(world, *history.campaigns)
    finally:
        db.session.rollback()
        clear(world)


def compare(world: World) -> None:
    span = queries.Span(PERIOD.first, PERIOD.last)
    teams = (world.team_id, world.neighbour_team_id)
    by_team, by_commune, by_province = queries.count(
        queries.Ask(queries.teams(teams), span),
        queries.Ask(queries.communes([world.commune_id]), span),
        queries.Ask(queries.provinces([world.province_id]), span),
    )
    for team_id in teams:
        expected = recount(team_id, world.commune_id)
        assert by_team[team_id] == expected
        team = db.session.get_one(Team, team_id)
        rows, hidden = people_rows(Whose.team(team), span, may_read=EVERYWHERE, page=0, size=100)
        assert len(rows) + hidden == expected[Indicator.PEOPLE]
        assert sum(row.times for row in rows) == expected[Indicator.ATTENDANCES]
    assert by_commune[world.commune_id] == recount(None, world.commune_id)
    assert by_province[world.province_id] == recount(None, world.commune_id)


def compare_campaigns(world: World, whole: int, part: int) -> None:
    """A campaign counts what was on its shifts, once; a province's with its communes' parts."""
    span = queries.Span(PERIOD.first, PERIOD.last)
    counted = tuple(what for what in Indicator if what is not Indicator.ISSUES)
    of_part, of_whole = queries.count(
        queries.Ask(queries.campaigns([part]), span, counted),
        queries.Ask(queries.campaigns([whole], with_branches=True), span, counted),
    )
    for found, ids in ((of_part[part], {part}), (of_whole[whole], {whole, part})):
        expected = recount(None, world.commune_id, ids)
        del expected[Indicator.ISSUES]
        assert found == expected


def clear(world: World) -> None:
    """The makers save what they make: take it away again for the next history."""
    made = select(Mentee.id).where(Mentee.name.like("Người %"))
    for table in (Consent, Mentorship):
        db.session.execute(delete(table).where(table.mentee_id.in_(made)))
    db.session.execute(delete(Mentee).where(Mentee.name.like("Người %")))
    db.session.commit()
