"""The catalogue that the app ships and loads."""

import pytest
from sqlalchemy import func, select

from tracker.core import clock
from tracker.core.db import db
from tracker.skills import actions, queries
from tracker.skills.models import Skill, SkillSetItem

pytestmark = pytest.mark.usefixtures("everywhere")


def test_thirty_skills_in_two_languages_with_what_must_be_seen():
    actions.load_catalogue()
    modules = queries.catalogue()
    skills = [skill for module in modules for skill in module.skills]
    assert (len(modules), len(skills)) == (9, 30)
    assert all(skill.name and skill.name_en for skill in skills)
    assert all(skill.evidence and skill.evidence_en for skill in skills)


def test_the_agreed_sets():
    actions.load_catalogue()
    codes = [skill.code for skill in queries.sets_of({"nguoi_dan"})["nguoi_dan"]]
    assert codes == ["TB01", "TB04", "GT01", "DV01", "DV02", "DV03", "TT02", "AT01", "AT02"]
    codes = [skill.code for skill in queries.sets_of({"cao_tuoi"})["cao_tuoi"]]
    assert codes == ["TB01", "GT01", "DV01", "AT01", "AT02"]
    assert [row.code for row in queries.sets()] == [
        "nguoi_dan", "cao_tuoi", "hssv", "nong_dan", "nguoi_lao_dong", "cbccvc",
    ]  # fmt: skip
    assert queries.sets_of({"nobody"})["nobody"] == []


def test_loading_again_renews_the_words_and_leaves_the_agreement():
    actions.load_catalogue()
    skill = queries.skill("TT02")
    skill.name = "Cũ"
    left_out = db.session.scalar(select(SkillSetItem).where(SkillSetItem.skill_id == skill.id))
    db.session.delete(left_out)
    db.session.add(_own_skill(skill.module_id))
    db.session.commit()

    actions.load_catalogue()
    assert queries.skill("TT02").name == "Chuyển khoản và trả tiền bằng mã QR"
    assert "TT02" not in [skill.code for skill in queries.sets_of({"nguoi_dan"})["nguoi_dan"]]
    assert db.session.scalar(select(func.count(Skill.id))) == 31


def test_a_retired_skill_is_no_longer_taught_nor_asked_for():
    actions.load_catalogue()
    skill = queries.skill("AT02")
    skill.retired_on = clock.today()
    db.session.commit()
    assert queries.skill("AT02") is None
    assert len(queries.sets_of({"cao_tuoi"})["cao_tuoi"]) == 4


def _own_skill(module_id: int) -> Skill:
    return Skill(
        code="XX01", module_id=module_id, name="Kỹ năng của xã", name_en="Of the commune",
        evidence="", evidence_en="", position=99,
    )  # fmt: skip
