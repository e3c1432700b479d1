"""Randomness as a value that is passed in; in production always the operating system's CSPRNG."""

import os
from typing import Protocol


class Entropy(Protocol):
    """Source of cryptographically secure random bytes."""

    def bytes(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        ...


class SystemEntropy:
    """The operating system's CSPRNG."""

    def bytes(self, count: int) -> bytes:
        """Return `count` bytes of `os.urandom`."""
        return os.urandom(count)


class CountingEntropy:
    """A predictable source for tests and test vectors. Never wire it into a server."""

    def __init__(self) -> None:
        self._next = 0

    def bytes(self, count: int) -> bytes:
        """Return `count` bytes that spell an increasing counter."""
        self._next += 1
        return (self._next).to_bytes(8, "big").rjust(count, b"\0")[-count:]
