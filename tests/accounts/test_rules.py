"""Decisions about accounts, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.accounts.rules import (
    GIVES,
    SEATS,
    Entry,
    Nomination,
    PasswordFlaw,
    Standing,
    Validity,
    is_minor,
    judge_password,
    may_give,
    may_manage,
    nomination,
    standing,
)
from tracker.accounts.tokens import invitation_code, reset_code
from tracker.core import codes
from tracker.policy import GRANTS, Actor, Permission, Post, Role

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OWN = ("Giàng Thị Mỷ", "+84912345678", "0912345678")


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("1234567", PasswordFlaw.SHORT),
        ("Mỷ đi chợ", None),
        ("x" * 201, PasswordFlaw.LONG),
        ("trâu ruộng nếp bếp " * 10, None),
        ("correct horse battery", None),
        ("trâu ruộng nếp bếp", None),
        ("🌾🌾 lúa chín 🌾", None),
        ("12345678", PasswordFlaw.EASY),
        ("123456789", PasswordFlaw.EASY),
        ("987654321", PasswordFlaw.EASY),
        ("00000000", PasswordFlaw.EASY),
        ("11112222", PasswordFlaw.EASY),
        ("12121212", PasswordFlaw.EASY),
        ("abcabcabc", PasswordFlaw.EASY),
        ("qwertyuiop", PasswordFlaw.EASY),
        ("qwerty123456", PasswordFlaw.EASY),
        ("password1", PasswordFlaw.EASY),
        ("Matkhau123", PasswordFlaw.EASY),
        ("Mật Khẩu 2026!", PasswordFlaw.EASY),
        ("anhyeuem", PasswordFlaw.EASY),
        ("Anh yêu em 123", PasswordFlaw.EASY),
        ("VIETNAM2026", PasswordFlaw.EASY),
        ("daisuso2026", PasswordFlaw.EASY),
        ("21111990", PasswordFlaw.EASY),
        ("1990-11-21", PasswordFlaw.EASY),
        ("0912345678", PasswordFlaw.EASY),
        ("84912345678", PasswordFlaw.EASY),
        ("912345678", PasswordFlaw.EASY),
        ("giangthimy", PasswordFlaw.EASY),
        ("Giàng Thị Mỷ 1999", PasswordFlaw.EASY),
        ("73920184", None),
    ],
)
def test_passwords(password, flaw):
    assert judge_password(password, own=OWN) is flaw


@pytest.mark.parametrize(
    ("disabled_at", "days_ago", "expected"),
    [
        pytest.param(None, 0, Standing.OPEN, id="used today"),
        pytest.param(None, 90, Standing.OPEN, id="used 90 days ago"),
        pytest.param(None, 91, Standing.UNUSED, id="unused for longer"),
        pytest.param(NOW, 0, Standing.LOCKED, id="locked"),
        pytest.param(NOW, 91, Standing.LOCKED, id="locked wins"),
    ],
)
def test_standing(disabled_at, days_ago, expected):
    last = NOW - timedelta(days=days_ago)
    assert standing(disabled_at=disabled_at, last_used_at=last, now=NOW) is expected


@pytest.mark.parametrize(
    ("expires_in", "used", "revoked", "entry"),
    [
        (1, False, False, Entry.OPEN),
        (0, False, False, Entry.EXPIRED),
        (1, True, False, Entry.USED),
        (-1, True, True, Entry.USED),
        (1, False, True, Entry.WITHDRAWN),
    ],
)
def test_validity(expires_in, used, revoked, entry):
    validity = Validity(
        expires_at=NOW + timedelta(hours=expires_in),
        used_at=NOW if used else None,
        revoked_at=NOW if revoked else None,
    )
    assert validity.judge(NOW) is entry


@pytest.mark.parametrize(
    ("birth_year", "minor"), [(None, False), (2007, False), (2008, True), (2015, True)]
)
def test_minors_are_counted_by_year(birth_year, minor):
    assert is_minor(birth_year, today=date(2026, 11, 21)) is minor


HERE = {"province_id": 1, "commune_id": 10, "team_id": 100}
NEIGHBOUR = HERE | {"team_id": 101}
ELSEWHERE = {"province_id": 2, "commune_id": 20, "team_id": 200}
COMMUNE = {"province_id": 1, "commune_id": 10}
PROVINCE = {"province_id": 1}


def who(role: Role, place: dict[str, int], account_id: int = 1) -> Actor:
    return Actor(account_id, "", (Post(role, **place),))


@pytest.mark.parametrize(
    ("giver", "role", "place", "may"),
    [
        (who(Role.LEADER, HERE), Role.AMBASSADOR, HERE, True),
        (who(Role.LEADER, HERE), Role.MEMBER, HERE, True),
        (who(Role.LEADER, HERE), Role.LEADER, HERE, False),
        (who(Role.LEADER, HERE), Role.AMBASSADOR, NEIGHBOUR, False),
        (who(Role.AMBASSADOR, HERE), Role.AMBASSADOR, HERE, False),
        (who(Role.FOCAL_OFFICER, COMMUNE), Role.LEADER, HERE, True),
        (who(Role.FOCAL_OFFICER, COMMUNE), Role.LEADER, ELSEWHERE, False),
        (who(Role.FOCAL_OFFICER, COMMUNE), Role.COMMUNE_HEAD, COMMUNE, False),
        (who(Role.COMMUNE_HEAD, COMMUNE), Role.FOCAL_OFFICER, COMMUNE, True),
        (who(Role.COMMUNE_YOUTH, COMMUNE), Role.AMBASSADOR, HERE, True),
        (who(Role.COMMUNE_YOUTH, COMMUNE), Role.LEADER, HERE, False),
        (who(Role.PROVINCE_YOUTH, PROVINCE), Role.COMMUNE_YOUTH, COMMUNE, True),
        (who(Role.PROVINCE_YOUTH, PROVINCE), Role.COMMUNE_HEAD, COMMUNE, False),
        (who(Role.PROVINCE_YOUTH, PROVINCE), Role.COMMUNE_YOUTH, ELSEWHERE, False),
        (who(Role.PROVINCE_BOARD, PROVINCE), Role.COMMUNE_HEAD, COMMUNE, False),
        (who(Role.ADMIN, {}), Role.PROVINCE_BOARD, PROVINCE, True),
    ],
)
def test_who_gives_which_post_where(giver, role, place, may):
    assert may_give(giver, Post(role, **place)) is may


def test_nobody_takes_over_an_account_that_may_more():
    leader = who(Role.LEADER, HERE)
    ambassador = Post(Role.AMBASSADOR, **HERE)
    head = Post(Role.COMMUNE_HEAD, **COMMUNE)
    assert may_manage(leader, account_id=2, posts=[ambassador])
    assert not may_manage(leader, account_id=2, posts=[ambassador, head])
    assert not may_manage(leader, account_id=1, posts=[ambassador])
    assert not may_manage(leader, account_id=2, posts=[])
    assert may_manage(who(Role.ADMIN, {}), account_id=2, posts=[])


@pytest.mark.parametrize(
    ("inviter", "role", "expected"),
    [
        (who(Role.LEADER, HERE), Role.MEMBER, Nomination.NOT_NEEDED),
        (who(Role.LEADER, HERE), Role.AMBASSADOR, Nomination.NOMINATED),
        (who(Role.COMMUNE_YOUTH, COMMUNE), Role.AMBASSADOR, Nomination.AWAITED),
        (who(Role.FOCAL_OFFICER, COMMUNE), Role.AMBASSADOR, Nomination.APPROVED),
    ],
)
def test_the_commune_appoints_ambassadors(inviter, role, expected):
    assert nomination(inviter, Post(role, **HERE)) is expected


def test_every_role_has_a_seat_and_only_givers_may_invite():
    assert set(SEATS) == set(Role)
    assert set(GIVES) == {role for role in Role if Permission.ACCOUNT_INVITE in GRANTS[role]}


def test_codes_come_from_the_nonce_and_the_secret():
    nonces = [codes.random_token() for _ in range(10_000)]
    made = {invitation_code("secret", nonce) for nonce in nonces}
    assert len(made) == len(nonces)
    assert all(len(code) == 12 and set(code) <= set(codes.ALPHABET) for code in made)
    assert invitation_code("secret", "n") != invitation_code("other", "n")
    assert len(reset_code("secret", "n", digits=8)) == 8
    assert len(f"https://daisuso.laocai.gov.vn/m/{invitation_code('secret', 'n')}") <= 46
