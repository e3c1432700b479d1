"""Signed checkpoints: https://c2sp.org/tlog-checkpoint in a https://c2sp.org/signed-note.

::

    inperson/ten_aaaaaaaaaaaaaaaaaaaaaaaaaa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — id.example.com Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/...

Reading is stricter than the two specifications where they leave room: a checkpoint here has no
extension lines, and every number and every base64 text has one spelling.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inperson.audit.errors import CheckpointMalformed
from inperson.audit.merkle import HASH_LENGTH, MOST_LEAVES
from inperson.audit.ports import CheckpointSigner

_ED25519 = b"\x01"
_KEY_LENGTH, _KEY_ID_LENGTH = 32, 4
_LONGEST_NOTE = 131_072
"""Sixteen signatures must be accepted, and those of later algorithms have some 5 kB each."""
_MOST_SIGNATURES = 64
_LONGEST_NAME = 255
_LINE_START = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


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

    def __post_init__(self) -> None:
        """Check every field."""
        if not 1 <= len(self.origin) <= _LONGEST_NAME or not _is_line(self.origin):
            raise CheckpointMalformed("An origin is one line of 1 to 255 characters.")
        if not 0 <= self.size <= MOST_LEAVES or len(self.root) != HASH_LENGTH:
            raise CheckpointMalformed("A size or a root is out of its range.")

    def body(self) -> bytes:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n".encode()

    @classmethod
    def parse(cls, body: str) -> Self:
        """Read the text that is signed.

        Raises:
            CheckpointMalformed: if it is no checkpoint, or one with extension lines.

        """
        lines = body.split("\n")
        if len(lines) != 4 or lines[3]:
            raise CheckpointMalformed("A checkpoint has three lines.")
        if _DECIMAL.fullmatch(lines[1]) is None:
            raise CheckpointMalformed("A size is written in decimal digits.")
        return cls(lines[0], int(lines[1]), _bytes(lines[2], HASH_LENGTH))


class Signature(NamedTuple):
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key that a log's checkpoints are checked with, and its name.

    Raises:
        CheckpointMalformed: if name or key are not of their form.

    """

    name: str
    public_key: bytes
    """Ed25519, 32 bytes."""

    def __post_init__(self) -> None:
        """Check both fields."""
        if not _is_name(self.name):
            raise CheckpointMalformed("A key's name has neither spaces nor a plus sign.")
        if len(self.public_key) != _KEY_LENGTH:
            raise CheckpointMalformed("An Ed25519 key has 32 bytes.")

    @property
    def key_id(self) -> bytes:
        """Return SHA-256(name || 0A || 01 || public key)[:4]."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:_KEY_ID_LENGTH]

    def text(self) -> str:
        """Return `name+hex(key id)+base64(01 || public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public_key)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `text` returned.

        Raises:
            CheckpointMalformed: if it is no verifier key for Ed25519.

        """
        parts = text.split("+", 2)  # base64 has a plus sign too
        if len(text) > 2 * _LONGEST_NAME or len(parts) != 3:
            raise CheckpointMalformed("A verifier key is name+id+key.")
        name, key_id, encoded = parts
        key = _bytes(encoded, 1 + _KEY_LENGTH)
        if key[:1] != _ED25519:
            raise CheckpointMalformed("The verifier key is not for Ed25519.")
        made = cls(name, key[1:])
        if _KEY_ID.fullmatch(key_id) is None or bytes.fromhex(key_id) != made.key_id:
            raise CheckpointMalformed("The verifier key's id is not that of its name and key.")
        return made


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

    def signed_by(self, key: VerifierKey) -> bool:
        """Tell whether a key signed it; every signature in its name must be its own.

        Signatures of other keys are passed over, as the specification wants it: that is how a log
        gets witnesses, and how it changes its key.
        """
        mine = [
            each.signature
            for each in self.signatures
            if each.name == key.name and hmac.compare_digest(each.key_id, key.key_id)
        ]
        try:
            public = Ed25519PublicKey.from_public_bytes(key.public_key)
            for signature in mine:
                public.verify(signature, self.checkpoint.body())
        except (InvalidSignature, ValueError):
            return False
        return bool(mine)


def sign_checkpoint(checkpoint: Checkpoint, signer: CheckpointSigner) -> str:
    """Return the checkpoint as a signed note."""
    body, key = checkpoint.body(), VerifierKey(signer.name, signer.public_key)
    signature = _base64(key.key_id + signer.sign(body))
    return f"{body.decode()}\n{_LINE_START}{key.name} {signature}\n"


def _split(text: str) -> tuple[str, tuple[Signature, ...]]:
    if len(text) > _LONGEST_NOTE or not text.endswith("\n") or not _is_text(text):
        raise CheckpointMalformed("The text is no signed note.")
    body, blank, rest = text.rpartition("\n\n")
    lines = rest.split("\n")[:-1]
    if not blank or not 1 <= len(lines) <= _MOST_SIGNATURES:
        raise CheckpointMalformed("A signed note ends with its signatures.")
    return f"{body}\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_LINE_START).partition(" ")
    if not (line.startswith(_LINE_START) and space and _is_name(name)):
        raise CheckpointMalformed("A signature line of the note is malformed.")
    value = _bytes(encoded, None)
    if len(value) <= _KEY_ID_LENGTH:
        raise CheckpointMalformed("A signature of the note is too short.")
    return Signature(name, value[:_KEY_ID_LENGTH], value[_KEY_ID_LENGTH:])


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _CONTROL.search(text) is None


def _is_line(text: str) -> bool:
    return "\n" not in text and _is_text(text)


def _is_name(text: str) -> bool:
    spaced = "+" in text or any(each.isspace() for each in text)
    return 1 <= len(text) <= _LONGEST_NAME and not spaced and _is_line(text)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(text: str, length: int | None) -> bytes:
    """Decode base64 of one spelling, and of one length if one is given."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointMalformed("A base64 text is malformed.") from error
    if _base64(value) != text or length not in {None, len(value)}:
        raise CheckpointMalformed("A base64 text is not of its length or spelling.")
    return value
