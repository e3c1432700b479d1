"""The light of one capture: what the page is told to show, and what comes back."""

from dataclasses import dataclass, field

from inperson.liveness.light.colours import Colour, LightSequence
from inperson.liveness.light.reflection import Reflection, read_reflection
from inperson.liveness.light.response import Response, measure_response
from inperson.liveness.model import Sighting
from inperson.vision import Image

_ASIDE_DEG = 12.0
"""A face that is turned farther shows the page other sides of itself."""


@dataclass(slots=True)
class PageLight:
    """Draws colours while there is a face, and keeps what it reflects. Not shared."""

    sequence: LightSequence
    _reflections: list[Reflection] = field(default_factory=list, repr=False)

    @property
    def colour(self) -> Colour:
        """Return what the page is to show now."""
        return self.sequence.colour

    def see(self, image: Image, seen: Sighting) -> None:
        """Take what a frame shows; the colour may be another one afterwards."""
        self.sequence.step(seen.at_s, face=seen.place is not None)
        if seen.landmarks_px is not None and abs(seen.turn_deg) <= _ASIDE_DEG:
            found = read_reflection(image, seen.landmarks_px, seen.at_s, seen.size)
            self._reflections.append(found)

    def forget(self) -> None:
        """Begin anew; the page goes on from what it shows."""
        self._reflections.clear()

    def response(self) -> Response | None:
        """Return how the face answered; None where there is too little to tell."""
        return measure_response(self._reflections, self.sequence.shown)
