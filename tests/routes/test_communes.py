"""The commune's page: numbers for those above, rows only inside, teams in the order of need."""

import re

import pytest

from tests.factories import World
from tests.web import text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.periods.rules import PeriodKind, period_of, previous
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_id", 200),
        ("officer_id", 200),
        ("commune_youth_id", 200),
        ("province_youth_id", 200),
        ("board_id", 200),
        ("leader_id", 404),
        ("ambassador_id", 404),
        ("far_leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_sees_a_commune(web, world: World, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(f"/xa/{world.commune_code}").status_code == status
    assert web.get("/xa/99999").status_code in {403, 404}


def test_the_head_also_sees_what_waits(web, world: World):
    page = text(web.sign_in(world.head_id).get(f"/xa/{world.commune_code}"))
    assert "Cần duyệt" in page
    assert "Buổi học trong 7 ngày tới" in page


@pytest.mark.parametrize("who", ["board_id", "province_youth_id"])
def test_the_province_sees_numbers_and_no_person(web, world: World, who):
    page = text(web.sign_in(getattr(world, who)).get(f"/xa/{world.commune_code}"))
    for name in ("Sùng A Páo", "Giàng Thị Mỷ", "Giàng Seo Phừ", "Nguyễn Văn Hòa"):
        assert name not in page


@pytest.fixture
def due_today(app, world: World) -> None:
    """The rule of the quarterly reports is set so that this quarter's is due today, or on the
    last day that every month has."""
    today = clock.today()
    day = min(today.day, 28)
    values = {
        "report_month_of_quarter": (today.month - 1) % 3 + 1,
        "report_cut_off_day": max(1, day - 4),
        "report_due_day": day,
    }
    with app.app_context(), unscoped("test"):
        db.session.add_all(Setting(name=name, value=value) for name, value in values.items())
        db.session.commit()


def test_the_page_says_which_report_is_due_and_how_far_it_is(browse, world: World, due_today):
    head, officer = browse().sign_in(world.head_id), browse().sign_in(world.officer_id)
    path = f"/xa/{world.commune_code}"
    line = re.compile(r"Báo cáo quý \w+/\d{4} – (hạn hôm nay|quá hạn \d ngày)\.")
    assert line.search(text(head.get(path)))
    for outside in (world.board_id, world.province_youth_id):
        assert not line.search(text(browse().sign_in(outside).get(path)))
    (window,) = re.findall(r'<option value="(\d{4}-b\d)"', text(officer.get("/bao-cao")))[:1]
    report = officer.post("/bao-cao/lap", {"kind": "quarter", "period": window}).headers["Location"]
    assert f'href="{report}">Nháp</a>' in text(head.get(path))
    for step in ("chot", "trinh"):
        officer.post(f"{report}/{step}")
    assert f'href="{report}">Đã trình</a>' in text(head.get(path))
    head.post(f"{report}/duyet")
    assert not line.search(text(head.get(path)))


@pytest.fixture
def promised(app, world: World) -> None:
    """Of the two teams one was promised much and does nothing, of both nothing was heard."""
    month = period_of(PeriodKind.MONTH, clock.today())
    with app.app_context(), unscoped("test"):
        decision = QuotaDecision(
            commune_id=world.commune_id, decided_on=month.first, created_at=clock.now(),
            issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=world.officer_id,
        )  # fmt: skip
        db.session.add(
            Quota(
                commune_id=world.commune_id, team_id=world.team_id, metric=Metric.PEOPLE,
                goal=900, period_kind=month.kind, first_day=month.first,
                status=QuotaStatus.ASSIGNED, decision=decision,
            )
        )  # fmt: skip
        db.session.commit()


def cards(page: str) -> list[str]:
    names = re.findall(r"<article.*?<h2>.*?>([^<]+)</a>", page, re.DOTALL)
    return [name.strip() for name in names]


def test_teams_are_filtered_by_links_and_found_by_name(browse, world: World, promised):
    head, path = browse().sign_in(world.head_id), f"/xa/{world.commune_code}"
    page = text(head.get(path))
    assert "2 tổ: 2 chưa có hoạt động (Sín Chải, chưa có buổi nào; " in page
    assert "Sín Chải cần thêm" in page
    assert cards(page)[0] == "Sín Chải", "who needs most help comes first"
    assert len(cards(text(head.get(f"{path}?loc=chua-hoat-dong")))) == 2
    assert cards(text(head.get(f"{path}?loc=cham"))) == []
    assert cards(text(head.get(f"{path}?tim=sin+chai"))) == ["Sín Chải"]


def test_a_period_that_was_closed_shows_its_rating(app, browse, world: World, promised):
    before = previous(period_of(PeriodKind.MONTH, clock.today()))
    with app.app_context(), unscoped("test"):
        quota = db.session.query(Quota).one()
        quota.first_day = before.first
        db.session.commit()
    head, code = browse().sign_in(world.head_id), world.commune_code
    assert "Xếp loại (chưa chốt)" in text(head.get(f"/xa/{code}?ky={before.code}"))
    head.post(f"/xa/{code}/chi-tieu/chot?ky={before.code}")
    assert '<th scope="col">Xếp loại</th>' in text(head.get(f"/xa/{code}?ky={before.code}"))
    own = text(head.get(f"/to/{world.team_id}?ky={before.code}"))
    assert "Xếp loại: Chưa hoàn thành" in own
