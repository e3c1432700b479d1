"""Calling back what left: the signed recall of an export, and telling the controller of it.

Whoever withdraws or is erased is recalled in the transaction that deletes the samples
(`improvement.remove`). What that cannot see is found here: who withdrew while an export was being
made. What a legal order holds is neither deleted nor recalled before the order ends.
"""

from collections.abc import Sequence
from datetime import datetime

from inperson.audit import Act
from inperson.core import SubjectId, rfc3339
from inperson.deliveries import DeliveryKind, EventType, Post
from inperson.desks import GoverningDesk
from inperson.improvement import ExportedFile, ExportNotFound, ImprovementSet
from inperson.sessions import ConsentPurpose, ConsentRows, SubjectRows

RECALL = "export-recall"


def recall(desk: GoverningDesk, improvement: ImprovementSet, number: int) -> str:
    """Return the recall of an export, for its recipient: a JWS that names files to delete.

    Args:
        desk: of the tenant.
        improvement: the tenant's.
        number: of the export.

    Raises:
        ExportNotFound: if there is no export of that number.

    """
    ledger = improvement.ledger
    made = next((each for each in ledger.exports() if each.number == number), None)
    if made is None:
        raise ExportNotFound("There is no export of that number.")
    files = ledger.recalled(number)
    claims = {
        "aud": desk.tenant_id,
        "jti": f"{desk.tenant_id}/{number}",
        "iat": int(desk.clock.now().timestamp()),
        "export": number,
        "manifest_sha256": made.manifest_sha256.hex(),
        "delete": [each.name for each in files],
        "recalled_at": rfc3339(_last(files)) if files else None,
    }
    return desk.signer.sign(claims, RECALL)


def tell_recalls(desk: GoverningDesk, improvement: ImprovementSet) -> int:
    """Recall whoever withdrew unseen, and tell the controller of what is recalled.

    Returns:
        How many exports it was told of.

    """
    for subject_id in _withdrawn(desk, improvement):
        improvement.remove(subject_id)
    untold = improvement.ledger.untold()
    for number in untold:
        until = _last(improvement.ledger.recalled(number))
        with desk.silo.begin() as tx:
            data = {"number": number, "recalled_at": until}
            post = Post(desk.vault, desk.clock, desk.entropy)
            post.put(tx, DeliveryKind.WEBHOOK, EventType.EXPORT_RECALLED, data)
            desk.note(Act.EXPORT_RECALLED, purpose=f"export/{number}")
        improvement.ledger.tell(number, until, desk.clock.now())
    return len(untold)


def _withdrawn(desk: GoverningDesk, improvement: ImprovementSet) -> Sequence[SubjectId]:
    """Return who is in an export, agrees no longer or is erased, and is held by no order."""
    gone: list[SubjectId] = []
    with desk.whole.read() as tx:
        for subject_id in improvement.ledger.exported_subjects():
            subject = tx.rows(SubjectRows).subject(subject_id)
            if subject is None:
                gone.append(subject_id)
                continue
            consent = tx.rows(ConsentRows).consent(subject.reference, ConsentPurpose.IMPROVEMENT)
            agrees = consent is not None and consent.withdrawn_at is None
            if not agrees and not tx.rows(SubjectRows).held(subject.reference, desk.clock.now()):
                gone.append(subject_id)
    return gone


def _last(files: Sequence[ExportedFile]) -> datetime:
    return max(each.recalled_at for each in files if each.recalled_at is not None)
