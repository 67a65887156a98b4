"""What was reported and published before today, and the report that is being written."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Membership
from tracker.core.db import db
from tracker.core.settings import DEFAULTS
from tracker.demo import goals
from tracker.demo.cast import PROVINCE_BOARD
from tracker.demo.stage import Stage
from tracker.periods.rules import (
    Period,
    PeriodKind,
    due_of,
    period_of,
    previous,
    window_waited_for,
)
from tracker.places.models import Province, Team
from tracker.policy import Actor, Post, Role
from tracker.quotas import actions as quotas
from tracker.rankings import actions as rankings
from tracker.reports import actions
from tracker.reports.models import Report
from tracker.reports.rules import Issuer, ReportKind

FLOOR = DEFAULTS["public_floor"]
PARTS = (
    ("Ba hộ ở xa, đường lầy khi mưa, phải học tại nhà.", "Xin thêm một máy tính bảng cũ."),
    ("Sóng chỉ có ở đầu thôn.", ""),
)
TEXTS = actions.Texts(
    difficulties="Sóng yếu ở ba thôn vùng cao; nhiều người đi làm xa.",
    tasks="Mở lớp buổi tối ở các thôn chưa có lớp; mỗi Đại sứ số kèm đủ 5 người.",
    proposals="Đề nghị tỉnh hỗ trợ máy chiếu cho nhà văn hóa thôn.",
)


PROVINCE_TEXTS = actions.Texts(
    difficulties="Nhiều xã chưa gửi báo cáo đúng hạn.",
    tasks="Đôn đốc các xã còn thiếu báo cáo; bổ sung máy chiếu cho vùng cao.",
    proposals="",
)


def build(stage: Stage) -> None:
    """After the rows are written: a report counts them."""
    waited = window_waited_for(stage.today)
    for commune in stage.communes.values():
        _closed(stage, commune["id"], commune["province_id"])
        _sent(stage, commune["id"], commune["province_id"], previous(waited))
        _told(commune["id"], waited, stage.now)
        _begun(commune["id"], commune["province_id"], waited, stage.now)
    province = db.session.scalars(select(Province).where(Province.code == PROVINCE_BOARD[0])).one()
    quarter = previous(period_of(PeriodKind.QUARTER, stage.today))
    board = _who(Role.PROVINCE_BOARD, province_id=province.id)
    _added_up(stage, board, province.id, previous(waited))
    rankings.publish(
        board, province=province, period=quarter, reason="",
        now=stage.at(min(stage.today, date(*_after(quarter))), 9),
    )  # fmt: skip


def _closed(stage: Stage, commune_id: int, province_id: int) -> None:
    """The head closes the goals of a quarter, which rates the teams, on the tenth behind it."""
    head = _who(Role.COMMUNE_HEAD, commune_id=commune_id, province_id=province_id)
    for quarter in goals.past_quarters(stage.today):
        day = date(*_after(quarter))
        if day <= stage.today:
            quotas.close(head, commune_id=commune_id, period=quarter, now=stage.at(day, 9))


def _after(quarter: Period) -> tuple[int, int, int]:
    """The tenth of the month behind it."""
    year, month = quarter.last.year, quarter.last.month + 1
    return (year + 1, 1, 10) if month == 13 else (year, month, 10)


def _told(commune_id: int, window: Period, now: datetime) -> None:
    """The first leaders have written their part."""
    leaders = db.session.execute(
        select(Team, Account)
        .join(Membership, Membership.team_id == Team.id)
        .join(Account, Account.id == Membership.account_id)
        .where(Team.commune_id == commune_id, Membership.role == Role.LEADER)
        .options(joinedload(Team.commune))
        .order_by(Team.id)
        .limit(len(PARTS))
    ).all()
    for (team, leader), (difficulties, proposals) in zip(leaders, PARTS, strict=False):
        actions.write_part(
            Actor(leader.id, leader.name), team=team, window=window, difficulties=difficulties,
            proposals=proposals, now=now,
        )  # fmt: skip


def _begun(commune_id: int, province_id: int, window: Period, now: datetime) -> Report:
    officer = _who(Role.FOCAL_OFFICER, commune_id=commune_id, province_id=province_id)
    wanted = actions.Wanted(Issuer.COMMUNE, ReportKind.QUARTER, window, due_on=due_of(window))
    found = actions.begin(
        officer, province_id=province_id, commune_id=commune_id, wanted=wanted, now=now
    )
    if not isinstance(found, Report):
        raise RuntimeError(f"the demo's report was refused: {found}")
    actions.write(officer, report=found, texts=TEXTS, now=now)
    return found


def _sent(stage: Stage, commune_id: int, province_id: int, window: Period) -> None:
    day = due_of(window)
    report = _begun(commune_id, province_id, window, stage.at(day, 8))
    place = {"commune_id": commune_id, "province_id": province_id}
    officer, head = _who(Role.FOCAL_OFFICER, **place), _who(Role.COMMUNE_HEAD, **place)
    actions.freeze(officer, report=report, now=stage.at(day, 9), floor=FLOOR)
    actions.submit(officer, report=report, now=stage.at(day, 10))
    actions.approve(head, report=report, now=stage.at(day, 15))
    actions.send(officer, report=report, now=stage.at(day, 16))


def _added_up(stage: Stage, board: Actor, province_id: int, window: Period) -> None:
    """What the province made of the communes' reports the day after they were due."""
    day = due_of(window) + timedelta(days=1)
    whole = actions.begin_consolidated(
        board, province_id=province_id, period=window, issuer=Issuer.PROVINCE, now=stage.at(day, 8)
    )
    if not isinstance(whole, Report):
        raise RuntimeError(f"the demo's sum of reports was refused: {whole}")
    actions.write(board, report=whole, texts=PROVINCE_TEXTS, now=stage.at(day, 9))
    actions.freeze(board, report=whole, now=stage.at(day, 9), floor=FLOOR)
    actions.send(board, report=whole, now=stage.at(day, 10))


def _who(role: Role, *, province_id: int, commune_id: int | None = None) -> Actor:
    place = Membership.commune_id if commune_id else Membership.province_id
    row = db.session.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.role == role, place == (commune_id or province_id))
        .order_by(Account.id)
    ).first()
    if row is None:
        raise RuntimeError(f"the demo has no {role}")
    return Actor(row.id, row.name, (Post(role, province_id, commune_id),))
