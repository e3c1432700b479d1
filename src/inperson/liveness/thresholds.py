"""Where a cue's numbers stop speaking for a living person: data, with the evidence for it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources

from inperson.liveness.errors import ThresholdsInvalid
from inperson.liveness.finding import Bounds, Finding, Measurement


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of the cues. docs/liveness.md says how each was measured.

    Raises:
        ThresholdsInvalid: if one is none.

    """

    reached: Bounds
    """Share of the targets that were reached and held within their time."""
    reaction_s: Bounds
    """A face that answers a target sooner is not a person's."""
    range_ratio: Bounds
    """Largest over smallest size that must be covered."""
    head_depth: Bounds
    """Least depth of what has come nearer, times the mean face's: see `head.HeadFit`."""
    head_depth_turned: Bounds
    """The same of what has turned as well, which leaves less doubt."""
    in_doubt: Bounds
    """Least depth that a living head may show before it turns: what is flatter is not asked to."""
    unbent: Bounds
    """Least share of the depth that is left beside any bend."""
    focal: Bounds
    """Focal lengths that cameras of phones and computers have, in shorter sides."""
    strength: Bounds
    """Of perspective: what no head shows through any lens, less or more. A screen that plays a head
    that turns is as deep as it, and has none."""
    scatter: Bounds
    """Most deviation from one focal length, as a share."""
    residual: Bounds
    """Most of the movement on bone that nothing explains, in inter-ocular distances."""
    identity: Bounds
    """Least cosine between two frames: every key frame, and a sample of the others."""
    lost_s: Bounds
    """Longest time without a face."""
    several: Bounds
    """Share of the frames in which another face rivals the first."""
    speed: Bounds
    """Most movement of the face, in shorter sides a second."""
    growth: Bounds
    """Most change of the logarithm of its size a second."""
    repeated: Bounds
    """Most of the frames that may show again what an earlier one showed."""
    changed: Bounds
    """Least change of a face that came back to a size, in inter-ocular distances."""
    kept_behind: Bounds
    """Least share of what is behind a face that goes on from one frame to the next."""
    seen_before: Bounds
    """Most of the frames that an earlier capture may have shown."""
    blink: Bounds
    """Least openness of the eyes over their usual one, at which they have blinked."""
    reopened: Bounds
    """Most openness after that, over the usual one."""
    exposure: Bounds
    """Least change of the face's brightness while it comes nearer, in grey levels."""
    moire: Bounds
    """Largest peak of the spectrum, in deviations."""
    edges: Bounds
    """Most straight edges that move with the face, in the mean of pairs of frames."""
    texture: Bounds
    """Mean margin of the texture network."""
    lit: Bounds
    """Least light of a white page over the room's on a face of a usual size; less is unseen."""
    follows: Bounds
    """Least correlation of the skin's colour with what the page showed."""
    nearer: Bounds
    """Power of the face's size that the page's light on it grows with."""
    curved: Bounds
    """Least spread of that light over the face, as a logarithm."""
    delay_s: Bounds
    """Longest time from when a colour was told until it was seen."""
    named: Bounds
    """Whether a camera has a camera's name: see `origin.Origin`, and the four that follow."""
    told: Bounds
    """Least share that is told of what a browser knows of a camera."""
    stands_in: Bounds
    """Most that may be left by a script in the camera's place."""
    misshapen: Bounds
    """Farthest that the frames' shape is from the told one."""
    uneven_ms: Bounds
    """Least spread of the times between frames."""

    def __post_init__(self) -> None:
        for each in fields(self):
            if not isinstance(getattr(self, each.name), Bounds):
                raise ThresholdsInvalid(f"`{each.name}` is no limit.")

    def finding(self, cue: str, **values: float) -> Finding:
        """Hold what a cue measured against the limits of the same names.

        There is no other way from a number to a verdict: what is not named here decides nothing.
        """
        held = (Measurement(name, value, getattr(self, name)) for name, value in values.items())
        return Finding(cue, tuple(held))

    def judge(self, evidence: Mapping[str, float]) -> Mapping[str, bool]:
        """Tell from what was kept of a session what each of its cues says under these limits.

        Args:
            evidence: numbers by `cue.measure`, as `Judgement.evidence` has them.

        """
        by_cue: dict[str, dict[str, float]] = defaultdict(dict)
        for name, value in evidence.items():
            cue, measure = name.split(".")
            by_cue[cue][measure] = value
        return {cue: self.finding(cue, **values).live for cue, values in by_cue.items()}


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
        if content["format"] != "inperson-liveness-thresholds" or content["version"] != 2:
            raise ThresholdsInvalid("These are not thresholds of a known version.")
        return Thresholds(**{name: _read(**each) for name, each in content["limits"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ThresholdsInvalid("The file does not hold each limit once.") from error


def _read(why: str, **ends: float) -> Bounds:
    if not ends:
        raise ThresholdsInvalid("A limit bounds nothing.")
    return Bounds(**ends)
