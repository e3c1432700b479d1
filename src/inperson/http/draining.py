"""Whether this process is about to stop: it finishes what is open and takes nothing new."""

import threading


class Draining:
    """A switch that is turned once. Safe to share."""

    def __init__(self) -> None:
        self._begun = threading.Event()

    @property
    def begun(self) -> bool:
        """Tell whether it has begun."""
        return self._begun.is_set()

    def begin(self) -> None:
        """Take nothing new from now on."""
        self._begun.set()
