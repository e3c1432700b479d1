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
