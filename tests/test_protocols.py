"""A protocol stands where it is needed: two implementations, or one that its room cannot import.

A test's fake is an implementation. What no room can import, for it is above all of them, is the
store's rows, the adapters, and what a higher room does for a lower one.
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pytest

from inperson.store.transactions import _SERVED

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Found:
    """A class: what it derives from, and its members, each with the names of its parameters."""

    name: str
    room: str
    """`inperson.audit`, `inperson_lab` or `tests`."""
    bases: tuple[str, ...]
    members: dict[str, frozenset[str]]


def classes(folder: Path) -> Iterator[Found]:
    for path in sorted(folder.rglob("*.py")):
        first, *rest = path.relative_to(folder).with_suffix("").parts
        room = f"{first}.{rest[0]}" if first == "inperson" and rest else first
        room = "tests" if folder.name == "tests" else room
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(each).split("[")[0].split(".")[-1] for each in node.bases]
                yield Found(node.name, room, tuple(bases), dict(members(node)))


def members(node: ast.ClassDef) -> Iterator[tuple[str, frozenset[str]]]:
    for each in ast.walk(node):
        if isinstance(each, ast.AnnAssign | ast.Assign):
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                if isinstance(target, ast.Name | ast.Attribute):
                    yield target.id if isinstance(target, ast.Name) else target.attr, frozenset()
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = [*each.args.args[1:], *each.args.kwonlyargs]
            yield each.name, frozenset(one.arg.rstrip("_") for one in asked)


def inheriting(found: Iterator[Found]) -> list[Found]:
    """Return classes with the members of those of their room that they derive from."""
    known = list(found)
    by_name = {(each.room, each.name): each for each in known}

    def whole(one: Found) -> dict[str, frozenset[str]]:
        above = [by_name[one.room, base] for base in one.bases if (one.room, base) in by_name]
        inherited = {name: asked for each in above for name, asked in whole(each).items()}
        return {**inherited, **one.members}

    return [replace(each, members=whole(each)) for each in known]


EVERY = inheriting(chain.from_iterable(classes(ROOT / each) for each in ("src", "lab", "tests")))
PROTOCOLS = [each for each in EVERY if "Protocol" in each.bases and each.room != "tests"]
SERVED = {port.__name__ for port in _SERVED}


def implementations(protocol: Found) -> list[Found]:
    wanted = {name: asked for name, asked in protocol.members.items() if name != "__init__"}

    def fits(found: Found) -> bool:
        has = found.members
        return all(name in has and asked <= has[name] for name, asked in wanted.items())

    return [each for each in EVERY if "Protocol" not in each.bases and fits(each)]


def layers() -> list[list[str]]:
    """Return the rooms, those first that may import the others; of one line none may."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layered,) = [each for each in said["contracts"] if each["type"] == "layers"]
    return [[room.strip() for room in line.split("|")] for line in layered["layers"]]


def may_import(room: str, other: str) -> bool:
    place = {each: number for number, line in enumerate(layers()) for each in line}
    return room == other or (room in place and place[room] < place.get(other, 0))


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: f"{each.room}.{each.name}")
def test_a_protocol_has_two_implementations_or_one_out_of_reach(protocol: Found) -> None:
    found = implementations(protocol)
    assert found, "nothing implements it"
    out_of_reach = not any(may_import(protocol.room, each.room) for each in found)
    assert protocol.name in SERVED or len(found) > 1 or out_of_reach


def test_the_rule_sees_one_that_is_not_needed() -> None:
    lone = Found("Lone", "inperson.cli", ("Protocol",), {"beat": frozenset(), "leave": frozenset()})
    assert [each.name for each in implementations(lone)] == ["SqlProcesses"]
    assert may_import("inperson.cli", "inperson.store")
    assert not may_import("inperson.audit", "inperson.store")
    assert not may_import("inperson.audit", "inperson.vault")
