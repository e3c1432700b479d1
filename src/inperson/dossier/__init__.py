"""The dossier: what a data protection officer signs, made of what the server does.

An impact assessment, the records of processing, the processor's annex, the words that states ask
for, and statements on standards, as pages for paper and screen with their data beside them::

    desk = server.desks.of(authority)
    write_dossier(make_dossier(server, desk), desk, Path("dossier"))
    for change in changes_between(read_dossier(old), read_dossier(new)):
        print(change.line())

Promises: it says what the notice, the retention schedule, the settings and the measurements say,
from the same data, and is not made while these contradict each other; what only the controller
can know, and what nobody read or measured, is in it as an open point; and none is written that is
not on the tenant's audit log.
"""

from inperson.dossier.comparing import Change, changes_between
from inperson.dossier.errors import (
    DossierContradicts,
    DossierMalformed,
    DossierPlaceTaken,
    DossierUnsigned,
)
from inperson.dossier.making import make_dossier
from inperson.dossier.model import Dossier
from inperson.dossier.reading import read_dossier, verify_dossier
from inperson.dossier.writing import write_dossier

__all__ = [
    "Change",
    "Dossier",
    "DossierContradicts",
    "DossierMalformed",
    "DossierPlaceTaken",
    "DossierUnsigned",
    "changes_between",
    "make_dossier",
    "read_dossier",
    "verify_dossier",
    "write_dossier",
]
