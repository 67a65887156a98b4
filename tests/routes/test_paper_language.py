"""Whoever reads English pages still hands an office a Vietnamese paper."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

import tracker
from tests.apps import fresh_copy
from tests.factories import World
from tests.routes.stage import Stage, make_setting
from tests.routes.test_papers import promise
from tests.routes.test_rights import GRANTS, OWN, access_of, address
from tests.web import Web
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.papers.models import ExportJob
from tracker.papers.paper import Form
from tracker.policy import Role

ENGLISH = Path(tracker.__file__).parent / "translations/en/LC_MESSAGES/messages.po"
PRODUCTS = {
    "attendance", "campaign_plan", "campaign_results", "campaign_roster", "certificates",
    "decision", "measures", "minutes", "notebook", "ranking", "report", "results", "rewards",
    "schedule", "shift_roster", "sites", "team_list",
}  # fmt: skip
# These ask something first and leave the paper to a function.
WITH_A_QUESTION = {"rewards.take", "minutes.attendance", "notebooks.take"}
WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    return fresh_copy(sqlite_templates["inhabited"])


def english_words() -> set[str]:
    """The words that only the English catalogue has."""
    with ENGLISH.open("rb") as file:
        known = [message for message in read_po(file) if message.id and message.string]
    said = {word for one in known for word in words_of(str(one.string))}
    return said - {word for one in known for word in words_of(str(one.id))}


def words_of(text: str) -> list[str]:
    bare = re.sub(r"%\(\w+\)s|https?:\S+", " ", text)
    return [word.lower() for word in WORD.findall(bare) if word.isascii()]


def makers(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "POST" in (rule.methods or ()) and (
            hasattr(view, "makes_paper") or rule.endpoint in WITH_A_QUESTION
        ):
            yield rule


def test_every_paper_is_vietnamese_for_who_reads_english(app: Flask, world: World):
    with app.app_context(), unscoped("test setup"):
        db.session.get_one(ClassSession, world.class_id).status = ClassStatus.LOCKED
        quarter = promise(world)
        setting = make_setting(world)
    stage = cast(Stage, SimpleNamespace(app=app, setting=setting))
    for rule in makers(app):
        for role in setting.players:
            if access_of(rule) in GRANTS[role] and asked(stage, rule, role, quarter):
                break
    with app.app_context(), unscoped("test"):
        jobs = db.session.scalars(select(ExportJob).where(ExportJob.product != "sample")).all()
        papers = {job.product: texts(job.paper) for job in jobs}
    assert papers.keys() == PRODUCTS
    english = english_words()
    assert {"leader", "front", "fatherland"} <= english
    assert {what: found for what, said in papers.items() if (found := said & english)} == {}


def test_only_one_place_sets_the_language_of_papers():
    """Every other would be a second one to forget something at."""
    views = Path(tracker.__file__).parent / "routes"
    using = {path.name for path in views.glob("*.py") if "force_locale(" in path.read_text()}
    assert using == {"files.py", "templates.py"}


def asked(stage: Stage, rule: Rule, role: Role, quarter: str) -> bool:
    """Whether this role got the paper in some form, reading English."""
    path = address(stage, rule, OWN, stage.setting.sign_ins[role]) or pytest.fail(rule.rule)
    web = Web(stage.app).sign_in(stage.setting.players[role])
    web.client.set_cookie("language", "en")
    for form in Form:
        fields = {"dang": form.value, "mau": "state", "reason": "Đoàn kiểm tra"}
        if web.post(f"{path}?ky={quarter}", fields).status_code == 303:
            return True
    return False


def texts(paper: str) -> set[str]:
    """Every word that stands on the paper, of names too."""
    whole = json.loads(paper, object_hook=lambda fields: [*_shown(fields)])
    return {word for line in _lines(whole) for word in words_of(line)}


def _shown(fields: dict[str, Any]) -> Iterator[Any]:
    """Not what a thing is called in the program."""
    return (value for name, value in fields.items() if name not in {"is", "value"})


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part)
