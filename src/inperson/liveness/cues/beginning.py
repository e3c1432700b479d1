"""Where the frames seem to come from: see `liveness.origin`."""

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track


def origin(track: Track, limits: Thresholds) -> Finding | None:
    """Find signs of a program in the camera's place; nothing where no client told anything.

    Always evidence, and needed only where a policy asks for it: it is the client's own word.
    """
    told = track.origin
    if told is None:
        return None
    values = {
        "named": told.named,
        "told": told.told,
        "stands_in": told.stands_in,
        "misshapen": told.misshapen,
    }
    if told.uneven_ms is not None:
        values["uneven_ms"] = told.uneven_ms
    return limits.finding("origin", **values)
