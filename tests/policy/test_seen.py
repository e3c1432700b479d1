"""A restore from before an erasure is told by who was outside: a witness that really serves."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inperson.app import Mode, open_server
from inperson.backup import ArchivePart
from inperson.cli.exits import Exit
from inperson.sessions.errors import SubjectNotEnrolled
from tests.backup.making import Home, furnish, run, sessions_of

Restore = Callable[[Home], None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("INPERSON_DELIVERY_NETWORKS", "127.0.0.1/32")
    return Home(tmp_path, monkeypatch)


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[str]:
    """Where a witness serves, which trusts no log yet; its folder is `w`."""
    run("witness", "init", "w.example", "--folder", tmp_path / "w")
    words = [sys.executable, "-m", "inperson", "witness", "serve", "--port", "0"]
    server = subprocess.Popen(
        [*words, "--folder", str(tmp_path / "w")], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        yield found[0]
    finally:
        server.terminate()
        server.stdout.close()
        server.wait()


def clause(code: Exit) -> str:
    """Check the policy, and return the line of the log."""
    lines = run("policy", "check", code=code).stdout.splitlines()
    return next(each for each in lines if re.match(r"\w+ +6\.2 ", each))


def from_backup(home: Home) -> None:
    for part in (ArchivePart.DATA, ArchivePart.KEYS, ArchivePart.AUDIT):
        home.restore(part, home.folder / f"{part.value}.age", "--replace")


def from_copies(home: Home) -> None:
    for part in ("data", "keys", "audit"):
        shutil.rmtree(home.folder / part)
        shutil.copytree(home.folder / f"{part}.copy", home.folder / part)


@pytest.mark.parametrize("restore", [from_backup, from_copies])
def test_a_restore_from_before_an_erasure_is_found(
    home: Home, witness: str, restore: Restore
) -> None:
    with open_server(home.settings, Mode.SERVE) as server:
        tenant, people = furnish(server)
    vkey = run("witness", "key", "--folder", home.folder / "w").stdout.strip()
    run("audit", "witnesses", "set", tenant, "--witness", f"w {vkey} {witness}")
    log_key = run("audit", "log-key", tenant).stdout.strip()
    run("witness", "trust", log_key, "--folder", home.folder / "w")
    for part in (ArchivePart.DATA, ArchivePart.KEYS, ArchivePart.AUDIT):
        home.backup(part)
        shutil.copytree(home.folder / part.value, home.folder / f"{part.value}.copy")
    with open_server(home.settings, Mode.SERVE) as server:
        sessions_of(server, tenant).subjects.erase(people["ann"])
    assert re.search(r"witnesses +1\n", run("upkeep").stdout)
    newer = home.backup(ArchivePart.AUDIT, "newer.age")
    assert clause(Exit.OK).endswith("; 1 of them as witnesses saw them")
    restore(home)
    with open_server(home.settings, Mode.SERVE) as server:  # it starts, and nothing in it tells
        sessions_of(server, tenant).subjects.find("ann")
    said = clause(Exit.NO)
    assert said.startswith("broken")
    assert "restored" in said
    assert "; it lacks 1 erasures, and who was erased may be back" in said
    with open_server(home.settings, Mode.SERVE) as server:  # as many erasures are not the same ones
        sessions_of(server, tenant).subjects.erase(people["bo"])
    assert "restored" in clause(Exit.NO)
    assert "failed at 1: witness_quorum_unmet" in run("upkeep", code=Exit.NO).stdout
    assert "# w: " in run("audit", "witnesses", "show", tenant).stdout
    home.restore(ArchivePart.AUDIT, newer, "--replace")  # the log of then knows who was erased
    with open_server(home.settings, Mode.SERVE) as server, pytest.raises(SubjectNotEnrolled):
        sessions_of(server, tenant).subjects.find("ann")
    assert clause(Exit.OK).startswith("holds")
