"""Makers for test rows. A maker takes what matters to the test and guesses the rest."""

import itertools
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tracker.accounts.models import Account, Membership
from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import Kind, SignupStatus, Stage
from tracker.certificates.models import Certificate
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock, codes, names
from tracker.core.db import db
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.rules import ConsentMethod, Device, MenteeStatus
from tracker.places.models import Commune, Poster, Province, Site, Team, Village
from tracker.places.rules import CommuneKind, SiteKind, VillageKind
from tracker.policy import Role
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import PlaceStatus, ShiftStatus
from tracker.skills.models import Module, Skill, SkillSet, SkillSetItem
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Block, Organisation

T = TypeVar("T")

# Copies of one database meet makers of several processes: each begins elsewhere.
_number = itertools.count(os.getpid() * 1000)
_phones = itertools.count(912000001 + os.getpid() % 5000 * 1000)


@dataclass(frozen=True)
class World:
    """Keys, not rows: a row must not outlive the session that loaded it.

    Here: province, commune, village, site, team with its people. There: another province.
    """

    province_id: int
    commune_id: int
    commune_code: str
    village_id: int
    site_id: int
    team_id: int
    neighbour_team_id: int
    ambassador_id: int
    second_ambassador_id: int
    leader_id: int
    neighbour_leader_id: int
    head_id: int
    officer_id: int
    commune_youth_id: int
    province_youth_id: int
    board_id: int
    admin_id: int
    mentee_id: int
    neighbour_mentee_id: int
    skill_ids: tuple[int, ...]
    class_id: int
    far_commune_id: int
    far_team_id: int
    far_leader_id: int
    far_mentee_id: int
    far_class_id: int
    campaign_id: int
    shift_id: int
    assignment_id: int
    signup_id: int
    far_campaign_id: int
    far_shift_id: int
    far_assignment_id: int
    far_signup_id: int


def make_world() -> World:
    here, there = province("Lào Cai"), province("Thái Nguyên")
    commune_here, commune_there = commune(here, "Xã Si Ma Cai"), commune(there, "Xã Lam Vỹ")
    village_here = village(commune_here, "Sín Chải")
    site_here, site_there = site(commune_here, village_here), site(commune_there)
    team_here = team(commune_here, village_here)
    neighbour, team_there = team(commune_here), team(commune_there)
    ambassador = account("Giàng Thị Mỷ", Role.AMBASSADOR, team_here)
    second = account("Lù Thị Mẩy", Role.AMBASSADOR, team_here)
    leader = account("Giàng Seo Phừ", Role.LEADER, team_here)
    neighbour_leader = account("Lý A Sử", Role.LEADER, neighbour)
    neighbour_ambassador = account("Lý A Páo", Role.AMBASSADOR, neighbour)
    far_leader = account("Ma Đình Khoa", Role.LEADER, team_there)
    far_ambassador = account("Hoàng Thị Nhung", Role.AMBASSADOR, team_there)
    skill_ids = tuple(skill(code).id for code in ("TB01", "GT01", "DV01", "TT02", "AT02"))
    skill_set("nguoi_dan", skill_ids)
    skill_set("cao_tuoi", skill_ids[:3])
    youth = account("Trần Minh Đức", Role.COMMUNE_YOUTH, commune_here)
    helping = _make_help(commune_here, youth, site_here, team_here, "Lý Thị Mẩy")
    helping_there = _make_help(commune_there, far_leader, site_there, team_there, "Nông Văn Tài")
    return World(
        province_id=here.id,
        commune_id=commune_here.id,
        commune_code=commune_here.code,
        village_id=village_here.id,
        site_id=site_here.id,
        team_id=team_here.id,
        neighbour_team_id=neighbour.id,
        ambassador_id=ambassador.id,
        second_ambassador_id=second.id,
        leader_id=leader.id,
        neighbour_leader_id=neighbour_leader.id,
        head_id=account("Nguyễn Văn Hòa", Role.COMMUNE_HEAD, commune_here).id,
        officer_id=account("Lù Thị Hương", Role.FOCAL_OFFICER, commune_here).id,
        commune_youth_id=youth.id,
        province_youth_id=account("Phạm Thu Hà", Role.PROVINCE_YOUTH, here).id,
        board_id=account("Đỗ Quang Vinh", Role.PROVINCE_BOARD, here).id,
        admin_id=account("Quản trị", Role.ADMIN, None).id,
        mentee_id=mentee(team_here, ambassador, "Sùng A Páo", village=village_here).id,
        neighbour_mentee_id=mentee(neighbour, neighbour_ambassador, "Thào Thị Dợ").id,
        skill_ids=skill_ids,
        class_id=class_session(team_here, site_here, leader).id,
        far_commune_id=commune_there.id,
        far_team_id=team_there.id,
        far_leader_id=far_leader.id,
        far_mentee_id=mentee(team_there, far_ambassador, "Hoàng Thị Sửu").id,
        far_class_id=class_session(team_there, site_there, far_leader).id,
        campaign_id=helping[0],
        shift_id=helping[1],
        assignment_id=helping[2],
        signup_id=helping[3],
        far_campaign_id=helping_there[0],
        far_shift_id=helping_there[1],
        far_assignment_id=helping_there[2],
        far_signup_id=helping_there[3],
    )


def _make_help(
    commune: Commune, by: Account, site: Site, team: Team, name: str
) -> tuple[int, int, int, int]:
    """A campaign with one shift, and one volunteer on it: the keys of all four."""
    its = campaign(commune, by)
    one, person = shift(its, site, team), volunteer(commune, name)
    return its.id, one.id, assignment(one, person).id, signup(its, person).id


def province(name: str) -> Province:
    return _saved(
        Province(code=f"{next(_number):02d}", name=name, search_key=names.search_key(name))
    )


def commune(province: Province, name: str) -> Commune:
    return _saved(
        Commune(
            province_id=province.id,
            code=f"{next(_number):05d}",
            kind=CommuneKind.XA,
            name=name,
            search_key=names.search_key(name),
        )
    )


def village(commune: Commune, name: str) -> Village:
    return _saved(
        Village(
            commune_id=commune.id,
            kind=VillageKind.THON,
            name=name,
            search_key=names.search_key(name),
        )
    )


def site(commune: Commune, village: Village | None = None) -> Site:
    row = _saved(
        Site(
            commune_id=commune.id,
            village_id=village.id if village else None,
            kind=SiteKind.CULTURE_HOUSE,
            name=f"Nhà văn hóa {next(_number)}",
        )
    )
    _saved(
        Poster(
            commune_id=commune.id,
            site_id=row.id,
            code=codes.random_code(codes.POSTER_CODE),
            issued_at=clock.now(),
        )
    )
    return row


def team(commune: Commune, village: Village | None = None) -> Team:
    return _saved(
        Team(
            commune_id=commune.id,
            village_id=village.id if village else None,
            name=f"Tổ CNSCĐ {village.name if village else next(_number)}",
        )
    )


def account(name: str, role: Role | None = None, place: Any = None, **more: Any) -> Account:
    row = _saved(
        Account(
            phone=f"+84{next(_phones)}",
            name=name,
            search_key=names.search_key(name),
            sort_key=names.sort_key(name),
            created_at=clock.now(),
            **more,
        )
    )
    if role:
        post(row, role, place)
    return row


def post(account: Account, role: Role, place: Any = None) -> Membership:
    """A role at a team, a commune, a province, or everywhere."""
    at: dict[str, int] = {}
    if isinstance(place, Team):
        at = {"team_id": place.id, "commune_id": place.commune_id}
    elif isinstance(place, Commune):
        at = {"commune_id": place.id}
    elif isinstance(place, Province):
        at = {"province_id": place.id}
    return _saved(Membership(account_id=account.id, role=role, since=clock.today(), **at))


def mentee(
    team: Team,
    ambassador: Account,
    name: str = "Vàng Seo Chư",
    *,
    village: Village | None = None,
    status: MenteeStatus = MenteeStatus.ACTIVE,
    **more: Any,
) -> Mentee:
    """A person who agreed and is being guided."""
    row = Mentee(
        commune_id=team.commune_id,
        village_id=village.id if village else None,
        team_id=team.id,
        ambassador_id=ambassador.id,
        status=status,
        name=name,
        search_key=names.search_key(name),
        sort_key=names.sort_key(name),
        device=Device.SMART,
        created_at=clock.now(),
        **more,
    )
    db.session.add(row)
    db.session.flush()
    guided = Mentorship(
        mentee_id=row.id,
        ambassador_id=ambassador.id,
        commune_id=team.commune_id,
        team_id=team.id,
        since=clock.today(),
    )
    agreed = Consent(
        mentee_id=row.id,
        method=ConsentMethod.SPOKEN,
        text_version="1",
        text_digest="0" * 64,
        witness="Trưởng thôn",
        taken_at=clock.now(),
    )
    db.session.add_all([guided] if status is MenteeStatus.PENDING else [guided, agreed])
    return _saved(row)


def skill(code: str) -> Skill:
    module = db.session.query(Module).filter_by(code=code[:2]).one_or_none()
    if module is None:
        module = _saved(Module(code=code[:2], name=code[:2], name_en=code[:2], position=0))
    return _saved(
        Skill(
            code=code, module_id=module.id, name=f"Kỹ năng {code}", name_en=f"Skill {code}",
            evidence="", evidence_en="", position=next(_number),
        )
    )  # fmt: skip


def skill_set(code: str, skill_ids: tuple[int, ...]) -> SkillSet:
    row = _saved(SkillSet(code=code, name=code, name_en=code, position=next(_number)))
    for skill_id in skill_ids:
        _saved(SkillSetItem(skill_set_id=row.id, skill_id=skill_id))
    return row


def _lately_today() -> datetime:
    """Half an hour ago, but not yesterday: phones keep the classes of today."""
    return max(clock.now() - timedelta(minutes=30), clock.start_of(clock.today()))


def class_session(
    team: Team,
    site: Site,
    leader: Account,
    *,
    starts_at: datetime | None = None,
    hours: float = 2,
    status: ClassStatus = ClassStatus.OPEN,
) -> ClassSession:
    """A class that began half an hour ago and is open."""
    starts_at = starts_at or _lately_today()
    return _saved(
        ClassSession(
            code=codes.random_code(codes.CLASS_CODE),
            secret=codes.random_token(),
            commune_id=team.commune_id,
            team_id=team.id,
            site_id=site.id,
            leader_id=leader.id,
            title="Thanh toán số",
            status=status,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            local_date=clock.local_date(starts_at),
            opened_at=starts_at if status is not ClassStatus.PLANNED else None,
        )
    )


def check_in(session: ClassSession, mentee: Mentee, *, level: int = 3) -> CheckIn:
    return _saved(
        CheckIn(
            class_id=session.id, mentee_id=mentee.id, commune_id=session.commune_id,
            team_id=session.team_id, way=Way.CODE, level=level, at=session.starts_at,
            local_date=session.local_date, received_at=session.starts_at,
        )
    )  # fmt: skip


def volunteer(
    commune: Commune, name: str = "Lý Thị Mẩy", *, age: int = 22, village: Village | None = None,
    **more: Any,
) -> Volunteer:  # fmt: skip
    """Somebody who agreed to help, with a number of their own."""
    return _saved(
        Volunteer(
            commune_id=commune.id, village_id=village.id if village else None, name=name,
            search_key=names.search_key(name), sort_key=names.sort_key(name),
            birth_year=clock.today().year - age, organisation=Organisation.UNION_CELL,
            organisation_name="Chi đoàn thôn", block=Block.GREEN_SUMMER, consent_version="1",
            consent_digest="0" * 64, consented_at=clock.now(), created_at=clock.now(),
            **{"phone": f"+84{next(_phones)}"} | more,
        )
    )  # fmt: skip


def campaign(
    commune: Commune, by: Account, *, stage: Stage = Stage.RUNNING, **more: Any
) -> Campaign:
    """A campaign around today, open for everybody."""
    today = clock.today()
    return _saved(
        Campaign(
            province_id=commune.province_id, commune_id=commune.id, slug=f"hoc-so-{next(_number)}",
            name="Thanh niên chung tay", stage=stage, created_by_id=by.id, created_at=clock.now(),
            **{
                "kind": Kind.YOUTH_SKILLS, "first_day": today - timedelta(days=30),
                "last_day": today + timedelta(days=60),
            } | more,
        )
    )  # fmt: skip


def shift(
    campaign: Campaign, site: Site, team: Team | None = None, *, starts_at: datetime | None = None,
    hours: float = 2, places: int = 3, **more: Any,
) -> Shift:  # fmt: skip
    """A shift in three days with one role, its number of places, and nobody on it."""
    starts_at = starts_at or clock.now() + timedelta(days=3)
    return _saved(
        Shift(
            code=codes.random_code(codes.CLASS_CODE), secret=codes.random_token(),
            campaign_id=campaign.id, commune_id=campaign.commune_id,
            team_id=team.id if team else None, site_id=site.id, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours), local_date=clock.local_date(starts_at),
            **{
                "status": ShiftStatus.PLANNED,
                "roles": [ShiftRole(name="Hướng dẫn", places=places)],
            } | more,
        )
    )  # fmt: skip


def assignment(
    shift: Shift, volunteer: Volunteer, status: PlaceStatus = PlaceStatus.ASSIGNED, **more: Any
) -> Assignment:
    return _saved(
        Assignment(
            shift_id=shift.id, role_id=shift.roles[0].id, volunteer_id=volunteer.id,
            status=status, queue=next(_number), at=clock.now(), **more,
        )
    )  # fmt: skip


def signup(campaign: Campaign, volunteer: Volunteer, **more: Any) -> Signup:
    return _saved(
        Signup(
            campaign_id=campaign.id, commune_id=volunteer.commune_id, volunteer_id=volunteer.id,
            reference=codes.random_code(12), at=clock.now(),
            **{"status": SignupStatus.ACCEPTED} | more,
        )
    )  # fmt: skip


def certificate(campaign: Campaign, volunteer: Volunteer, **more: Any) -> Certificate:
    """A paper in force for three shifts of two hours."""
    today = clock.today()
    row = Certificate(
        code=codes.random_code(12), province_id=campaign.province_id,
        commune_id=campaign.commune_id, campaign_id=campaign.id, volunteer_id=volunteer.id,
        year=today.year, number=next(_number), name=volunteer.name, is_child=False,
        campaign_name=campaign.name, issuer="Đoàn xã", shifts=3, minutes=360,
        first_day=today, last_day=today, issued_at=clock.now(),
        issued_by_id=campaign.created_by_id,
    )  # fmt: skip
    for name, value in more.items():
        setattr(row, name, value)
    return _saved(row)


def _saved(row: T) -> T:
    """What is known of it, and of others, is known still: nobody else writes meanwhile."""
    session = db.session()
    session.add(row)
    session.expire_on_commit = False
    session.commit()
    session.expire_on_commit = True
    return row
