"""How deep it is, at every distance: see `liveness.relief` for how that is measured."""

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_NO_LENS = 100.0
"""What is said of the lens before something flat."""


def depth(track: Track, limits: Thresholds) -> Finding | None:
    """Tell something deep, whose perspective neither a plane nor a bent plane explains.

    A living head's strength is one over the focal length. Where it has turned its depth is known
    whatever the lens: then the strength has only to be a head's through a lens that there is.
    """
    relief = track.relief
    if relief is None or (track.turns and track.head is None):
        return None
    if track.head is not None:
        return limits.finding(
            "depth",
            head_depth=track.head.least,
            focal=min(track.head.focal(relief.strength), _NO_LENS),
            relief_turned=relief.strength,
            relief_unbent=relief.strength_unbent,
        )
    return limits.finding("depth", relief=relief.strength, relief_unbent=relief.strength_unbent)


def perspective(track: Track, limits: Thresholds) -> Finding | None:
    """Tell whether one focal length fits the perspective at every size.

    On a screen that plays an approach, the size comes from where the screen is and the perspective
    from where the camera was: nothing binds them, and the scatter around one focal length tells.
    """
    relief = track.relief
    if relief is None:
        return None
    return limits.finding(
        "perspective",
        scatter=relief.scatter,
        relief_most=relief.strength,
        residual=relief.residual,
    )
