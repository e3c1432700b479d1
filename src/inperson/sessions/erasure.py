"""Where a subject is erased: the one place where its key dies, its samples and its rows go.

How a subject is erased:

1. The audit log takes a leaf, or nothing happens.
2. Its key is destroyed, and a tombstone written, in one transaction of the key store.
3. Its samples in the improvement set are removed.
4. Its rows are deleted, and the tombstone written again, in one transaction of the silo.

A process killed in between leaves rows that nothing opens; the next erasure, authentication or
start of the server finishes the work. The tombstones of either store make a restored backup of the
other forget again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inperson.audit import Act, AuditLog, Entry
from inperson.core import SERVER, SubjectId
from inperson.sessions.ports import SampleKeeper, SessionEvents
from inperson.sessions.rows import SubjectRows, TombstoneRows
from inperson.tenants import Silo
from inperson.vault import TenantVault, Tombstone


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is said of an erasure."""

    subject_id: SubjectId
    erased_at: datetime
    keys_in_backups_until: datetime
    """Until then a backup of the key store may hold the subject's key, and restoring it replays
    the erasure."""


def erase_subject(
    tombstone: Tombstone,
    silo: Silo,
    vault: TenantVault,
    keeper: SampleKeeper,
    events: SessionEvents | None = None,
) -> None:
    """Destroy the key, remove the samples, delete the rows; doing it again changes nothing.

    Args:
        tombstone: whom to erase.
        silo: where its rows are.
        vault: where its key is.
        keeper: of its samples.
        events: hears of it; None if whoever asked for it is told in another way.

    """
    vault.destroy_subject_key(tombstone)
    keeper.remove(tombstone.subject_id)
    with silo.begin() as tx:
        subject = None if events is None else tx.rows(SubjectRows).subject(tombstone.subject_id)
        if subject is not None and events is not None:  # while it is known where it is signed in
            events.erased(tx, subject, tombstone.erased_at)
        tx.rows(TombstoneRows).erase(tombstone)


def erase_restored_key(subject_id: SubjectId, vault: TenantVault, keeper: SampleKeeper) -> None:
    """Destroy a key that a backup brought back, of a subject whose rows are gone for long.

    Nothing tells its reference any more, so there is no tombstone to write and nobody to tell.
    """
    vault.discard_subject_key(subject_id)
    keeper.remove(subject_id)


def replay_erasures(
    silo: Silo,
    vault: TenantVault,
    keeper: SampleKeeper,
    audit: AuditLog,
    events: SessionEvents | None = None,
) -> int:
    """Erase again whom either store remembers as erased and the other does not.

    Run before a server serves: after a backup of the data or of the keys was restored, subjects
    that were erased since are back in it.

    Returns:
        How many erasures were replayed.

    """
    with silo.read() as tx:
        in_data = set(tx.rows(TombstoneRows).tombstones())
    in_keys = set(vault.tombstones())
    for tombstone in _in_order(in_data ^ in_keys):
        audit.append(Entry(Act.BACKUP_REPLAYED, SERVER, vault.tag(tombstone.subject_id)))
        erase_subject(tombstone, silo, vault, keeper, events)
    for tombstone in in_data & in_keys:  # the improvement set may have been restored alone
        keeper.remove(tombstone.subject_id)
    return len(in_data ^ in_keys)


def _in_order(tombstones: Iterable[Tombstone]) -> list[Tombstone]:
    return sorted(tombstones, key=lambda each: (each.erased_at, each.subject_id))
