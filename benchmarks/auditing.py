"""The audit log: an append beside a bare insert, proofs of a small and a large log, verifying."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from inperson.adapters.jose import FileCheckpointSigner
from inperson.audit import Act, AuditLog, Entry
from inperson.audit.model import write_body
from inperson.core import SystemClock, SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.store import StoreKind
from inperson.store.audit import SqlLogStores
from inperson.store.audit_tables import leaves, nodes, tree
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database
from inperson.tlog.merkle import Node, completions, leaf_hash

_REPEATS = 200
_SMALL = 1_000


@dataclass(frozen=True, slots=True)
class Auditing:
    """Milliseconds of an append and of proofs, medians; seconds to verify the large log."""

    leaves: int
    append_ms: float
    append_large_ms: float
    bare_insert_ms: float
    """One row as large as a leaf into a SQLite file with the same pragmas, and a commit."""
    prove_small_ms: float
    prove_large_ms: float
    verify_s: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> str:
        per = self.verify_s / self.leaves * 100_000
        return "\n".join(
            (
                f"append to a log of {_SMALL:>7,}      {self.append_ms:7.2f} ms  "
                f"{self.append_ms / self.bare_insert_ms:.1f} x a bare insert and commit",
                f"append to a log of {self.leaves:>7,}      {self.append_large_ms:7.2f} ms  "
                f"{self.append_large_ms / self.bare_insert_ms:.1f} x",
                f"prove a leaf of {_SMALL:>7,}         {self.prove_small_ms:7.2f} ms",
                f"prove a leaf of {self.leaves:>7,}         {self.prove_large_ms:7.2f} ms  "
                f"{self.prove_large_ms / self.prove_small_ms:.2f} x",
                f"verify {self.leaves:>7,} leaves          {self.verify_s:7.2f} s   "
                f"{per:.2f} s for 100,000",
            )
        )


def measure_auditing(count: int = 100_000) -> Auditing:
    """Measure on SQLite; the leaves that are there before are written in one transaction."""
    clock, entropy = SystemClock(), SystemEntropy()
    entry = Entry(Act.DEK_UNWRAPPED, "tok_" + "a" * 26, bytes(32), "identity/reference-template")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "keys").mkdir(mode=0o700)
        signer = FileCheckpointSigner(home / "keys" / "audit.jwk", "bench.example.com")
        database = open_database(f"sqlite:///{home / 'data'}")
        logs = SqlLogStores(database)

        def open_log(size: int) -> AuditLog:
            tenant = new_tenant_id(entropy)
            logs.create(tenant)
            _fill(database, tenant, write_body(clock.now(), entry), size)
            return AuditLog(logs.open(tenant), f"inperson/{tenant}", signer, clock)

        small, large = open_log(_SMALL), open_log(count)
        proofs = [_median_ms(partial(log.prove, log.size() // 3)) for log in (small, large)]
        started = time.perf_counter()
        if large.verify().findings:
            raise RuntimeError("the log does not verify")
        verify_s = time.perf_counter() - started
        appends = [_median_ms(partial(log.append, entry)) for log in (small, large)]
        bare_ms = _bare_insert_ms(home, write_body(clock.now(), entry))
        database.close()
    return Auditing(count, appends[0], appends[1], bare_ms, proofs[0], proofs[1], verify_s)


def _median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1e3)
    return statistics.median(times)


def _bare_insert_ms(home: Path, body: bytes) -> float:
    connection = sqlite3.connect(home / "bare.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE leaves (number INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    taken = _median_ms(lambda: connection.execute("INSERT INTO leaves (body) VALUES (?)", (body,)))
    connection.close()
    return taken


def _fill(database: Database, tenant: TenantId, body: bytes, size: int) -> None:
    stored: dict[Node, bytes] = {}
    own = leaf_hash(body)
    for number in range(size):
        stored[Node(0, number)] = own
        stored |= completions(number, own, stored.__getitem__)
    below = [{"number": n, "body": body, "hash": own, "subject": bytes(32)} for n in range(size)]
    above = [
        {"level": node.level, "position": node.position, "hash": hash_}
        for node, hash_ in stored.items()
        if node.level
    ]
    with transaction(database.engine(StoreKind.AUDIT.of(tenant))) as connection:
        connection.execute(leaves.insert(), below)
        connection.execute(nodes.insert(), above)
        connection.execute(tree.update().values(size=size))


if __name__ == "__main__":
    print(measure_auditing().table())
