"""Day script 4 in the middle of its summer, and a campaign of the province beside it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign, CampaignSkill, Goal, Signup, Squad, Wave
from tracker.campaigns.rules import Kind, SignupStatus, Stage
from tracker.core import clock, codes, names
from tracker.core.bulk import Row
from tracker.demo.cast import BAT_XAT, LEADERS, PROVINCE_YOUTH, SI_MA_CAI, Place
from tracker.demo.stage import Stage as Story
from tracker.demo.stage import Team
from tracker.mentoring.models import SupportTurn
from tracker.mentoring.rules import Channel, TurnResult
from tracker.places.models import Site
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import PlaceStatus, Proof, ShiftStatus
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import ALL_SLOTS, Block, Organisation

VILLAGES, SATURDAYS, PEOPLE = 12, 9, 46
CHILDREN, MINORS = 2, 8  # the first two are under 16, the first eight under 18
HELD = 5  # Saturdays that are over
EVENING, MORNING = ((19, 30), (21, 30)), ((7, 30), (11, 0))
SKILLS = ("DV02", "DV04", "TT02", "AT02")
COUNTER = "Trung tâm Phục vụ hành chính công"
_SUBJECTS = ("Nộp hồ sơ trực tuyến", "Đăng ký tài khoản", "Thanh toán hóa đơn", "Cài ứng dụng")


@dataclass
class Cast:
    """Who helps in one campaign, and which hours each has given away."""

    campaign: Row
    people: list[Row] = field(default_factory=list)
    taken: dict[int, set[datetime]] = field(default_factory=dict)

    def free(self, at: datetime) -> list[Row]:
        return [one for one in self.people if at not in self.taken.setdefault(one["id"], set())]


def build(story: Story) -> None:
    _summer(story)
    _province(story)
    _training(story)


def _summer(story: Story) -> None:
    """Đoàn xã Bát Xát: 12 thôn on nine Saturdays, and the counter in the morning."""
    first = _saturday(story.today) - timedelta(weeks=HELD)
    youth = _account(story, BAT_XAT.youth)
    campaign = _campaign(
        story, BAT_XAT.code, youth, name="Thanh niên chung tay phổ cập kỹ năng số – Hè",
        slug="thanh-nien-chung-tay", first=first, last=first + timedelta(weeks=SATURDAYS),
    )  # fmt: skip
    campaign |= {"goal_turns": 600, "goal_people": 240}
    middle = first + timedelta(weeks=HELD)
    for name, begins, ends in (
        ("Đợt 1", first, middle - timedelta(days=1)),
        ("Đợt 2", middle, campaign["last_day"]),
    ):
        story.rows.add(Wave, campaign_id=campaign["id"], name=name, first_day=begins, last_day=ends)
    cast = Cast(campaign)
    cast.people = [_person(story, campaign, number) for number in range(PEOPLE)]
    teams = [team for team in story.teams if team.commune_id == campaign["commune_id"]][:VILLAGES]
    for team in teams:
        story.rows.add(
            Goal, campaign_id=campaign["id"], commune_id=team.commune_id,
            village_id=team.village_id, turns=50, people=20,
        )  # fmt: skip
    for week in range(SATURDAYS):
        day = first + timedelta(weeks=week)
        for number, team in enumerate(teams):
            _evening(story, cast, team, day, is_storm=week == 0 and number < 2)
        _counter(story, cast, day, youth)
    _mistaken_twice(story, cast)


def _province(story: Story) -> None:
    """Tỉnh đoàn's campaign: Si Ma Cai takes part, Bát Xát is still invited."""
    youth = _account(story, PROVINCE_YOUTH[1])
    first = story.today - timedelta(days=10)
    last, name = story.today + timedelta(days=40), "Tháng cao điểm công dân số"
    whole, part = (
        _campaign(story, SI_MA_CAI.code, youth, name=name, slug=slug, first=first, last=last)
        for slug in ("thang-cao-diem", "thang-cao-diem-si-ma-cai")
    )
    whole["commune_id"], part["parent_id"] = None, whole["id"]
    for where in (SI_MA_CAI, BAT_XAT):
        story.rows.add(
            Goal, campaign_id=whole["id"], commune_id=story.communes[where.code]["id"],
            village_id=None, turns=300, people=120,
        )  # fmt: skip
    cast, team = Cast(part), story.team("Sín Chải")
    ambassador = next(row for row in story.rows.of(Account) if row["name"] == "Giàng Thị Mỷ")
    leader = _person(story, part, 0, account=ambassador)
    cast.people = [leader, *(_person(story, part, number) for number in range(10, 14))]
    begins = story.now - timedelta(minutes=40)
    today = add_shift(story, part, team.site_id, team.id, begins, begins + timedelta(hours=3), 4)
    today |= {"status": ShiftStatus.OPEN, "opened_at": begins, "leader_id": leader["id"]}
    for number, person in enumerate(cast.people[:4]):
        place = add_place(story, cast, today, person, number)
        if number < 2:
            place |= {"came_at": begins + timedelta(minutes=3), "came_proof": Proof.CODE}
    for weeks in (1, 2):
        at = story.at(_saturday(story.today) + timedelta(weeks=weeks), 8)
        coming = add_shift(story, part, team.site_id, team.id, at, at + timedelta(hours=3), 4)
        coming["leader_id"] = leader["id"]
        add_place(story, cast, coming, leader, 0)


def _training(story: Story) -> None:
    """Si Ma Cai trains its teams: one morning is over, another is to come."""
    first, team = story.today - timedelta(days=40), story.team("Sín Chải")
    row = _campaign(
        story, SI_MA_CAI.code, _account(story, PROVINCE_YOUTH[1]), slug="tap-huan", first=first,
        name="Tập huấn Đại sứ số và Tổ", last=story.today + timedelta(days=20),
    )  # fmt: skip
    row |= {"kind": Kind.TRAINING, "topics": ["teaching", "situations"]}
    leader = next(one for one in story.rows.of(Account) if one["name"] == LEADERS["Sín Chải"])
    cast = Cast(row, [_person(story, row, 20, account=leader)])
    for days in (-33, 13):
        starts = story.at(story.today + timedelta(days=days), 8)
        shift = add_shift(story, row, team.site_id, None, starts, starts + timedelta(hours=3), 30)
        _fill(story, cast, shift, len(cast.people))


def _saturday(today: date) -> date:
    """The Saturday to come, today's included."""
    return today + timedelta(days=(5 - today.weekday()) % 7)


def _account(story: Story, name: str) -> int:
    return next(int(row["id"]) for row in story.rows.of(Account) if row["name"] == name)


def _campaign(
    story: Story, commune: str, by_id: int, *, name: str, slug: str, first: date, last: date
) -> Row:
    place = story.communes[commune]
    row = story.rows.add(
        Campaign, province_id=place["province_id"], commune_id=place["id"], slug=slug,
        kind=Kind.YOUTH_SKILLS, name=name, first_day=first, last_day=last, stage=Stage.RUNNING,
        goal="Đoàn viên đến từng thôn hướng dẫn dịch vụ công, thanh toán số và an toàn số.",
        contact_name="Trần Minh Đức, Bí thư Đoàn xã", contact_phone="+84912000007",
        closed_roles=[], created_by_id=by_id, created_at=story.at(first - timedelta(days=20), 9),
    )  # fmt: skip
    for code in SKILLS:
        story.rows.add(CampaignSkill, campaign_id=row["id"], skill_id=story.skills[code])
    story.rows.add(
        Squad, campaign_id=row["id"], name="Đội hình Mùa hè xanh", leader="Trần Minh Đức"
    )
    return row


def _person(
    story: Story, campaign: Row, number: int, *, account: Row | None = None, name: str = ""
) -> Row:
    """Somebody who signed up: two children, eight minors, the rest grown up."""
    place = BAT_XAT if campaign["commune_id"] == story.communes[BAT_XAT.code]["id"] else SI_MA_CAI
    homes = [team for team in story.teams if team.commune_id == campaign["commune_id"]]
    home = story.rng.choice(homes)
    name = account["name"] if account else name or _new_name(story, place)
    minor = number < MINORS and account is None
    age = 15 if number < CHILDREN and minor else 17 if minor else story.rng.randrange(19, 30)
    signed_at = story.at(campaign["first_day"] - timedelta(days=1 + number % 9), 20, number)
    row = story.rows.add(
        Volunteer, commune_id=campaign["commune_id"],
        village_id=home.village_id, name=name,
        account_id=account["id"] if account else None, search_key=names.search_key(name),
        sort_key=names.sort_key(name), phone=account["phone"] if account else story.phone(),
        birth_year=story.today.year - age,
        guardian_name=story.name(place) if age < 16 else "",
        organisation=Organisation.SCHOOL if minor else Organisation.UNION_CELL,
        organisation_name="Trường THPT số 1 Bát Xát" if minor else f"Chi đoàn thôn {home.village}",
        block=Block.RED_FLAMBOYANT if minor else Block.GREEN_SUMMER,
        availability=sorted(story.rng.sample(ALL_SLOTS, 3)), is_core=number % 11 == 10,
        consent_version="tnv-2026-1", consent_digest="0" * 64, consented_at=signed_at,
        created_at=signed_at,
    )  # fmt: skip
    story.rows.add(
        Signup, campaign_id=campaign["id"], commune_id=campaign["commune_id"],
        volunteer_id=row["id"], reference=story.code(12), status=SignupStatus.ACCEPTED,
        at=signed_at,
    )  # fmt: skip
    return row


def _new_name(story: Story, place: Place) -> str:
    """Nobody's of the volunteers so far: only one of them is two by mistake."""
    taken = {row["name"] for row in story.rows.of(Volunteer)} | {"Lý Thị Mẩy"}
    while (name := story.name(place)) in taken:
        pass
    return name


def add_shift(
    story: Story, campaign: Row, site_id: int, team_id: int | None, starts: datetime,
    ends: datetime, places: int,
) -> Row:  # fmt: skip
    row = story.rows.add(
        Shift, code=story.code(codes.CLASS_CODE), secret=story.code(22),
        campaign_id=campaign["id"], commune_id=campaign["commune_id"], team_id=team_id,
        site_id=site_id, status=ShiftStatus.PLANNED, starts_at=starts, ends_at=ends,
        local_date=clock.local_date(starts), minimum=2,
    )  # fmt: skip
    role = {"name": "Hướng dẫn", "places": places, "is_teaching": False}
    story.rows.add(ShiftRole, shift_id=row["id"], **role)
    return row


def _evening(story: Story, cast: Cast, team: Team, day: date, *, is_storm: bool) -> None:
    starts, ends = (story.at(day, *hour) for hour in EVENING)
    later = timedelta(days=1 if is_storm else 0)
    shift = add_shift(story, cast.campaign, team.site_id, team.id, starts + later, ends + later, 3)
    if is_storm:
        called_off = add_shift(story, cast.campaign, team.site_id, team.id, starts, ends, 3)
        called_off |= {
            "status": ShiftStatus.CANCELLED, "cancelled_reason": "mưa lũ",
            "moved_to_id": shift["id"],
        }  # fmt: skip
    nobody = team.village == BAT_XAT.villages[0] and starts > story.now
    if not nobody:
        _fill(story, cast, shift, 3 if starts <= story.now else story.rng.choice((1, 2, 3)))


def _counter(story: Story, cast: Cast, day: date, youth: int) -> None:
    """The public service counter, where help is given and counted."""
    starts, ends = (story.at(day, *hour) for hour in MORNING)
    site = next(
        row
        for row in story.rows.of(Site)
        if row["commune_id"] == cast.campaign["commune_id"] and row["name"] == COUNTER
    )
    shift = add_shift(story, cast.campaign, site["id"], None, starts, ends, 5)
    _fill(story, cast, shift, 4)
    if ends < story.now:
        story.rows.add(
            SupportTurn, commune_id=shift["commune_id"], team_id=None, helper_id=youth,
            site_id=site["id"], channel=Channel.AT_SITE, subject=story.rng.choice(_SUBJECTS),
            result=TurnResult.DONE, turns=story.rng.randrange(12, 30), at=ends,
            local_date=day, noted_at=ends, shift_id=shift["id"],
            campaign_id=cast.campaign["id"],
        )  # fmt: skip


def _fill(story: Story, cast: Cast, shift: Row, number: int) -> None:
    """A grown-up first, who leads; what is over was worked."""
    free = cast.free(shift["starts_at"])
    adults = [one for one in free if story.today.year - one["birth_year"] > 18]
    if not adults:
        return
    leader = story.rng.choice(adults)
    others = [one for one in free if one is not leader]
    chosen = [leader, *story.rng.sample(others, min(number - 1, len(others)))]
    over = shift["ends_at"] < story.now
    for queue, person in enumerate(chosen):
        place = add_place(story, cast, shift, person, queue)
        if over and story.chance(0.9 if queue else 1.0):
            add_work(story, shift, place)
    if over:
        shift |= {
            "status": ShiftStatus.DONE, "opened_at": shift["starts_at"],
            "closed_at": shift["ends_at"],
        }  # fmt: skip
    if over or story.chance(0.8):
        shift["leader_id"] = leader["id"]


def add_place(story: Story, cast: Cast, shift: Row, person: Row, queue: int) -> Row:
    cast.taken.setdefault(person["id"], set()).add(shift["starts_at"])
    role = next(row for row in story.rows.of(ShiftRole) if row["shift_id"] == shift["id"])
    return story.rows.add(
        Assignment, shift_id=shift["id"], role_id=role["id"], volunteer_id=person["id"],
        status=PlaceStatus.ASSIGNED, queue=queue + 1, at=person["created_at"],
    )  # fmt: skip


def add_work(story: Story, shift: Row, place: Row) -> None:
    """Most scan in and out; some forget the end, some are written down by the leader."""
    place["came_at"] = shift["starts_at"] - timedelta(minutes=story.rng.randrange(10))
    place["came_proof"] = Proof.CODE if story.chance(0.85) else Proof.TYPED
    if story.chance(0.9):
        place["left_at"] = shift["ends_at"] - timedelta(minutes=story.rng.randrange(8))
        place["left_proof"] = place["came_proof"]


def _mistaken_twice(story: Story, cast: Cast) -> None:
    """Lý Thị Mẩy signed up twice for the same evening, under two numbers."""
    coming = [
        row
        for row in story.rows.of(Shift)
        if row["campaign_id"] == cast.campaign["id"] and row["starts_at"] > story.now
    ]
    held = [row["shift_id"] for row in story.rows.of(Assignment)]
    evenings = [row for row in coming if row["team_id"] and held.count(row["id"]) < 3]
    for shift in evenings[1:3]:
        person = _person(story, cast.campaign, PEOPLE, name="Lý Thị Mẩy")
        add_place(story, cast, shift, person, 9)
