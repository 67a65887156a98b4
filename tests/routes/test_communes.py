"""The commune's page: numbers for those above, rows only inside, teams in the order of need."""

import html
import re

import pytest

from tests import factories as make
from tests.factories import World
from tests.periods.due import set_rule
from tests.web import text
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.periods.queries import window_rule
from tracker.periods.rules import PeriodKind, following, period_of, previous, window_waited_for
from tracker.periods.text import days
from tracker.places.models import Commune, Province
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
    set_rule(app)


def test_the_page_says_which_report_is_due_and_how_far_it_is(browse, world: World, due_today):
    head, officer = browse().sign_in(world.head_id), browse().sign_in(world.officer_id)
    path = f"/xa/{world.commune_code}"
    line = re.compile(r"Báo cáo quý \w+/\d{4} – (hạn hôm nay|quá hạn \d ngày)\.")
    assert line.search(text(head.get(path)))
    for outside in (world.board_id, world.province_youth_id):
        assert not line.search(text(browse().sign_in(outside).get(path)))
    (window,) = re.findall(r'<option selected value="(\d{4}-b\d)"', text(officer.get("/bao-cao")))[
        :1
    ]
    report = officer.post("/bao-cao/lap", {"kind": "quarter", "period": window}).headers["Location"]
    assert f'href="{report}">Mở báo cáo</a> · Nháp' in text(head.get(path))
    for step in ("chot", "trinh"):
        officer.post(f"{report}/{step}")
    assert f'href="{report}">Xem và duyệt</a> · Đã trình' in text(head.get(path))
    assert f'href="{report}">Mở báo cáo</a> · Đã trình' in text(officer.get(path))
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
    assert "tổ chậm nhịp" not in page, "silent teams are counted as silent and nowhere else"
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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_silence_and_pace_are_said_of_a_running_period_only(app, browse, world: World, promised):
    head, path = browse().sign_in(world.head_id), f"/xa/{world.commune_code}"
    this = period_of(PeriodKind.MONTH, clock.today())
    for period, sentence, late in (
        (this, "2 tổ: 2 chưa có hoạt động (", ""),
        (previous(this), "2 tổ: 1 chưa đạt, 1 chưa giao chỉ tiêu.", "1 tổ chưa đạt chỉ tiêu."),
        (following(this), "2 tổ: 1 đã giao chỉ tiêu, 1 chưa giao chỉ tiêu.", ""),
    ):
        with app.app_context(), unscoped("test"):
            db.session.query(Quota).one().first_day = period.first
            db.session.commit()
        page = text(head.get(f"{path}?ky={period.code}"))
        summary = page.split('id="summary"')[1].split("</section>")[0]
        assert sentence in summary
        assert (late in summary) if late else ("<li>" not in summary)
        (first, *_others) = page.split("<article")[1:]
        says = {this: "Chậm", previous(this): "Chưa đạt", following(this): "Chưa bắt đầu"}
        assert f"</svg>{says[period]}</span>" in first.split("</article>")[0]
        (filters,) = re.findall(r'<nav class="tabs" aria-label="Lọc.*?</nav>', page, re.DOTALL)
        assert sum(map(int, re.findall(r"\((\d)\)", filters))) == 4, "all, and each once"
        assert ("Tổ chưa có hoạt động" in page) is (period is this)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_year_adds_its_goals_up_and_ten_days_hold_none(browse, world: World, promised):
    head, path = browse().sign_in(world.head_id), f"/xa/{world.commune_code}"
    page = text(head.get(f"{path}?ky={clock.today().year}"))
    assert "0/900" in page.split("<article")[1].split("</article>")[0]
    last_row = page.split("<tfoot>")[1].split("</tfoot>")[0].rpartition("<tr>")[2]
    assert "0/900\N{NO-BREAK SPACE}(0%)" in last_row
    assert "1 chưa giao chỉ tiêu" not in page
    ten = text(head.get(f"{path}?tu=2026-11-02&den=2026-11-11"))
    summary = ten.split('id="summary"')[1].split("</section>")[0]
    assert "Chỉ tiêu giao theo tháng hoặc quý; khoảng này không trọn kỳ nào." in summary
    assert "chưa giao" not in summary
    # A month that holds none of the goals there are is no reproach either.
    cut = text(head.get(f"{path}?tu=2025-02-27&den=2025-04-02"))
    summary = cut.split('id="summary"')[1].split("</section>")[0]
    assert "khoảng này không trọn kỳ nào đã giao chỉ tiêu." in summary
    assert "chưa giao" not in summary


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("asked", "at", "said"),
    [
        ("tu=2026-11-10&den=2026-11-01", "to-day", "Xin chọn ngày cuối không trước ngày đầu."),
        ("tu=&den=2026-11-01", "from-day", "Xin chọn ngày."),
        ("tu=2026-02-30&den=2026-11-01", "from-day", "Xin chọn ngày."),
        ("tu=1026-11-01&den=2026-11-10", "from-day", "Xin chọn ngày từ năm 2020 đến năm 2100"),
    ],
)
def test_days_that_are_no_range_are_said_where_they_were_typed(
    app, browse, world: World, asked, at, said
):
    with app.app_context(), unscoped("test"):
        province = db.session.get_one(Province, world.province_id).code
    head, board = browse().sign_in(world.head_id), browse().sign_in(world.board_id)
    commune, team = f"/xa/{world.commune_code}", f"/to/{world.team_id}"
    places = [commune, team, f"{commune}/chi-so", f"{team}/so-lieu/people"]
    for web, path in [*((head, path) for path in places), (board, f"/tinh/{province}")]:
        answer = web.get(f"{path}?{asked}")
        page = text(answer)
        assert answer.status_code == 200
        assert page.split("<title>")[1].startswith("Lỗi: ")
        assert said in page.split(f'id="{at}-error">')[1].split("</p>")[0]
        for value in re.findall(r"=([^&]*)", asked):
            assert f'value="{value}"' in page
    assert head.post(f"{commune}/ket-qua?{asked}", {"dang": "docx"}).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ready_ranges_are_the_communes_campaigns_and_the_milestones(app, browse, world: World):
    with app.app_context(), unscoped("test"):
        commune = db.session.get_one(Commune, world.commune_id)
        guide = db.session.get_one(Account, world.commune_youth_id)
        summer = make.campaign(commune, guide)
        days = f"{summer.first_day}_{summer.last_day}"
    here = f"/xa/{world.commune_code}"
    for who, sees in ((world.head_id, True), (world.board_id, False)):
        web = browse().sign_in(who)
        (link,) = re.findall(r'href="(/ky\?[^"]*)"', text(web.get(f"{here}?ky=2026-q3")))
        page = text(web.get(html.unescape(link)))
        assert (f'href="{here}?ky={days}"' in page) is sees
        assert f'href="{here}?ky=2025-03-21_2027-06-30"' in page
        assert web.get(f"{here}?ky={days}").status_code == 200


def test_the_report_window_is_the_one_that_is_waited_for(app, browse, world: World, due_today):
    """The banner names it, and the running one is a step further."""
    page = text(browse().sign_in(world.head_id).get(f"/xa/{world.commune_code}?ky=ky-bao-cao"))
    with app.app_context(), unscoped("test"):
        rule = window_rule()
    waited = window_waited_for(clock.today(), rule)
    assert days(waited) in page.split('id="summary"')[1].split("</section>")[0]
    (after,) = re.findall(r'href="[^"]*ky=([^"]*)" rel="next"', page)
    assert after == following(waited, rule).code
