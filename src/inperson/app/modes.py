"""What a server is opened for, and what it takes from outside of itself."""

from dataclasses import dataclass, field
from enum import Enum, auto

from inperson.core import Clock, Entropy, SystemClock, SystemEntropy
from inperson.sessions import Processes


class Mode(Enum):
    """What a server is opened for. Each mode does all that the ones before it may."""

    READ = auto()
    """To look. Nothing is made, brought up to date, replayed or published; stores that are not
    there, or of another version, are refused."""
    INSPECT = auto()
    """To look into sealed records as well: as to read, but that the audit logs take a leaf for each
    key that is used, or it is not."""
    WRITE = auto()
    """To change something, beside a server that may run: what is touched, and no more, is brought
    up to date first, and who was erased from it stays erased."""
    SERVE = auto()
    """To serve: every tenant's stores are brought up to date, and every notice."""

    @property
    def looks(self) -> bool:
        """Tell whether nothing of a tenant's is made or changed in it."""
        return self in {Mode.READ, Mode.INSPECT}


@dataclass(frozen=True, slots=True)
class Outside:
    """Time, chance and the other processes of a server, as one process meets them."""

    clock: Clock = field(default_factory=SystemClock)
    entropy: Entropy = field(default_factory=SystemEntropy)
    processes: Processes | None = None
    """None for those that the directory knows."""
