"""Quotas of each quarter, set so that some teams are ahead, some behind, as their drive says."""

from collections import defaultdict
from datetime import date, timedelta

from tracker.accounts.models import Membership
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.bulk import Row
from tracker.demo.stage import Stage, Team
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentoring.models import Issue, Meeting, MeetingMentee
from tracker.periods.rules import Period, PeriodKind, following, period_of, previous
from tracker.policy import Role
from tracker.quotas.models import Quota, QuotaDecision, QuotaRevision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus

COUNTED = 2
Happenings = dict[tuple[int, Metric], list[tuple[date, int]]]


def build(stage: Stage) -> None:
    happened = _happened(stage)
    current = period_of(PeriodKind.QUARTER, stage.today)
    periods = [*past_quarters(stage.today), current]
    for commune in stage.communes.values():
        _adults(stage, commune["id"])
        teams = [team for team in stage.teams if team.commune_id == commune["id"]]
        for period in periods:
            _set(stage, teams, period, happened, is_running=period is current)
        _draft(stage, teams, following(current), happened, like=current)


def past_quarters(today: date) -> list[Period]:
    """Those with goals that are over, the oldest first."""
    found = [previous(period_of(PeriodKind.QUARTER, today))]
    while len(found) < 3:
        found.insert(0, previous(found[0]))
    return found


def _adults(stage: Stage, commune_id: int) -> None:
    """What the police counted half a year ago, before the reports there are."""
    as_of = stage.today.replace(day=1) - timedelta(days=180)
    stage.rows.add(
        PlaceFigure, commune_id=commune_id, kind=FigureKind.ADULTS, source="Công an xã",
        value=9870 if not stage.rows.of(PlaceFigure) else 6000 + stage.rng.randrange(4000),
        as_of=as_of, entered_by_id=_officer(stage, commune_id), entered_at=stage.at(as_of, 9),
    )  # fmt: skip


def _happened(stage: Stage) -> Happenings:
    """The day and subject of all that counts, by team and metric: as the counting will find it."""
    found: Happenings = defaultdict(list)
    for row in stage.rows.of(CheckIn):
        if row["level"] >= COUNTED:
            found[row["team_id"], Metric.PEOPLE].append((row["local_date"], row["mentee_id"]))
    meetings = {row["id"]: row for row in stage.rows.of(Meeting)}
    for row in stage.rows.of(MeetingMentee):
        meeting = meetings[row["meeting_id"]]
        if meeting["level"] >= COUNTED:
            key = (meeting["team_id"], Metric.PEOPLE)
            found[key].append((meeting["local_date"], row["mentee_id"]))
    for row in stage.rows.of(ClassSession):
        if row["status"] is ClassStatus.LOCKED:
            found[row["team_id"], Metric.CLASSES].append((row["local_date"], row["id"]))
    for row in stage.rows.of(Issue):
        if row.get("resolved_on"):
            found[row["team_id"], Metric.ISSUES].append((row["resolved_on"], row["id"]))
    return found


def _set(
    stage: Stage, teams: list[Team], period: Period, happened: Happenings, *, is_running: bool
) -> None:
    decision = _decision(stage, teams, period, is_draft=False)
    given, revised = [], []
    for team in teams:
        for metric in Metric:
            goal = _goal(stage, team, metric, period, happened)
            quota = _quota(stage, team, metric, period, goal, QuotaStatus.ASSIGNED, decision)
            given.append(quota)
            if is_running and stage.chance(0.03):
                revised.append(quota)
    if is_running:
        _revise(stage, revised or given[:1], decision)


def _goal(stage: Stage, team: Team, metric: Metric, period: Period, happened: Happenings) -> int:
    """What would have been done with a drive of one: a keen team is then ahead, a tired one not."""
    events = happened[team.id, metric]
    done = len({subject for day, subject in events if period.holds(day)})
    share = period.elapsed(stage.today) / period.days
    if metric is Metric.PEOPLE and share < 1:
        share = min(1.0, 0.35 + 0.65 * share)  # most people come early in a quarter
    least = {Metric.PEOPLE: 8, Metric.CLASSES: 2, Metric.ISSUES: 1}[metric]
    return max(least, round(done / team.drive / max(share, 0.1)))


def _quota(
    stage: Stage, team: Team, metric: Metric, period: Period, goal: int, status: QuotaStatus,
    decision: Row,
) -> Row:  # fmt: skip
    return stage.rows.add(
        Quota,
        commune_id=team.commune_id,
        team_id=team.id,
        metric=metric,
        period_kind=period.kind,
        first_day=period.first,
        goal=goal,
        status=status,
        decision_id=decision["id"],
    )


def _decision(stage: Stage, teams: list[Team], period: Period, *, is_draft: bool) -> Row:
    commune_id = teams[0].commune_id
    decided_on = stage.today if is_draft else period.first + timedelta(days=4)
    return stage.rows.add(
        QuotaDecision,
        commune_id=commune_id,
        number="" if is_draft else f"{stage.rng.randrange(20, 400)}/QĐ-UBND",
        decided_on=min(decided_on, stage.today),
        issuer=IssuerKind.PEOPLES_COMMITTEE,
        created_by_id=_officer(stage, commune_id),
        created_at=stage.at(min(decided_on, stage.today), 8),
    )


def _officer(stage: Stage, commune_id: int, role: Role = Role.FOCAL_OFFICER) -> int:
    return next(
        int(row["account_id"])
        for row in stage.rows.of(Membership)
        if row["role"] is role and row.get("commune_id") == commune_id
    )


def _revise(stage: Stage, quotas: list[Row], decision: Row) -> None:
    """Goals that were higher once, by one decision."""
    day = max(stage.today - timedelta(days=6), decision["decided_on"])
    head = _officer(stage, decision["commune_id"], Role.COMMUNE_HEAD)
    number = int(decision["number"].partition("/")[0]) + 300
    revising = stage.rows.add(
        QuotaDecision, commune_id=decision["commune_id"], number=f"{number}/QĐ-UBND",
        decided_on=day, issuer=decision["issuer"], created_by_id=head, created_at=stage.at(day, 8),
    )  # fmt: skip
    for quota in quotas:
        quota["status"] = QuotaStatus.REVISED
        stage.rows.add(
            QuotaRevision, quota_id=quota["id"], decision_id=revising["id"],
            old_goal=quota["goal"] + max(2, quota["goal"] // 5), new_goal=quota["goal"],
            reason="Mưa lũ, nghỉ hai tuần", revised_by_id=head, revised_at=stage.at(day, 8),
        )  # fmt: skip


def _draft(
    stage: Stage, teams: list[Team], period: Period, happened: Happenings, *, like: Period
) -> None:
    """Next quarter is being prepared: the same goals, not yet signed."""
    decision = _decision(stage, teams, period, is_draft=True)
    for team in teams:
        for metric in Metric:
            goal = _goal(stage, team, metric, like, happened)
            _quota(stage, team, metric, period, goal, QuotaStatus.DRAFT, decision)
