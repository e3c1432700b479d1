"""Exports of the improvement set: who lets it leave, for whom, and how it is called back.

It holds faces, so it leaves as a disclosure does: one person proposes it for one recipient, a
second one approves, and it is made once, sealed to that recipient (`service`)::

    proposed = Exports(desk, improvement).propose(ExportPurpose(recipient, "to find errors"))
    Exports(second, improvement).approve(proposed.id)
    Exports(desk, improvement).export(proposed.id, folder)

Promises: of every file that left it is known whose it is, by the silo's own id and by nothing
else, for as long as that may be known; whoever withdraws or is erased is recalled from every
export, and the controller is told until it arrives. What a recipient has it has until it deletes
it: the recall names the files, signed, and the certificate of an erasure says so.
"""

from inperson.rights.exports.held import HeldExport, held_exports
from inperson.rights.exports.recalls import recall, tell_recalls
from inperson.rights.exports.service import ExportPurpose, Exports

__all__ = ["ExportPurpose", "Exports", "HeldExport", "held_exports", "recall", "tell_recalls"]
