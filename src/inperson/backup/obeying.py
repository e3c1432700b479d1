"""After a restore: whoever was erased, or withdrew a consent, since the backup is obeyed again.

A restored store does not know what happened after its backup. The tombstones of the store that
was not restored tell (`sessions.erasure.replay_erasures`); where data and keys were restored
both, the audit log does. Each of its leaves about a subject carries the subject's tag, an HMAC
under the subject's own key. With the restored key the tag can be made again, and compared.

A subject that was enrolled anew since has another key, and so another tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inperson.audit import Act, AuditLog, Entry, Leaf
from inperson.core import SERVER, Clock, SubjectId, is_id
from inperson.sessions import (
    ConsentPurpose,
    ConsentRows,
    SampleKeeper,
    SessionEvents,
    SubjectRows,
    erase_restored_key,
    erase_subject,
)
from inperson.tenants import Silo
from inperson.vault import SUBJECT_KEYS, Keyring, TenantVault, Tombstone

_PAGE = 1000


@dataclass(slots=True)
class _Said:
    """What a log says of a subject: that it was erased, and when it withdrew what."""

    erased: bool = False
    withdrawn: dict[ConsentPurpose, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What was done again."""

    erased: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Obedience:
    """One tenant's stores, of which some were restored.

    Args:
        silo: its data.
        keyring: its wrapped keys.
        vault: opens them, in the server's name.
        keeper: its improvement set.
        audit: its audit log.
        events: hears of what is done again.
        clock: the server's.

    """

    silo: Silo
    keyring: Keyring
    vault: TenantVault
    keeper: SampleKeeper
    audit: AuditLog
    events: SessionEvents
    clock: Clock

    def obey(self) -> Obeyed:
        """Do again what the audit log says of subjects whose keys are there.

        Doing it again changes nothing. It unwraps every subject's key once, each with its leaf on
        the log: so it is for the first start after a restore.

        Raises:
            AuditUnavailable: if it cannot be recorded.
            KeyUnavailable: if the KEK cannot be used.
            LeafMalformed: if the log was changed.
            StoreUnavailable: if a store refuses.

        """
        said = self._said()
        erased = withdrawn = 0
        for subject_id in self._keys() if said else ():
            tag = self.vault.tag(subject_id)
            about = None if tag is None else said.get(tag)
            if about is None:
                continue
            if about.erased:
                self._erase(subject_id, tag)
                erased += 1
            else:
                withdrawn += self._withdraw(subject_id, about.withdrawn, tag)
        return Obeyed(erased, withdrawn)

    def _said(self) -> Mapping[bytes, _Said]:
        said: dict[bytes, _Said] = {}
        for start in range(0, self.audit.size(), _PAGE):
            for number, body in self.audit.bodies(start, start + _PAGE):
                if _ERASED in body or _WITHDRAWN in body:
                    _hear(said, Leaf.parse(number, body.encode()))
        return said

    def _keys(self) -> list[SubjectId]:
        names = (name.removeprefix(SUBJECT_KEYS) for name in self.keyring.names(SUBJECT_KEYS))
        return [SubjectId(each) for each in names if is_id(each, "sub")]

    def _erase(self, subject_id: SubjectId, tag: bytes | None) -> None:
        self.audit.append(Entry(Act.BACKUP_REPLAYED, SERVER, tag, "erasure"))
        with self.silo.read() as tx:
            subject = tx.rows(SubjectRows).subject(subject_id)
        if subject is None:
            erase_restored_key(subject_id, self.vault, self.keeper)
            return
        # all that a restored store holds of the reference is from before the erasure
        tombstone = Tombstone(subject_id, subject.reference, self.clock.now())
        erase_subject(tombstone, self.silo, self.vault, self.keeper, self.events)

    def _withdraw(
        self, subject_id: SubjectId, withdrawn: Mapping[ConsentPurpose, datetime], tag: bytes | None
    ) -> int:
        count = 0
        with self.silo.begin() as tx:
            subject = tx.rows(SubjectRows).subject(subject_id)
            if subject is None:
                return 0
            for purpose, at in withdrawn.items():
                consent = tx.rows(ConsentRows).consent(subject.reference, purpose)
                if consent is None or consent.withdrawn_at is not None or consent.given_at > at:
                    continue
                tx.rows(ConsentRows).withdraw(subject.reference, purpose, at)
                self.events.withdrawn(tx, subject.reference, purpose)
                self.audit.append(Entry(Act.BACKUP_REPLAYED, SERVER, tag, f"withdrawal/{purpose}"))
                count += 1
            held = tx.rows(SubjectRows).held(subject.reference, self.clock.now())
        if ConsentPurpose.IMPROVEMENT in withdrawn and count and not held:
            self.keeper.remove(subject_id)
        return count


_ERASED, _WITHDRAWN = f'"{Act.SUBJECT_ERASED}"', f'"{Act.CONSENT_WITHDRAWN}"'


def _hear(said: dict[bytes, _Said], leaf: Leaf) -> None:
    entry = leaf.entry
    if entry.subject is None:
        return
    about = said.setdefault(entry.subject, _Said())
    if entry.act is Act.SUBJECT_ERASED:
        about.erased = True
    elif entry.act is Act.CONSENT_WITHDRAWN and entry.purpose in set(ConsentPurpose):
        purpose = ConsentPurpose(entry.purpose)
        about.withdrawn[purpose] = leaf.at
        if purpose is ConsentPurpose.IDENTITY:  # nothing to improve with is left without it
            about.withdrawn[ConsentPurpose.IMPROVEMENT] = leaf.at
