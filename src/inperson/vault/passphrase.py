"""Encryption under a passphrase (age's scrypt recipient), in a process of its own.

It takes a second of a core and up to a gigabyte, so that guessing is dear, and in the server's own
process it would hold the interpreter for all of it. The library takes as much work as the machine
does in a second, which is little where many wait for it, and tells nobody but the file's header:
what took too little is thrown away and made again. The request is the passphrase's length in two
bytes, the passphrase and the data; the answer is the age file, or nothing where the machine is too
busy.
"""

import struct

import pyrage

from inperson.workers import Job, Workers, WorkersBusy

_LENGTH = struct.Struct(">H")
_MIB = 2**20

LEAST_LOG_N = 16
"""Scrypt's N is two to the power of this, at least: 64 MiB and 65,536 rounds for each guess."""
_TRIES = 10

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
        WorkersBusy: if too many wait, or the machine does too little in a second.
        WorkRefused: if it cannot be done.
        WorkStopped: if the worker died.

    """
    words = passphrase.encode()
    request = b"".join((_LENGTH.pack(len(words)), words, data))
    file = bytes(workers.run(SEALING, request, owner=owner))
    if not file:
        raise WorkersBusy("The machine is too busy to make guessing the passphrase dear.")
    return file


def log_n(file: bytes) -> int:
    """Return the logarithm of the work that an age file took, 0 if its header does not say it."""
    words = file[:200].split(b"\n", 2)[1:2]
    match words[0].split(b" ") if words else ():
        case [b"->", b"scrypt", _, number] if number.isdigit():
            return int(number)
    return 0


def run(request: bytes) -> bytes:
    """Encrypt, in the worker."""
    start = _LENGTH.size + _LENGTH.unpack_from(request)[0]
    passphrase = request[_LENGTH.size : start].decode()
    for _ in range(_TRIES):
        file: bytes = pyrage.passphrase.encrypt(request[start:], passphrase)
        if log_n(file) >= LEAST_LOG_N:
            return file
    return b""
