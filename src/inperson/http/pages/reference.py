"""The API's description as a page: each operation folds, each schema has a place of its own.

The server renders it once, out of what `/v1/openapi.json` says, so that the strict policy stays:
there is no script in it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup, escape

from inperson.rights import templates

_REF = "#/components/schemas/"
_CODE = re.compile(r"`([^`]+)`")
_BOUNDS = {
    "minimum": "from {}",
    "maximum": "to {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "pattern": "{}",
}


@dataclass(frozen=True)
class Reference:
    """The page of one application."""

    describe: Callable[[], dict[str, Any]]

    @cached_property
    def page(self) -> str:
        """Return the page; it is made when it is first asked for."""
        made = templates("inperson.http.pages")
        made.undefined = Undefined  # most of what a description may say is left out of it
        made.filters |= {
            "form": _form,
            "prose": _prose,
            "members": lambda schema: list(_members(schema)),
            "parameters": lambda found: list(_parameters(found)),
            "anchor": lambda name: "group-" + name.replace(" ", "-"),
        }
        page = made.get_template("reference.html")
        return page.render(said=self.describe(), language="en", here="/docs")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    required: bool
    form: Mapping[str, Any]
    text: str


def _members(schema: Mapping[str, Any]) -> Iterator[_Field]:
    required = schema.get("required") or ()
    for name, form in schema["properties"].items():
        yield _Field(name, name in required, form, form.get("description", ""))


def _parameters(found: list[dict[str, Any]]) -> Iterator[_Field]:
    for each in found:
        text = each.get("description", "")
        yield _Field(each["name"], each["required"], each["schema"], text)


def _prose(text: str) -> Markup:
    """Return a text in which what stands in backquotes is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 -- escaped above


def _form(schema: Mapping[str, Any]) -> Markup:
    """Return in words what a schema lets pass."""
    bounds = [
        Markup("<code>{}</code>").format(schema[each]) if each == "pattern" else said
        for each, words in _BOUNDS.items()
        if each in schema and (said := words.format(schema[each]))
    ]
    kind = _kind(schema)
    if not bounds:
        return kind
    return kind + Markup(' <span class="muted">{}</span>').format(Markup(", ").join(bounds))


def _kind(schema: Mapping[str, Any]) -> Markup:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return Markup('<a href="#{}">{}</a>').format(name, name)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return Markup(" or ").join(_form(each) for each in schema[word])
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return Markup(", ").join(Markup("<code>{}</code>").format(each) for each in values)
    kind = schema.get("type")
    if kind == "array":
        return Markup("list of ") + _form(schema.get("items", {}))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return Markup("object, each member ") + _form(schema["additionalProperties"])
    if kind is None:
        return Markup("anything")
    return escape(", ".join(each for each in (kind, schema.get("format")) if each))
