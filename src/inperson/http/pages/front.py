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
def _words(page: str) -> dict[str, dict[str, str]]:
    text = files("inperson.http.pages").joinpath("templates", f"{page}.toml").read_text("utf-8")
    return tomllib.loads(text)


def languages(page: str) -> tuple[str, ...]:
    """Return in which languages `centres` or `lost` is there; the first is English."""
    return tuple(_words(page))


def home(facts: LiveFacts) -> str:
    """Return the page that says what this server is and where to go."""
    return _render("home.html", facts=facts, language="en", here="/")


def centres(facts: LiveFacts, language: str, only: str | None) -> str:
    """Return the page that says how one reaches one's privacy centre.

    Args:
        facts: what this server is.
        language: one of `languages("centres")`.
        only: the tenant of a server that has no other.

    """
    words = _words("centres")
    names = {each: said["name"] for each, said in words.items()}
    said: dict[str, Any] = {"facts": facts, "only": only, "names": names, "here": "/privacy"}
    return _render("centres.html", words=words[language], language=language, **said)


def lost(status: int, code: str, language: str) -> str:
    """Return the page for who cannot go on to a sign-in, and cannot be sent back.

    Args:
        status: of the answer.
        code: of the refusal (docs/errors.md).
        language: one of `languages("lost")`.

    """
    why = "wait" if status in {429, 503} else "broken" if status >= 500 else "link"
    said = {"words": _words("lost")[language], "why": why, "code": code}
    return _render("lost.html", language=language, here=None, **said)


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
