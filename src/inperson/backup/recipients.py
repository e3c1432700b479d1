"""Who can open which backups, by what the server's log says: keys and data lie apart."""

from collections.abc import Sequence

from inperson.audit import Act, AuditLog, Entry, Leaf
from inperson.backup.errors import RecipientShared
from inperson.backup.model import ArchivePart
from inperson.backup.sealing import fingerprint

_PAGE = 1000


def note_backup(log: AuditLog, actor: str, part: ArchivePart, recipients: Sequence[str]) -> bool:
    """Record that a backup is about to be made, a leaf for each recipient.

    Args:
        log: the server's own.
        actor: who makes it.
        part: what it holds.
        recipients: who will be able to open it, `age1...`.

    Returns:
        False if one of them can open backups of both data and keys: better have two.

    Raises:
        AuditUnavailable: if it cannot be recorded.
        RecipientInvalid: if one is no age recipient.
        RecipientShared: if one would be able to open the KEKs and what they protect.

    """
    mine = [fingerprint(each) for each in recipients]
    others = {other for other, holder in _made(log) if holder in mine} - {part}
    sealed = {ArchivePart.DATA, ArchivePart.KEYS}
    if ArchivePart.KEK in {part, *others} and sealed & {part, *others}:
        raise RecipientShared("Backups of the KEKs are for another recipient than the others.")
    for holder in mine:
        log.append(Entry(Act.BACKUP_MADE, actor, purpose=f"{part.value} {holder}"))
    return not sealed <= {part, *others}


def _made(log: AuditLog) -> Sequence[tuple[ArchivePart, str]]:
    word, found = f'"{Act.BACKUP_MADE}"', []
    for start in range(0, log.size(), _PAGE):
        for number, body in log.bodies(start, start + _PAGE):
            if word in body:
                part, _, holder = (Leaf.parse(number, body.encode()).entry.purpose or "").partition(
                    " "
                )
                if part in set(ArchivePart):
                    found.append((ArchivePart(part), holder))
    return found
