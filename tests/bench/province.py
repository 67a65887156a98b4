"""A province of a chosen size: communes, teams, ambassadors, learners, check-ins and marks.

The places are the same whatever the size: what grows with the years is people and what they did.
Every row follows from its number, so a province of one size is always the same but for its days.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, insert, literal, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import aliased

from tests import factories
from tracker.accounts.models import Account, Membership
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import bulk, clock, names, sizes
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators.catalogue import indicators
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.rules import ConsentMethod, MenteeStatus
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import Channel, IssueKind, IssueLevel, IssueStatus, TurnResult
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Commune, Site, Team, Village
from tracker.places.rules import CommuneKind, SiteKind, VillageKind
from tracker.policy import Role
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState
from tracker.totals.models import TotalChange

COMMUNES, TEAMS = 99, 2_000
# Learners of an ambassador, at a class; skills each was seen with; of how many one met or declared.
CIRCLE, CLASS, MARKS, MET, DECLARED = 62, 40, 5, 10, 7
DAYS = 90
NOTES = 15_000
FAMILY = ("Giàng", "Lù", "Vàng", "Thào", "Hoàng", "Ma", "Lý", "Cư", "Sùng", "Chảo", "Lồ", "Tẩn")
MIDDLE = ("Thị", "A", "Seo", "Văn", "Mí", "Láo")
NAMES = 12 * 6 * 13
GIVEN = ("Mỷ", "Páo", "Dợ", "Chư", "Sua", "Mẩy", "Phừ", "Lềnh", "Sử", "Dế", "Pàng", "Khé", "Súa")

_WHY = "rows of an invented province"


def build(people: int) -> None:
    """Everybody has an ambassador, agreed, and learnt lately. At most 99 for each ambassador."""
    _allow_long_statements()
    province = factories.province("Lào Cai")
    _skills()
    places = range(1, COMMUNES + 1)
    bulk.insert_all(Commune, [_place(n, province.id) for n in places])
    bulk.insert_all(Village, [{"id": n, "commune_id": n, **_named_place(n)} for n in places])
    kinds = (SiteKind.CULTURE_HOUSE, SiteKind.LEARNING_CORNER)
    bulk.insert_all(
        Site,
        [{"id": n + k * COMMUNES, "commune_id": n, "kind": kind, "name": f"Nhà {n}"}
         for n in places for k, kind in enumerate(kinds)],
    )  # fmt: skip
    bulk.insert_all(
        Team,
        [{"id": n, "commune_id": commune(n), "name": f"Tổ {n}"} for n in range(1, TEAMS + 1)],
    )
    ambassadors, evenings = max(TEAMS, people // CIRCLE), max(1, people // CLASS // TEAMS)
    _ambassadors(ambassadors)
    _classes(evenings * TEAMS)
    _goals()
    _learners(ambassadors, people // ambassadors)
    _what_they_did(ambassadors, evenings)
    _others(people // 100)
    _tonight()
    db.session.commit()
    settle()


def _allow_long_statements() -> None:
    """One statement writes millions of rows. Each transaction may have another connection."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-500000")
    else:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")


def settle() -> None:
    """Let the database know how large everything has become."""
    db.session.rollback()
    sizes.look_again()


def _skills() -> None:
    """Those the indicators are about, and others up to so many marks a person."""
    wanted = [code for spec in indicators().values() for code in spec.about if len(code) == 4]
    for code in sorted({code for code in wanted if code[2:].isdigit()})[:MARKS]:
        factories.skill(code)
    for n in range(MARKS - db.session.query(Skill).count()):
        factories.skill(f"GT{n + 1:02}")


def commune(n: int) -> int:
    return (n - 1) % COMMUNES + 1


def _place(n: int, province_id: int) -> dict[str, Any]:
    name = f"Xã {n}"
    return {
        "id": n, "province_id": province_id, "code": f"{n:05}", "kind": CommuneKind.XA,
        "name": name, "search_key": names.search_key(name),
    }  # fmt: skip


def _named_place(n: int) -> dict[str, Any]:
    return {"kind": VillageKind.THON, "name": f"Thôn {n}", "search_key": f"thon {n}"}


def _ambassadors(number: int) -> None:
    now, today = clock.now(), clock.today()
    accounts, posts = [], []
    for n in range(1, number + 1):
        team = _team(n)
        accounts.append({"id": n, "phone": f"+8498{n:07}", "created_at": now, **_named(n)})
        posts.append(
            {"id": n, "account_id": n, "role": Role.AMBASSADOR, "since": today, "team_id": team,
             "commune_id": commune(team)}
        )  # fmt: skip
    bulk.insert_all(Account, accounts)
    bulk.insert_all(Membership, posts)


def _goals() -> None:
    """Three goals a team for this quarter, and the adults of every commune."""
    now, quarter = clock.now(), period_of(PeriodKind.QUARTER, clock.today())
    places = range(1, COMMUNES + 1)
    bulk.insert_all(
        QuotaDecision,
        [{"id": n, "commune_id": n, "decided_on": quarter.first, "created_by_id": 1,
          "issuer": IssuerKind.PEOPLES_COMMITTEE, "created_at": now} for n in places],
    )  # fmt: skip
    bulk.insert_all(
        Quota,
        [{"id": (team - 1) * 3 + k + 1, "commune_id": commune(team), "team_id": team,
          "metric": metric, "period_kind": quarter.kind, "first_day": quarter.first,
          "goal": 100, "status": QuotaStatus.ASSIGNED, "decision_id": commune(team)}
         for team in range(1, TEAMS + 1) for k, metric in enumerate(Metric)],
    )  # fmt: skip
    bulk.insert_all(
        PlaceFigure,
        [{"id": n, "commune_id": n, "kind": FigureKind.ADULTS, "value": 9870,
          "source": "Công an xã", "as_of": quarter.first, "entered_by_id": 1, "entered_at": now}
         for n in places],
    )  # fmt: skip


def _classes(number: int) -> None:
    now = clock.now()
    rows = []
    for n in range(1, number + 1):
        team, starts_at = _team(n), now - timedelta(days=n % DAYS, hours=3)
        rows.append(
            {"id": n, "code": f"C{n}", "secret": "", "commune_id": commune(team), "team_id": team,
             "site_id": commune(team), "leader_id": team, "title": "Thanh toán số",
             "status": ClassStatus.LOCKED, "starts_at": starts_at,
             "ends_at": starts_at + timedelta(hours=2), "local_date": clock.local_date(starts_at)}
        )  # fmt: skip
    bulk.insert_all(ClassSession, rows)


def _learners(ambassadors: int, each: int) -> None:
    """So many for each ambassador. Names are those of the first accounts, over and over."""
    now, today = clock.now(), clock.today()
    post, step, called = Membership, aliased(Commune), aliased(Account)
    n = (step.id - 1) * ambassadors + post.id
    rows = (
        select(post.id)
        .join(step, step.id <= each)
        .join(called, called.id == n % NAMES + 1)
        .order_by(n)
    )
    _write(
        Mentee, rows, id=n, commune_id=post.commune_id, team_id=post.team_id,
        village_id=post.commune_id, ambassador_id=post.account_id, status=MenteeStatus.ACTIVE,
        created_at=now, vneid_on=case((n % DECLARED == 0, today), else_=None), name=called.name,
        search_key=called.search_key, sort_key=called.sort_key,
    )  # fmt: skip


def _team(n: int) -> int:
    return (n - 1) % TEAMS + 1


def _what_they_did(ambassadors: int, evenings: int) -> None:
    """Each agreed, came to one class, and was seen with five skills there; some were met at home.

    The class is of their team; every tenth goes to the next one's.
    """
    now, today = clock.now(), clock.today()
    person, held = Mentee, aliased(ClassSession)
    where = case((person.id % MET == 1, person.team_id % TEAMS + 1), else_=person.team_id)
    evening = (person.id // ambassadors) % evenings
    _write(
        Mentorship, select(person.id), id=person.id, mentee_id=person.id, since=today,
        ambassador_id=person.ambassador_id, commune_id=person.commune_id, team_id=person.team_id,
    )  # fmt: skip
    _write(
        Consent, select(person.id), id=person.id, mentee_id=person.id, taken_at=now,
        method=ConsentMethod.SPOKEN, text_version="1", text_digest="0" * 64,
    )  # fmt: skip
    came = select(person.id).join(held, held.id == where + TEAMS * evening)
    _write(
        CheckIn, came, id=person.id, class_id=held.id, mentee_id=person.id, way=Way.CODE, level=3,
        commune_id=held.commune_id, team_id=held.team_id, at=held.starts_at,
        local_date=held.local_date, received_at=held.starts_at,
    )  # fmt: skip
    there = aliased(CheckIn)
    _write(
        SkillMark, select(there.id).join(Skill, literal(True)),
        id=(there.id - 1) * MARKS + Skill.id, mentee_id=there.mentee_id, skill_id=Skill.id,
        state=SkillState.ALONE, level=3, at=there.at, local_date=there.local_date,
        noted_at=there.at, noted_by_id=1, commune_id=there.commune_id, team_id=there.team_id,
        class_id=there.class_id,
    )  # fmt: skip
    met = came.where(person.id % MET == 0)
    _write(
        Meeting, met, id=person.id, commune_id=person.commune_id, team_id=person.team_id,
        guide_id=person.ambassador_id, channel=Channel.AT_HOME, held_at=held.starts_at,
        local_date=held.local_date, noted_at=held.starts_at, level=2,
    )  # fmt: skip
    _write(
        MeetingMentee,
        met,
        id=person.id,
        meeting_id=person.id,
        mentee_id=person.id,
    )


def _others(number: int) -> None:
    """Issues that were resolved, and help given on the spot."""
    held = aliased(ClassSession)
    some = select(held.id).where(held.id <= number)
    _write(
        Issue, some, id=held.id, commune_id=held.commune_id, team_id=held.team_id,
        kind=IssueKind.OTHER, title="Việc", level=IssueLevel.TEAM, status=IssueStatus.RESOLVED,
        raised_at=held.starts_at, raised_on=held.local_date, resolved_on=held.local_date,
    )  # fmt: skip
    _write(
        SupportTurn, some, id=held.id, commune_id=held.commune_id, team_id=held.team_id,
        helper_id=1, channel=Channel.AT_SITE, subject="VNeID", result=TurnResult.DONE, turns=2,
        at=held.starts_at, local_date=held.local_date, noted_at=held.starts_at,
    )  # fmt: skip


def _tonight() -> None:
    """What was noted of changes since the last sweeping: an evening of classes everywhere."""
    today = clock.today()
    rows = [{"id": n, "commune_id": commune(n), "day": today} for n in range(1, NOTES + 1)]
    bulk.insert_all(TotalChange, rows)


def _write(model: Any, among: Select[Any], **values: Any) -> None:
    """One row for each of these, by the database itself; what is not said is its default."""
    _allow_long_statements()
    table = model.__table__
    said = {
        column.name: _said(values.get(column.name, _default(column)), column)
        for column in table.c
    }  # fmt: skip
    rows = among.with_only_columns(*said.values(), maintain_column_froms=True)
    db.session.execute(by_hand(insert(table).from_select(list(said), rows), _WHY))
    bulk.move_counter(table)
    db.session.commit()


def _default(column: Any) -> Any:
    default = column.default
    return default.arg if default is not None and default.is_scalar else None


def _said(value: Any, column: Any) -> Any:
    """A column of what is read, or the same value for all."""
    is_column = hasattr(value, "__clause_element__") or isinstance(value, ColumnElement)
    if is_column:
        return value
    given: Any = literal(value, column.type)
    # PostgreSQL wants to be told; SQLite would make a number of a day.
    is_told = db.session.get_bind().dialect.name == "postgresql"
    return as_type(given, column.type) if is_told else given


def _named(n: int) -> dict[str, str]:
    family, middle, given = FAMILY[n % 12], MIDDLE[n // 12 % 6], GIVEN[n // 72 % 13]
    name = f"{family} {middle} {given}"
    return {
        "name": name, "search_key": names.search_key(name), "sort_key": names.sort_key(name),
    }  # fmt: skip
