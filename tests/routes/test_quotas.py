"""The page on which a commune gives its teams their goals."""

import re

import pytest

from tests.factories import World
from tests.web import text
from tracker.core import clock
from tracker.periods.rules import PeriodKind, following, period_of, previous
from tracker.periods.text import period_name

THIS_MONTH = period_of(PeriodKind.MONTH, clock.today())
CODE = THIS_MONTH.code


def plan_of(world: World, **more):
    return {
        f"goal-{world.team_id}-people": "60",
        f"goal-{world.team_id}-classes": "4",
        "number": "12/QĐ-UBND",
        "decided_on": clock.today().isoformat(),
        "issuer": "peoples_committee",
        "step": "assign",
    } | more


def address(world: World, period: str = CODE) -> str:
    return f"/xa/{world.commune_code}/chi-tieu?ky={period}"


@pytest.mark.parametrize(
    ("who", "read", "save"),
    [
        ("head_id", 200, 303),
        ("officer_id", 200, 403),
        ("commune_youth_id", 200, 403),
        ("board_id", 200, 403),
        ("leader_id", 404, 403),
        ("ambassador_id", 404, 403),
        ("admin_id", 403, 403),
    ],
)
def test_who_may_look_and_who_may_assign(web, world: World, who, read, save):
    web.sign_in(getattr(world, who))
    assert web.get(address(world)).status_code == read
    assert web.post(address(world), plan_of(world)).status_code == save


def test_another_commune_is_not_there(web, world: World):
    web.sign_in(world.head_id)
    assert web.get("/xa/99999/chi-tieu").status_code == 404
    assert web.get(f"/xa/{world.commune_code}/chi-tieu?ky=2026-13").status_code == 404
    assert web.get(f"/xa/{world.commune_code}/chi-tieu?ky=2026").status_code == 404


def test_the_officer_prepares_and_the_head_assigns(browse, world: World):
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    leader = browse().sign_in(world.leader_id)
    saved = officer.post(address(world), plan_of(world, step="save"), follow=True)
    assert "Đã lưu nháp" in text(saved)
    assert "Chưa giao chỉ tiêu tháng này" in text(leader.get(f"/to/{world.team_id}"))

    page = text(head.get(address(world)))
    assert 'value="60"' in page
    assert "12/QĐ-UBND" in page
    given = text(head.post(address(world), plan_of(world), follow=True))
    assert "Đã giao chỉ tiêu" in given
    assert "Quyết định số 12/QĐ-UBND" in given
    assert "0/60" in text(leader.get(f"/to/{world.team_id}"))


def test_a_double_press_assigns_once(web, world: World):
    web.sign_in(world.head_id)
    first = web.post(address(world), plan_of(world), key="same-key-twice")
    again = web.post(address(world), plan_of(world), key="same-key-twice")
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("goal-{team}-people", "nhiều", "nhập số nguyên từ 1 đến 9999"),
        ("goal-{team}-people", "1.5", "nhập số nguyên từ 1 đến 9999"),
        ("goal-{team}-people", "0", "để trống nếu không giao"),
        ("goal-{team}-people", "10000", "nhập số nguyên từ 1 đến 9999"),
        ("decided_on", "2031-01-05", "Ngày quyết định không được sau hôm nay."),
        ("decided_on", "", "Xin chọn ngày quyết định."),
        ("decided_on", "hôm nay", "Xin nhập ngày theo dạng 21/11/2026."),
        ("issuer", "ubnd_huyen", "Xin chọn một mục trong danh sách."),
        ("number", "x" * 61, "Xin viết ngắn hơn"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(web, world: World, field, typed, said):
    web.sign_in(world.head_id)
    name = field.format(team=world.team_id)
    answer = web.post(address(world), plan_of(world, **{name: typed}))
    page = text(answer)
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Lỗi: ", page)
    assert page.count(said) == 2  # in the summary and beside the field
    assert f'name="goal-{world.team_id}-classes"' in page
    assert 'value="4"' in page


def test_an_empty_plan_asks_for_one_goal(web, world: World):
    web.sign_in(world.head_id)
    empty = plan_of(world) | {
        f"goal-{world.team_id}-people": "", f"goal-{world.team_id}-classes": ""
    }  # fmt: skip
    answer = web.post(address(world), empty)
    assert answer.status_code == 422
    assert "Xin nhập ít nhất một chỉ tiêu." in text(answer)


def test_last_period_is_copied_into_the_form_but_not_saved(web, world: World):
    web.sign_in(world.head_id)
    web.post(address(world), plan_of(world))
    nxt = following(THIS_MONTH).code
    page = text(web.get(address(world, nxt) + "&chep=1"))
    assert 'value="60"' in page
    assert "Đã chép số của" in page
    assert 'value="60"' not in text(web.get(address(world, nxt)))


def test_a_revision_shows_old_and_new_and_why(browse, world: World):
    web = browse().sign_in(world.head_id)
    web.post(address(world), plan_of(world))
    there = f"/xa/{world.commune_code}/chi-tieu/{world.team_id}?ky={CODE}"
    assert "Đang giao: 60 người" in text(web.get(there))

    new = {f"goal-{world.team_id}-people": "50", f"goal-{world.team_id}-classes": "4"}
    new |= {"decided_on": clock.today().isoformat(), "issuer": "peoples_committee"}
    refused = web.post(there, new)
    assert refused.status_code == 422
    assert "Xin ghi lý do điều chỉnh." in text(refused)

    page = text(web.post(there, new | {"reason": "Mưa lũ cả tháng"}, follow=True))
    assert "60 → 50" in page
    assert "Mưa lũ cả tháng" in page
    assert "Nguyễn Văn Hòa" in page
    assert "UBND xã điều chỉnh (chưa ghi số)" in page

    leader = browse().sign_in(world.leader_id)
    card = text(leader.get(f"/to/{world.team_id}?ky={CODE}")).split('id="decisions"')[1]
    card = card.split("</section>")[0]
    assert "Quyết định số 12/QĐ-UBND" in card
    assert "60 → 50" in card
    assert "Mưa lũ cả tháng" in card
    assert "Nguyễn Văn Hòa" not in card, "places and numbers"

    (link,) = re.findall(r'href="([^"]+)">Ghi số quyết định', page)
    number = {"number": "51/QĐ-UBND", "decided_on": clock.today().isoformat()}
    numbered = text(web.post(link.replace("&amp;", "&"), number, follow=True))
    assert "Quyết định số 51/QĐ-UBND" in numbered
    assert "Ghi số quyết định" not in numbered
    assert web.get(link.replace("&amp;", "&")).status_code == 404, "once"


def test_usual_grounds_are_offered_and_own_ones_come_back(browse, world: World):
    officer = browse().sign_in(world.officer_id)
    usual = "Căn cứ Luật Tổ chức chính quyền địa phương;"
    assert usual in text(officer.get(address(world)))
    own = plan_of(world, step="save", grounds="Căn cứ Nghị quyết số 08-NQ/ĐU;")
    officer.post(address(world), own)
    for period in (CODE, following(THIS_MONTH).code):  # the next decision begins like the last
        page = text(officer.get(address(world, period)))
        assert "Căn cứ Nghị quyết số 08-NQ/ĐU;" in page
        assert usual not in page


def test_goals_are_shared_out_by_adults_and_may_be_changed_before_they_are_given(
    browse, world: World
):
    officer = browse().sign_in(world.officer_id)
    path = f"/xa/{world.commune_code}/chia-chi-tieu?ky={CODE}"
    typed = {
        "total-people": "401", f"adults-{world.team_id}": "300",
        f"adults-{world.neighbour_team_id}": "100", "as_of": clock.today().isoformat(),
    }  # fmt: skip
    refused = officer.post(path, typed)
    assert refused.status_code == 422
    assert text(refused).count("Xin ghi nguồn số liệu dân số.") == 2
    page = text(officer.post(path, typed | {"source": "Công an xã"}, follow=True))
    assert "Đã chia 401 người theo dân số trưởng thành" in page
    for team_id, part in ((world.team_id, 301), (world.neighbour_team_id, 100)):
        (field,) = re.findall(rf'<input[^>]*name="goal-{team_id}-people"[^>]*>', page)
        assert f'value="{part}"' in field
    assert 'value="301"' not in text(officer.get(address(world))), "a proposal is not kept"
    assert 'value="300"' in text(officer.get(path)), "who was counted is"
    assert officer.get(f"{address(world)}&chia=1-2").status_code == 404


def test_a_commune_sets_what_it_rates_by(browse, world: World):
    officer, path = browse().sign_in(world.officer_id), f"/xa/{world.commune_code}/muc-xep-loai"
    good = {"grade_good_from": "110", "grade_done_from": "70", "silent_days": "21"}
    assert 'value="30"' in text(officer.get(path))
    wrong = officer.post(path, good | {"grade_done_from": "120"})
    assert wrong.status_code == 422
    assert text(wrong).count("không được cao hơn") == 2
    officer.post(path, good)
    assert 'value="21"' in text(officer.get(path))
    assert browse().sign_in(world.leader_id).get(path).status_code == 403
    assert browse().sign_in(world.commune_youth_id).get(path).status_code == 403


def test_a_month_in_a_quarter_with_goals_is_refused_and_what_was_typed_stays(web, world: World):
    quarter = period_of(PeriodKind.QUARTER, clock.today())
    web.sign_in(world.head_id)
    said = f"Đã giao chỉ tiêu {period_name(quarter)}, trùng thời gian với kỳ này"
    assert said not in text(web.get(address(world)))
    web.post(address(world, quarter.code), plan_of(world))
    refused = web.post(address(world), plan_of(world, step="save"))
    assert refused.status_code == 422
    assert said in text(refused)
    assert 'value="60"' in text(refused)
    for copied in ("", "&chep=1"):
        page = text(web.get(address(world) + copied))
        assert said in page
        assert 'id="plan"' not in page


def test_a_past_period_is_only_read(web, world: World):
    web.sign_in(world.head_id)
    past = previous(THIS_MONTH).code
    assert "Giao chỉ tiêu</span>" not in text(web.get(address(world, past)))
    answer = web.post(address(world, past), plan_of(world))
    assert answer.status_code == 422
    assert "Kỳ này đã hết" in text(answer)


def test_no_reader_of_numbers_sees_a_form(web, world: World):
    page = text(web.sign_in(world.commune_youth_id).get(address(world)))
    assert "<input" not in page.split("<main")[1].split("</main>")[0]
