"""The batch that a phone sends: each form by itself, everything in one transaction."""

from sqlalchemy import func, select

from tests.web import new_key, text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentoring.models import Issue

ISSUE = [["title", "VNeID: đổi máy"], ["kind", "vneid"]]


def entry(url="/phan-anh/them", fields=ISSUE, **more):
    return {"v": 1, "key": new_key(), "url": url, "fields": fields, "title": "Phản ánh", **more}


def send(web, items, uid, **more):
    return web.client.post(
        "/gui", json={"uid": uid, "items": items, **more},
        headers={"X-CSRFToken": web.csrf_token()},
    )  # fmt: skip


def verdicts(answer):
    assert answer.status_code == 200, text(answer)
    return [result["verdict"] for result in answer.json["results"]]


def count(app, model):
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count()).select_from(model))


def test_who_am_i(web, world):
    nobody = web.get("/phien")
    assert nobody.json["ok"] == "dss"
    assert nobody.json["uid"] is None
    web.sign_in(world.ambassador_id)
    me = web.get("/phien")
    assert (me.json["uid"], me.json["name"]) == (world.ambassador_id, "Mỷ")
    assert me.headers["Cache-Control"] == "no-store"
    assert abs(me.json["now"] / 1000 - clock.now().timestamp()) < 60


def test_each_entry_counts_once(app, web, world):
    web.sign_in(world.ambassador_id)
    items = [entry(), entry()]
    first = send(web, items, world.ambassador_id)
    assert verdicts(first) == ["recorded", "recorded"]
    assert first.json["results"][0]["words"] == "Đã gửi phản ánh."
    assert verdicts(send(web, items[::-1], world.ambassador_id)) == ["repeat", "repeat"]
    assert count(app, Issue) == 2


def test_a_wrong_entry_leaves_the_others(app, web, world):
    web.sign_in(world.ambassador_id)
    items = [entry(), entry(fields=[["kind", "vneid"]]), entry("/khong-co"), entry()]
    answer = send(web, items, world.ambassador_id)
    assert verdicts(answer) == ["recorded", "fix", "gone", "recorded"]
    assert answer.json["results"][1]["fields"] == [["title", "Xin viết một câu tóm tắt."]]
    assert count(app, Issue) == 2
