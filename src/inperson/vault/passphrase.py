"""Encryption under a passphrase (age's scrypt recipient), in a process of its own.

It takes a second of a core and up to a gigabyte, so that guessing is dear, and in the server's own
process it would hold the interpreter for all of it. The request is the passphrase's length in two
bytes, the passphrase and the data; the answer is the age file.
"""

import struct

import pyrage

from inperson.workers import Job, Workers

_LENGTH = struct.Struct(">H")
_MIB = 2**20

MOST_BYTES = 256 * _MIB
"""What one file may hold."""
SEALING = Job(
    name="seal",
    module="inperson.vault.passphrase",
    memory_bytes=1024 * _MIB + 4 * MOST_BYTES,
    cpu_s=60,
    deadline_s=120,
    answer_bytes=MOST_BYTES + _MIB,
    waiting=4,
    niceness=0,  # the library takes as many rounds as the machine does in a second
)


def seal_apart(data: bytes, passphrase: str, workers: Workers, *, owner: str) -> bytes:
    """Return an age file that the passphrase opens. Never call it inside a transaction.

    Args:
        data: at most `MOST_BYTES`.
        passphrase: what opens it.
        workers: those of the server.
        owner: whose turn it is.

    Raises:
        WorkersBusy: if too many wait.
        WorkRefused: if it cannot be done.
        WorkStopped: if the worker died.

    """
    words = passphrase.encode()
    request = b"".join((_LENGTH.pack(len(words)), words, data))
    return bytes(workers.run(SEALING, request, owner=owner))


def run(request: bytes) -> bytes:
    """Encrypt, in the worker."""
    start = _LENGTH.size + _LENGTH.unpack_from(request)[0]
    passphrase = request[_LENGTH.size : start].decode()
    file: bytes = pyrage.passphrase.encrypt(request[start:], passphrase)
    return file
