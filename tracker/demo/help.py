"""Lượt hỗ trợ, phản ánh – khó khăn, and what waits for somebody's answer."""

from datetime import datetime, timedelta

from tracker.accounts.models import Request
from tracker.core import clock
from tracker.demo.cast import SILENT_DAYS, SILENT_VILLAGE
from tracker.demo.stage import Stage, Team
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Ask
from tracker.mentoring.models import Issue, IssueEvent, SupportTurn
from tracker.mentoring.rules import (
    Channel,
    IssueKind,
    IssueLevel,
    IssueStatus,
    IssueStep,
    TurnResult,
)
from tracker.places.models import SiteProposal
from tracker.places.rules import SiteKind

_SUBJECTS = (
    "Nộp hồ sơ trên Cổng dịch vụ công", "Cài VNeID", "Chuyển tiền bằng mã QR", "Vào nhóm Zalo thôn",
    "Xem kết quả khám bệnh trên máy", "Đổi mật khẩu", "Chặn số lừa đảo",
)  # fmt: skip
_ISSUES = (
    (IssueKind.VNEID, "VNeID: đổi máy", "Tài khoản còn ở máy cũ, máy mới không vào được."),
    (IssueKind.SIGNAL, "Sóng yếu trong thôn", "Nhà văn hóa chỉ có một vạch sóng."),
    (IssueKind.PAYMENT, "Chuyển tiền không thành", "Tiền đã trừ, người bán chưa nhận."),
    (IssueKind.DEVICE, "Điện thoại quá cũ", "Máy không cài được ứng dụng mới."),
    (IssueKind.SCAM, "Cuộc gọi mạo danh", "Có người tự xưng cán bộ, đòi mã OTP."),
    (IssueKind.MATERIALS, "Thiếu tài liệu chữ to", "Người cao tuổi khó đọc tờ hướng dẫn."),
    (IssueKind.PUBLIC_SERVICE, "Hồ sơ trực tuyến bị trả lại", "Ảnh chụp giấy tờ bị mờ."),
)
_CURES = (
    "Đã hướng dẫn tại chỗ, làm lại thành công.",
    "Đã hẹn công an xã hỗ trợ, người dân làm xong.",
    "Đã xin tài liệu của xã và phát tại buổi học.",
)


def build(stage: Stage) -> None:
    for team in stage.teams:
        last = SILENT_DAYS if team.village == SILENT_VILLAGE else 0
        for _ in range(round(12 * team.drive)):
            _turn(stage, team, _past(stage, last))
        for _ in range(round(7 * team.drive)):
            _issue(stage, team, _past(stage, last))
    _stuck_phone(stage)
    _asks(stage)


def _past(stage: Stage, last: int) -> datetime:
    day = stage.today - timedelta(days=stage.rng.randrange(last + 1, 360))
    return stage.at(day, stage.rng.randrange(8, 17), 20)


def _turn(stage: Stage, team: Team, at: datetime) -> None:
    stage.rows.add(
        SupportTurn,
        commune_id=team.commune_id,
        team_id=team.id,
        helper_id=stage.rng.choice([*team.ambassador_ids, *team.host_ids]),
        site_id=team.site_id if stage.chance(0.5) else None,
        channel=stage.rng.choice(list(Channel)),
        subject=stage.rng.choice(_SUBJECTS),
        result=stage.rng.choice((TurnResult.DONE,) * 5 + (TurnResult.PARTLY, TurnResult.REFERRED)),
        turns=stage.rng.choice((1, 1, 1, 2, 3)),
        at=at,
        local_date=clock.local_date(at),
        noted_at=at,
    )


def _issue(stage: Stage, team: Team, raised_at: datetime) -> None:
    kind, title, text = stage.rng.choice(_ISSUES)
    by_id = stage.rng.choice(team.ambassador_ids)
    days = (stage.now - raised_at).days
    is_passed_up = stage.chance(0.12)
    cured_at = raised_at + timedelta(days=stage.rng.randrange(1, 20), hours=3)
    is_cured = cured_at < stage.now and not is_passed_up and stage.chance(0.85)
    status = IssueStatus.RESOLVED if is_cured else IssueStatus.WORKING
    if is_passed_up:
        status = IssueStatus.ESCALATED
    elif days < 3:
        status = IssueStatus.NEW
        is_cured = False
    level = IssueLevel.TEAM
    if is_passed_up:
        level = stage.rng.choice((IssueLevel.COMMUNE, IssueLevel.COMMUNE, IssueLevel.PROVINCE))
    passed_at = min(raised_at + timedelta(hours=30), stage.now)
    issue = stage.rows.add(
        Issue,
        commune_id=team.commune_id,
        team_id=team.id,
        raised_by_id=by_id,
        kind=kind,
        title=title,
        text=text,
        level=level,
        status=status,
        raised_at=raised_at,
        raised_on=clock.local_date(raised_at),
        escalated_at=passed_at if is_passed_up else None,
        resolved_at=cured_at if is_cured else None,
        resolved_on=clock.local_date(cured_at) if is_cured else None,
        resolved_by_id=team.leader_id if is_cured else None,
        resolution=stage.rng.choice(_CURES) if is_cured else "",
    )
    _event(stage, issue["id"], raised_at, IssueStep.RAISED, by_id)
    if is_passed_up:
        _event(stage, issue["id"], passed_at, IssueStep.ESCALATED, team.leader_id)
    if is_cured:
        _event(stage, issue["id"], cured_at, IssueStep.RESOLVED, team.leader_id)


def _event(stage: Stage, issue_id: int, at: datetime, step: IssueStep, by_id: int) -> None:
    stage.rows.add(IssueEvent, issue_id=issue_id, at=at, step=step, by_id=by_id)


def _stuck_phone(stage: Stage) -> None:
    """Chư's VNeID is stuck on an old phone (first day of the story)."""
    team = stage.team("Sín Chải")
    at = stage.at(stage.today - timedelta(days=2), 10, 15)
    issue = stage.rows.add(
        Issue,
        commune_id=team.commune_id,
        team_id=team.id,
        raised_by_id=team.ambassador_ids[0],
        kind=IssueKind.VNEID,
        title="VNeID: đổi máy",
        text="Tài khoản còn ở máy cũ đã hỏng.",
        level=IssueLevel.TEAM,
        status=IssueStatus.NEW,
        raised_at=at,
        raised_on=clock.local_date(at),
    )
    _event(stage, issue["id"], at, IssueStep.RAISED, team.ambassador_ids[0])


def _asks(stage: Stage) -> None:
    """Two questions for the leader and the commune: a learner to hand over, a new site."""
    team = stage.team("Sín Chải")
    person = next(row for row in stage.rows.of(Mentee) if row["name"] == "Cư Thị Sua")
    asked_at = stage.now - timedelta(days=1)
    by_id = team.ambassador_ids[1]
    _ask(stage, team, Ask.TRANSFER, person["id"], by_id=by_id, asked_at=asked_at)
    site = stage.rows.add(
        SiteProposal,
        commune_id=team.commune_id,
        village_id=team.village_id,
        kind=SiteKind.LEARNING_CORNER,
        name="Góc học tập số nhà trưởng thôn",
    )
    _ask(
        stage, team, "site", site["id"], by_id=team.leader_id, asked_at=asked_at, note=site["name"]
    )


def _ask(
    stage: Stage,
    team: Team,
    kind: str,
    subject_id: int,
    *,
    by_id: int,
    asked_at: datetime,
    note: str = "",
) -> None:
    stage.rows.add(
        Request,
        commune_id=team.commune_id,
        team_id=team.id if kind == Ask.TRANSFER else None,
        kind=kind,
        subject_id=subject_id,
        note=note,
        asked_by_id=by_id,
        asked_at=asked_at,
    )
