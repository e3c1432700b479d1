"""Signed checkpoints: https://c2sp.org/tlog-checkpoint in a https://c2sp.org/signed-note.

::

    inperson/ten_aaaaaaaaaaaaaaaaaaaaaaaaaa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — id.example.com Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/...

Reading is stricter than the two specifications where they leave room: every number and every
base64 text has one spelling. Of the extension lines behind the root one is our own: `erasures 12`
says how many erasures the log has, so that a witness sees when there are fewer than before.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inperson.tlog.errors import CheckpointMalformed
from inperson.tlog.keys import (
    KEY_ID_LENGTH,
    LONGEST_NAME,
    CheckpointSigner,
    VerifierKey,
    decode,
    encode,
    is_line,
    is_name,
    is_text,
)
from inperson.tlog.merkle import HASH_LENGTH, MOST_LEAVES

_LONGEST_NOTE = 131_072
"""Sixteen signatures must be accepted, and those of later algorithms have some 5 kB each."""
_MOST_SIGNATURES = 64
_LINE_START = "— "
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_MOST_EXTENSIONS = 16
_ERASURES = "erasures "


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: everything that is in it follows from these three.

    Raises:
        CheckpointMalformed: if a field is not of its form.

    """

    origin: str
    """Which log it is, 1 to 255 characters on one line."""
    size: int
    root: bytes
    """RFC 6962 root over `size` leaves, 32 bytes."""
    extensions: tuple[str, ...] = ()
    """The lines behind the root, 16 at most: signed by the log, and no finding of a witness."""

    def __post_init__(self) -> None:
        """Check every field."""
        if not 1 <= len(self.origin) <= LONGEST_NAME or not is_line(self.origin):
            raise CheckpointMalformed("An origin is one line of 1 to 255 characters.")
        if not 0 <= self.size <= MOST_LEAVES or len(self.root) != HASH_LENGTH:
            raise CheckpointMalformed("A size or a root is out of its range.")
        if len(self.extensions) > _MOST_EXTENSIONS or not all(
            1 <= len(each) <= LONGEST_NAME and is_line(each) for each in self.extensions
        ):
            raise CheckpointMalformed("An extension is one line of 1 to 255 characters.")

    @property
    def erasures(self) -> int | None:
        """Return how many erasures the log says it has; None if it does not say so, or twice."""
        said = [each for each in self.extensions if each.startswith(_ERASURES)]
        number = said[0].removeprefix(_ERASURES) if len(said) == 1 else ""
        return int(number) if _DECIMAL.fullmatch(number) else None

    @classmethod
    def counting(cls, origin: str, size: int, root: bytes, erasures: int) -> Self:
        """Return a checkpoint that says how many erasures its log has."""
        return cls(origin, size, root, (f"{_ERASURES}{erasures}",))

    def body(self) -> bytes:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), encode(self.root), *self.extensions)
        return "".join(f"{each}\n" for each in lines).encode()

    @classmethod
    def parse(cls, body: str) -> Self:
        """Read the text that is signed.

        Raises:
            CheckpointMalformed: if it is no checkpoint.

        """
        *lines, end = body.split("\n")
        if len(lines) < 3 or end:
            raise CheckpointMalformed("A checkpoint has three lines or more.")
        if _DECIMAL.fullmatch(lines[1]) is None:
            raise CheckpointMalformed("A size is written in decimal digits.")
        return cls(lines[0], int(lines[1]), decode(lines[2], HASH_LENGTH), tuple(lines[3:]))


class Signature(NamedTuple):
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Return it as it stands in a note, without the newline."""
        return f"{_LINE_START}{self.name} {encode(self.key_id + self.signature)}"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the signatures under it, none of which was checked."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a signed note.

        Raises:
            CheckpointMalformed: if the text is no note, or its body no checkpoint.

        """
        body, signatures = _split(text)
        return cls(Checkpoint.parse(body), signatures)

    def text(self) -> str:
        """Return the signed note: there is one spelling of it, so it is what `parse` read."""
        lines = [each.line() for each in self.signatures]
        return "\n".join([self.checkpoint.body().decode(), *lines, ""])

    def signed_by(self, key: VerifierKey) -> bool:
        """Tell whether a key signed it; every signature in its name must be its own.

        Signatures of other keys are passed over, as the specification wants it: that is how a log
        gets witnesses, and how it changes its key.
        """
        mine = self.named(key)
        try:
            public = Ed25519PublicKey.from_public_bytes(key.public_key)
            for signature in mine:
                public.verify(signature, self.checkpoint.body())
        except (InvalidSignature, ValueError):
            return False
        return bool(mine)

    def named(self, key: VerifierKey) -> list[bytes]:
        """Return the signatures that stand under a key's name and id."""
        return [
            each.signature
            for each in self.signatures
            if each.name == key.name and hmac.compare_digest(each.key_id, key.key_id)
        ]


def sign_checkpoint(
    checkpoint: Checkpoint, signer: CheckpointSigner, also: Sequence[str] = ()
) -> str:
    """Return the checkpoint as a signed note.

    Args:
        checkpoint: what is signed.
        signer: signs it.
        also: further names of the signer's key, each with a line of its own. The signature is the
            same: it does not cover the name.

    """
    body = checkpoint.body()
    signature = signer.sign(body)
    keys = [VerifierKey(each, signer.public_key) for each in (signer.name, *also)]
    lines = [Signature(key.name, key.key_id, signature).line() for key in keys]
    return "\n".join([body.decode(), *lines, ""])


def _split(text: str) -> tuple[str, tuple[Signature, ...]]:
    if len(text) > _LONGEST_NOTE or not text.endswith("\n") or not is_text(text):
        raise CheckpointMalformed("The text is no signed note.")
    body, blank, rest = text.rpartition("\n\n")
    lines = rest.split("\n")[:-1]
    if not blank or not 1 <= len(lines) <= _MOST_SIGNATURES:
        raise CheckpointMalformed("A signed note ends with its signatures.")
    return f"{body}\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_LINE_START).partition(" ")
    if not (line.startswith(_LINE_START) and space and is_name(name)):
        raise CheckpointMalformed("A signature line of the note is malformed.")
    value = decode(encoded, None)
    if len(value) <= KEY_ID_LENGTH:
        raise CheckpointMalformed("A signature of the note is too short.")
    return Signature(name, value[:KEY_ID_LENGTH], value[KEY_ID_LENGTH:])
