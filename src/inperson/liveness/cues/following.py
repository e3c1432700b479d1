"""How the targets were followed: as fast and as far as a person does, and not faster."""

import numpy as np

from inperson.liveness.finding import Finding
from inperson.liveness.pursuit import apart
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_SHARE = 0.25
"""Of the way to a new target, that shows that somebody has answered it."""


def target_following(track: Track, limits: Thresholds) -> Finding:
    """Every target was reached and held within its time."""
    reached = sum(each.reached_s is not None for each in track.reaches)
    return limits.finding("target_following", reached=reached / len(track.targets))


def reaction(track: Track, limits: Thresholds) -> Finding | None:
    """Tell how soon new targets were answered, in seconds: the median of all answers.

    A person needs a fifth of a second to see and begin; a script that is told where to be moves at
    once. Network and camera only add to it. One answer may come sooner by chance: of who goes on
    the way that the next target happens to lie, as those do who hear it.
    """
    answers = []
    for index, reach in enumerate(track.reaches[1:], start=1):
        after = [each for each in track.faces if each.at_s >= reach.shown_s]
        if len(after) < 2:
            continue
        # the frame that reached the target before is where the way begins
        start = next(each for each in reversed(track.faces) if each.at_s <= reach.shown_s)
        goal = track.targets[index]
        way = apart(start, goal)
        moved = [each for each in after if apart(each, goal) <= (1 - _SHARE) * way]
        if moved and way > 0:
            answers.append(moved[0].at_s - reach.shown_s)
    if not answers:
        return None
    return limits.finding("reaction", reaction_s=float(np.median(answers)))


def size_range(track: Track, limits: Thresholds) -> Finding | None:
    """Tell how much nearer the nearest key frame was than the farthest."""
    sizes = [key.sighting.size for key in track.keys]
    if not sizes:
        return None
    return limits.finding("range", range_ratio=max(sizes) / min(sizes))
