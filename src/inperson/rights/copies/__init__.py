"""Access copies: everything that is held of one person, in one archive that it alone opens.

Three steps, each tested by itself. `collect` reads all that is held into one value, `write` turns
that value into a ZIP archive, always the same from the same value, and `service.AccessCopies` runs
both, encrypts the archive to the requester and puts the copy on the audit log::

    copy = AccessCopies(desk).build(reference, Recipient(passphrase=...), request_id=request.id)

Promises: every column of every table is either in the archive or on a list with its reason
(`inventory`), and the archive itself shows that list; whoever is not enrolled gets an archive of
the same form; nothing unencrypted is written to disk.
"""

from inperson.rights.copies.allowance import CopiesSpent
from inperson.rights.copies.model import (
    AccessCopy,
    CentreEntry,
    FrameDigests,
    Held,
    Message,
    NoticeText,
    Restriction,
)
from inperson.rights.copies.ports import CopyRows
from inperson.rights.copies.service import AccessCopies
from inperson.rights.copies.speech import LANGUAGES
from inperson.rights.copies.telling import role

__all__ = [
    "LANGUAGES",
    "AccessCopies",
    "AccessCopy",
    "CentreEntry",
    "CopiesSpent",
    "CopyRows",
    "FrameDigests",
    "Held",
    "Message",
    "NoticeText",
    "Restriction",
    "role",
]
