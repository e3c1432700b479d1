"""That it was the person, for this act. The one place where an `ActProof` is made.

1. There is a session of this tenant and kind of token, and it was opened for an act: a login proves
   that somebody logged in, and a back end has as many of these as it likes.
2. It is this subject's, an authentication, matched, alive, and ended within five minutes.
3. The act it was opened for is this very one: the hash of one of the texts in which it is shown,
   under the tenant's current notice.
4. It was not used before. The database says so, in the transaction that does the act.

What a signature of the person's own passkey over the same hash would add has its place here: a
fifth step, of a proof that no server can make.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from inperson.core import SUBJECT, SessionId, is_id
from inperson.desks import Desk
from inperson.rights.acts.errors import ProofInvalid, ProofRequired
from inperson.rights.acts.model import PersonalAct
from inperson.rights.acts.ports import ProofRows
from inperson.sessions import (
    AnySession,
    ConsentRows,
    Decision,
    LivenessVerdict,
    Pseudonym,
    SessionKind,
    SessionRows,
    SubjectRows,
)
from inperson.tenants import Transaction

PROOF_LIVES = timedelta(minutes=5)
_REFUSED = "Show your face for this, on this server's own page, just now."


@dataclass(frozen=True, slots=True)
class ActProof:
    """That a person read a text and was there, alive. It was good for one act, and is used."""

    reference: Pseudonym
    act: PersonalAct
    act_sha256: bytes
    text: str
    """What was shown."""
    session_id: SessionId
    proven_at: datetime


def proven(
    desk: Desk,
    tx: Transaction,
    act: PersonalAct,
    reference: Pseudonym,
    session_id: SessionId | None,
) -> ActProof | None:
    """Return the proof of an act at the subject's own desk, and use it up.

    Args:
        desk: whose name the act is done in.
        tx: the transaction that does it.
        act: what is done.
        reference: whose data it is about.
        session_id: the session that was opened for it.

    Returns:
        None where none is needed: somebody else acts, whom the record names; or there is no face to
        compare with, and the tenant's code is all that says who is there.

    Raises:
        ProofRequired: if there is none.
        ProofInvalid: if it is not one of this act.

    """
    if desk.actor != SUBJECT or tx.rows(SubjectRows).subject_by_reference(reference) is None:
        return None
    if session_id is None:
        raise ProofRequired("Show your face for this, on this server's own page.")
    return prove(desk, tx, act, reference, session_id)


def prove(
    desk: Desk, tx: Transaction, act: PersonalAct, reference: Pseudonym, session_id: SessionId
) -> ActProof:
    """Make the proof of an act out of the session that was opened for it, and use it up.

    Raises:
        ProofInvalid: if it is not one of this act.

    """
    now = desk.clock.now()
    found = tx.rows(SessionRows).session(session_id) if is_id(session_id, "ses") else None
    if found is None or found.act_sha256 is None or found.ended_at is None:
        raise ProofInvalid(_REFUSED)
    if (found.subject, found.token_kind) != (reference, desk.kind) or not _recognised(found):
        raise ProofInvalid(_REFUSED)
    if not timedelta(0) <= now - found.ended_at < PROOF_LIVES:
        raise ProofInvalid(_REFUSED)
    text = _text_of(act, found.act_sha256, notice_version(tx))
    if text is None or not tx.rows(ProofRows).use(found.id, now):
        raise ProofInvalid(_REFUSED)
    return ActProof(reference, act, found.act_sha256, text, found.id, found.ended_at)


def notice_version(tx: Transaction) -> int:
    """Return the version of the tenant's notice, 0 without one."""
    notice = tx.rows(ConsentRows).notice()
    return 0 if notice is None else notice.version


def _recognised(session: AnySession) -> bool:
    verdict = session.verdict
    return (
        session.kind is SessionKind.AUTHENTICATE
        and verdict is not None
        and verdict.decision is Decision.MATCH
        and verdict.liveness is LivenessVerdict.LIVE
    )


def _text_of(act: PersonalAct, act_sha256: bytes, notice: int) -> str | None:
    """Return in which of its texts an act was shown, or None if another one was."""
    for language, text in act.texts.items():
        if hmac.compare_digest(act.sha256(language, notice), act_sha256):
            return text
    return None
