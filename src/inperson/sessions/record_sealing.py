"""Sealing what sessions record of their devices: under the subject's key as soon as it has one."""

from inperson.sessions.model import AnySession, SealedRecord
from inperson.sessions.session_record import SessionRecord
from inperson.vault import KeyDestroyed, Purpose, TenantVault

_PURPOSE = Purpose.SESSION_RECORD


class RecordSealing:
    """Seals and opens the device records of one tenant."""

    def __init__(self, vault: TenantVault) -> None:
        self._vault = vault

    def seal(self, record: SessionRecord, session: AnySession) -> SealedRecord | None:
        """Seal a record for its session; None if there is nothing in it."""
        due_at = record.due_at(session.created_at)
        if due_at is None:
            return None
        data, subject_id = record.to_bytes(), session.subject_id
        if subject_id is None:
            return SealedRecord(self._vault.seal_unowned(session.id, _PURPOSE, data), due_at)
        try:
            return SealedRecord(self._vault.seal(subject_id, _PURPOSE, session.id, data), due_at)
        except KeyDestroyed:  # an erasure that was cut short; whoever meets the subject ends it
            return None

    def open(self, session: AnySession) -> SessionRecord:
        """Open a session's record; an empty one if there is none, or its key was destroyed."""
        if session.record is None:
            return SessionRecord({})
        sealed, subject_id = session.record.sealed, session.subject_id
        if subject_id is None:
            return SessionRecord.from_bytes(self._vault.open_unowned(session.id, _PURPOSE, sealed))
        try:
            return SessionRecord.from_bytes(
                self._vault.open(subject_id, _PURPOSE, session.id, sealed)
            )
        except KeyDestroyed:
            return SessionRecord({})
