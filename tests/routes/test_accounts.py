"""Signing in and out, invitations, forgotten passwords, one's own devices."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.apps import config_for
from tests.factories import World
from tests.web import Web, text
from tracker import create_app
from tracker.accounts import passwords
from tracker.accounts.models import Account, Invitation, Membership, ResetCode, SignIn
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.policy import Role

PASSWORD = "trâu ruộng nếp bếp"
OTHER = "bốn con vịt giời"
NEW_PHONE = "0987 654 321"


def set_password(app, account_id: int, password: str = PASSWORD) -> str:
    """Give an account a password; returns its phone as people write it."""
    with app.app_context():
        account = db.session.get(Account, account_id)
        account.password_hash = passwords.hash_password(password)
        account.used_at = clock.now()
        db.session.commit()
        return "0" + account.phone.removeprefix("+84")


@pytest.fixture
def phone(app, world: World) -> str:
    return set_password(app, world.ambassador_id)


def sign_in(web: Web, phone: str, password: str = PASSWORD, **more):
    return web.post("/dang-nhap", {"phone": phone, "password": password, **more})


def is_in(web: Web) -> bool:
    return web.get("/tai-khoan").status_code == 200


def count(app, statement) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(statement)


def from_address(web: Web, address: str) -> Web:
    web.client.environ_base["REMOTE_ADDR"] = address
    return web


# Signing in


@pytest.mark.parametrize("written", ["0{n}", "+84{n}", "84 {n}", "0{n[0]}{n[1]}{n[2]}.{n[3]}"])
def test_any_way_to_write_a_number(web, phone, written):
    number = phone[1:]
    answer = sign_in(web, written.format(n=number) if "[" not in written else phone)
    assert answer.status_code == 303
    assert is_in(web)


def test_wrong_phone_and_wrong_password_read_the_same(web, browse, phone):
    wrong_password = sign_in(web, phone, "not it at all")
    wrong_phone = sign_in(browse(), "0912 999 888", "not it at all")
    sentence = "Số điện thoại hoặc mật khẩu chưa đúng. Còn 5 lần thử."
    for answer in (wrong_password, wrong_phone):
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert "<title>Lỗi: " in text(answer)
        assert "not it at all" not in text(answer)
    assert not is_in(web)


def test_a_vietnamese_password_in_either_form(app, web, browse, world):
    import unicodedata

    phone = set_password(app, world.ambassador_id, unicodedata.normalize("NFD", "Mỷ đi chợ phiên"))
    assert sign_in(web, phone, unicodedata.normalize("NFC", "Mỷ đi chợ phiên")).status_code == 303
    nfd = unicodedata.normalize("NFD", "Mỷ đi chợ phiên")
    assert sign_in(browse(), phone, nfd).status_code == 303


def test_the_seventh_try_waits_and_nobody_else_does(web, browse, phone):
    for _ in range(6):
        assert sign_in(web, phone, "wrong every time").status_code == 422
    refused = sign_in(web, phone)
    assert refused.status_code == 429
    assert "Tạm khóa 5 phút. Cần gấp: gọi tổ trưởng." in text(refused)
    assert int(refused.headers["Retry-After"]) <= 300
    # The owner, at another address, is let in.
    assert sign_in(from_address(browse(), "10.9.8.7"), phone).status_code == 303
    # A forwarded-for header from nobody we trust changes nothing.
    web.client.environ_base["HTTP_X_FORWARDED_FOR"] = "10.1.1.1"
    assert sign_in(web, phone).status_code == 429


def test_limits_hold_across_processes(app, database_url, web, phone):
    other_app = create_app(config_for(database_url))
    other = Web(other_app)
    for browser in (web, other, web, other, web, other):
        assert sign_in(browser, phone, "wrong every time").status_code == 422
    assert sign_in(web, phone).status_code == 429
    assert sign_in(other, phone).status_code == 429
    with other_app.app_context():
        db.engine.dispose()


def test_sixty_people_behind_one_address_all_come_in(browse, phone):
    answers = {sign_in(browse(), phone).status_code for _ in range(70)}
    assert answers == {303}


def test_the_address_as_a_whole_waits_after_sixty_guesses(browse, world):
    guesser = browse()
    statuses = [sign_in(guesser, f"09120{n:05d}", "guess guess").status_code for n in range(61)]
    assert statuses == [422] * 60 + [429]


def test_a_copied_cookie_is_dead_after_signing_out(web, browse, phone):
    sign_in(web, phone)
    copy = browse()
    copy.client.set_cookie("session", web.client.get_cookie("session").value)
    assert is_in(copy)
    assert web.post("/dang-xuat").status_code == 303
    assert not is_in(web)
    assert not is_in(copy)


def test_signing_out_needs_a_post(web, phone):
    sign_in(web, phone)
    assert web.get("/dang-xuat").status_code == 200
    assert is_in(web)


def test_every_sign_in_gets_a_new_token_and_ends_the_old_one(app, web, phone):
    web.get("/dang-nhap")
    tokens = []
    for _ in range(2):
        sign_in(web, phone)
        with web.client.session_transaction() as session:
            tokens.append(session["_user_id"])
    assert tokens[0] != tokens[1]
    living = select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None))
    assert count(app, living) == 1


def test_a_session_ends_by_itself(web, browse, phone):
    with time_machine.travel(clock.now(), tick=False) as now:
        kept = browse()
        sign_in(web, phone)
        sign_in(kept, phone, keep="y")
        now.shift(timedelta(hours=25))
        assert not is_in(web)
        assert is_in(kept)
        now.shift(timedelta(days=30))
        assert not is_in(kept)


def test_ninety_days_unused_is_locked_and_says_whom_to_ask(web, phone):
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        answer = sign_in(web, phone)
        assert answer.status_code == 422
        assert "90 ngày không dùng. Xin nhờ Tổ trưởng Giàng Seo Phừ mở lại." in text(answer)


def test_a_locked_account_is_out_at_once_and_nobody_can_tell_without_its_password(
    app, web, browse, phone, world
):
    sign_in(web, phone)
    browse().sign_in(world.officer_id).post(
        f"/quan-tri/nguoi/{world.ambassador_id}/khoa", {"lock-reason": "Mất điện thoại"}
    )
    assert not is_in(web)
    assert "đang bị khóa. Xin hỏi Tổ trưởng" in text(sign_in(browse(), phone))
    assert "bị khóa" not in text(sign_in(browse(), phone, "a wrong password"))


def test_an_old_hash_is_made_anew(app, web, phone, world):
    passwords.use_cheap_digests(False)
    try:
        assert sign_in(web, phone).status_code == 303
    finally:
        passwords.use_cheap_digests(True)
    stored = count(app, select(Account.password_hash).where(Account.id == world.ambassador_id))
    assert "m=19456,t=2,p=1" in stored


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example",
        "\\\\evil.example", "http:/evil.example", "javascript:alert(1)", "/\t/evil.example",
        "/\n/evil.example", "%2f%2fevil.example", "evil.example", "https:evil.example",
        "/%0d%0aSet-Cookie:x=y", "",
    ],
)  # fmt: skip
def test_signing_in_never_leads_elsewhere(web, phone, address):
    location = sign_in(web, phone, next=address).headers["Location"]
    assert location.startswith("/")
    assert not re.match(r"/[/\\\s]", location)
    assert "\n" not in location


def test_it_leads_back_to_where_one_was(web, phone):
    asked = web.get("/tai-khoan?x=1")
    assert asked.status_code == 303
    page = web.get(asked.headers["Location"])
    assert 'name="next" value="/tai-khoan?x=1"' in text(page)


# Invitations


def invite(web: Web, **form) -> str:
    """Make an invitation and return its address."""
    made = web.post("/moi", form)
    assert made.status_code == 303, text(made)
    page = text(web.get(made.headers["Location"]))
    return "/m/" + re.search(r"/m/([2-9A-Z]{12})", page)[1]


def join(web: Web, address: str, **form):
    return web.post(
        address, {"name": "Lù Thị Mẩy", "phone": NEW_PHONE, "password": PASSWORD, **form}
    )


@pytest.fixture
def invitation(browse, world: World) -> str:
    return invite(browse().sign_in(world.leader_id), role="ambassador", team=world.team_id)


def test_from_invitation_to_first_step(app, web, invitation, world):
    page = text(web.get(invitation))
    assert "Bạn được mời vào Tổ CNSCĐ Sín Chải" in page
    assert "Giàng Seo Phừ" in page
    assert "Đặt mật khẩu (ít nhất 8 ký tự)" in page
    done = web.get(join(web, invitation).headers["Location"])
    assert "Xin chào Lù Thị Mẩy. Bạn đã vào Tổ CNSCĐ Sín Chải." in text(done)
    assert "Thêm người đầu tiên tôi kèm" in text(done)
    assert is_in(web)
    with app.app_context(), unscoped("test"):
        account = db.session.scalar(select(Account).where(Account.phone == "+84987654321"))
        posts = [(post.role, post.team_id) for post in account.memberships]
    assert posts == [(Role.AMBASSADOR, world.team_id)]


def test_looking_never_uses_it(web, browse, invitation):
    for _ in range(3):
        assert browse().get(invitation).status_code == 200
    assert join(web, invitation.lower()).status_code == 303


def test_used_once(browse, invitation):
    join(browse(), invitation)
    second = join(browse(), invitation, phone="0912 888 777")
    assert "Mã này đã dùng." in text(second)
    assert "Mã này đã dùng." in text(browse().get(invitation))


def test_a_lost_answer_can_be_asked_again(browse, invitation):
    join(browse(), invitation)
    again = browse()
    assert join(again, invitation).status_code == 303
    assert is_in(again)
    assert join(browse(), invitation, password=OTHER).status_code == 422


def test_sixteen_at_once_make_one_person(app, browse, invitation):
    browsers = [browse() for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda web: join(web, invitation).status_code, browsers))
    assert set(statuses) == {303}
    assert count(app, select(func.count()).select_from(Account).where(
        Account.phone == "+84987654321")) == 1  # fmt: skip
    assert count(app, select(func.count()).select_from(Membership).join(
        Account, Account.id == Membership.account_id).where(
        Account.phone == "+84987654321")) == 1  # fmt: skip


def test_expired_and_withdrawn_say_so(browse, invitation, world):
    with time_machine.travel(clock.now() + timedelta(hours=73), tick=False):
        page = text(browse().get(invitation))
        day = f"{clock.local(clock.now() - timedelta(hours=1)):%d/%m/%Y}"
        assert f"Mã mời đã hết hạn ngày {day}. Xin mã mới từ tổ trưởng Giàng Seo Phừ." in page
        assert join(browse(), invitation).status_code == 422
    leader = browse().sign_in(world.leader_id)
    row_id = re.search(r"/moi/(\d+)", text(leader.get("/moi")))[1]
    leader.post(f"/moi/{row_id}/rut")
    assert "đã được rút" in text(browse().get(invitation))
    assert join(browse(), invitation).status_code == 422


def test_it_ends_with_the_right_of_whoever_sent_it(browse, invitation, world):
    officer = browse().sign_in(world.officer_id)
    page = text(officer.get(f"/quan-tri/nguoi/{world.leader_id}"))
    post_id = re.search(r"/quan-tri/vai-tro/(\d+)/ket-thuc", page)[1]
    ended = officer.post(
        f"/quan-tri/vai-tro/{post_id}/ket-thuc", {f"end{post_id}-reason": "Chuyển nơi ở"}
    )
    assert ended.status_code == 303
    assert join(browse(), invitation).status_code == 422


def test_a_known_number_signs_in_to_accept(app, web, browse, invitation, world):
    phone = set_password(app, world.neighbour_leader_id)
    refused = join(web, invitation, phone=phone)
    assert refused.status_code == 422
    assert "Số này đã có tài khoản. Xin đăng nhập để nhận lời mời." in text(refused)
    # Signed in at the neighbour team: joins this team, with the invited role and no other.
    sign_in(web, phone)
    assert web.post(invitation).status_code == 303
    with app.app_context(), unscoped("test"):
        posts = db.session.scalars(
            select(Membership).where(Membership.account_id == world.neighbour_leader_id)
        )
        held = {(post.role, post.team_id) for post in posts}
    assert held == {
        (Role.LEADER, world.neighbour_team_id),
        (Role.AMBASSADOR, world.team_id),
    }


def test_an_account_that_waits_for_its_owner_needs_its_own_number_in_the_invitation(
    app, web, browse, world
):
    with app.app_context():
        waiting = "0" + db.session.get(Account, world.second_ambassador_id).phone[3:]
    leader = browse().sign_in(world.leader_id)
    anyone = invite(leader, role="member", team=world.team_id)
    assert "đã có tài khoản" in text(join(web, anyone, phone=waiting))
    named = invite(leader, role="member", team=world.team_id, phone=waiting)
    assert "ghi số điện thoại khác" in text(join(browse(), named, phone=NEW_PHONE))
    assert join(web, named, phone=waiting).status_code == 303


def test_nobody_gives_what_they_do_not_hold(app, browse, world):
    leader = browse().sign_in(world.leader_id)
    for form in (
        {"role": "leader", "team": world.team_id},
        {"role": "ambassador", "team": world.neighbour_team_id},
        {"role": "ambassador", "team": world.far_team_id},
        {"role": "admin"},
        {"role": "commune_head"},
    ):
        assert leader.post("/moi", form).status_code == 422
    youth = browse().sign_in(world.province_youth_id)
    assert youth.post(
        "/moi", {"role": "commune_youth", "commune": world.far_commune_id}
    ).status_code == 422  # fmt: skip
    assert youth.post(
        "/moi", {"role": "commune_youth", "commune": world.commune_id}
    ).status_code == 303  # fmt: skip


def test_nobody_sees_the_link_to_a_post_they_may_not_give(browse, world):
    officer = browse().sign_in(world.officer_id)
    made = officer.post("/moi", {"role": "focal_officer"}).headers["Location"]
    assert officer.get(made).status_code == 200
    for account_id in (world.commune_youth_id, world.leader_id, world.far_leader_id):
        assert browse().sign_in(account_id).get(made).status_code == 404


def test_doan_xa_nominates_and_the_commune_approves(app, web, browse, world):
    youth = browse().sign_in(world.commune_youth_id)
    address = invite(youth, role="ambassador", team=world.team_id)
    done = text(web.get(join(web, address).headers["Location"]))
    assert "Xã cần duyệt trước khi bạn bắt đầu." in done
    assert web.get("/moi").status_code == 403
    assert web.get("/buoi-hoc").status_code in {403, 404}
    assert is_in(web)
    officer = browse().sign_in(world.officer_id)
    page = text(officer.get("/quan-tri/cho-duyet"))
    assert "Lù Thị Mẩy" in page
    post_id = re.search(r"/quan-tri/vai-tro/(\d+)/duyet", page)[1]
    officer.post(f"/quan-tri/vai-tro/{post_id}/duyet", {f"approve{post_id}-decision_number": "12"})
    assert "Lù Thị Mẩy" in text(officer.get("/quan-tri/cho-duyet"))  # Đã duyệt…
    assert "Lù Thị Mẩy" not in text(officer.get("/quan-tri/cho-duyet"))
    assert "Chờ duyệt" not in text(web.get("/tai-khoan"))


def test_guessed_codes_are_counted(web):
    statuses = [web.get(f"/m/{n:012d}").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]


def test_a_code_can_be_typed_or_the_link_pasted(web, invitation):
    code = invitation.rsplit("/", 1)[-1]
    for typed in (code, f"{code[:4]} {code[4:8]}-{code[8:].lower()}", f"http://x.vn{invitation}/"):
        assert web.get("/m", query_string={"code": typed}).headers["Location"] == invitation


def test_the_first_administrator_comes_from_the_command_line(app, web, browse):
    run = app.test_cli_runner()
    made = run.invoke(args=["accounts", "invite-admin", "0987 654 321", "Lù Thị Mẩy"])
    address = re.search(r"/m/\w+", made.output)[0]
    assert "ghi số điện thoại khác" in text(join(browse(), address, phone="0912 888 777"))
    assert join(web, address).status_code == 303
    assert web.get("/quan-tri").status_code == 200
    # Forgotten: the old password and the open session end.
    again = run.invoke(args=["accounts", "invite-admin", "0987 654 321", "Lù Thị Mẩy"])
    assert not is_in(web)
    assert sign_in(web, NEW_PHONE).status_code == 422
    address = re.search(r"/m/\w+", again.output)[0]
    assert join(web, address, password=OTHER).status_code == 303
    assert web.get("/quan-tri").status_code == 200
    assert run.invoke(args=["accounts", "invite-admin", "12", "X"]).exit_code == 1


# One key, one effect


def test_a_form_sent_again_has_no_second_effect(app, browse, world):
    leader = browse().sign_in(world.leader_id)
    form = {"role": "member", "team": world.team_id, "name": "Cư Thị Sua"}
    first = leader.post("/moi", form, key="the-same-key-1")
    # The phone was signed out meanwhile and sends it again after signing in.
    later = browse().sign_in(world.leader_id)
    again = later.post("/moi", form, key="the-same-key-1")
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replay"] == "true"
    assert count(app, select(func.count()).select_from(Invitation)) == 1
    other = later.post("/moi", {**form, "name": "Người khác"}, key="the-same-key-1")
    assert other.status_code == 422
    assert count(app, select(func.count()).select_from(Invitation)) == 1


def test_sixteen_identical_forms_at_once_make_one_row(app, browse, world):
    browsers = [browse().sign_in(world.leader_id) for _ in range(16)]
    form = {"role": "member", "team": world.team_id}
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda web: web.post("/moi", form, key="one-key-for-all"), browsers)
        )
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(app, select(func.count()).select_from(Invitation)) == 1


# Forgotten passwords


def issue(web: Web, account_id: int) -> str:
    answer = web.post(f"/quan-tri/nguoi/{account_id}/ma-moi")
    assert answer.status_code == 303, text(answer)
    shown = text(web.get(answer.headers["Location"]))
    return re.search(r'class="code">(\d{4} \d{4})<', shown)[1]


def reset(web: Web, phone: str, code: str, password: str = OTHER):
    return web.post(
        "/quen-mat-khau", {"phone": phone, "reset_code": code, "new_password": password}
    )


@pytest.fixture
def code(browse, phone, world: World) -> str:
    return issue(browse().sign_in(world.leader_id), world.ambassador_id)


def test_a_leaders_code_sets_a_new_password_and_ends_every_session(web, browse, phone, code):
    old = browse()
    sign_in(old, phone)
    assert reset(web, phone, code).status_code == 303
    assert not is_in(old)
    assert sign_in(browse(), phone).status_code == 422
    assert sign_in(web, phone, OTHER).status_code == 303
    assert "Đặt lại mật khẩu bằng mã" in text(web.get("/tai-khoan"))


def test_a_code_works_once_for_one_account_for_fifteen_minutes(
    app, web, browse, world, phone, code
):
    other_phone = set_password(app, world.second_ambassador_id)
    assert reset(web, other_phone, code).status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert reset(web, phone, code).status_code == 422
    assert reset(web, phone, code).status_code == 303
    assert reset(browse(), phone, code).status_code == 303  # the same answer once more
    assert reset(browse(), phone, code, "và một mật khẩu khác").status_code == 422


def test_five_tries_from_wherever_they_come(browse, phone, code):
    for n in range(5):
        guesser = from_address(browse(), f"10.0.0.{n}")
        assert reset(guesser, phone, "00000000").status_code == 422
    assert reset(browse(), phone, code).status_code == 422


def test_two_uses_at_once_set_one_password(app, browse, phone, code):
    browsers = [(browse(), f"chọn đại câu số {n}") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda each: reset(each[0], phone, code, each[1]), browsers))
    assert sorted(answer.status_code for answer in statuses) == [303, 422, 422, 422]


def test_a_code_is_shown_once_and_stored_nowhere(app, browse, phone, world):
    leader = browse().sign_in(world.leader_id)
    code = issue(leader, world.ambassador_id)
    again = text(leader.get(f"/quan-tri/nguoi/{world.ambassador_id}/ma-moi"))
    assert code not in again
    assert "Mã chỉ hiện một lần" in again
    with app.app_context():
        row = db.session.scalar(select(ResetCode))
        assert code.replace(" ", "") not in f"{row.code_hash}{row.nonce}"
        assert row.code_hash.startswith("$argon2id$")


def test_nobody_takes_over_a_higher_account_by_a_code(app, browse, world):
    officer = browse().sign_in(world.officer_id)
    assert officer.post(f"/quan-tri/nguoi/{world.head_id}/ma-moi").status_code == 403
    leader = browse().sign_in(world.leader_id)
    assert leader.post(f"/quan-tri/nguoi/{world.leader_id}/ma-moi").status_code == 403
    for account_id in (world.neighbour_leader_id, world.far_leader_id, world.head_id):
        assert leader.post(f"/quan-tri/nguoi/{account_id}/ma-moi").status_code == 404


# One's own account


def test_another_password_signs_the_other_devices_out(web, browse, phone):
    other = browse()
    sign_in(web, phone)
    sign_in(other, phone)
    wrong = web.post("/tai-khoan/mat-khau", {"current_password": "not it", "new_password": OTHER})
    assert "Mật khẩu đang dùng chưa đúng." in text(wrong)
    assert is_in(other)
    changed = web.post("/tai-khoan/mat-khau", {"current_password": PASSWORD, "new_password": OTHER})
    assert changed.status_code == 303
    assert is_in(web)
    assert not is_in(other)


def test_wrong_guesses_at_the_own_password_are_counted(web, phone):
    sign_in(web, phone)
    for _ in range(6):
        web.post("/tai-khoan/mat-khau", {"current_password": "guess", "new_password": OTHER})
    last = web.post("/tai-khoan/mat-khau", {"current_password": PASSWORD, "new_password": OTHER})
    assert last.status_code == 422
    assert "Đã thử quá nhiều lần" in text(last)


@pytest.mark.parametrize("password", ["1234567", "12345678", "matkhau123", "Giàng Thị Mỷ"])
def test_easy_passwords_are_refused(web, phone, password):
    sign_in(web, phone)
    answer = web.post(
        "/tai-khoan/mat-khau", {"current_password": PASSWORD, "new_password": password}
    )
    assert answer.status_code == 422
    assert "Mật khẩu này dễ đoán" in text(answer) or "ít nhất 8 ký tự." in text(answer)


def test_one_sees_and_ends_ones_own_devices_only(web, browse, phone, world, app):
    sign_in(web, phone)
    other = browse()
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 9) Zalo/1.0 Chrome"
    sign_in(other, phone)
    stranger = browse().sign_in(world.far_leader_id)
    page = text(web.get("/tai-khoan"))
    assert "Zalo · Android" in page
    row_id = re.search(r"/tai-khoan/may/(\d+)/dang-xuat", page)[1]
    assert stranger.post(f"/tai-khoan/may/{row_id}/dang-xuat").status_code == 404
    assert is_in(other)
    assert web.post(f"/tai-khoan/may/{row_id}/dang-xuat").status_code == 303
    assert not is_in(other)


def test_a_minor_does_not_grow_up_by_typing(app, web, world):
    web.sign_in(world.ambassador_id)
    this_year = clock.today().year
    assert web.post(
        "/tai-khoan", {"name": "Giàng Thị Mỷ", "birth_year": this_year - 16}
    ).status_code == 303  # fmt: skip
    for birth_year in (this_year - 30, ""):
        refused = web.post("/tai-khoan", {"name": "Giàng Thị Mỷ", "birth_year": birth_year})
        assert refused.status_code == 422


def test_the_menu_switches_the_light(web, world):
    web.sign_in(world.ambassador_id)
    assert "Sáng" in text(web.get("/them"))
    web.post("/giao-dien", {"theme": "dark", "next": "/them"})
    assert 'data-theme="dark"' in text(web.get("/them"))
