"""Every word people read is in the catalogue, and none is one the vocabulary forbids."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages import Catalog

from tracker import catalogue
from tracker.accounts.deeds import DEEDS

ENGLISH = catalogue.SOURCES / "en" / "LC_MESSAGES" / "messages.po"
TEMPLATES = catalogue.HOME / "templates"
BLANK = re.compile(r"%\(\w+\)s|\{\w+\}|%%")

# From the vocabulary's "never" column: words that are disrespectful, foreign or wrong here.
NEVER = [
    "mentee", "mentor", "học viên", "gia sư", "khách hàng", "đối tượng", "tổ số", "trưởng nhóm",
    "trainer", "logbook", "nhật ký", "KPI", "OKR", "check-in", "checkin", "chấm công", "mã vạch",
    "offline", "sync", "đồng bộ", "huyện", "thị trấn", "thị xã", "cơ sở đào tạo", "người già",
    "người tàn tật", "người thiểu số", "người Mèo", "người mù số", "mù công nghệ", "bỏ học",
    "tốt nghiệp", "gian lận", "deadline", "submit", "login", "logout", "export", "xuất file",
    "leaderboard", "đạt chuẩn", "đã xác minh", "chứng chỉ", "admin", "user", "ticket", "khiếu nại",
    "tố cáo",
]  # fmt: skip

# Papers of state are Vietnamese whatever language the page around them is in.
PAPERS = {"_parts/document.html"}
# Names and units, the same in every language; a language is offered by its speakers' name for it.
SAID_BY_ITSELF = {"Tiếng Việt", "English", "VNeID", "Cốc Cốc", "5 cm"}

LETTER = re.compile(r"[^\W\d_]")
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
UNSEEN = re.compile(r"\{#.*?#\}|<!--.*?-->|\{% block main_class %\}.*?\{% endblock %\}", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
STRING = r"\"[^\"]*\"|'[^']*'"
TAG = re.compile(rf"<(?:{STRING}|[^>\"'])*>")
TRANSLATED = re.compile(rf"\b_\(\s*(?:{STRING})|\bngettext\(\s*(?:{STRING}),\s*(?:{STRING})")

RECORDED = re.compile(r"\brecord\(\s*f?\"([\w.{}]+)\"|deed = \"(\w+\.\w+)\".* else \"([\w.]+)\"")


@cache
def english() -> Catalog:
    return catalogue.read(ENGLISH)


@cache
def vietnamese() -> list[str]:
    """Every word that people may read, as the code says it."""
    return [str(message.id) for message in catalogue.extract() if message.id]


def test_every_word_has_an_english_one():
    kept, said = english(), set(vietnamese())
    known = {str(message.id) for message in kept if message.id}
    assert sorted(said - known) == [], "run python -m tracker.catalogue and translate"
    assert sorted(known - said) == [], "run python -m tracker.catalogue"
    assert catalogue.untranslated(kept) == []


def test_english_keeps_the_blanks_of_the_vietnamese():
    wrong = []
    for message in english():
        words = message.id if isinstance(message.id, str) else message.id[0]
        told = [message.string] if isinstance(message.string, str) else message.string
        if message.id and any(set(BLANK.findall(words)) != set(BLANK.findall(e)) for e in told):
            wrong.append(words)
    assert wrong == []


def test_a_blank_has_a_name_and_words_hold_no_markup():
    told = [str(message.string) for message in english() if message.id]
    bad = re.compile(r"%[sd]|\{\}|</?\w+>")
    assert [words for words in vietnamese() + told if bad.search(words)] == []


def test_no_word_is_one_we_never_use():
    never = re.compile(r"\b(" + "|".join(map(re.escape, NEVER)) + r")\b", re.IGNORECASE)
    assert [words for words in vietnamese() if never.search(words)] == []


def test_templates_say_nothing_that_cannot_be_translated():
    untranslatable = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if name in PAPERS:
            continue
        source = UNSEEN.sub("", path.read_text())
        loose = [*_texts(source), *VIETNAMESE.findall(_without_own_names(source))]
        untranslatable += [(name, words) for words in loose]
    assert untranslatable == []


def test_code_says_nothing_that_cannot_be_translated():
    untranslatable = [
        (path.relative_to(catalogue.HOME).as_posix(), words)
        for path in _speaking_files()
        for words in _loose_strings(ast.parse(path.read_text()))
    ]
    assert untranslatable == []


def test_every_deed_of_the_history_has_words():
    recorded = re.compile(
        r"\brecord\(\s*f?\"([\w.{}]+)\"|deed = \"(\w+\.\w+)\".* else \"([\w.]+)\""
    )
    found = {
        deed
        for path in catalogue.HOME.rglob("*.py")
        for deeds in recorded.findall(path.read_text())
        for deed in deeds
        if deed
    }
    whole = {deed for deed in found if "{" not in deed}
    assert len(whole) > 40
    assert sorted(whole - DEEDS.keys()) == []
    for pattern in found - whole:
        shape = re.sub(r"\\\{\w+(?:\\\.\w+)?\\\}", r"\\w+", re.escape(pattern))
        assert any(re.fullmatch(shape, deed) for deed in DEEDS), pattern


def _texts(source: str) -> Iterator[str]:
    """What stands between tags, outside of every expression."""
    for text in TAG.split(JINJA.sub("", source)):
        words = re.sub(r"&\w+;|\B-\w+", "", text).strip()  # entities, and the tails of ids
        if LETTER.search(words) and words not in SAID_BY_ITSELF:
            yield words


def _without_own_names(source: str) -> str:
    """What is left when every translated string is taken out."""
    left = TRANSLATED.sub("", source)
    for name in SAID_BY_ITSELF:
        left = left.replace(f">{name}<", "><")
    return left


def _speaking_files() -> Iterator[Path]:
    """Where words for people are written: routes, forms, and what puts codes into words."""
    for path in sorted(catalogue.HOME.rglob("*.py")):
        if path.parent.name == "routes" or path.stem in {"text", "deeds"} or "forms" in path.stem:
            yield path


def _loose_strings(tree: ast.Module) -> Iterator[str]:
    skipped = {id(node) for node in ast.walk(tree) for node in _excused(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        is_excused = id(node) in skipped or node.value in SAID_BY_ITSELF
        if VIETNAMESE.search(node.value) and not is_excused:
            yield node.value


def _excused(node: ast.AST) -> Iterator[ast.AST]:
    """What is translated, explains the code, or stays Vietnamese by law."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        if called in {"_", "gettext", "ngettext", "by_hand", "unscoped", "ConsentText"}:
            yield from ast.walk(node)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
