"""A few frames of a capture that nobody can foretell, to be compared with its key frames."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.core import Entropy
from inperson.liveness.model import Sighting

SIZE = 4
"""Of the 30 to 40 frames of a capture: a swap that lasts a third of them is missed by one sample in
five, and key frames are compared in any case. Each costs what an embedding does, 10 to 20 ms."""


@dataclass(slots=True)
class SpotCheck:
    """Takes frames as they come, each as likely as the others. Not shared between threads.

    Only frames that nothing spoils are offered a place: a blurred or turned face is compared badly,
    and a living person moves between the targets.
    """

    entropy: Entropy
    _drawn: list[tuple[bytes, NDArray[np.uint8]]] = field(default_factory=list, repr=False)

    def offer(self, seen: Sighting) -> None:
        """Take a frame, or do not."""
        if seen.chip is None or seen.issues:
            return
        self._drawn.append((self.entropy.bytes(8), seen.chip))
        self._drawn.sort(key=lambda each: each[0])
        del self._drawn[SIZE:]

    @property
    def chips(self) -> list[NDArray[np.uint8]]:
        """Return the faces of the frames that were taken."""
        return [chip for _, chip in self._drawn]
