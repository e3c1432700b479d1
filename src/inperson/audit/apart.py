"""Judging leaves in a process of its own: whoever can write to the database has written them.

The request is, of each leaf, its number in eight bytes, the lengths of its body, hash and tag in
four each (the last -1 where there is none), and these. The answer is a byte for each leaf, 1 if it
is whole.
"""

import struct
from collections.abc import Iterator, Sequence

from inperson.audit.ports import StoredLeaf
from inperson.audit.verification import is_whole
from inperson.workers import Job, Workers

_HEAD = struct.Struct(">QIIi")
_MIB = 2**20

VERIFYING = Job(
    name="verify",
    module="inperson.audit.apart",
    memory_bytes=256 * _MIB,
    cpu_s=30,
    deadline_s=120,
    answer_bytes=64 * 1024,
    waiting=8,
    uses=1000,
)


def judge_apart(leaves: Sequence[StoredLeaf], workers: Workers, *, owner: str) -> Sequence[bool]:
    """Tell of each leaf whether it is in its canonical form, and its hash and tag are its body's.

    Args:
        leaves: at most 65,536.
        workers: those of the server.
        owner: whose turn it is.

    Raises:
        WorkersBusy: if too many wait.
        WorkStopped: if the worker died of them.

    """
    # a database may hold text where bytes belong
    packed = [_packed(each) if _is_bytes(each) else None for each in leaves]
    answer = iter(workers.run(VERIFYING, b"".join(filter(None, packed)), owner=owner))
    return [each is not None and next(answer, 0) == 1 for each in packed]


def run(request: bytes) -> bytes:
    """Judge leaves, in the worker."""
    return bytes(is_whole(each) for each in _unpacked(request))


def _is_bytes(leaf: StoredLeaf) -> bool:
    parts = (leaf.body, leaf.hash, leaf.subject or b"")
    return all(isinstance(each, bytes) for each in parts)


def _packed(leaf: StoredLeaf) -> bytes:
    tag = leaf.subject
    sizes = (len(leaf.body), len(leaf.hash), -1 if tag is None else len(tag))
    return _HEAD.pack(leaf.number, *sizes) + leaf.body + leaf.hash + (tag or b"")


def _unpacked(request: bytes) -> Iterator[StoredLeaf]:
    at = 0
    while at < len(request):
        number, *sizes = _HEAD.unpack_from(request, at)
        at += _HEAD.size
        parts = []
        for size in sizes:
            parts.append(request[at : at + max(size, 0)])
            at += max(size, 0)
        body, hash_, tag = parts
        yield StoredLeaf(number, body, hash_, None if sizes[2] < 0 else tag)
