"""Criterion 30: figures that are drawn."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import World
from tests.journeys.eyes import picture_of
from tests.journeys.people import sign_in
from tests.rankings.test_rankings import complete, publish
from tracker.core.scope import unscoped

pytestmark = pytest.mark.browser

LINE = 40  # pixels of the thinnest stroke
VISIBLY = 60  # of 255 steps of grey
NOVEMBER = "2026-11"
NOT_SAID = ("kém", "yếu", "bét", "thấp nhất", "đội sổ", "tụt")
PEOPLE = ("Sùng A Páo", "Giàng Thị Mỷ", "Giàng Seo Phừ", "Nguyễn Văn Hòa", "Đỗ Quang Vinh")


def test_criterion_30_charts_speak_and_need_no_colour(app, world: World, phone: Page, live_server):
    """Each bullet's sentence stands beside it; its parts differ in grey; the states of a quota
    differ in word and shape; what is public names nobody and shames nobody."""
    with app.app_context(), unscoped("test"):
        complete(world)
        publish(world)
    sign_in(phone, app, world.head_id, live_server)
    for path in (
        f"/to/{world.team_id}?ky={NOVEMBER}",
        f"/xa/{world.commune_code}?ky={NOVEMBER}",
    ):
        phone.goto(path)
        charts = phone.locator("svg[role=img]:visible")
        bullets = phone.locator(".bullet:visible")
        assert bullets.count() > 0, path
        for bullet in bullets.all():
            sentence = bullet.locator("svg[role=img]").get_attribute("aria-label")
            expect(bullet.locator("small")).to_have_text(sentence)
        assert all(charts.nth(n).get_attribute("aria-label") for n in range(charts.count()))
    drawn = picture_of(bullets.first.locator("svg[role=img]")).convert("L")
    greys = [grey for number, grey in drawn.getcolors() if number > LINE]
    assert max(greys) - min(greys) > VISIBLY, "bar, ground and goal are told apart without colour"
    chips = phone.locator(".bullet .chip:visible").all()
    looks = {chip.inner_text(): chip.locator("use").get_attribute("href") for chip in chips}
    assert len(set(looks.values())) == len(looks)

    phone.context.clear_cookies()
    phone.goto("/xep-hang")
    said = phone.locator("main").inner_text()
    assert "Xã Si Ma Cai" in said
    assert [word for word in (*NOT_SAID, *PEOPLE) if word.lower() in said.lower()] == []
