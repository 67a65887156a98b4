"""Classes: who came, how we know, what they can do now."""

from datetime import date, datetime, timedelta

from tracker.checkins.models import CheckIn, GuidePresence, SheetLine
from tracker.checkins.rules import Way
from tracker.classes.models import ClassHost, ClassSession, ClassSkill
from tracker.classes.rules import ClassStatus
from tracker.core import clock, codes
from tracker.core.bulk import Row
from tracker.demo.mentees import walk_in
from tracker.demo.stage import Stage, Team
from tracker.demo.telling import came, learn
from tracker.mentees.queries import GUIDED
from tracker.mentees.rules import MenteeStatus

_THEMES = (
    ("Thanh toán số và an toàn số", ("TT02", "AT02")),
    ("VNeID và dịch vụ công", ("DV01", "DV02")),
    ("Nộp hồ sơ trực tuyến", ("DV02", "DV03")),
    ("Làm quen điện thoại", ("TB01", "TB04")),
    ("Gọi điện, nhắn tin, gửi ảnh", ("GT01", "TB04")),
    ("Nhận biết lừa đảo", ("AT01", "AT02")),
)
_WAYS = (Way.CODE,) * 11 + (Way.SELF,) * 4 + (Way.CARD,) * 3 + (Way.POSTER,) + (Way.TYPED,)
ON_SHEET = 30
_LEVEL = {Way.CODE: 3, Way.SELF: 3, Way.CARD: 3, Way.POSTER: 2, Way.TYPED: 1}


def hold(stage: Stage, team: Team, day: date) -> None:
    """One class of the team on that day: over, called off, or still to come."""
    evening = day.weekday() < 5
    starts_at = stage.at(day, 19, 30) if evening else stage.at(day, 8)
    session, skill_ids = _session(stage, team, starts_at, starts_at + timedelta(hours=2))
    if day > stage.today:
        return
    if stage.chance(0.05):
        session["status"] = ClassStatus.CANCELLED
        session["cancelled_reason"] = stage.rng.choice(("Mưa lũ", "Mất điện", "Trùng họp thôn"))
        return
    is_locked = (stage.today - day).days > 6 or stage.chance(0.3)
    present, entries = _attend(stage, team, session, share=stage.rng.uniform(0.4, 0.85))
    session.update(
        status=ClassStatus.LOCKED if is_locked else ClassStatus.ENDED,
        opened_at=starts_at - timedelta(minutes=10),
        closed_at=session["ends_at"],
    )
    if is_locked:
        _lock(stage, team, session, present, entries)
    for person in present:
        for skill_id in skill_ids:
            learn(
                stage, team, person, skill_id, at=starts_at + timedelta(hours=1),
                level=3, by_id=team.leader_id, class_id=session["id"],
            )  # fmt: skip


def open_now(stage: Stage) -> None:
    """Two classes are on while the demo is looked at, and one waits for tomorrow evening."""
    starts_at = stage.now - timedelta(minutes=40)
    for village in ("Bản Cái", "Sín Chải"):
        team = stage.team(village)
        ends_at = stage.now + timedelta(hours=4)
        session, _skills = _session(stage, team, starts_at, ends_at, theme=0)
        session.update(status=ClassStatus.OPEN, opened_at=starts_at)
        _attend(stage, team, session, share=0.35)
        _expect(stage, team, session)
    tomorrow = stage.at(stage.today + timedelta(days=1), 19, 30)
    _session(stage, stage.team("Sín Chải"), tomorrow, tomorrow + timedelta(hours=2), theme=5)


def _expect(stage: Stage, team: Team, session: Row) -> None:
    """The paper sheet of a class: the team's people, by given name."""
    guided = [one for one in team.mentees if one["status"] in GUIDED]
    for number, person in enumerate(sorted(guided, key=lambda one: one["sort_key"])[:ON_SHEET], 1):
        stage.rows.add(SheetLine, class_id=session["id"], number=number, mentee_id=person["id"])


def _session(
    stage: Stage,
    team: Team,
    starts_at: datetime,
    ends_at: datetime,
    *,
    theme: int | None = None,
) -> tuple[Row, list[int]]:
    title, skill_codes = _THEMES[stage.rng.randrange(len(_THEMES)) if theme is None else theme]
    session = stage.rows.add(
        ClassSession,
        code=stage.code(codes.CLASS_CODE),
        secret=codes.random_token(),
        commune_id=team.commune_id,
        team_id=team.id,
        site_id=team.site_id,
        leader_id=team.leader_id,
        title=title,
        status=ClassStatus.PLANNED,
        starts_at=starts_at,
        ends_at=ends_at,
        local_date=clock.local_date(starts_at),
    )
    skill_ids = [stage.skills[code] for code in skill_codes]
    for skill_id in skill_ids:
        stage.rows.add(ClassSkill, class_id=session["id"], skill_id=skill_id)
    for account_id in [*team.host_ids[:1], *team.ambassador_ids[:1]]:
        stage.rows.add(ClassHost, class_id=session["id"], account_id=account_id)
    return session, skill_ids


def _attend(stage: Stage, team: Team, session: Row, *, share: float) -> tuple[list[Row], list[Row]]:
    """Some of the team's people, and now and then a newcomer: who is guided, and the whole list."""
    here = [
        person
        for person in team.mentees
        if person["created_at"] < session["starts_at"]
        and person["status"] is not MenteeStatus.STOPPED
        and stage.chance(share)
    ]
    entries = []
    guides: dict[int, datetime] = {}
    for person in here:
        way = stage.rng.choice(_WAYS)
        guide_id = person["ambassador_id"] if way is Way.CODE else None
        at = session["starts_at"] + timedelta(minutes=stage.rng.randrange(-10, 25))
        if guide_id:
            at = guides.setdefault(guide_id, at)
        entries.append(_check_in(stage, session, person, way=way, at=at, guide_id=guide_id))
    for guide_id, at in guides.items():
        stage.rows.add(
            GuidePresence, class_id=session["id"], account_id=guide_id, at=at, received_at=at,
            level=3,
        )  # fmt: skip
    for _ in range(stage.rng.choice((0, 0, 0, 1, 2))):
        newcomer = walk_in(stage, team, session["starts_at"])
        at = session["starts_at"]
        entries.append(_check_in(stage, session, newcomer, way=Way.SELF, at=at, guide_id=None))
    return here, entries


def _check_in(
    stage: Stage, session: Row, person: Row, *, way: Way, at: datetime, guide_id: int | None
) -> Row:
    is_late = way is Way.CODE and stage.chance(0.04)
    received_at = at + timedelta(hours=20) if is_late else at
    if received_at > stage.now:
        is_late, received_at = False, at
    came(person, session["local_date"])
    return stage.rows.add(
        CheckIn,
        class_id=session["id"],
        mentee_id=person["id"],
        commune_id=session["commune_id"],
        team_id=session["team_id"],
        guide_id=guide_id,
        way=way,
        level=2 if is_late else _LEVEL[way],
        at=at,
        local_date=session["local_date"],
        received_at=received_at,
        is_late=is_late,
        by_id=guide_id or (session["leader_id"] if way in {Way.CARD, Way.TYPED} else None),
    )


def _lock(stage: Stage, team: Team, session: Row, present: list[Row], entries: list[Row]) -> None:
    """The head-count mostly agrees with the list; then what the code proved is confirmed."""
    children = stage.rng.choice((0, 0, 1, 2))
    agrees = not stage.chance(0.06)
    counted = len(entries) + children + (0 if agrees else 6)
    elders = sum(person["birth_year"] <= stage.today.year - 60 for person in present)
    session.update(
        head_count=counted,
        women=round(counted * stage.rng.uniform(0.4, 0.7)),
        elders=elders,
        disabled=stage.rng.choice((0, 0, 0, 1)),
        minorities=round(counted * stage.rng.uniform(0.7, 1.0)),
        children=children,
        gap_reason="" if agrees else "Bà con đi cùng, chưa kịp ghi tên",
        minutes="Thực hành từng người trên điện thoại, làm lại đến khi tự làm được.",
        difficulties=stage.rng.choice(("Sóng yếu đầu buổi", "Một số máy đã cũ", "")),
        proposals=stage.rng.choice(("Xin thêm tài liệu in chữ to", "")),
        locked_at=session["ends_at"] + timedelta(hours=1),
        locked_by_id=team.leader_id,
    )
    for row in entries if agrees else ():
        row["level"] = 4 if row["level"] == 3 else row["level"]
