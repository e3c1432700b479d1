"""The contract of `audit.LogStores`."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.adapters.jose import FileCheckpointSigner
from inperson.audit import Act, AuditLog, AuditUnavailable, Entry, LogStores
from inperson.core import SystemClock, TenantId
from inperson.store.audit import SqlLogStores
from inperson.store.databases import open_database
from inperson.tlog.merkle import LeafRange, Node, complete, fold, leaf_hash, node_hash
from inperson.tlog.note import SignedCheckpoint
from tests.conftest import ROOT

WRITERS, EACH = 8, 25


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'data'}"


@pytest.fixture
def logs(place: str) -> Iterator[LogStores]:
    database = open_database(place)
    yield SqlLogStores(database)
    database.close()


@pytest.fixture
def signer(tmp_path: Path) -> FileCheckpointSigner:
    (tmp_path / "keys").mkdir(mode=0o700)
    return FileCheckpointSigner(tmp_path / "keys" / "audit.jwk", "id.example.com")


def test_leaves_are_numbered_from_zero_and_kept_as_they_were(
    logs: LogStores, one: TenantId
) -> None:
    logs.create(one)
    log = logs.open(one)
    assert (log.size(), list(log.leaves(0))) == (0, [])
    with log.begin() as one_by_one:
        numbers = [one_by_one.append(b"%d" % n, bytes(32) if n % 2 else None) for n in range(5)]
    assert numbers == [*range(5)]
    assert logs.open(one).size() == 5
    found = list(log.leaves(1, 4))
    assert [(each.number, each.body) for each in found] == [(1, b"1"), (2, b"2"), (3, b"3")]
    assert [each.hash for each in found] == [leaf_hash(b"%d" % n) for n in (1, 2, 3)]
    assert [each.subject for each in found] == [bytes(32), None, bytes(32)]
    assert [each.number for each in log.leaves(3)] == [3, 4]
    assert [each.number for each in log.by_subject(bytes(32))] == [1, 3]
    assert not log.by_subject(b"x" * 32)


def test_every_complete_node_is_kept_and_no_other(logs: LogStores, one: TenantId) -> None:
    logs.create(one)
    log = logs.open(one)
    for some in ((0,), (1, 2, 3), (), (4, 5), (6,)):
        with log.begin() as going:
            for number in some:
                going.append(b"%d" % number, None)
    wanted = [Node(level, position) for level in range(5) for position in range(9)]
    found = log.nodes(wanted)
    hashes = [leaf_hash(b"%d" % number) for number in range(7)]
    pairs = [node_hash(hashes[n], hashes[n + 1]) for n in (0, 2, 4)]
    assert found == {
        **{Node(0, n): each for n, each in enumerate(hashes)},
        **{Node(1, n): each for n, each in enumerate(pairs)},
        Node(2, 0): node_hash(pairs[0], pairs[1]),
    }
    assert log.nodes([]) == {}


def test_a_log_is_read_over_many_pages(logs: LogStores, one: TenantId) -> None:
    logs.create(one)
    log = logs.open(one)
    with log.begin() as going:
        for number in range(2001):
            going.append(b"%d" % number, None)
    assert [each.number for each in log.leaves(0)] == list(range(2001))
    assert len(log.nodes([Node(1, n) for n in range(1000)])) == 1000


def test_the_last_checkpoint_is_kept(logs: LogStores, one: TenantId) -> None:
    logs.create(one)
    log = logs.open(one)
    assert log.checkpoint() is None
    for text in ("a", "d\n—"):
        with log.begin() as going:
            going.append(b"a", None)
            going.keep_checkpoint(text)
            assert going.checkpoint() == text
        assert log.checkpoint() == text


def test_a_checkpoint_counts_the_erasures_before_it_and_with_it(
    logs: LogStores, one: TenantId, signer: FileCheckpointSigner
) -> None:
    logs.create(one)
    log = AuditLog(logs.open(one), "inperson/one", signer, SystemClock())
    erasure = Entry(Act.SUBJECT_ERASED, "server", bytes(32))
    log.append(erasure, Entry(Act.KEK_ROTATED, "server"))
    for count in (2, 3):
        _, text = log.certify(erasure, Entry(Act.KEK_ROTATED, "server"))
        assert SignedCheckpoint.parse(text).checkpoint.erasures == count
    assert list(log.verify().findings) == []


def test_of_a_transaction_that_fails_nothing_is_kept(logs: LogStores, one: TenantId) -> None:
    logs.create(one)
    log = logs.open(one)

    def fail() -> None:
        with log.begin() as going:
            for body in (b"a", b"b"):
                going.append(body, None)
            going.keep_checkpoint("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (log.size(), list(log.leaves(0)), log.checkpoint()) == (0, [], None)


def test_logs_are_apart(logs: LogStores, one: TenantId, two: TenantId) -> None:
    for each in (one, two):
        logs.create(each)
    logs.create_server()
    with logs.open(one).begin() as going:
        going.append(b"a", bytes(32))
    for other in (logs.open(two), logs.open_server()):
        assert other.size() == 0
        assert not other.by_subject(bytes(32))


def test_a_log_that_was_not_made_does_not_open(logs: LogStores, one: TenantId) -> None:
    with pytest.raises(AuditUnavailable):
        logs.open(one)
    with pytest.raises(AuditUnavailable):
        logs.open_server()


def test_making_a_log_again_keeps_it(logs: LogStores, one: TenantId) -> None:
    logs.create(one)
    with logs.open(one).begin() as going:
        going.append(b"a", None)
    logs.create(one)
    assert logs.open(one).size() == 1


def test_many_that_append_at_once_get_a_number_each_and_the_root_is_right(
    logs: LogStores, one: TenantId, signer: FileCheckpointSigner
) -> None:
    logs.create(one)
    numbers: dict[int, bytes] = {}

    def append(writer: int) -> None:
        log = AuditLog(logs.open(one), "inperson/one", signer, SystemClock())
        for count in range(EACH):
            (leaf,) = log.append(Entry(Act.DEK_UNWRAPPED, f"tok_{writer}", None, f"{count}"))
            numbers[leaf.number] = leaf.body

    threads = [threading.Thread(target=append, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(WRITERS * EACH))
    assert [each.body for each in logs.open(one).leaves(0)] == [numbers[n] for n in sorted(numbers)]
    result = AuditLog(logs.open(one), "inperson/one", signer, SystemClock()).verify()
    assert not result.findings
    stored = logs.open(one).nodes(complete(LeafRange(0, result.size)))
    assert result.root == fold([stored[node] for node in complete(LeafRange(0, result.size))])


_CHILD = """
import os, signal, sys
from sqlalchemy import Engine, event
from inperson.store.audit import SqlLogStores
from inperson.store.databases import open_database
from inperson.audit import Act, Entry
from inperson.audit.model import write_body
from inperson.core import SystemClock, TenantId

place, tenant, at = sys.argv[1:]
log = SqlLogStores(open_database(place)).open(TenantId(tenant))
seen = 0

def die_at_nodes(connection, cursor, statement, *rest):
    global seen
    if statement.startswith("INSERT") and "nodes" in statement:
        seen += 1
        if seen == 5:
            os.kill(os.getpid(), signal.SIGKILL)

if at == "nodes":
    event.listen(Engine, "after_cursor_execute", die_at_nodes)
while True:
    with log.begin() as going:
        going.append(write_body(SystemClock().now(), Entry(Act.DEK_UNWRAPPED, "tok_a")), None)
    print("appended", flush=True)
"""


@pytest.mark.parametrize("at", ["nodes", "any time"])
def test_a_process_killed_while_it_appends_leaves_a_log_that_verifies(
    place: str, logs: LogStores, one: TenantId, signer: FileCheckpointSigner, at: str
) -> None:
    logs.create(one)
    log = AuditLog(logs.open(one), "inperson/one", signer, SystemClock())
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, place, one, at],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    answered = 0
    while child.stdout.readline():
        answered += 1
        if answered == 57:
            os.kill(child.pid, signal.SIGKILL)
    _, said = child.communicate()
    assert child.returncode == -signal.SIGKILL, said
    result = log.verify([log.checkpoint()])
    assert not result.findings
    # what was answered is there; of what was under way, all or nothing
    assert result.size == 9 if at == "nodes" else result.size - answered in {0, 1}
    log.append(Entry(Act.KEK_ROTATED, "server"))
    assert not log.verify().findings
