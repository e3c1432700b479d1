"""Reads what is asked for, and how it stands: `points.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from inperson.dossier.grounds import UNREAD
from inperson.dossier.model import Point, Section, Standing


def asked(name: str, *more: Point) -> Section:
    """Return a section of points, and those that only this tenant's data tells.

    Args:
        name: a table of `points.toml`.
        more: further points.

    """
    said = _tables()[name]
    text: list[str] = []
    if "source" in said:
        unread = said["checked"] == "never"
        read = UNREAD if unread else f"read on {said['checked']} at {said['read']}"
        text.append(f"What it asks is told {read}." if unread else f"Text {read}.")
        text.append(f"Source: {said['source']}")
    points = [
        Point(each["id"], Standing(each["state"]), each["says"], each.get("where", ""))
        for each in said["points"]
    ]
    return Section(name, said["title"], tuple(text), points=(*points, *more))


@cache
def _tables() -> Mapping[str, Any]:
    text = resources.files("inperson.dossier").joinpath("points.toml").read_text("utf-8")
    return tomllib.loads(text)
