"""What a backup of many subjects costs: seconds and bytes of each part, made, checked, restored."""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from inperson.audit.model import Act, Entry, write_body
from inperson.backup import ArchivePart, Head, check_backup, make_backup, restore_backup
from inperson.backup.sealing import new_identity
from inperson.core import SystemClock, SystemEntropy, TenantId
from inperson.core.ids import new_consent_id, new_session_id, new_subject_id
from inperson.store import StoreKind, Stores, audit_tables, open_stores, tables
from inperson.store import privacy_tables as privacy
from inperson.store.connections import transaction
from inperson.store.databases import Database, open_database
from inperson.store.recovery import SqlPlace, sources
from inperson.tenants import Tenants

_SESSIONS = 5
_LEAVES = 3
_TEMPLATE, _RECORD, _WRAPPED = 600, 300, 60
_PAGE = 1000
_MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PartCost:
    """Of one part: rows, bytes, seconds."""

    part: str
    rows: int
    megabytes: float
    make_s: float
    check_s: float
    restore_s: float
    peak_megabytes: float
    """Of the whole process so far."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure_backup(subjects: int) -> list[PartCost]:
    """Measure on SQLite; each subject has five sessions, a consent, a key and three leaves."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stores = open_stores(data=f"sqlite:///{home}/data", keys=f"sqlite:///{home}/keys")
        tenant = Tenants(stores.directory, SystemClock(), SystemEntropy()).create_tenant("one").id
        _fill(stores, tenant, subjects)
        costs = [
            _measure(home, database, part, tenant)
            for part, database in zip(
                (ArchivePart.DATA, ArchivePart.KEYS, ArchivePart.AUDIT),
                stores.databases,
                strict=True,
            )
        ]
        stores.close()
    return costs


def table(costs: list[PartCost]) -> str:
    """Return the figures as lines of text."""
    lines = ["part    rows      MB    make s  verify s  restore s  peak MB"]
    lines += [
        f"{c.part:6} {c.rows:7,} {c.megabytes:6.1f} {c.make_s:8.1f} {c.check_s:9.1f} "
        f"{c.restore_s:10.1f} {c.peak_megabytes:8.0f}"
        for c in costs
    ]
    return "\n".join(lines)


def _measure(home: Path, database: Database, part: ArchivePart, tenant: TenantId) -> PartCost:
    path, (secret, to) = home / f"{part.value}.age", new_identity()
    began = time.monotonic()
    made = make_backup(
        path, Head(part, _MOMENT, "1"), sources(database, part, [tenant]), [to], lambda _: "a.b.c"
    )
    made_at = time.monotonic()
    check_backup(path, [secret], part, None)
    checked_at = time.monotonic()
    other = open_database(f"sqlite:///{home}/restored-{part.value}")
    restore_backup(path, [secret], part, SqlPlace(other, part), "bench", None)
    restored_at = time.monotonic()
    other.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = made_at - began, checked_at - made_at, restored_at - checked_at
    return PartCost(part.value, made.rows, path.stat().st_size / 1e6, *times, peak)


def _fill(stores: Stores, tenant: TenantId, subjects: int) -> None:
    stores.silos.create(tenant)
    stores.improvement.create(tenant)
    stores.keyrings.create(tenant)
    stores.audit.create(tenant)
    data, keys, audit = stores.databases
    for start in range(0, subjects, _PAGE):
        people = [_person() for _ in range(min(_PAGE, subjects - start))]
        for database, store, name in (
            *(
                (data, StoreKind.SILO.of(tenant), each)
                for each in ("subjects", "templates", "sessions")
            ),
            (data, StoreKind.SILO.of(tenant), "consents"),
            (keys, StoreKind.KEYRING.of(tenant), "wrapped_keys"),
        ):
            rows = [row for person in people for row in person[name]]
            with transaction(database.engine(store)) as connection:
                connection.execute(insert(_TABLES[name]), rows)
    # not a log that verifies, but one of the right size: a backup does not look at the hashes
    with transaction(audit.engine(StoreKind.AUDIT.of(tenant))) as connection:
        count = subjects * _LEAVES
        connection.execute(insert(audit_tables.leaves), [_leaf(n) for n in range(count)])
        nodes = [{"level": 1, "position": n, "hash": os.urandom(32)} for n in range(count)]
        connection.execute(insert(audit_tables.nodes), nodes)


def _leaf(number: int) -> dict[str, Any]:
    tag = os.urandom(32)
    body = write_body(_MOMENT, Entry(Act.DEK_UNWRAPPED, "tok_bench", tag, "use"))
    return {"number": number, "body": body, "hash": os.urandom(32), "subject": tag}


_TABLES: dict[str, Table] = {
    "subjects": tables.subjects,
    "templates": tables.templates,
    "sessions": tables.sessions,
    "consents": privacy.consents,
    "wrapped_keys": tables.wrapped_keys,
}


def _person() -> dict[str, list[dict[str, Any]]]:
    entropy, reference = SystemEntropy(), os.urandom(32)
    subject = new_subject_id(entropy)
    return {
        "subjects": [
            {
                "id": subject,
                "reference": reference,
                "token_kind": "production",
                "enrolled_at": _MOMENT,
                "last_seen_at": _MOMENT,
            }
        ],
        "templates": [
            {"subject_id": subject, "model_digest": "0" * 64, "sealed": os.urandom(_TEMPLATE)}
        ],
        "sessions": list(_sessions(reference, subject)),
        "consents": [
            {
                "id": new_consent_id(entropy),
                "purpose": "identity",
                "token_kind": "production",
                "reference": reference,
                "notice_version": 1,
                "notice_sha256": bytes(32),
                "language": "en",
                "method": "tap",
                "given_at": _MOMENT,
                "salt": os.urandom(16),
            }
        ],
        "wrapped_keys": [
            {"name": f"subject/{subject}", "kek_id": "k" * 40, "ciphertext": os.urandom(_WRAPPED)}
        ],
    }


def _sessions(reference: bytes, subject: str) -> Iterator[dict[str, Any]]:
    for number in range(_SESSIONS):
        yield {
            "id": new_session_id(SystemEntropy()),
            "kind": "authenticate",
            "token_kind": "production",
            "liveness": "required",
            "subject": reference,
            "created_at": _MOMENT + timedelta(days=number),
            "expires_at": _MOMENT + timedelta(days=number, minutes=3),
            "state": "completed",
            "ended_at": _MOMENT + timedelta(days=number, minutes=1),
            "subject_id": subject,
            "decision": "match",
            "reasons": "",
            "level": 4,
            "level_required": 3,
            "model_digest": "0" * 64,
            "record": os.urandom(_RECORD),
            "record_due_at": _MOMENT + timedelta(days=30),
            "liveness_verdict": "live",
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks.backup", description=__doc__)
    parser.add_argument("--subjects", type=int, default=10_000)
    print(table(measure_backup(parser.parse_args().subjects)))
