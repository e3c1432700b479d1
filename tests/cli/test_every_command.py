"""What holds of every command, however it came into the tree."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from enum import EnumType
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import inperson
from inperson.cli import tree
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.cli.tree import PLACES, Later, names_files
from tests.cli.commands import every_command

EVERY = every_command()
SRC = Path(inperson.__file__).parent
HEAVY = ("openvino", "opendp", "scipy", "fastapi", "alembic", "uvicorn", "webauthn")


def words(name: str, command: Any, given: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """The fewest words that the command line takes for a command, and some that are given."""
    said = name.split()
    for each in (each for each in command.params if each.required or each.name in given):
        kind = each.type_descriptor.annotation
        value = next(iter(kind)).value if isinstance(kind, EnumType) else "1"
        value = given.get(each.name, value)
        said += [value] if each.param_type_name == "argument" else [each.opts[0], value]
    return said


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(("variable", "value"), [("INPERSON_DAATA", "x"), ("INPERSON_PORT", "abc")])
def test_a_misspelt_or_unusable_setting_stops_it_with_one_line(
    name: str, variable: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, value)
    done = CliRunner().invoke(app, words(name, EVERY[name]))
    assert done.exit_code == Exit.FAILED, done.output
    assert done.stdout == ""
    assert re.fullmatch(rf"settings_invalid: .*{variable}.*\n", done.stderr)
    assert list(tmp_path.iterdir()) == []  # and nothing was made where nobody meant it
    if any(each.name == "as_json" for each in EVERY[name].params):
        done = CliRunner().invoke(app, [*words(name, EVERY[name]), "--json"])
        assert json.loads(done.stderr)["error"] == "settings_invalid"


@pytest.mark.parametrize(
    ("name", "param"),
    [(name, each) for name in EVERY for each in EVERY[name].params if names_files(each)],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_a_file_without_a_name_is_none(
    name: str, param: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unset variable of a script would make it the folder where the command runs."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, words(name, EVERY[name], {param.name: ""}))
    assert done.exit_code == Exit.USAGE, done.output
    assert "empty" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EVERY)
def test_its_help_is_there_whatever_the_settings_say(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_PORT", "abc")
    assert CliRunner().invoke(app, [*name.split(), "--help"]).exit_code == 0


def test_settings_are_made_in_one_place() -> None:
    for path in SRC.rglob("*.py"):
        if path.name != "config.py":
            assert not re.search(r"\bSettings\(", path.read_text("utf-8")), path


def test_a_command_reads_its_settings_once_and_before_it_begins() -> None:
    for path in (SRC / "cli").glob("*.py"):
        assert path.name == "settled.py" or "read_settings" not in path.read_text("utf-8"), path


def test_the_tree_says_of_commands_what_they_say_themselves() -> None:
    for name, (help_line, place) in PLACES.items():
        said = Later(name, help_line, place).load().help
        assert " ".join(said.split()).startswith(help_line), name


@pytest.mark.parametrize("said", [["--help"], ["tenants", "create", "x"], ["tenants", "--help"]])
def test_what_is_not_used_is_not_loaded(said: list[str], tmp_path: Path) -> None:
    unused = HEAVY if said != ["--help"] else (*HEAVY, "sqlalchemy", "numpy", "cv2", "httpx")
    code = (
        "import sys; from inperson.cli.main import app\n"
        "try: app(sys.argv[1:])\n"
        "except SystemExit as error: assert not error.code, error.code\n"
        f"assert not (found := [n for n in {unused!r} if n in sys.modules]), found"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *said], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


added = typer.Typer(help="From elsewhere.")


@added.command()
def greet() -> None:
    """Say hello."""
    print("hello")  # noqa: T201 -- a command prints


def test_another_distribution_adds_commands_which_are_as_strict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = EntryPoint("greet", f"{__name__}:added", "inperson.commands")
    monkeypatch.setattr(tree, "entry_points", lambda group: [place])
    assert CliRunner().invoke(app, ["greet"]).stdout == "hello\n"
    assert "greet" in CliRunner().invoke(app, ["--help"]).stdout
    monkeypatch.setenv("INPERSON_PORT", "abc")
    assert CliRunner().invoke(app, ["greet"]).stderr.startswith("settings_invalid")


def test_a_command_of_what_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tree.ELSEWHERE, "measure", "inperson-lab")
    done = CliRunner().invoke(app, ["measure", "anything", "--json"])
    assert done.exit_code == Exit.FAILED
    assert json.loads(done.stderr) == {
        "error": "lab_missing",
        "message": "Install inperson-lab.",
    }
    assert CliRunner().invoke(app, ["measures"]).exit_code == Exit.USAGE
