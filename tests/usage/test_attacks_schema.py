"""No field of a release can hold an identifier: its schema has no room for one."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from inperson.core import SystemEntropy
from inperson.core.ids import new_session_id
from inperson.usage.statistics import Parameters, Release
from inperson.usage.statistics.errors import ReleaseCorrupt
from inperson.usage.statistics.release import MOST_COUNT
from inperson.usage.statistics.schema import FILE, schema
from inperson.usage.statistics.service import Mechanisms
from tests.usage.people import NOVEMBER, counted, crowd

P = replace(Parameters(), epsilon_micro=2_000_000, yearly_micro=24_000_000)
SCHEMA = json.loads(resources.files("inperson.usage.statistics").joinpath(FILE).read_text())
CHECK = Draft202012Validator(SCHEMA)
SMUGGLED = (
    new_session_id(SystemEntropy()),
    "alice",
    "alice@tenant.example",
    "198.51.100.7",
    "2f5c" * 16,
    4_917_612_345_678_901,
    -1,
    0.5,
    True,
    ["alice"],
    {"alice": 1},
)


def release() -> dict[str, Any]:
    return Mechanisms(P).release(NOVEMBER, counted(crowd(500), P)).to_json()


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(node, dict):
        for name, each in node.items():
            yield from leaves(each, (*path, name))
    else:
        yield path


def at(node: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        node = node[name]
    return node


def test_the_file_is_what_the_code_says() -> None:
    assert schema() == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)


def test_a_release_is_as_its_schema_says() -> None:
    assert not list(CHECK.iter_errors(release()))


def closed(node: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield every place of a schema at which something could be said that is not foreseen."""
    if "$ref" in node:
        return
    if "const" in node:
        return
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    if "object" in kinds:
        if node.get("additionalProperties") is not False or "patternProperties" in node:
            yield f"{path}: other members"
        if set(node["required"]) != set(node["properties"]):
            yield f"{path}: members that may be left out, and so tell something"
        for name, each in node["properties"].items():
            yield from closed(each, f"{path}/{name}")
    if "array" in kinds:
        yield f"{path}: a list"
    if "string" in kinds and not (node.get("pattern", "").startswith("^") and "maxLength" in node):
        yield f"{path}: free text"
    if {"integer", "number"} & set(kinds) and not (
        "number" not in kinds and node["minimum"] == 0 and node["maximum"] <= MOST_COUNT
    ):
        yield f"{path}: a number without bounds"


def test_nothing_in_the_schema_is_open() -> None:
    assert not list(closed(SCHEMA))
    for each in SCHEMA["$defs"].values():
        assert not list(closed(each))
    refs = {ref for ref in json.dumps(SCHEMA).split('"') if ref.startswith("#/")}
    assert refs == {"#/$defs/count", "#/$defs/told"}


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.pop("additionalProperties"),
        lambda it: it["properties"].update(note={"type": "string"}),
        lambda it: it["properties"]["period"].pop("pattern"),
        lambda it: it["properties"].update(ids={"type": "array"}),
        lambda it: it["properties"].update(id={"type": "number", "minimum": 0, "maximum": 9}),
    ],
)
def test_a_schema_that_is_open_somewhere_is_found_out(change: Any) -> None:
    broken = deepcopy(SCHEMA)
    change(broken)
    assert list(closed(broken))


@pytest.mark.parametrize("smuggled", SMUGGLED, ids=lambda each: type(each).__name__)
def test_nothing_can_be_smuggled_into_any_field(smuggled: Any) -> None:
    content = release()
    for path in leaves(content):
        if smuggled is True and path == ("withheld",):
            continue
        tried = deepcopy(content)
        at(tried, path[:-1])[path[-1]] = smuggled
        assert list(CHECK.iter_errors(tried)), path
        with pytest.raises(ReleaseCorrupt):
            Release.parse(json.dumps(tried))


def test_nothing_can_be_added_or_left_out_anywhere() -> None:
    content = release()
    for path in {each[:depth] for each in leaves(content) for depth in range(len(each))}:
        tried = deepcopy(content)
        at(tried, path)["alice"] = 1
        assert list(CHECK.iter_errors(tried)), path
        with pytest.raises(ReleaseCorrupt):
            Release.parse(json.dumps(tried))
    for path in leaves(content):
        tried = deepcopy(content)
        at(tried, path[:-1]).pop(path[-1])
        assert list(CHECK.iter_errors(tried)), path
        with pytest.raises(ReleaseCorrupt):
            Release.parse(json.dumps(tried))
