"""Whatever is sent, by whomever: it is refused with words, and nothing breaks."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests.factories import World
from tests.safety.asking import HOME, addresses
from tests.web import Web, new_key
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.forms import Form

ODD = [
    "%00", "%ED%A0%80", "9" * 30, str(2**31), "-1", "%C2%B2", "0001-01-01", "9999-12-31",
    "x" * 5000, quote("😀" * 120), quote("ΐ" * 120), quote("'\"><script>alert(1)</script>"),
]  # fmt: skip
BY_HAND = {
    "mentee", "skill", "class_id", "step", "stamp", "muon", "insists", "nguoi", "then", "next",
    "locale", "theme", "same", "shift", "accepted", "leader", "stage", "squad", "version",
    "core",
}  # fmt: skip
ARGUMENTS = (
    "ky", "thang", "to", "xa", "trang", "q", "thon", "nguoi-kem", "nguoi", "moi", "team", "first",
    "last", "tim", "site", "day", "weeks", "next", "buoi", "ma", "lop", "tinh", "ca",
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"


def field_names() -> list[str]:
    """The fields of all our forms, and those that views read themselves."""
    names, waiting = set(BY_HAND), [Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        names |= {name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
    return sorted(names)


@pytest.fixture(params=["leader_id", "head_id", "admin_id", ""])
def somebody(request: pytest.FixtureRequest, web: Web, world: World) -> Web:
    account_id = getattr(world, request.param) if request.param else None
    return web.sign_in(account_id) if account_id else web


def test_no_body_breaks_anything(somebody: Web, world: World):
    token, broken = somebody.csrf_token(), []
    fields = field_names()
    for address in addresses(somebody.app, world, HOME, "POST"):
        bodies = ["&".join(f"{name}={value}" for name in fields) for value in ODD]
        bodies += ["", "&".join(f"{name}=1&{name}=2" for name in fields)]
        for body in bodies:
            tokens = f"csrf_token={token}&key={new_key()}&"
            answer = somebody.client.post(address, data=tokens + body, content_type=FORM)
            if answer.status_code >= 500:
                broken.append((address, body[:40], answer.status_code))
        if "dang-xuat" in address:
            break
    assert broken == []


def test_no_shape_of_a_body_breaks_anything(somebody: Web, world: World):
    token, broken = somebody.csrf_token(), []
    shapes = [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
        (FORM, f"csrf_token={token}&key={new_key()}&name=".encode() + b"x" * 1_000_000),
        ("application/json", b'{"a": [[[['),
        ("text/plain", b"\xff\xfe"),
    ]
    for address in addresses(somebody.app, world, HOME, "POST"):
        for kind, body in shapes:
            answer = somebody.client.post(
                address, data=body, content_type=kind, headers={"X-CSRFToken": token}
            )
            if answer.status_code >= 500:
                broken.append((address, kind, answer.status_code))
    assert broken == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_do_nothing(web: Web, world: World, method: str):
    web.sign_in(world.leader_id)
    for address in addresses(web.app, world, HOME, "GET"):
        assert web.client.open(address, method=method).status_code in {200, 400, 403, 404, 405}


def test_no_address_breaks_anything(somebody: Web, world: World):
    broken = []
    for address in addresses(somebody.app, world, HOME, "GET"):
        for value in ["9" * 30, "0001-01-01", "9999-12", "%00", "//["]:
            asked = "&".join(f"{name}={value}" for name in ARGUMENTS)
            answer = somebody.get(f"{address}?{asked}")
            if answer.status_code >= 500:
                broken.append((address, value, answer.status_code))
    assert broken == []


def test_a_key_that_no_column_holds_is_not_there(web: Web, world: World):
    web.sign_in(world.leader_id)
    for key in (2**31 - 1, 2**31, 2**53, 2**63, 10**30):
        assert web.get(f"/nguoi-hoc/{key}").status_code == 404
        assert web.get(f"/in/the/trang?nguoi={key}").status_code == 404


@pytest.mark.parametrize("name", ["😀" * 120, "ΐ" * 120, "\u200d\u200d", "!!!", "Ằ" * 120])
def test_any_name_is_kept_or_refused(web: Web, world: World, name: str):
    web.sign_in(world.ambassador_id)
    answer = web.post(
        "/nguoi-hoc/them",
        {
            "name": name, "village": world.village_id, "device": "none", "agreed": "y",
            "method": "spoken", "witness": "Trưởng thôn",
            "guide": f"{world.ambassador_id}-{world.team_id}",
        },
    )  # fmt: skip
    assert answer.status_code in {303, 422}
    assert web.get("/nguoi-hoc").status_code == 200


def test_a_forged_device_is_a_new_device(app, web: Web, world: World):
    with app.app_context(), unscoped("test"):
        code = db.session.scalar(select(ClassSession.code).where(ClassSession.id == world.class_id))
    token = web.csrf_token()
    session = web.client.get_cookie("session")
    assert session is not None
    cookies = f'session={session.value}; device="\\000{"a" * 21}"'
    answer = web.client.post(
        f"/c/{code}/123456",
        data={"csrf_token": token, "key": new_key()},
        headers={"Cookie": cookies},
    )
    assert answer.status_code == 422


def test_the_same_key_at_another_address_is_another_intent(web: Web, world: World):
    web.sign_in(world.ambassador_id)
    key = new_key()
    assert web.post("/giao-dien", {"theme": "dark", "next": "//["}).location == "/"
    wish = {"title": "Thanh toán số", "site": world.site_id}
    first = web.post(f"/buoi-hoc/de-nghi?to={world.team_id}", wish, key=key)
    assert first.status_code == 422  # refused: the key may come again
    assert web.post(f"/nguoi-hoc/{world.mentee_id}/hoan-thanh", {}, key=key).status_code == 303
    other = web.post(f"/nguoi-hoc/{world.mentee_id}/hoan-thanh?muon=1", {}, key=key)
    assert other.status_code == 422
