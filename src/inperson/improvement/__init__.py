"""The improvement set: what developer sessions give to make the software better.

A store of its own for each tenant, apart from the silo. It takes frames of a `DeveloperSession`
under a recorded consent and nothing else: a production session does not fit the type, is refused
at run time, and breaks a constraint in the database. Every sample is sealed under its subject's
key, so that erasing the subject shreds it here too::

    improvement.keep(session, consent, device, images)   # called by sessions, after the decision
    improvement.export(folder)                           # numbered, chained, with a datasheet
    improvement.remove(subject_id)                       # withdrawal and erasure

An export leaves out whoever has withdrawn or was erased; earlier exports are numbered, so that
their holders can be told.
"""

from inperson.improvement.errors import ExportFolderTaken, ExportOvertaken, ImprovementUnavailable
from inperson.improvement.model import Export, SealedSample
from inperson.improvement.ports import ImprovementStore, ImprovementStores
from inperson.improvement.service import ImprovementSet

__all__ = [
    "Export",
    "ExportFolderTaken",
    "ExportOvertaken",
    "ImprovementSet",
    "ImprovementStore",
    "ImprovementStores",
    "ImprovementUnavailable",
    "SealedSample",
]
