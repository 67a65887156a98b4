"""Templates, compiled once for each language: what never changes is put in its place then.

A list says the same few words two hundred times. `_("…")` without blanks and `icon("…")` with a
name become text when a template is compiled; only what depends on the reader is left to be asked.
"""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from flask.templating import Environment
from flask_babel import force_locale, gettext
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from tracker.routes.web import LANGUAGES, language

# Macros that say nothing about who reads, and where they are imported from.
_PLAIN = {
    "icon": "_parts/ui.html", "chip": "_parts/ui.html", "wordmark": "_parts/ui.html",
    "submit": "_parts/forms.html",
}  # fmt: skip


class Templates(Environment):
    """Templates know the same things everywhere: one dictionary, and not a chain of them that is
    compared name by name at every import."""

    _kept: dict[str, dict[Any, Any]]

    @property
    def cache(self) -> dict[Any, Any]:
        """The compiled templates in the language of the reader."""
        return self._kept.setdefault(language(), {})

    @cache.setter
    def cache(self, _of_no_language: Any) -> None:
        self._kept = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        filled: nodes.Template = _Constants(self, parsed).visit(parsed)
        return filled


class _Constants(NodeTransformer):
    """Puts words and icons where they are asked for by constants."""

    def __init__(self, environment: Templates, template: nodes.Template) -> None:
        self._environment = environment
        self._imported = {
            name: part.template.value
            for part in template.find_all(nodes.FromImport)
            if isinstance(part.template, nodes.Const)
            for name in part.names
            if isinstance(name, str)
        }

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802 - named after the node
        self.generic_visit(call)
        name = getattr(call.node, "name", "")
        given = [*call.args, *(one.value for one in call.kwargs)]
        if call.dyn_args or call.dyn_kwargs or not all(isinstance(x, nodes.Const) for x in given):
            return call
        values = [one.as_const() for one in call.args]
        options = {one.key: one.value.as_const() for one in call.kwargs}
        if name == "_" and len(values) == 1 and not options:
            return nodes.Const(words(language(), values[0]) % {}, lineno=call.lineno)
        if name in _PLAIN and self._imported.get(name) == _PLAIN[name]:
            macros: Any = self._environment.get_template(_PLAIN[name]).module
            return nodes.Const(getattr(macros, name)(*values, **options), lineno=call.lineno)
        return call


@lru_cache(maxsize=5000)  # more than there are sentences
def words(locale: str, text: str) -> Markup:
    """What is written in a template, in this language; only other languages are looked up."""
    if locale == LANGUAGES[0]:
        return Markup(text)  # noqa: S704 - our own words
    with force_locale(locale):
        return Markup(gettext(text))  # noqa: S704
