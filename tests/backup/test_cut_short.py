"""A process that is killed, or a disk that is full, leaves all or nothing."""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from inperson.app import Mode, open_server
from inperson.backup import ArchivePart, Head, make_backup, restore_backup, sealing
from inperson.backup.model import Batch
from inperson.core import InpersonError, TenantId
from inperson.store import archive, recovery
from inperson.store.databases import Database, open_database
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
from tests.serving import PATIENCE_S

STEPS: dict[str, tuple[Any, str, int, bool]] = {
    "first bytes": (sealing._Source, "read", 3, True),
    "last bytes": (os, "fsync", 1, False),
    "read back": (sealing, "_read_back", 1, True),
    "named": (os, "link", 1, True),
    "marked": (recovery._marks, "create_all", 1, True),
    "emptied": (recovery.SqlPlace, "begin", 1, True),
    "first rows": (archive, "_insert", 1, True),
    "middle rows": (archive, "_insert", 5, True),
    "a store": (recovery.SqlPlace, "load", 1, True),
    "all but the mark": (recovery.SqlPlace, "finish", 1, False),
    "finished": (recovery.SqlPlace, "finish", 1, True),
}
"""Before or after which call of which function the process is killed."""


def kill_at(owner: Any, name: str, number: int, after: bool) -> None:
    real, calls = getattr(owner, name), 0

    def call(*words: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*words, **more)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call)


class Large:
    """A store that the disk has no room for."""

    name, kind, revision = "large", "large", "large"

    def batches(self) -> Iterator[Batch]:
        yield Batch("table", ("column",), [[os.urandom(2 * _ROOM)]])


_ROOM = 40_000
"""Bytes: enough for what SQLite needs to read."""


def work(what: str, url: str, file: Path, key: str, tenant: TenantId, at: str) -> None:
    """Make or restore a backup in a process of its own, and exit with 0, or say why not."""
    if at in STEPS:
        kill_at(*STEPS[at])
    elif at == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, _ROOM))
    database = open_database(url)
    try:
        if what == "backup":
            stores = [*recovery.sources(database, ArchivePart.DATA, [tenant]), Large()]
            make_backup(file, Head(ArchivePart.DATA, datetime.now(UTC), "1"), stores, [key], str)
        else:
            place = recovery.SqlPlace(database, ArchivePart.DATA)
            restore_backup(file, [key], ArchivePart.DATA, place, "tester", None, replace=True)
    except InpersonError as error:
        sys.exit(CODES.index(error.code) + 1)


CODES = ("backup_failed", "store_unavailable")
_processes = get_context("forkserver")
_processes.set_forkserver_preload([__name__])


@dataclass
class Server:
    home: Home
    tenant: TenantId

    def child(self, what: str, file: Path, key: str, at: str) -> int | None:
        words = (what, self.home.data, file, key, self.tenant, at)
        process = _processes.Process(target=work, args=words)
        process.start()
        process.join(120)
        return process.exitcode

    def secret(self) -> str:
        return key(self.home.folder, ArchivePart.DATA).read_text().splitlines()[-1]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    home = Home(tmp_path, monkeypatch)
    with open_server(home.settings, Mode.SERVE) as deployment:
        tenant, _ = furnish(deployment)
    return Server(home, tenant)


@pytest.mark.parametrize("at", ["first bytes", "last bytes", "read back", "named"])
def test_a_killed_backup_is_whole_or_not_there(server: Server, at: str) -> None:
    folder = server.home.folder / "backups"
    folder.mkdir()
    path = folder / "data.age"
    child = server.child("backup", path, recipient(server.home.folder, ArchivePart.DATA), at)
    assert child == -signal.SIGKILL
    left = [each.name for each in folder.iterdir() if not each.name.endswith(".unfinished")]
    if at != "named":
        assert left == []
        to = recipient(server.home.folder, ArchivePart.DATA)
        assert server.child("backup", path, to, "never") == 0
    run("backup", "verify", path, "--identity", key(server.home.folder, ArchivePart.DATA),
        "--unsafe-any-signer")  # fmt: skip


def test_a_full_disk_leaves_nothing(server: Server) -> None:
    folder = server.home.folder / "backups"
    folder.mkdir()
    to = recipient(server.home.folder, ArchivePart.DATA)
    child = server.child("backup", folder / "data.age", to, "full")
    assert child == 1 + CODES.index("backup_failed")
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
    path = home.backup(ArchivePart.DATA)
    before = home.rows(ArchivePart.DATA)
    child = server.child("restore", path, server.secret(), at)
    assert child == -signal.SIGKILL
    if at == "marked":  # nothing was touched yet
        assert home.rows(ArchivePart.DATA) == before
    elif at != "finished":
        assert error(run("tenants", "list", code=4)) == "restore_unfinished"
        home.restore(ArchivePart.DATA, path)  # without --replace: it goes on with what was begun
    assert home.rows(ArchivePart.DATA) == before
    with open_server(home.settings, Mode.SERVE) as deployment:
        assert matches(sessions_of(deployment, server.tenant), "ann", 1)


def test_a_restore_that_the_disk_has_no_room_for_is_unfinished(server: Server) -> None:
    path = server.home.backup(ArchivePart.DATA)
    child = server.child("restore", path, server.secret(), "full")
    assert child == 1 + CODES.index("store_unavailable")
    assert error(run("tenants", "list", code=4)) == "restore_unfinished"
    server.home.restore(ArchivePart.DATA, path)


def test_servers_that_start_at_once_make_the_marks_that_a_killed_restore_did_not(
    postgres_url: str,
) -> None:
    databases = [open_database(postgres_url) for _ in range(4)]
    databases[0].create(recovery.RECOVERY)
    together = Barrier(len(databases))

    def start(database: Database) -> None:
        database.exists(recovery.RECOVERY)
        together.wait(PATIENCE_S)
        recovery.refuse_unfinished(database)

    with ThreadPoolExecutor(len(databases)) as threads:
        list(threads.map(start, databases))
    assert not recovery.restored(databases[0])
    for each in databases:
        each.close()
