"""The one line that everything hangs on, from an invitation to the commune's numbers.

Walked on a phone of 360 × 640, once with JavaScript and once without. Every code is read from the
screen, as a camera would.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser import PHONE, open_page
from tests.factories import World
from tests.journeys.eyes import read_code
from tests.journeys.hands import effort, tap
from tests.journeys.people import sign_in
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Team, Village
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus

pytestmark = pytest.mark.browser

NAME, PHONE_NUMBER, PASSWORD = "Cư Thị Sua", "0868 123 456", "ruộng bậc thang"
TITLE = "Thanh toán số, an toàn số"
GOALS = {Metric.PEOPLE: 60, Metric.CLASSES: 4}


@pytest.fixture
def evening(world: World) -> Iterator[datetime]:
    """Tomorrow, 19:25: five minutes before the class."""
    moment = clock.at(clock.today() + timedelta(days=1), time(19, 25))
    with time_machine.travel(moment):
        yield moment


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def a_phone(
    request: pytest.FixtureRequest, app: Flask, browser: Browser, live_server: str
) -> Iterator[Callable[[int | None], Page]]:
    """Somebody's phone, signed in or not, each with cookies of its own."""
    with ExitStack() as phones:

        def of(account_id: int | None) -> Page:
            page = phones.enter_context(
                open_page(browser, PHONE, live_server, javascript=request.param)
            )
            sign_in(page, app, account_id, live_server)
            return page

        yield of


def test_criterion_10_from_an_invitation_to_the_numbers_of_the_commune(
    app, world, evening, a_phone
):
    give_quotas(app, world)
    leader, head, ambassador = a_phone(world.leader_id), a_phone(world.head_id), a_phone(None)
    assert team_numbers(leader, world) == {"people": 0, "attendances": 0, "classes": 0}

    join(ambassador, invite(leader, world))
    add_a_mentee(ambassador)
    give_four_more(app, world)

    class_path = plan_and_open(leader, world, evening)
    leader.goto(f"{class_path}/man-hinh")
    bring_five_people_and_two_skills(ambassador, read_code(leader))
    leader.goto(f"{class_path}/man-hinh")
    check_in_without_account(a_phone(None), read_code(leader))

    end_and_lock(leader, class_path)
    after = team_numbers(leader, world)
    assert after == {"people": 6, "attendances": 6, "classes": 1}
    expect(leader.locator("#results")).to_contain_text("Người được hướng dẫn: 6/60")
    expect(leader.locator("#results")).to_contain_text("Buổi học: 1/4")
    assert commune_numbers(head, world) == after


def invite(leader: Page, world: World) -> str:
    """The leader's invitation, as the newcomer's camera reads it from the leader's phone."""
    leader.goto(f"/moi?to={world.team_id}")
    leader.get_by_label("Đại sứ số", exact=True).check()
    leader.get_by_label("Họ và tên người được mời").fill(NAME)
    leader.get_by_role("button", name="Tạo lời mời").click()
    return read_code(leader.locator("figure.qr"))


def join(newcomer: Page, address: str) -> None:
    newcomer.goto(address)
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text("Bạn được mời vào Tổ CNSCĐ")
    expect(newcomer.get_by_label("Họ và tên")).to_have_value(NAME)
    newcomer.get_by_label("Số điện thoại").fill(PHONE_NUMBER)
    newcomer.get_by_label("Đặt mật khẩu").fill(PASSWORD)
    newcomer.get_by_role("button", name="Tham gia tổ").click()
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text(f"Xin chào {NAME}")


def add_a_mentee(ambassador: Page) -> None:
    ambassador.get_by_role("link", name="Thêm người đầu tiên tôi kèm").click()
    ambassador.get_by_label("Họ và tên", exact=True).fill("Ma Seo Lử")
    ambassador.get_by_label("Năm sinh").fill("1990")
    ambassador.get_by_label("Thôn Sín Chải").check()
    ambassador.get_by_label("Điện thoại thông minh").check()
    ambassador.get_by_label("Người học đã nghe và đồng ý").check()
    ambassador.get_by_role("radio", name="Lời nói").check()
    ambassador.get_by_role("textbox", name="Người chứng kiến").fill("Trưởng thôn Giàng Seo Phừ")
    ambassador.get_by_role("button", name="Lưu người học").click()
    expect(ambassador.get_by_role("status")).to_contain_text("Đã lưu Ma Seo Lử.")


def plan_and_open(leader: Page, world: World, evening: datetime) -> str:
    """The path of a class of two skills that starts in five minutes, with its door open."""
    leader.goto(f"/buoi-hoc/them?to={world.team_id}")
    leader.get_by_label("Chủ đề").fill(TITLE)
    leader.get_by_label("Ngày").fill(clock.local_date(evening).isoformat())
    for code in ("TT02", "AT02"):
        leader.locator("details", has_text=code).locator("summary").click()
        leader.get_by_label(f"Kỹ năng {code}").check()
    leader.get_by_role("button", name="Lưu buổi học").click()
    expect(leader.get_by_role("heading", level=1)).to_have_text(TITLE)
    leader.get_by_role("button", name="Mở điểm danh").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã mở điểm danh.")
    return urlsplit(leader.url).path


def bring_five_people_and_two_skills(ambassador: Page, address: str) -> None:
    """Criterion 10: at most four taps and two pages from the code to what is saved."""
    with effort(ambassador) as spent:
        ambassador.goto(address)
        tap(spent, ambassador.get_by_text("Cả 5 người"))
        tap(spent, ambassador.get_by_text("Cả 2 kỹ năng"))
        tap(spent, ambassador.get_by_role("button", name="Lưu"))
        done = ambassador.get_by_role("heading", level=1)
        expect(done).to_have_text("Đã ghi: 5 người có mặt, 2 kỹ năng.")
    assert spent.taps <= 4
    assert spent.pages <= 2


def check_in_without_account(citizen: Page, address: str) -> None:
    citizen.goto(address)
    citizen.get_by_label("Họ và tên").fill("Thào Thị Chứ")
    citizen.get_by_label("Thôn").select_option("Thôn Sín Chải")
    citizen.get_by_role("button", name="Tôi có mặt").click()
    expect(citizen.get_by_role("status")).to_contain_text("Đã ghi.")


def end_and_lock(leader: Page, class_path: str) -> None:
    leader.goto(class_path)
    leader.get_by_role("button", name="Đóng điểm danh").click()
    leader.get_by_label("Đếm bằng mắt").fill("6")
    leader.get_by_role("button", name="Chốt biên bản").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã chốt biên bản.")
    expect(leader.locator("#figures")).to_contain_text("Đếm được 6, danh sách có 6: khớp.")


def team_numbers(page: Page, world: World) -> dict[str, int]:
    """What the pages behind the team's numbers say; the team's own page is left open."""
    numbers = {}
    for name in ("people", "attendances", "classes"):
        page.goto(f"/to/{world.team_id}/so-lieu/{name}")
        heading = page.get_by_role("heading", level=1).inner_text()
        numbers[name] = int(heading.split(": ")[1].split()[0])
    page.goto(f"/to/{world.team_id}")
    return numbers


def commune_numbers(page: Page, world: World) -> dict[str, int]:
    """The commune's own line of the table on its page."""
    page.goto(f"/xa/{world.commune_code}")
    own = page.locator("#table tfoot tr").first.locator("td")
    people, classes, _issues, attendances, _turns = (
        int(cell) for cell in own.all_inner_texts() if cell.strip()
    )
    return {"people": people, "attendances": attendances, "classes": classes}


def give_quotas(app: Flask, world: World) -> None:
    with app.app_context(), unscoped("test"):
        month = period_of(PeriodKind.MONTH, clock.today())
        decision = QuotaDecision(
            commune_id=world.commune_id, decided_on=month.first, created_by_id=world.head_id,
            issuer=IssuerKind.PEOPLES_COMMITTEE, created_at=clock.now(),
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        for metric, goal in GOALS.items():
            db.session.add(
                Quota(
                    team_id=world.team_id, commune_id=world.commune_id, metric=metric, goal=goal,
                    period_kind=PeriodKind.MONTH, first_day=month.first,
                    status=QuotaStatus.ASSIGNED, decision_id=decision.id,
                )
            )  # fmt: skip
        db.session.commit()


def give_four_more(app: Flask, world: World) -> None:
    """The newcomer's circle is full: five people."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        village = db.session.get_one(Village, world.village_id)
        guide = db.session.query(Account).filter_by(name=NAME).one()
        for name in ("Sùng A Páo", "Thào Thị Dợ", "Vàng Seo Chư", "Cư Seo Vảng"):
            factories.mentee(team, guide, name, village=village)
