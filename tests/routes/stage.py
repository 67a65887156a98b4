"""The stage for the tests of rights: one world, who plays each role, what each address names.

A route with a new parameter needs a line in `fills_of`: an own row, one of the neighbour team in
the same commune, one of another province.
"""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests import factories
from tests.apps import config_for
from tests.factories import World
from tests.papers.samples import sample
from tests.web import Web
from tracker import create_app
from tracker.accounts import inviting
from tracker.accounts.models import Account, Membership, Request, SignIn
from tracker.accounts.tokens import invitation_code
from tracker.campaigns import rules as campaign_rules
from tracker.campaigns.models import Campaign, Signup, Squad, Wave
from tracker.classes.models import ClassProposal, ClassSession
from tracker.core import clock, codes
from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Card, Mentee
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus, TurnResult
from tracker.outbox import rules as outbox
from tracker.outbox.models import Review
from tracker.papers import actions as papers
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.periods.rules import PeriodKind
from tracker.places.models import Commune, Poster, Site, SiteProposal, Team
from tracker.places.rules import SiteKind
from tracker.policy import Actor, Breadth, Post, Role
from tracker.quotas.models import QuotaDecision
from tracker.quotas.rules import IssuerKind
from tracker.rankings.models import Ranking
from tracker.reports.models import Report
from tracker.reports.rules import Issuer, ReportKind, Status
from tracker.rewards.models import Reward
from tracker.rewards.rules import RewardKind, RewardStatus
from tracker.shifts.models import Shift
from tracker.shifts.rules import PlaceStatus
from tracker.snapshots.models import Snapshot
from tracker.snapshots.rules import SnapshotKind, canonical

SECRET = config_for("sqlite://").secret_key


@dataclass(frozen=True)
class Fill:
    """Values for one parameter of an address. None where there is no such thing.

    `level` is how wide the own one is: a team's page for its members, a commune's for those who
    see the commune.
    """

    own: Any
    neighbour: Any = None
    far: Any = None
    level: Breadth = Breadth.TEAM


@dataclass(frozen=True)
class Setting:
    """Keys of rows in the template: who plays each role, what every address names."""

    players: dict[Role, int]
    sign_ins: dict[Role, int]
    tokens: dict[Role, str]
    fills: dict[str, Fill]


class Stage:
    """One app for many tests, on a database that can be put back as it was."""

    def __init__(self, template: Path, folder: Path, setting: Setting) -> None:
        self.template, self.file, self.setting = template, folder / "world.db", setting
        self.app: Flask = create_app(config_for(f"sqlite:///{self.file}"))
        self.stranger = Web(self.app)
        self.webs = {role: Web(self.app) for role in setting.tokens}

    def set_up(self) -> None:
        """As at the beginning: the rows, and everybody signed in."""
        self.put_back()
        for role, web in self.webs.items():
            with web.client.session_transaction() as session:
                session["_user_id"] = self.setting.tokens[role]

    def put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for left in self.file.parent.glob("world.db-*"):
            left.unlink()
        shutil.copy(self.template, self.file)


def make_setting(world: World) -> Setting:
    players = players_of(world)
    tokens = {role: codes.random_token() for role in players}
    sign_ins = {role: signed_in(players[role], tokens[role]) for role in players}
    return Setting(players, sign_ins, tokens, fills_of(world))


def players_of(world: World) -> dict[Role, int]:
    """One person per role, all in the same team, commune and province; the weakest first."""
    team = db.session.get_one(Team, world.team_id)
    return {
        Role.MEMBER: factories.account("Cư Thị Sua", Role.MEMBER, team).id,
        Role.AMBASSADOR: world.ambassador_id,
        Role.DEPUTY: factories.account("Sùng Thị Máy", Role.DEPUTY, team).id,
        Role.LEADER: world.leader_id,
        Role.COMMUNE_YOUTH: world.commune_youth_id,
        Role.FOCAL_OFFICER: world.officer_id,
        Role.COMMUNE_HEAD: world.head_id,
        Role.PROVINCE_YOUTH: world.province_youth_id,
        Role.PROVINCE_BOARD: world.board_id,
        Role.ADMIN: world.admin_id,
    }


def fills_of(world: World) -> dict[str, Fill]:
    """By parameter, or by the address up to it (`yeu-cau/request_id`), or by `endpoint:parameter`
    where one name means several things."""
    teams = [
        db.session.get_one(Team, key)
        for key in (world.team_id, world.neighbour_team_id, world.far_team_id)
    ]
    people = [
        db.session.get_one(Mentee, key)
        for key in (world.mentee_id, world.neighbour_mentee_id, world.far_mentee_id)
    ]
    sites = [db.session.get_one(Site, world.site_id)] * 2 + [
        db.session.scalars(select(Site).where(Site.commune_id == world.far_commune_id)).one()
    ]
    host = factories.account("Vàng A Dế", Role.LEADER, teams[1])
    classes = [
        db.session.get_one(ClassSession, world.class_id),
        factories.class_session(teams[1], sites[1], host),
        db.session.get_one(ClassSession, world.far_class_id),
    ]
    check_ins = [
        factories.check_in(one, person).id for one, person in zip(classes, people, strict=True)
    ]
    near, far = (db.session.get_one(Commune, row.commune_id) for row in (teams[0], teams[2]))
    far_village = factories.village(far, "Bản Cái").id
    return {
        "team_id": Fill(*(team.id for team in teams)),
        "mentee_id": Fill(*(person.id for person in people)),
        "report_id": Fill(reported(near), None, reported(far), Breadth.COMMUNE),
        "whole_id": Fill(summed(near), None, summed(far), Breadth.PROVINCE),
        "x/code": Fill(snapshot_code(near)),
        "figure_id": Fill(populated(near), None, populated(far), Breadth.COMMUNE),
        "rankings.as_json:code": Fill(ranked(near)),
        "rankings.row:code": Fill(f"RANK{near.id + 20}"),
        "xep-hang/code/commune_code": Fill(near.code),
        "xep-hang/nhap/commune_code": Fill(near.code, None, far.code, Breadth.COMMUNE),
        "rankings.as_csv:code": Fill(f"RANK{near.id + 20}"),
        "rankings.take:code": Fill(f"RANK{near.id + 20}"),
        "class_id": Fill(*(one.id for one in classes)),
        "check_in_id": Fill(*check_ins),
        "account_id": Fill(
            world.second_ambassador_id, world.neighbour_leader_id, world.far_leader_id
        ),
        "site_id": Fill(sites[0].id, None, sites[2].id),
        "village_id": Fill(world.village_id, None, far_village),
        "issue_id": Fill(*map(raised, teams)),
        "review_id": Fill(*(unfit(team, world.second_ambassador_id) for team in teams)),
        "meeting_id": Fill(*map(met, people)),
        "turn_id": Fill(*map(helped, people)),
        "decision_id": Fill(decided(near), None, decided(far), Breadth.COMMUNE),
        "invitation_id": Fill(*map(invited, teams)),
        "membership_id": Fill(*map(nominated, teams)),
        "job_id": Fill(
            asked_for(world.leader_id), None, asked_for(world.far_leader_id), Breadth.OWN
        ),
        "ticket": Fill("a.b.c"),
        "sign_in_id": Fill(None, None, signed_in(world.far_leader_id, "far")),
        "xa/code": Fill(near.code, None, far.code, Breadth.COMMUNE),
        "tinh/code": Fill(near.province.code, None, far.province.code, Breadth.PROVINCE),
        "card_code": Fill(carded(people[0])),
        "class_code": Fill(classes[0].code),
        "giay/class_code": Fill(*(one.code for one in classes)),
        "poster_code": Fill(poster_of(sites[0])),
        "m/code": Fill(invitation_code(SECRET, nonce_of(teams[0]))),
        "ky-nang/code": Fill("TB01"),
        "c/class_code/code": Fill("482913"),
        "C/rest": Fill(classes[0].code),
        "D/rest": Fill(poster_of(sites[0])),
        "so-lieu/name": Fill("people"),
        "moc/kind": Fill("interim"),
        **requests_of(world, teams, people, sites),
        **campaigns_of(world, teams, sites),
    }


def campaigns_of(world: World, teams: list[Team], sites: list[Site]) -> dict[str, Fill]:
    """A campaign of the commune, shifts on the ground of two of its teams, and one far away."""
    near, far = (
        db.session.get_one(Campaign, key) for key in (world.campaign_id, world.far_campaign_id)
    )
    elsewhere = factories.shift(near, sites[1], teams[1])
    helper = factories.volunteer(teams[1].commune, "Phàn A Chín")
    place = factories.assignment(elsewhere, helper, PlaceStatus.PROPOSED)
    waves = [
        saved(
            Wave(campaign_id=row.id, name="Đợt 1", first_day=row.first_day, last_day=row.last_day)
        )
        for row in (near, far)
    ]
    squads = [saved(Squad(campaign_id=row.id, name="Đội 1")) for row in (near, far)]
    signup, far_signup = (
        db.session.get_one(Signup, key) for key in (world.signup_id, world.far_signup_id)
    )
    papers = [
        factories.certificate(near, signup.volunteer),
        factories.certificate(far, far_signup.volunteer),
    ]
    return {
        "campaign_id": Fill(near.id, None, far.id, Breadth.COMMUNE),
        "campaigns.take_up:campaign_id": Fill(offered_to(teams[0]), None, far.id),
        "cd/campaign_id": Fill(near.id),
        "ket-qua/figure": Fill("gio"),
        "certificate_id": Fill(papers[0].id, None, papers[1].id, Breadth.COMMUNE),
        "reward_id": Fill(
            proposed(near, signup, teams[0]), None, proposed(far, far_signup, teams[2])
        ),
        "doan/issuer": Fill(f"xa{near.commune_id}"),
        "thu-hoi/number": Fill(0),
        "shift_id": Fill(world.shift_id, elsewhere.id, world.far_shift_id),
        "assignment_id": Fill(world.assignment_id, place.id, world.far_assignment_id),
        "wave_id": Fill(waves[0], None, waves[1]),
        "squad_id": Fill(squads[0], None, squads[1]),
        "signup_id": Fill(world.signup_id, None, world.far_signup_id),
        "slug": Fill(near.slug),
        "reference": Fill(signup.reference),
        "shift_code": Fill(db.session.get_one(Shift, world.shift_id).code),
        "v/shift_code/code": Fill("482913"),
        "V/rest": Fill(db.session.get_one(Shift, world.shift_id).code),
    }  # fmt: skip


def proposed(campaign: Campaign, signup: Signup, team: Team) -> int:
    """A reward that the team's leader proposed."""
    return saved(
        Reward(
            province_id=campaign.province_id, commune_id=campaign.commune_id, team_id=team.id,
            campaign_id=campaign.id, volunteer_id=signup.volunteer_id, name="Lý Thị Mẩy",
            kind=RewardKind.COMMUNE_MERIT, status=RewardStatus.PROPOSED, words="Tận tình",
            figures={"shifts": 3, "minutes": 360, "code_minutes": 360, "people": 1},
            proposed_by_id=campaign.created_by_id, proposed_at=clock.now(),
        )
    )  # fmt: skip


def offered_to(team: Team) -> int:
    """A campaign of the province that the team's commune has not taken up."""
    youth = db.session.scalars(select(Account.id).where(Account.name == "Phạm Thu Hà")).one()
    return saved(
        Campaign(
            province_id=team.commune.province_id, slug="toan-tinh", kind=campaign_rules.Kind.OTHER,
            name="Toàn tỉnh học số", first_day=clock.today(),
            last_day=clock.today() + timedelta(days=30), stage=campaign_rules.Stage.RUNNING,
            created_by_id=youth, created_at=clock.now(),
        )
    )  # fmt: skip


def requests_of(
    world: World, teams: list[Team], people: list[Mentee], sites: list[Site]
) -> dict[str, Fill]:
    """What somebody asks for, of each kind, in each place."""

    def ask(kind: str, subjects: list[int]) -> Fill:
        asker = world.second_ambassador_id
        return Fill(
            *(asked(kind, team, key, asker) for team, key in zip(teams, subjects, strict=True))
        )

    mentees = [person.id for person in people]
    return {
        "yeu-cau/request_id": ask("transfer", mentees),
        "asks.answer:request_id": ask("erasure", mentees),
        "asks.erase:request_id": ask("erasure", mentees),
        "buoi-hoc/de-nghi/request_id": ask("class", list(map(proposed_class, teams, sites))),
        "diem-hoc/de-nghi/request_id": ask("site", list(map(proposed_site, teams))),
    }


def snapshot_code(commune: Commune) -> str:
    return f"REPRT{commune.id + 20}"


def decided(commune: Commune) -> int:
    """A decision on goals that still waits for its number."""
    return saved(
        QuotaDecision(
            commune_id=commune.id, decided_on=clock.today(), created_by_id=1,
            issuer=IssuerKind.PEOPLES_COMMITTEE, created_at=clock.now(),
        )
    )  # fmt: skip


def reported(commune: Commune) -> int:
    """A report that is approved, so that whoever it is sent to may read it."""
    first = clock.today() - timedelta(days=30)
    snapshot = Snapshot(
        code=snapshot_code(commune), kind=SnapshotKind.REPORT, province_id=commune.province_id,
        commune_id=commune.id, facts="{}", digest="", counted={"window": {}},
        taken_at=clock.now(), taken_by_id=1,
    )  # fmt: skip
    period = {"kind": "range", "first": str(first), "last": str(clock.today())}
    place = {"level": "commune", "code": commune.code, "name": commune.name, "province": ""}
    facts = {
        "form": 1, "issuer": "commune", "kind": "ad_hoc", "period": period, "place": place,
        "indicators": {"people": {"n": [12, None], "year": [30, None]}}, "year": period,
        "quotas": [], "made_at": clock.now().isoformat(),
    }  # fmt: skip
    snapshot.facts = canonical(facts)
    snapshot.public = {name: facts[name] for name in ("kind", "issuer", "period")} | {
        "place": commune.name, "figures": {}
    }  # fmt: skip
    saved(snapshot)
    return saved(
        Report(
            province_id=commune.province_id, commune_id=commune.id, issuer=Issuer.COMMUNE,
            kind=ReportKind.AD_HOC, period_kind=PeriodKind.RANGE, first_day=first,
            last_day=clock.today(), status=Status.APPROVED, prepared_by_id=1,
            prepared_at=clock.now(), approved_at=clock.now(), draft={}, snapshot_id=snapshot.id,
        )
    )  # fmt: skip


def summed(commune: Commune) -> int:
    """The draft of a province's sum."""
    row = Report(
        province_id=commune.province_id, issuer=Issuer.PROVINCE, kind=ReportKind.CONSOLIDATED,
        period_kind=PeriodKind.YEAR, first_day=date(2025, 1, 1), last_day=date(2025, 12, 31),
        status=Status.DRAFT, prepared_by_id=1, prepared_at=clock.now(), draft={},
    )  # fmt: skip
    return saved(row)


def ranked(commune: Commune) -> str:
    """A ranking that was published, of one commune."""
    period = {"kind": "year", "first": "2026-01-01", "last": "2026-12-31"}
    row = {
        "rank": 1, "code": commune.code, "name": commune.name, "score": 900, "people": 1000,
        "classes": 900, "issues": 800, "per_thousand": 417, "active": 1000,
    }  # fmt: skip
    facts = {
        "kind": "ranking", "issuer": "province", "period": period, "place": "Lào Cai",
        "figures": {}, "rows": [row], "without": [], "floor": 5,
    }  # fmt: skip
    snapshot = Snapshot(
        code=f"RANK{commune.id + 20}", kind=SnapshotKind.RANKING, province_id=commune.province_id,
        facts=canonical(facts), digest="", public=facts, counted={}, taken_at=clock.now(),
        taken_by_id=1,
    )  # fmt: skip
    saved(snapshot)
    saved(
        Ranking(
            province_id=commune.province_id, period_kind=PeriodKind.YEAR,
            first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), version=1,
            snapshot_id=snapshot.id, published_at=clock.now(), published_by_id=1,
        )
    )  # fmt: skip
    return snapshot.code


def nonce_of(team: Team) -> str:
    return f"nonce-{team.id}"


def invited(team: Team) -> int:
    """An invitation to become an ambassador of the team, from its leader."""
    leads = select(Membership.account_id).where(
        Membership.team_id == team.id, Membership.role == Role.LEADER
    )
    place = (team.commune.province_id, team.commune_id, team.id)
    leader = Actor(db.session.scalars(leads).first(), "", (Post(Role.LEADER, *place),))
    row = inviting.invite(
        leader, post=Post(Role.AMBASSADOR, *place), name="", phone=None, secret=SECRET,
        now=clock.now(),
    )  # fmt: skip
    assert row is not None
    row.nonce = nonce_of(team)
    row.token_digest = codes.digest(invitation_code(SECRET, row.nonce))
    return saved(row)


def nominated(team: Team) -> int:
    """An ambassador whom Đoàn xã nominated."""
    someone = factories.account("Thào Seo Lùng")
    row = factories.post(someone, Role.AMBASSADOR, team)
    row.nominated_by_id = db.session.scalars(
        select(Account.id).where(Account.name == "Trần Minh Đức")
    ).one()
    row.awaits_approval = True
    return saved(row)


def signed_in(account_id: int, token: str) -> int:
    now = clock.now()
    return saved(
        SignIn(
            token_digest=codes.digest(token), account_id=account_id, created_at=now,
            expires_at=now + timedelta(days=1),
        )
    )  # fmt: skip


def asked_for(account_id: int) -> int:
    """A paper that somebody else asked for."""
    order = Order("sample", Form.PDF, sample(rows=1))
    return saved(papers.ask(account_id, order=order, now=clock.now()))


def carded(person: Mentee) -> str:
    row = Card(
        mentee_id=person.id, commune_id=person.commune_id, number="482913",
        code=codes.random_code(codes.CARD_CODE), issued_at=clock.now(),
    )  # fmt: skip
    saved(row)
    return row.code


def poster_of(site: Site) -> str:
    return db.session.scalars(select(Poster.code).where(Poster.site_id == site.id)).one()


def raised(team: Team) -> int:
    return saved(
        Issue(
            commune_id=team.commune_id, team_id=team.id, kind=next(iter(IssueKind)),
            title="VNeID: đổi máy", level=next(iter(IssueLevel)), status=next(iter(IssueStatus)),
            raised_at=clock.now(), raised_on=clock.today(),
        )
    )  # fmt: skip


def met(person: Mentee) -> int:
    now = clock.now()
    return saved(
        Meeting(
            commune_id=person.commune_id, team_id=person.team_id, guide_id=person.ambassador_id,
            channel=Channel.AT_HOME, held_at=now, local_date=clock.local_date(now), noted_at=now,
            level=2, attendances=[MeetingMentee(mentee_id=person.id)],
        )
    )  # fmt: skip


def helped(person: Mentee) -> int:
    now = clock.now()
    return saved(
        SupportTurn(
            commune_id=person.commune_id, team_id=person.team_id, helper_id=person.ambassador_id,
            channel=Channel.AT_SITE, subject="VNeID", result=TurnResult.DONE, at=now,
            local_date=clock.local_date(now), noted_at=now,
        )
    )  # fmt: skip


def unfit(team: Team, account_id: int) -> int:
    """An entry that a phone sent too late."""
    return saved(
        Review(
            commune_id=team.commune_id, team_id=team.id, account_id=account_id,
            key=codes.random_token(), what="Buổi kèm", told="Gọi video", path="/buoi-kem/them",
            fields=[["note", "Gọi video"]], reason=outbox.Reason.NOT_YOURS, said_at=clock.now(),
            received_at=clock.now(), status=outbox.Status.WAITING,
        )
    )  # fmt: skip


def asked(kind: str, team: Team, subject_id: int, asker_id: int) -> int:
    return saved(
        Request(
            commune_id=team.commune_id, team_id=team.id, kind=kind, subject_id=subject_id,
            asked_by_id=asker_id, asked_at=clock.now(),
        )
    )  # fmt: skip


def proposed_class(team: Team, site: Site) -> int:
    starts_at = clock.now() + timedelta(days=3)
    return saved(
        ClassProposal(
            commune_id=team.commune_id, team_id=team.id, site_id=site.id, title="Thanh toán số",
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        )
    )  # fmt: skip


def proposed_site(team: Team) -> int:
    return saved(
        SiteProposal(commune_id=team.commune_id, kind=SiteKind.MARKET, name=f"Chợ {team.id}")
    )


def populated(commune: Commune) -> int:
    """How many adults live there, as somebody typed it."""
    typist = db.session.scalars(select(Account.id)).first()
    return saved(
        PlaceFigure(
            commune_id=commune.id, kind=FigureKind.ADULTS, value=6450, source="Công an xã",
            as_of=clock.today(), entered_by_id=typist, entered_at=clock.now(),
        )
    )  # fmt: skip


def saved(row: Any) -> int:
    db.session.add(row)
    db.session.commit()
    return int(row.id)
