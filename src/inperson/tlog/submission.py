"""What a log asks of a witness: the body of `add-checkpoint`, https://c2sp.org/tlog-witness."""

import re
from dataclasses import dataclass
from typing import Self

from inperson.tlog.errors import CheckpointMalformed, SubmissionMalformed
from inperson.tlog.keys import decode, encode
from inperson.tlog.note import SignedCheckpoint

MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_HASH_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, and the proof that its log grew out of a state that the witness has seen."""

    old: int
    """The size that the witness signed last; 0 if it signed none."""
    hashes: tuple[bytes, ...]
    """RFC 6962 consistency proof from there; none from 0."""
    signed: SignedCheckpoint
    """The checkpoint with its signatures, none of which was checked."""

    def text(self) -> str:
        """Return the body of the request."""
        lines = [f"old {self.old}", *(encode(each) for each in self.hashes)]
        return "\n".join([*lines, "", self.signed.text()])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the body of a request.

        Raises:
            SubmissionMalformed: if it is none, or there is no checkpoint in it.

        """
        head, _, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or len(lines) > MOST_HASHES:
            raise SubmissionMalformed("A request begins with an old size and 63 hashes at most.")
        try:
            hashes = tuple(decode(each, _HASH_LENGTH) for each in lines)
            return cls(int(old[1]), hashes, SignedCheckpoint.parse(note))
        except CheckpointMalformed as error:
            raise SubmissionMalformed(str(error)) from error
