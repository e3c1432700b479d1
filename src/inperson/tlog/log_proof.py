"""A proof of inclusion in one file: https://c2sp.org/tlog-proof.

::

    c2sp.org/tlog-proof@v1
    extra eyJhY3QiOiJzdWJqZWN0X2VyYXNlZCIsLi4ufQ==
    index 17
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

    inperson/ten_aaaaaaaaaaaaaaaaaaaaaaaaaa
    ...

The extra data of this project's proofs is the leaf, byte for byte: its hash is what is proved.
"""

import re
from dataclasses import dataclass
from typing import Self

from inperson.tlog.errors import CheckpointMalformed, LogProofMalformed
from inperson.tlog.keys import decode, encode
from inperson.tlog.note import SignedCheckpoint

_FIRST = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_MOST_HASHES = 63
_HASH_LENGTH = 32
_LONGEST = 400_000


@dataclass(frozen=True, slots=True)
class LogProof:
    """That something is at a place of the log of a checkpoint, which others may have signed."""

    index: int
    hashes: tuple[bytes, ...]
    """RFC 6962 audit path, from the leaf's sibling up."""
    signed: SignedCheckpoint
    """The checkpoint with every signature, none of which was checked."""
    extra: bytes | None = None
    """Data that is proved by nothing but its hash, if it is the leaf."""

    def text(self) -> str:
        """Return the file's content."""
        extra = [] if self.extra is None else [_EXTRA + encode(self.extra)]
        lines = [_FIRST, *extra, f"index {self.index}", *(encode(each) for each in self.hashes)]
        return "\n".join([*lines, "", self.signed.text()])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `text` returned, or another program of the same format.

        Raises:
            LogProofMalformed: if it is none, or there is no checkpoint in it.

        """
        head, _, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != _FIRST or len(text) > _LONGEST:
            raise LogProofMalformed("The text is no proof of inclusion.")
        extra = lines.pop(0) if lines and lines[0].startswith(_EXTRA) else None
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None or len(lines) > _MOST_HASHES:
            raise LogProofMalformed("A proof names an index, and has 63 hashes at most.")
        try:
            data = None if extra is None else decode(extra.removeprefix(_EXTRA), None)
            hashes = tuple(decode(each, _HASH_LENGTH) for each in lines)
            return cls(int(index[1]), hashes, SignedCheckpoint.parse(note), data)
        except CheckpointMalformed as error:
            raise LogProofMalformed(str(error)) from error
