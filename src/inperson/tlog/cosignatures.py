"""What a witness says of a checkpoint: https://c2sp.org/tlog-cosignature, with Ed25519.

A cosignature is a signature line of the note: the time (8 bytes, big-endian seconds) and an Ed25519
signature (64) over `cosignature/v1`, `time N` and the note's text. It says: at that time this was
the largest state of that log that I saw, and it grew out of all that I saw before.
"""

import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inperson.tlog.errors import CheckpointMalformed
from inperson.tlog.keys import CheckpointSigner, KeyUse, VerifierKey
from inperson.tlog.note import Checkpoint, Signature, SignedCheckpoint

_TIMED = struct.Struct(">Q64s")
_LATEST_S = 2**63 - 1


def cosign(state: Checkpoint, signer: CheckpointSigner, at_s: int) -> str:
    """Return the signature line, with its newline, that a witness adds to a checkpoint.

    Args:
        state: the checkpoint.
        signer: holds the witness's key, under the witness's name.
        at_s: seconds since 1970.

    """
    key = VerifierKey(signer.name, signer.public_key, KeyUse.WITNESS)
    signature = _TIMED.pack(at_s, signer.sign(_message(state, at_s)))
    return Signature(key.name, key.key_id, signature).line() + "\n"


def cosigned_at(signed: SignedCheckpoint, key: VerifierKey) -> int | None:
    """Return when a witness last signed a checkpoint, in seconds since 1970; None if it did not.

    One wrong signature in the witness's name spoils the rest of them.
    """
    times = [_checked(signed.checkpoint, each, key) for each in signed.named(key)]
    known = [each for each in times if each is not None]
    return max(known) if known and len(known) == len(times) else None


def gather(note: str, answers: Sequence[str], keys: Sequence[VerifierKey]) -> str:
    """Return a note with the cosignatures of known witnesses, the newest of each and no others.

    Lines of other keys, and those that are wrong, are left out: a witness that answers with rubbish
    spoils nothing.

    Args:
        note: the signed checkpoint; what it has of cosignatures already counts as an answer.
        answers: signature lines, as witnesses returned them.
        keys: of the witnesses that are known.

    Raises:
        CheckpointMalformed: if the note is none.

    """
    signed = SignedCheckpoint.parse(note)
    others = [each for each in signed.signatures if not _of_any(each, keys)]
    found: dict[bytes, tuple[int, Signature]] = {}
    for answer in (note, *answers):
        for each in _signatures(signed, note, answer):
            for key in keys:
                at_s = None
                if each.name == key.name and each.key_id == key.key_id:
                    at_s = _checked(signed.checkpoint, each.signature, key)
                if at_s is not None and at_s >= _earlier(found.get(key.public_key)):
                    found[key.public_key] = (at_s, each)
    every = (*others, *(each for _, each in found.values()))
    return SignedCheckpoint(signed.checkpoint, every).text()


def _earlier(found: tuple[int, Signature] | None) -> int:
    return 0 if found is None else found[0]


def _of_any(signature: Signature, keys: Sequence[VerifierKey]) -> bool:
    return any(signature.name == each.name and signature.key_id == each.key_id for each in keys)


def _signatures(signed: SignedCheckpoint, note: str, answer: str) -> Sequence[Signature]:
    """Return the signature lines of a witness's answer; none of one that is malformed."""
    if answer == note:
        return signed.signatures
    try:
        return SignedCheckpoint.parse(f"{signed.checkpoint.body().decode()}\n{answer}").signatures
    except CheckpointMalformed:
        return ()


def _checked(state: Checkpoint, signature: bytes, key: VerifierKey) -> int | None:
    if len(signature) != _TIMED.size or key.use is not KeyUse.WITNESS:
        return None
    at_s, plain = _TIMED.unpack(signature)
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(plain, _message(state, at_s))
    except (InvalidSignature, ValueError):
        return None
    return at_s if at_s <= _LATEST_S else None


def _message(state: Checkpoint, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n".encode() + state.body()
