"""How deep it is, at every distance: see `liveness.relief` for how that is measured."""

from inperson.liveness.requirements import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track


def depth(track: Track, limits: Thresholds) -> Finding | None:
    """Tell something deep, whose perspective neither a plane nor a bent plane explains.

    The evidence is the strength; a living head's is one over the focal length.
    """
    relief = track.relief
    if relief is None:
        return None
    deep = relief.strength >= limits.relief and relief.strength_unbent >= limits.relief_unbent
    return Finding("depth", deep, relief.strength)


def perspective(track: Track, limits: Thresholds) -> Finding | None:
    """Tell whether one focal length fits the perspective at every size.

    On a screen that plays an approach, the size comes from where the screen is and the perspective
    from where the camera was: nothing binds them. The evidence is the scatter around one focal
    length, as a share.
    """
    relief = track.relief
    if relief is None:
        return None
    fits = relief.scatter <= limits.scatter and relief.strength <= limits.relief_most
    return Finding("perspective", fits, relief.scatter)
