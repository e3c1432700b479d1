"""How deep it is, at every distance: `liveness.head` and `liveness.relief` measure it."""

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track


def depth(track: Track, limits: Thresholds) -> Finding | None:
    """Tell something as deep as a head, and not by a bend alone, through a lens that there is."""
    near, head = track.near, track.head
    if near is None or head is None:
        return None
    shown = {"head_depth": near.depth}
    if track.turns:
        shown = {"in_doubt": near.depth, "head_depth_turned": head.depth}
    return limits.finding("depth", **shown, unbent=head.unbent, focal=head.focal)


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
        strength=relief.strength,
        residual=relief.residual,
    )
