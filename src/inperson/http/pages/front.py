"""The pages at the front: what this server is, and how people reach their privacy centre."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from inperson.desks import LiveFacts
from inperson.rights import templates


@cache
def _environment() -> Environment:
    return templates("inperson.http.pages")


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("inperson.http.pages").joinpath("templates", "centres.toml").read_text("utf-8")
    return tomllib.loads(text)


def languages() -> tuple[str, ...]:
    """Return in which languages people are told how to reach their centre; the first is English."""
    return tuple(_words())


def home(facts: LiveFacts) -> str:
    """Return the page that says what this server is and where to go."""
    return _render("home.html", facts=facts, language="en", here="/")


def centres(facts: LiveFacts, language: str, only: str | None) -> str:
    """Return the page that says how one reaches one's privacy centre.

    Args:
        facts: what this server is.
        language: one of `languages()`.
        only: the tenant of a server that has no other.

    """
    words = _words()
    names = {each: said["name"] for each, said in words.items()}
    said: dict[str, Any] = {"facts": facts, "only": only, "names": names, "here": "/privacy"}
    return _render("centres.html", words=words[language], language=language, **said)


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
