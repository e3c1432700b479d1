"""A process that is killed, or a disk that is full, leaves all or nothing."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from inperson.app import open_deployment
from inperson.backup import Part
from tests.backup.making import (
    Home,
    error,
    furnish,
    key,
    matches,
    recipient,
    run,
    sessions_of,
)
from tests.conftest import ROOT

_CHILD = """
import os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from inperson.adapters.sql import archive, recovery
from inperson.adapters.sql.databases import open_database
from inperson.backup import Head, Part, make_backup, restore_backup, sealing
from inperson.core import InpersonError

work, url, file, secret, tenant, at = sys.argv[1:]

def killing(owner, name, after=1, done=True):
    real, calls = getattr(owner, name), 0
    def call(*words, **more):
        nonlocal calls
        calls += 1
        if calls == after and not done:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*words, **more)
        if calls == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, call)

STEPS = {
    "first bytes": (sealing._Source, "read", 3),
    "last bytes": (sealing.os, "fsync", 1, False),
    "read back": (sealing, "_read_back"),
    "named": (sealing.os, "link"),
    "marked": (recovery._marks, "create_all"),
    "emptied": (recovery.SqlPlace, "begin"),
    "first rows": (archive, "_insert"),
    "middle rows": (archive, "_insert", 5),
    "a store": (recovery.SqlPlace, "load"),
    "all but the mark": (recovery.SqlPlace, "finish", 1, False),
    "finished": (recovery.SqlPlace, "finish"),
}
if at in STEPS:
    killing(*STEPS[at])
elif at == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
database = open_database(url)
try:
    if work == "backup":
        head = Head(Part.DATA, datetime.now(UTC), "1")
        make_backup(Path(file), head, recovery.sources(database, Part.DATA, [tenant]), [secret], str)
    else:
        place = recovery.SqlPlace(database, Part.DATA)
        restore_backup(Path(file), [secret], Part.DATA, place, "tester", None, replace=True)
    print("done")
except InpersonError as error:
    print(error.code)
"""


@dataclass
class Server:
    home: Home
    tenant: str

    def child(
        self, work: str, file: Path, secret: str, at: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _CHILD, work, self.home.data, file, secret, self.tenant, at],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            capture_output=True,
            text=True,
        )

    def secret(self) -> str:
        return key(self.home.folder, Part.DATA).read_text().splitlines()[-1]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    home = Home(tmp_path, monkeypatch)
    with open_deployment(home.settings) as deployment:
        tenant, _ = furnish(deployment)
    return Server(home, tenant)


@pytest.mark.parametrize("at", ["first bytes", "last bytes", "read back", "named"])
def test_a_killed_backup_is_whole_or_not_there(server: Server, at: str) -> None:
    folder = server.home.folder / "backups"
    folder.mkdir()
    path = folder / "data.age"
    child = server.child("backup", path, recipient(server.home.folder, Part.DATA), at)
    assert child.returncode == -signal.SIGKILL, child.stderr
    left = [each.name for each in folder.iterdir() if not each.name.endswith(".unfinished")]
    if at != "named":
        assert left == []
        again = server.child("backup", path, recipient(server.home.folder, Part.DATA), "never")
        assert again.stdout == "done\n", again.stderr
    run("backup", "verify", path, "--identity", key(server.home.folder, Part.DATA),
        "--unsafe-any-signer")  # fmt: skip


def test_a_full_disk_leaves_nothing(server: Server) -> None:
    folder = server.home.folder / "backups"
    folder.mkdir()
    to = recipient(server.home.folder, Part.DATA)
    child = server.child("backup", folder / "data.age", to, "full")
    assert child.stdout == "backup_failed\n", child.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "at",
    [
        "marked",
        "emptied",
        "first rows",
        "middle rows",
        "a store",
        "all but the mark",
        "finished",
    ],
)
def test_on_a_killed_restore_nothing_starts_until_it_is_done_again(server: Server, at: str) -> None:
    home = server.home
    path = home.backup(Part.DATA)
    before = home.rows(Part.DATA)
    child = server.child("restore", path, server.secret(), at)
    assert child.returncode == -signal.SIGKILL, child.stderr
    if at == "marked":  # nothing was touched yet
        assert home.rows(Part.DATA) == before
    elif at != "finished":
        assert error(run("tenants", "list", code=4)) == "restore_unfinished"
        home.restore(Part.DATA, path)  # without --replace: it goes on with what was begun
    assert home.rows(Part.DATA) == before
    with open_deployment(home.settings) as deployment:
        assert matches(sessions_of(deployment, server.tenant), "ann", 1)  # type: ignore[arg-type]


def test_a_restore_that_the_disk_has_no_room_for_is_unfinished(server: Server) -> None:
    path = server.home.backup(Part.DATA)
    child = server.child("restore", path, server.secret(), "full")
    assert child.stdout == "store_unavailable\n", child.stderr
    assert error(run("tenants", "list", code=4)) == "restore_unfinished"
    server.home.restore(Part.DATA, path)
