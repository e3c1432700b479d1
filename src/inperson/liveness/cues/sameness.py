"""One face throughout, that moves as a head does and never shows the same frame again."""

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
_LEAST_S = 0.02


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
    for earlier, later in pairwise(track.faces):
        if earlier.place is None or later.place is None:
            continue
        time_s = max(later.at_s - earlier.at_s, _LEAST_S)
        moved = np.hypot(later.place[0] - earlier.place[0], later.place[1] - earlier.place[1])
        grown = abs(np.log(later.size / earlier.size))
        # frames that arrive in a burst were not taken in one: 50 ms is the least that counts
        time_s = max(time_s, 0.05)
        speed = max(speed, float(moved) / time_s)
        growth = max(growth, float(grown) / time_s)
    behind = {} if track.kept_behind is None else {"kept_behind": track.kept_behind}
    return limits.finding("motion", speed=speed, growth=growth, **behind)


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
