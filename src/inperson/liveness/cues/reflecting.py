"""Whether the skin answered the page's light as a head does."""

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_CLEAR = 0.15
"""Beside less light of the page than that, noise speaks against a person as often as an attack."""


def clearly_lit(finding: Finding) -> bool:
    """Tell whether it is one of light, and enough came back to speak against anybody."""
    return finding.evidence.get("light.lit", 0.0) >= _CLEAR


def light(track: Track, thresholds: Thresholds) -> Finding | None:
    """Find whether the colours came back: in time, enough to be seen, more near by, and curved.

    Nothing is found where no light was shown, or where too little of it was to tell.
    """
    answer = track.response
    if answer is None:
        return None
    return thresholds.finding(
        "light",
        lit=answer.share,
        follows=answer.follows,
        nearer=answer.nearer,
        curved=answer.curved,
        delay_s=answer.delay_s,
    )
