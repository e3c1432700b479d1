"""A restore from before an erasure is told by who was outside: a witness that really serves."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inperson.app import Mode, Server, open_server
from inperson.backup import ArchivePart
from inperson.cli.exits import Exit
from inperson.core import TenantId
from inperson.deliveries import Outgoing, TargetAnswer, Witnessing
from inperson.policy.looking import Look
from inperson.policy.seen import Outsiders, hold_against
from inperson.sessions.errors import SubjectNotEnrolled
from inperson.witness import LogWitness, WitnessFolder
from tests.backup.making import Home, furnish, run, sessions_of
from tests.serving import PATIENCE_S
from tests.tlog.test_note import Signer

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


@dataclass
class Meeting:
    """Witnesses behind a wire, none of whom says what it saw before eight of them were asked."""

    witnesses: Sequence[LogWitness]
    origin: str
    eight: threading.Barrier = field(default_factory=lambda: threading.Barrier(8))
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(8))
    crowded: bool = False

    def send(self, message: Outgoing) -> TargetAnswer:
        witness = self.witnesses[int(message.address.host.partition(".")[0])]
        if message.body is not None:
            return TargetAnswer(200, witness.add_checkpoint(message.body.decode()).encode())
        self.crowded |= not self.asked.acquire(blocking=False)
        self.eight.wait(PATIENCE_S)
        self.asked.release()
        return TargetAnswer(200, witness.latest(self.origin).encode())


def test_witnesses_are_asked_side_by_side_and_never_more_than_eight(
    live: tuple[Server, TenantId], tmp_path: Path
) -> None:
    server, tenant = live
    look = Look(server, tenant)
    log = look.desk.audit
    made = []
    for number in range(16):
        folder = WitnessFolder(tmp_path / str(number))
        folder.trust(log.log_key)
        made.append(LogWitness(Signer(f"{number}.example"), folder, server.clock))
    meeting = Meeting(made, log.log_key.name)
    named = [(each.key.name, each.key.text(), f"https://{each.key.name}") for each in made]
    mine = Witnessing(look.desk)
    mine.set(named, 16)
    assert mine.run_due(meeting) == 16
    assert hold_against(look, log, Outsiders((), meeting))
    assert not meeting.crowded
