"""Backups: each part of a server in an archive of its own, sealed, verified, and restored whole.

Data, keys, audit logs and key-encryption keys lie apart, and so do their backups: who has one
archive, and even its identity, opens no record. An archive is an age file around JSON lines that
no database owns, so a backup of SQLite restores into PostgreSQL and the other way::

    make_backup(path, Head(Part.DATA, now, version), sources, ["age1..."], sign)
    check_backup(path, identities, Part.DATA, check)     # to its last byte, restoring nothing
    restore_backup(path, identities, Part.DATA, place, actor, check)
    Obedience(silo, keyring, vault, keeper, audit, events, clock).obey()   # who was erased since

A process killed anywhere leaves no file that passes for a backup, and no half restored server that
starts. The format is docs/backup.md.
"""

from inperson.backup.errors import (
    BackupBroken,
    BackupExists,
    BackupFailed,
    BackupNewer,
    BackupUnsigned,
    RestoreUnfinished,
)
from inperson.backup.model import ArchivePart, Batch, Head, Source, Value
from inperson.backup.obeying import Obedience
from inperson.backup.recipients import note_backup
from inperson.backup.sealing import new_identity, read_identities
from inperson.backup.service import Check, Checked, check_backup, make_backup, restore_backup

__all__ = [
    "ArchivePart",
    "BackupBroken",
    "BackupExists",
    "BackupFailed",
    "BackupNewer",
    "BackupUnsigned",
    "Batch",
    "Check",
    "Checked",
    "Head",
    "Obedience",
    "RestoreUnfinished",
    "Source",
    "Value",
    "check_backup",
    "make_backup",
    "new_identity",
    "note_backup",
    "read_identities",
    "restore_backup",
]
