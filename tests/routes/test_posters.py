"""The poster at a site: anyone's way in while a class is on, and a plain answer at other hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.places.models import Poster, Site, Team


@pytest.fixture
def code(app, world: World) -> str:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(Poster.code).where(Poster.site_id == world.site_id)).one()


def change(app, class_id: int, **values) -> None:
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, class_id)
        for name, value in values.items():
            setattr(session, name, value)
        db.session.commit()


def another_class(app, world: World, **more) -> str:
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        site = db.session.get_one(Site, world.site_id)
        leader = db.session.get_one(Account, world.leader_id)
        return factories.class_session(team, site, leader, **more).code


def here(app) -> list[tuple[str, int]]:
    with app.app_context(), unscoped("test"):
        rows = select(Mentee.name, CheckIn.way, CheckIn.level).join(CheckIn)
        return [tuple(row) for row in db.session.execute(rows)]


def action(page: str) -> str:
    return page.split('method="post" action="')[1].split('"')[0]


def test_while_a_class_is_on_anyone_is_present_with_level_2(web: Web, code, app, world):
    page = text(web.get(f"/d/{code.lower()}"))
    assert "Tôi có mặt" in page
    assert here(app) == []
    done = web.post(action(page), {"name": "Lý Thị Mới", "village": str(world.village_id)})
    assert done.status_code == 200
    assert "Đã ghi." in text(done)
    assert here(app) == [("Lý Thị Mới", "poster", 2)]


def test_the_answer_never_tells_who_is_known(browse, code, app, world):
    pages = []
    for name in ("Sùng A Páo", "Sùng A Pao"):
        web = browse()
        target = action(text(web.get(f"/d/{code}")))
        answer = text(web.post(target, {"name": name, "village": str(world.village_id)}))
        pages.append(answer.replace(name, ""))
    assert pages[0] == pages[1]


def test_a_class_that_could_not_be_opened_still_counts(web: Web, code, app, world):
    change(app, world.class_id, status=ClassStatus.PLANNED, opened_at=None)
    assert "Tôi có mặt" in text(web.get(f"/d/{code}"))


@pytest.mark.parametrize("status", [ClassStatus.CANCELLED, ClassStatus.ENDED, ClassStatus.LOCKED])
def test_a_class_that_is_over_takes_nobody(web: Web, code, app, world, status):
    target = action(text(web.get(f"/d/{code}")))
    change(app, world.class_id, status=status)
    assert "Lúc này chưa có lớp ở đây." in text(web.get(f"/d/{code}"))
    refused = web.post(target, {"name": "Lý Thị Mới", "village": str(world.village_id)})
    assert refused.status_code == 404
    assert here(app) == []


def test_at_other_hours_it_says_when_the_next_class_is(web: Web, code, app, world):
    now = clock.now()
    change(
        app, world.class_id, starts_at=now - timedelta(hours=9), ends_at=now - timedelta(hours=7)
    )
    assert "Lớp tiếp theo" not in text(web.get(f"/d/{code}"))
    later = now + timedelta(days=3)
    another_class(app, world, starts_at=later, status=ClassStatus.PLANNED)
    assert f"{clock.local(later):%d/%m/%Y}" in text(web.get(f"/d/{code}"))


def test_with_two_classes_at_once_one_chooses(web: Web, code, app, world):
    other = another_class(app, world)
    page = text(web.get(f"/d/{code}"))
    assert "Chọn lớp của mình" in page
    assert f"/d/{code}/{other.lower()}" in page
    chosen = text(web.get(f"/d/{code}/{other.lower()}"))
    web.post(action(chosen), {"name": "Lý Thị Mới", "village": str(world.village_id)})
    with app.app_context(), unscoped("test"):
        entry = db.session.query(CheckIn).one()
        assert db.session.get_one(ClassSession, entry.class_id).code == other


def test_a_replaced_poster_opens_nothing(web: Web, code, app, world):
    target = action(text(web.get(f"/d/{code}")))
    with app.app_context(), unscoped("test"):
        db.session.scalars(select(Poster).where(Poster.code == code)).one().revoked_at = clock.now()
        db.session.commit()
    assert "Áp phích này đã được thay." in text(web.get(f"/d/{code}"))
    refused = web.post(target, {"name": "Lý Thị Mới", "village": str(world.village_id)})
    assert refused.status_code == 404
    assert "Áp phích này đã được thay." in text(refused)
    assert here(app) == []


def test_a_poster_opens_only_classes_of_its_own_site(web: Web, code, app, world):
    with app.app_context(), unscoped("test"):
        far = db.session.get_one(ClassSession, world.far_class_id).code
    assert web.get(f"/d/{code}/{far.lower()}").status_code == 404


def test_the_code_can_be_typed(web: Web, code):
    sent = web.get(f"/d?ma={code[:3]} {code[3:].lower()}")
    assert sent.headers["Location"] == f"/d/{code.lower()}"
    unknown = web.get("/d/zzzzzz")
    assert unknown.status_code == 404
    assert "Không có áp phích nào mang mã này." in text(unknown)
    assert web.get(f"/D/{code}").headers["Location"] == f"/d/{code.lower()}"


def test_pages_are_sound_and_small(web: Web, code, app, world):
    pages = {path: web.get(path) for path in ("/d", f"/d/{code}", "/d/zzzzzz")}
    another_class(app, world)
    pages["choice"] = web.get(f"/d/{code}")
    assert validate({name: text(page) for name, page in pages.items()}) == []
    assert all(len(page.data) < 6 * 1024 for page in pages.values())
