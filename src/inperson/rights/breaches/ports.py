"""What the register needs of the world: a place in the server's directory."""

from collections.abc import Sequence
from typing import Protocol

from inperson.core import BreachId
from inperson.rights.breaches.model import Breach


class BreachRegister(Protocol):
    """The rows of the register. Every method is one durable transaction."""

    def add(self, breach: Breach) -> None:
        """Store a new breach."""
        ...

    def breach(self, breach_id: BreachId) -> Breach | None:
        """Return the breach, or None."""
        ...

    def breaches(self) -> Sequence[Breach]:
        """Return all breaches in the order in which they were noticed."""
        ...

    def replace(self, old: Breach, new: Breach) -> bool:
        """Store the next form of a breach; False, and nothing changed, if `old` is not stored."""
        ...
