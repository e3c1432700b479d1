"""The audit log: who did what, in an order that nobody can change without being found out.

Each tenant has a log, and the server one of its own: a Merkle tree (RFC 6962) to which entries are
appended. An act is recorded before it happens, and does not happen if it cannot be recorded. No
personal data can be in a leaf, so an erasure leaves the log as it is::

    log.append(Entry(Act.SUBJECT_ERASED, actor=token_id, subject=tag))   # or AuditUnavailable
    log.checkpoint()                                   # the present state, signed: give it away
    verify_proof(json.dumps(log.prove(7).to_json()), log.vkey)           # needs no server
    log.verify(known=[an_earlier_checkpoint]).findings                   # nothing, if all is well

Whoever can write to the database can write a log anew, but cannot sign: a checkpoint in other hands
finds them. The formats are docs/formats/audit-log.md.
"""

from inperson.audit.administration import AdministrationLog
from inperson.audit.apart import judge_apart
from inperson.audit.errors import AuditUnavailable
from inperson.audit.model import Act, Entry, Leaf, commitment
from inperson.audit.ports import LogStore, LogStores, StoredLeaf
from inperson.audit.proofs import (
    Growth,
    GrowthResult,
    Proof,
    ProofResult,
    verify_growth,
    verify_proof,
)
from inperson.audit.service import AuditLog
from inperson.audit.verification import DiscrepancyCode, Verification

__all__ = [
    "Act",
    "AdministrationLog",
    "AuditLog",
    "AuditUnavailable",
    "DiscrepancyCode",
    "Entry",
    "Growth",
    "GrowthResult",
    "Leaf",
    "LogStore",
    "LogStores",
    "Proof",
    "ProofResult",
    "StoredLeaf",
    "Verification",
    "commitment",
    "judge_apart",
    "verify_growth",
    "verify_proof",
]
