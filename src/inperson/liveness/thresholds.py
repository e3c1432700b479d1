"""Where each cue's evidence stops speaking for a living person: data, with the evidence for it."""

import json
from dataclasses import dataclass, fields
from importlib import resources

from inperson.liveness.errors import ThresholdsInvalid


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of the cues. docs/liveness.md says how each was measured.

    Raises:
        ThresholdsInvalid: if a value is not a finite number.

    """

    reaction_s: float
    """A face that answers a target sooner is not a person's."""
    range_ratio: float
    """Largest over smallest size that must be covered."""
    relief: float
    """Least strength of perspective: see `relief.Relief`. No mask of half a head's depth has it."""
    relief_unbent: float
    relief_most: float
    """No lens in use gives more."""
    scatter: float
    """Most deviation from one focal length, as a share."""
    identity: float
    """Least cosine between two key frames."""
    lost_s: float
    """Longest time without a face."""
    speed: float
    """Most movement of the face, in shorter sides a second."""
    growth: float
    """Most change of the logarithm of its size a second."""
    repeated: float
    """Most of the frames that may show again what an earlier one showed."""
    seen_before: float
    """Most of the frames that an earlier capture may have shown."""
    blink: float
    """Least openness of the eyes over their usual one, at which they have blinked."""
    exposure: float
    """Least change of the face's brightness while it comes nearer, in grey levels."""
    moire: float
    """Largest peak of the spectrum, in deviations."""
    edges: float
    """Most straight edges that move with the face."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) is not float or not abs(value) < 1e6:
                raise ThresholdsInvalid(f"`{each.name}` is not a finite number.")


def load_thresholds() -> Thresholds:
    """Return the thresholds that come with the package.

    Raises:
        ThresholdsInvalid: if the file is not exactly what is expected.

    """
    text = resources.files("inperson.liveness").joinpath("thresholds.json").read_text("utf-8")
    return read_thresholds(text)


def read_thresholds(text: str) -> Thresholds:
    """Read thresholds from JSON, strictly.

    Raises:
        ThresholdsInvalid: if anything is missing, unknown or of another type.

    """
    try:
        content = json.loads(text)
        if content["format"] != "inperson-liveness-thresholds" or content["version"] != 1:
            raise ThresholdsInvalid("These are not thresholds of a known version.")
        return Thresholds(**{name: each["value"] for name, each in content["limits"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ThresholdsInvalid("The file does not hold each limit once.") from error
