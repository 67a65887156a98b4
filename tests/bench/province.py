"""A province of a chosen size: communes, teams, ambassadors, learners, check-ins and marks."""

from datetime import timedelta
from typing import Any

from tests import factories
from tracker.accounts.models import Account, Membership
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import bulk, clock, names
from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Consent, Mentee
from tracker.mentees.rules import ConsentMethod, MenteeStatus
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Commune, Site, Team, Village
from tracker.places.rules import CommuneKind, SiteKind, VillageKind
from tracker.policy import Role
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus
from tracker.skills.models import SkillMark
from tracker.skills.rules import SkillState

COMMUNES = 99
TEAM, CIRCLE, CLASS, MARKS = 500, 62, 40, 5
DAYS = 90
AT_ONCE = 20_000
FAMILY = ("Giàng", "Lù", "Vàng", "Thào", "Hoàng", "Ma", "Lý", "Cư", "Sùng", "Chảo", "Lồ", "Tẩn")
MIDDLE = ("Thị", "A", "Seo", "Văn", "Mí", "Láo")
GIVEN = ("Mỷ", "Páo", "Dợ", "Chư", "Sua", "Mẩy", "Phừ", "Lềnh", "Sử", "Dế", "Pàng", "Khé", "Súa")


def build(people: int) -> None:
    """Within the open transaction. Learner n belongs to team n % teams, and learnt lately."""
    teams = max(COMMUNES, people // TEAM)
    province = factories.province("Lào Cai")
    skill_ids = [factories.skill(f"TB{n:02}").id for n in range(MARKS)]
    places = range(1, COMMUNES + 1)
    bulk.insert_all(Commune, [_place(n, province.id) for n in places])
    bulk.insert_all(Village, [{"id": n, "commune_id": n, **_named_place(n)} for n in places])
    bulk.insert_all(
        Site,
        [{"id": n, "commune_id": n, "kind": SiteKind.CULTURE_HOUSE, "name": f"Nhà {n}"}
         for n in places],
    )  # fmt: skip
    bulk.insert_all(
        Team,
        [{"id": n, "commune_id": commune(n), "name": f"Tổ {n}"} for n in range(1, teams + 1)],
    )
    _ambassadors(max(teams, people // CIRCLE), teams)
    _classes(people // CLASS, teams)
    _goals(teams)
    for first in range(1, people + 1, AT_ONCE):
        _learners(range(first, min(first + AT_ONCE, people + 1)), people, teams, skill_ids)
    db.session.commit()
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


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


def _ambassadors(number: int, teams: int) -> None:
    now, today = clock.now(), clock.today()
    accounts, posts = [], []
    for n in range(1, number + 1):
        team = (n - 1) % teams + 1
        accounts.append({"id": n, "phone": f"+8498{n:07}", "created_at": now, **_named(n)})
        posts.append(
            {"id": n, "account_id": n, "role": Role.AMBASSADOR, "since": today, "team_id": team,
             "commune_id": commune(team)}
        )  # fmt: skip
    bulk.insert_all(Account, accounts)
    bulk.insert_all(Membership, posts)


def _goals(teams: int) -> None:
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
         for team in range(1, teams + 1) for k, metric in enumerate(Metric)],
    )  # fmt: skip
    bulk.insert_all(
        PlaceFigure,
        [{"id": n, "commune_id": n, "kind": FigureKind.ADULTS, "value": 9870,
          "source": "Công an xã", "as_of": quarter.first, "entered_by_id": 1, "entered_at": now}
         for n in places],
    )  # fmt: skip


def _classes(number: int, teams: int) -> None:
    now = clock.now()
    rows = []
    for n in range(1, number + 1):
        team, starts_at = (n - 1) % teams + 1, now - timedelta(days=n % DAYS, hours=3)
        rows.append(
            {"id": n, "code": f"C{n}", "secret": "", "commune_id": commune(team), "team_id": team,
             "site_id": commune(team), "leader_id": team, "title": "Thanh toán số",
             "status": ClassStatus.LOCKED, "starts_at": starts_at,
             "ends_at": starts_at + timedelta(hours=2), "local_date": clock.local_date(starts_at)}
        )  # fmt: skip
    bulk.insert_all(ClassSession, rows)


def _learners(keys: range, people: int, teams: int, skill_ids: list[int]) -> None:
    """Each agreed, came to one class, and was seen with five skills there."""
    now = clock.now()
    classes = people // CLASS
    learners, consents, check_ins, marks = [], [], [], []
    for n in keys:
        team, class_id = (n - 1) % teams + 1, (n - 1) % classes + 1
        # The class of the same team, or of another: learners go where there is one.
        credit = (class_id - 1) % teams + 1
        at = now - timedelta(days=class_id % DAYS, hours=2)
        shared = {"mentee_id": n, "commune_id": commune(credit), "team_id": credit,
                  "class_id": class_id, "at": at, "local_date": clock.local_date(at)}  # fmt: skip
        learners.append(
            {"id": n, "commune_id": commune(team), "team_id": team, "village_id": commune(team),
             "ambassador_id": (n - 1) // CIRCLE + 1 if n <= people // CIRCLE * CIRCLE else 1,
             "status": MenteeStatus.ACTIVE, "created_at": now, **_named(n)}
        )  # fmt: skip
        consents.append(
            {"id": n, "mentee_id": n, "method": ConsentMethod.SPOKEN, "text_version": "1",
             "text_digest": "0" * 64, "taken_at": now}
        )  # fmt: skip
        check_ins.append({"id": n, "way": Way.CODE, "level": 3, "received_at": at, **shared})
        marks += [
            {"id": (n - 1) * MARKS + k + 1, "skill_id": skill_id, "state": SkillState.ALONE,
             "level": 3, "noted_at": at, "noted_by_id": 1, **shared}
            for k, skill_id in enumerate(skill_ids)
        ]  # fmt: skip
    bulk.insert_all(Mentee, learners)
    bulk.insert_all(Consent, consents)
    bulk.insert_all(CheckIn, check_ins)
    bulk.insert_all(SkillMark, marks)
    db.session.commit()


def _named(n: int) -> dict[str, str]:
    family, middle, given = FAMILY[n % 12], MIDDLE[n // 12 % 6], GIVEN[n // 72 % 13]
    name = f"{family} {middle} {given}"
    return {
        "name": name, "search_key": names.search_key(name), "sort_key": names.sort_key(name),
    }  # fmt: skip
