"""The improvement set: what developer sessions give to make the software better.

A store of its own for each tenant, apart from the silo. It takes frames of a `DeveloperSession`
under a recorded consent and nothing else: a production session does not fit the type, is refused
at run time, and breaks a constraint in the database. Every sample is sealed under its subject's
key, so that erasing the subject shreds it here too::

    improvement.keep(session, consent, device, images)   # called by sessions, after the decision
    improvement.export(folder, seal, proposal)           # numbered, chained, with a datasheet
    improvement.remove(subject_id)                       # withdrawal and erasure

Of a session that a trial opened every frame is kept instead, with its label (`keep_footage`)::

    for capture in improvement.footage(): ...            # to be judged again, by a later engine

An export is made of a proposal that a second person approved (`rights.exports`). It leaves out
whoever has withdrawn or was erased; a ledger knows whose each file of earlier ones is, until
`remove` recalls it: then it is a file to delete, and nobody's.
"""

from inperson.improvement.errors import (
    ExportClosed,
    ExportFolderTaken,
    ExportNotApproved,
    ExportNotFound,
    ExportOvertaken,
    ImprovementUnavailable,
)
from inperson.improvement.footage import KeptFootage, Label
from inperson.improvement.model import (
    PROPOSAL_LIVES,
    Export,
    ExportedFile,
    ExportProposal,
    SealedSample,
)
from inperson.improvement.ports import ImprovementStore, ImprovementStores
from inperson.improvement.service import ImprovementSet

__all__ = [
    "PROPOSAL_LIVES",
    "Export",
    "ExportClosed",
    "ExportFolderTaken",
    "ExportNotApproved",
    "ExportNotFound",
    "ExportOvertaken",
    "ExportProposal",
    "ExportedFile",
    "ImprovementSet",
    "ImprovementStore",
    "ImprovementStores",
    "ImprovementUnavailable",
    "KeptFootage",
    "Label",
    "SealedSample",
]
