"""All that a capture leaves to be judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.challenge import FaceTarget
from inperson.liveness.head import HeadFit
from inperson.liveness.key_frame import KeyFrame
from inperson.liveness.light import Response
from inperson.liveness.model import Sighting
from inperson.liveness.origin import Origin
from inperson.liveness.pursuit import Reach
from inperson.liveness.relief import Relief


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A frame on its target: what the decision looks at closely."""

    sighting: Sighting
    frame: KeyFrame
    edges: NDArray[np.float64] = field(repr=False)
    """(E, 3) float64: the straight edges beside the face, see `cues.surface`."""
    patch: NDArray[np.uint8] = field(repr=False)
    """(128, 128) uint8, the middle of the face at the frame's own resolution."""
    texture: float | None = None
    """Margin of the texture network (`vision.texture`); None without one."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What was seen from the first frame to the last."""

    targets: Sequence[FaceTarget]
    reaches: Sequence[Reach]
    sightings: Sequence[Sighting]
    keys: Sequence[Key]
    """Of the targets that a face meets straight."""
    relief: Relief | None
    similarities: NDArray[np.float64] = field(repr=False)
    """(K, K) float64: cosines between the embeddings of all key frames and a sample of others."""
    least_change: float | None = None
    """By how much a face that came back to a size had changed, at least: see `returns`."""
    kept_behind: float | None = None
    """Least share of what is behind the face that one frame has of the one before: see `take`."""
    response: Response | None = None
    """How the face answered the page's light; None without one, or with too little to tell."""
    turns: bool = False
    """Whether turns were asked for."""
    near: HeadFit | None = None
    """What coming nearer showed."""
    head: HeadFit | None = None
    """What coming nearer and turning showed together."""
    origin: Origin | None = None
    """Where the frames seem to come from; None where nobody asks."""
    seen_before: int = 0
    """How many of the capture's fingerprints are known from earlier captures."""
    fingerprints: int = 0
    """How many the capture has."""

    @property
    def faces(self) -> Sequence[Sighting]:
        """Return the observations with a face."""
        return [each for each in self.sightings if each.place is not None]
