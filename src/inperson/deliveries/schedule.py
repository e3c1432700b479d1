"""When a message that did not arrive is sent again."""

from datetime import timedelta

from inperson.core import Entropy

FIRST = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
)
LAST = timedelta(hours=6)
KEPT_UP = timedelta(days=30)
MOST_ATTEMPTS = 1 + len(FIRST) + (KEPT_UP - sum(FIRST, timedelta())) // LAST
"""Attempts are counted and not days, so that a server that was off, or whose clock was moved, gives
nothing up that it did not try."""

LEASE = timedelta(minutes=2)
"""How long a message is left to whoever sends it: longer than any attempt takes."""
TOO_FAR = timedelta(hours=12)
"""No message waits longer than that. One that seems to was put off by a clock that was ahead."""


def pause(failures: int, entropy: Entropy) -> timedelta:
    """Return how long to wait after so many failures in a row, give or take 15 %.

    The chance in it keeps many messages that failed together from coming back together.
    """
    wait = FIRST[failures - 1] if failures <= len(FIRST) else LAST
    share = int.from_bytes(entropy.bytes(4), "big") / 2**32
    return wait * (0.85 + 0.3 * share)
