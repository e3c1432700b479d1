"""How often frames came: too seldom, and nothing of a capture is judged.

It is told by when frames came and never by what they show, so that nobody can ask what a face is
taken for without its counting.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

LEAST_HZ = 1.5
"""Frames a second that can be judged; living people pass at 2 as they do at 10."""


def too_sparse(times_s: Sequence[float], until_s: float, longest_s: float) -> bool:
    """Tell whether frames came too seldom.

    Args:
        times_s: when each frame came, in order.
        until_s: when it was last waited for one.
        longest_s: for how long none may come.

    """
    if not times_s or until_s - times_s[-1] > longest_s:
        return True
    gaps = [later - earlier for earlier, later in pairwise(times_s)]
    return bool(gaps) and (max(gaps) > longest_s or rate_hz(times_s) < LEAST_HZ)


def rate_hz(times_s: Sequence[float]) -> float:
    """Return how many frames came in a second, in the mean; of one frame, infinitely many."""
    lasted_s = times_s[-1] - times_s[0] if times_s else 0.0
    return (len(times_s) - 1) / lasted_s if lasted_s > 0 else math.inf
