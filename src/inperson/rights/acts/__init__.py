"""Acts: what a person alone can do about its data, and the proof that it was the person.

Neither a cookie nor a login approves, erases, withdraws or takes a copy at the privacy centre. Each
such act is a text, shown on this server's own page; a live capture is made for that text and no
other, and its decision is used up where the act is done::

    act = erasing(desk)
    ready = open_for(desk, sessions, "customer-17", act, "en")   # the page shows ready.text
    ...                                                          # the person shows its face to it
    with desk.silo.begin() as tx:
        proof = proven(desk, tx, act, reference, ready.session.id)   # an ActProof, this once

Promises: an `ActProof` is made in `proofs` alone, out of a session that was opened for this very
act, that matched this very subject, alive, minutes ago; a second use finds it used, at another
process and after a restart as well. What somebody else does in its own name needs none, and is
recorded as theirs.
"""

from inperson.rights.acts.errors import ProofInvalid, ProofRequired
from inperson.rights.acts.model import ActKind, PersonalAct
from inperson.rights.acts.opening import ReadyAct, open_for
from inperson.rights.acts.ports import ProofRows
from inperson.rights.acts.proofs import PROOF_LIVES, ActProof, prove, proven
from inperson.rights.acts.words import approving, copying, erasing, withdrawing

__all__ = [
    "PROOF_LIVES",
    "ActKind",
    "ActProof",
    "PersonalAct",
    "ProofInvalid",
    "ProofRequired",
    "ProofRows",
    "ReadyAct",
    "approving",
    "copying",
    "erasing",
    "open_for",
    "prove",
    "proven",
    "withdrawing",
]
