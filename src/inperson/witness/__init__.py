"""A witness of other servers' audit logs: it signs what grew out of all that it saw before.

It keeps one checkpoint a log and nothing else, and speaks https://c2sp.org/tlog-witness. It never
signs two states of one size, and never goes back, whoever asks at the same time and wherever it is
killed: what it signs is on disk before it answers::

    witness = LogWitness(signer, WitnessFolder(path), clock)
    witness.add_checkpoint(text)       # a signature line, or why not (`WitnessRefusal`)

A log that says how many erasures it has (`erasures 12`) is refused when they become fewer.
"""

from inperson.witness.errors import (
    CheckpointUnsigned,
    ErasuresFewer,
    GrowthUnproved,
    LogUntrusted,
    SizeConflict,
    WitnessBroken,
    WitnessExists,
    WitnessRefusal,
)
from inperson.witness.folder import WitnessedLog, WitnessFolder
from inperson.witness.service import LogWitness

__all__ = [
    "CheckpointUnsigned",
    "ErasuresFewer",
    "GrowthUnproved",
    "LogUntrusted",
    "LogWitness",
    "SizeConflict",
    "WitnessBroken",
    "WitnessExists",
    "WitnessFolder",
    "WitnessRefusal",
    "WitnessedLog",
]
