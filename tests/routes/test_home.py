"""Everyone's way in: an ambassador's day, the place one works for, or the public page."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests import factories
from tests.factories import World
from tests.web import Web
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Team


@pytest.fixture(autouse=True)
def counted_anew(app) -> None:
    """The public figures are kept for minutes, longer than a test."""
    app.extensions.pop("public_figures", None)


def test_an_ambassador_sees_the_class_the_people_and_what_comes_next(web: Web, world: World):
    page = web.sign_in(world.ambassador_id).get("/").text
    assert "Chào Giàng Thị Mỷ" in page
    assert "Lớp đang diễn ra đến" in page
    assert 'href="/quet"' in page
    assert "Đang kèm 1/5" in page
    assert "Sùng A Páo" in page
    assert "Chưa bắt đầu" in page
    assert "Còn 4 chỗ trong “1 kèm 5”." in page
    assert "Chưa giao chỉ tiêu tháng này" in page


def test_what_a_row_says(app, web: Web, world: World):
    def person(**columns) -> str:
        with app.app_context(), unscoped("test"):
            db.session.execute(update(Mentee).where(Mentee.id == world.mentee_id).values(**columns))
            db.session.commit()
        return web.get("/").text

    web.sign_in(world.ambassador_id)
    today = clock.today()
    assert "Chưa học 12 ngày" in person(last_seen_on=today - timedelta(days=12))
    assert "Còn: Kỹ năng TB01" in person(last_seen_on=today)
    assert "Tạm dừng" in person(status=MenteeStatus.PAUSED)


def test_nobody_yet_and_no_class(app, web: Web, world: World):
    with app.app_context(), unscoped("test"):
        db.session.execute(update(Mentee).values(ambassador_id=None))
        ended = clock.now() - timedelta(days=9)
        db.session.execute(update(ClassSession).values(ends_at=ended))
        db.session.commit()
    page = web.sign_in(world.ambassador_id).get("/").text
    assert "Bạn chưa kèm ai. Bắt đầu bằng một người quen gần nhà." in page
    assert "Chưa có lớp trong 14 ngày tới. Hỏi tổ trưởng." in page


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("leader_id", "/to/{team_id}"),
        ("head_id", "/xa/{commune_code}"),
        ("commune_youth_id", "/xa/{commune_code}"),
        ("board_id", "/tinh/{province_code}"),
        ("admin_id", "/quan-tri"),
    ],
)
def test_others_are_sent_to_the_place_they_work_for(
    app, web: Web, world: World, who: str, address: str
):
    with app.app_context():
        team = db.session.get_one(Team, world.team_id, execution_options={"scoped_by_hand": "test"})
        province_code = team.commune.province.code
    answer = web.sign_in(getattr(world, who)).get("/")
    assert answer.status_code == 303
    assert answer.location == address.format(
        team_id=world.team_id, commune_code=world.commune_code, province_code=province_code
    )


def test_the_public_page_shows_three_numbers_and_nobody(app, web: Web, world: World):
    page = web.get("/").text
    assert "chưa đủ số liệu" in page
    assert "Sùng A Páo" not in page
    for link in ('href="/dang-nhap"', 'href="/c"'):
        assert link in page


def test_the_public_page_counts_from_five_people_on(app, web: Web, world: World):
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = factories.account("Lù Thị Hà")
        session = db.session.get_one(ClassSession, world.class_id)
        for number in range(5):
            factories.check_in(session, factories.mentee(team, guide, f"Vàng Seo {number}"))
        assert db.session.query(CheckIn).count() == 5
    page = web.get("/").text
    assert "chưa đủ số liệu" not in page
    assert '<b class="number">5</b>người được hướng dẫn' in page
