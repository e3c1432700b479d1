"""How deep it is, at every distance: see `liveness.relief` for how that is measured."""

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track


def depth(track: Track, limits: Thresholds) -> Finding | None:
    """Tell something deep, whose perspective neither a plane nor a bent plane explains.

    A living head's strength is one over the focal length.
    """
    relief = track.relief
    if relief is None:
        return None
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
