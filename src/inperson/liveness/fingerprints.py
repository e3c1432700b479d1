"""Coarse digests of frames, by which a replay is known again."""

import struct
from collections.abc import Iterable

import numpy as np

from inperson.liveness.model import Sighting


def fingerprints(sightings: Iterable[Sighting]) -> list[bytes]:
    """Return the digest of each frame with a face."""
    return [_fingerprint(each) for each in sightings if each.place is not None]


def _fingerprint(seen: Sighting) -> bytes:
    """Return a digest that the same frame has again after another compression, mostly.

    Place in steps of 2 pixels of 480, size of 1.2 %, roll of 2 degrees, and how bright and rich in
    contrast the face and bright its surroundings are. The first four alone would not do for a large
    tenant: faces on their targets come back to the same places, light and rooms do not.
    """
    assert seen.place is not None  # noqa: S101 -- narrows for the type checker
    steps = (
        seen.place[0] / 0.0042,
        seen.place[1] / 0.0042,
        np.log(max(seen.size, 1e-6)) / 0.012,
        seen.quality.roll_deg / 2.0,
        seen.quality.brightness / 6.0,
        seen.quality.contrast / 4.0,
        seen.surroundings / 6.0,
    )
    return struct.pack(">7h", *(int(np.clip(round(step), -32768, 32767)) for step in steps))
