"""Day script 5 on the pages: the province looks at its network, has a flag checked, publishes."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import factories as make
from tests.factories import World
from tests.indicators import scene
from tests.rankings.test_rankings import complete
from tests.web import Web, text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Province
from tracker.quotas.models import Quota
from tracker.skills.models import Skill, SkillMark
from tracker.skills.rules import SkillState

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

YEAR = "ky=2026"
LEARNERS = ("Sùng A Páo", "Thào Thị Dợ", "Cư Thị Sua", "Vàng Seo Chư")
OTHERS = ("Giàng Thị Mỷ", "Giàng Seo Phừ", "Nguyễn Văn Hòa", "Đỗ Quang Vinh")
BURST = datetime(2026, 11, 5, 20, 0, tzinfo=clock.ZONE)


@pytest.fixture
def province(app, world: World) -> str:
    """Two communes of which one has no quota, and one of the same name in another province."""
    with app.app_context(), unscoped("test"):
        here = db.session.get_one(Province, world.province_id)
        make.commune(here, "Xã Bát Xát")
        make.commune(make.province("Tuyên Quang"), "Xã Si Ma Cai")
        complete(world)
        skill = db.session.scalars(select(Skill.id).where(Skill.code == "TT02")).one()
        for number in range(480):
            at = BURST + timedelta(seconds=6 * number)
            scene.put(
                SkillMark(
                    mentee_id=world.mentee_id, skill_id=skill, state=SkillState.ALONE, level=2,
                    at=at, local_date=clock.local_date(at), noted_at=at,
                    noted_by_id=world.ambassador_id, commune_id=world.commune_id,
                    team_id=world.team_id,
                )
            )  # fmt: skip
        db.session.commit()
        return here.code


def test_the_network_the_flag_and_what_is_published(app, browse, world: World, province: str):
    ha, vinh = browse().sign_in(world.province_youth_id), browse().sign_in(world.board_id)

    # Hà opens the network: how many, where none is, who guides too few.
    network = text(ha.get(f"/tinh/{province}?{YEAR}"))
    assert "ở 1/2 xã, phường, đặc khu." in network
    assert "Chưa có: Xã Bát Xát." in network
    assert "Xã Si Ma Cai" in text(ha.get(f"/tinh/{province}?loc=duoi-5"))

    # Vinh opens the draft: the rule above the table, who lacks figures below it.
    draft = text(vinh.get(f"/xep-hang/nhap?{YEAR}"))
    rule, table, below = (
        draft.index(words)
        for words in ("Điểm là trung bình của ba tỷ lệ", "<table", "Chưa đủ số liệu")
    )
    assert rule < table < below
    assert "Xã Bát Xát" in draft[below:]
    remarks = text(vinh.get(f"/xep-hang/nhap/y-kien?{YEAR}"))
    odd = r"Xã Si Ma Cai: 480 lần đánh dấu TT02 “[^”]+” từ một tài khoản trong 48 phút"
    assert re.search(odd, remarks)

    # He asks the commune to check; it sees its own row and answers there.
    own_row = f"/xep-hang/nhap/{world.commune_code}"
    asked = text(vinh.get(f"{own_row}/hoi?{YEAR}"))
    question = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", asked, re.DOTALL)
    assert question[1].startswith("Đề nghị xã kiểm tra: 480 lần đánh dấu TT02")
    vinh.post(f"{own_row}/hoi?{YEAR}", {"text": question[1]})
    officer = browse().sign_in(world.officer_id)
    assert "hỏi về số liệu xếp hạng" in text(officer.get(f"/xa/{world.commune_code}"))
    own = text(officer.get(f"/xep-hang/nhap?{YEAR}"))
    assert "Xã Bát Xát" not in own
    officer.post(f"{own_row}/y-kien?{YEAR}", {"text": "Đánh dấu bù cho ba buổi tối."})
    assert "Đánh dấu bù cho ba buổi tối." in text(vinh.get(f"/xep-hang/nhap/y-kien?{YEAR}"))
    assert officer.post(f"/xep-hang/cong-bo?{YEAR}").status_code == 403
    assert ha.post(f"/xep-hang/cong-bo?{YEAR}").status_code == 403

    # He publishes: commune, three rates, rank, date, rule; no person, no other province.
    vinh.post(f"/xep-hang/cong-bo?{YEAR}")
    published = text(browse().get("/xep-hang"))
    for words in ("Hạng", "Xã Si Ma Cai", "25%", "50%", f"{clock.today():%d/%m/%Y}", "trung bình"):
        assert words in published
    assert published.count("Xã Si Ma Cai") == 1
    for name in (*LEARNERS, *OTHERS):
        assert name not in published + draft + remarks + network

    # What is published never moves; a correction makes a new dated version.
    with app.app_context(), unscoped("test"):
        for quota in db.session.scalars(select(Quota).where(Quota.metric == "classes")):
            quota.goal = 2
        db.session.commit()
    assert text(browse().get("/xep-hang")).count("25%") == published.count("25%")
    assert vinh.post(f"/xep-hang/cong-bo?{YEAR}").status_code == 422, "a correction says why"
    vinh.post(f"/xep-hang/cong-bo?{YEAR}", {"reason": "Điều chỉnh chỉ tiêu"})
    assert "bản 2" in text(browse().get("/xep-hang"))


@pytest.mark.parametrize("who", ["province_youth_id", "board_id"])
def test_neither_of_them_can_open_a_learner(web: Web, world: World, province: str, who):
    web.sign_in(getattr(world, who))
    for path in ("/nguoi-hoc", f"/nguoi-hoc/{world.mentee_id}"):
        assert web.get(path).status_code in {403, 404}
    for name in ("people", "cashless"):
        page = text(web.get(f"/to/{world.team_id}/so-lieu/{name}?{YEAR}"))
        assert not [learner for learner in LEARNERS if learner in page]
