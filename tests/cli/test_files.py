"""Whatever a command is given, in a file or as a word, it ends with a code and no traceback."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.cli.tree import ELSEWHERE, names_files
from tests.cli.commands import every_command
from tests.cli.test_every_command import words

EVERY = {
    name: each
    for name, each in every_command().items()
    if name.split()[0] not in ELSEWHERE and not name.endswith("serve")
}
ODD = {
    "bytes": bytes(range(256)),
    "latin-1": "für".encode("latin-1"),
    "deep": b"[" * 10_000,
    "a number": b"9" * 5000,
    "half a character": b'"\\ud800"',
    "nothing": b"",
}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> dict[str, str]:
    """Where a server is that has one tenant, and the tenant."""
    at = tmp_path_factory.mktemp("state")
    variables = {
        "INPERSON_DATA": f"sqlite:///{at / 'data'}",
        "INPERSON_KEYS": f"sqlite:///{at / 'keys'}",
        "INPERSON_KEK_DIR": str(at / "kek"),
        "INPERSON_MODELS_DIR": str(models_dir),
        "INPERSON_TOKEN": "none",
        "INPERSON_URL": "http://127.0.0.1:9",
    }
    done = CliRunner().invoke(app, ["tenants", "create", "Shop"], env=variables)
    assert done.exit_code == Exit.OK, done.output
    return {**variables, "TENANT": done.stdout.strip()}


def whose(name: str, state: dict[str, str]) -> dict[str, str]:
    named = {"tenant", "tenant_id"}
    return {each.name: state["TENANT"] for each in EVERY[name].params if each.name in named}


@pytest.mark.needs_models
@pytest.mark.parametrize("name", EVERY)
def test_no_number_or_text_breaks_a_command(
    name: str, state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for param in EVERY[name].params:
        if names_files(param) or param.type_descriptor.annotation is bool:
            continue
        for odd in ("\udcff", "9" * 20, "9" * 9, "-9"):
            said = words(name, EVERY[name], {**whose(name, state), param.name: odd})
            if param.param_type_name == "argument":
                said.insert(len(name.split()), "--")
            done = CliRunner().invoke(app, said, env=state)
            assert done.exception is None or isinstance(done.exception, SystemExit), said
            assert done.exit_code in set(Exit), (said, done.output)


@pytest.mark.needs_models
@pytest.mark.parametrize(
    ("name", "param"),
    [(name, each) for name in EVERY for each in EVERY[name].params if names_files(each)],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_what_is_in_a_file_breaks_no_command(
    name: str, param: Any, state: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for what, content in ODD.items():
        file = tmp_path / what
        file.write_bytes(content)
        said = words(name, EVERY[name], {param.name: str(file), **whose(name, state)})
        done = CliRunner().invoke(app, said, env=state)
        assert done.exception is None or isinstance(done.exception, SystemExit), (said, what)
        assert done.exit_code in set(Exit), (said, done.output)
