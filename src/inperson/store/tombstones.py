"""Tombstones as rows: the same table in the keyring and in the silo."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from inperson.core import SubjectId
from inperson.vault import Tombstone


def tombstone_row(tombstone: Tombstone) -> dict[str, Any]:
    """Return the row of a tombstone."""
    return {
        "subject_id": tombstone.subject_id,
        "reference": tombstone.reference,
        "erased_at": tombstone.erased_at,
    }


def read_tombstones(connection: Connection, table: Table) -> Sequence[Tombstone]:
    """Return a table's tombstones in order of erasure."""
    query = select(table).order_by(table.c.erased_at, table.c.subject_id)
    return [
        Tombstone(SubjectId(row.subject_id), bytes(row.reference), row.erased_at)
        for row in connection.execute(query)
    ]
