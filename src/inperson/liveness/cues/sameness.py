"""One face throughout, that moves as a head does and never shows the same frame again."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_SAME_PX = 0.12
"""Landmarks that differ by less (root mean square) are of the same picture: in two pictures of a
face that holds still, sensor noise alone moves them by more."""
_ELSEWHERE_PX = 3.0
"""How far a face has to have been away meanwhile: a camera slower than the client shows the same
frame twice in a row, which is no replay."""
_BURST, _LEAST_S = 5, 0.05
"""So many frames may have been held up by a line and then come at once; least time between two."""


def continuity(track: Track, limits: Thresholds) -> Finding | None:
    """Check for the same person from far to near, never out of sight for long, and alone."""
    if not len(track.similarities) or not track.faces:
        return None
    several = sum(each.faces > 1 for each in track.sightings)
    return limits.finding(
        "continuity",
        identity=float(track.similarities.min()),
        lost_s=_longest_absence(track),
        several=several / len(track.sightings),
    )


def _longest_absence(track: Track) -> float:
    """Return for how long no face was seen at most, in seconds.

    Where no frame came at all, the line or the server was slow: that counts by half.
    """
    longest, last_s, empty = 0.0, track.faces[0].at_s, False
    for each in track.sightings:
        if each.place is None:
            empty = True
            continue
        absent_s = each.at_s - last_s
        longest = max(longest, absent_s if empty else absent_s / 2)
        last_s, empty = each.at_s, False
    return longest


def motion(track: Track, limits: Thresholds) -> Finding | None:
    """No jumps: neither in place nor in size faster than a head can be, nor from room to room."""
    if len(track.faces) < 2:
        return None
    speed = growth = 0.0
    came_s = [each.at_s for each in track.faces]
    for at, (earlier, later) in enumerate(pairwise(track.faces)):
        if earlier.place is None or later.place is None:
            continue
        moved = np.hypot(later.place[0] - earlier.place[0], later.place[1] - earlier.place[1])
        grown = abs(np.log(later.size / earlier.size))
        time_s = _apart_s(came_s[max(at + 2 - _BURST, 0) : at + 2])
        speed = max(speed, float(moved) / time_s)
        growth = max(growth, float(grown) / time_s)
    behind = {} if track.kept_behind is None else {"kept_behind": track.kept_behind}
    return limits.finding("motion", speed=speed, growth=growth, **behind)


def _apart_s(came_s: Sequence[float]) -> float:
    """Return the time between the last two frames: at most what a line held up is shared out.

    Frames that arrive in a burst were not taken in one. Where they come regularly it is what lies
    between the two.
    """
    means = [(came_s[-1] - each) / back for back, each in enumerate(reversed(came_s[:-1]), 1)]
    return max(*means, _LEAST_S)


def repeats(track: Track, limits: Thresholds) -> Finding | None:
    """No picture comes back after another was shown: neither as it was, nor moved and scaled."""
    shown = [each.landmarks_px[:, :2] for each in track.faces if each.landmarks_px is not None]
    if len(shown) < 2:
        return None
    points = np.stack(shown).reshape(len(shown), -1)
    again = 0
    for index in range(2, len(points)):
        apart = np.sqrt(((points[:index] - points[index]) ** 2).mean(axis=1) * 2)
        same = np.flatnonzero(apart < _SAME_PX)
        again += bool(len(same)) and bool((apart[same[0] :] > _ELSEWHERE_PX).any())
    came_back = {} if track.least_change is None else {"changed": track.least_change}
    return limits.finding("repeats", repeated=again / len(points), **came_back)


def freshness(track: Track, limits: Thresholds) -> Finding | None:
    """Tell the share of the frames that an earlier capture had."""
    if not track.fingerprints:
        return None
    return limits.finding("freshness", seen_before=track.seen_before / track.fingerprints)
