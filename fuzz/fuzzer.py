"""What a fuzzer is, and what it may find."""

from abc import ABC, abstractmethod
from collections import Counter
from random import Random
from typing import ClassVar

TAKEN = "taken"
"""What became of an input that was not refused."""


class Found(Exception):
    """The product did what it must never do; the message says what."""


class Fuzzer(ABC):
    """Draws inputs and tries them. `with` opens what it attacks, and closes it."""

    name: ClassVar[str]
    tries: ClassVar[str]
    """In a few words, for the report."""
    share: ClassVar[float] = 1.0
    """Of the time, beside the others."""
    patience_s: ClassVar[int] = 120
    """A trial that takes longer hangs."""

    def __enter__(self) -> "Fuzzer":
        return self

    def __exit__(self, *ended: object) -> None:
        return None

    @abstractmethod
    def draw(self, random: Random) -> bytes:
        """Return an input."""

    @abstractmethod
    def attempt(self, data: bytes) -> str | Counter[str]:
        """Try an input, and return `TAKEN` or the code with which it was refused.

        One that makes several calls returns what became of each.

        Raises:
            Found: if the product misbehaved. Any other exception is a finding as well.

        """
