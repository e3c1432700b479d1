"""The challenge: where the face has to be, how large and how turned, one target after the other.

Far and near differ so much that the perspective of a living head changes, and the order goes back
and forth, so far that a recorded approach has to show the same frames again. All lengths are shares
of the frame's shorter side: 0.3 of 480 pixels between the eyes is a face at about 26 cm from a
common webcam, 0.14 at about 55 cm.

A *turn* comes right after a target that was met facing the camera, and asks for nothing but another
angle: two pictures of one head from two sides at one distance, whatever the lens.
"""

from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inperson.core import Entropy

COUNTS = (3, 4, 5)
FAR = (0.13, 0.16)
NEAR = (0.29, 0.33)
LEAST_STEP = 1.25
"""Between the sizes of two targets that follow each other: less is no movement."""
LEAST_RETURN = 0.5
"""How much of the way goes over sizes that were passed before, as a logarithm: what a face shows
there that it showed before tells recordings (`returns`)."""

TURN_DEG = (15.0, 30.0)
"""How far a turn goes: less shows little relief, more hides half of the face."""
_TURNED_MOST = 0.25
"""The largest size at which a turn is asked for: a nearer head that turns leaves the frame."""

_BESIDE, _ABOVE, _BELOW = 1.15, 1.2, 1.8
"""How far the head reaches from the middle of the eyes, in inter-ocular distances."""
_ASIDE, _UP_OR_DOWN = 0.16, 0.1
"""How far a target may be from the middle: 8 and 5 cm of a head at arm's length, which a person
who sits moves in well under a second."""


@dataclass(frozen=True, slots=True)
class FaceTarget:
    """Where the middle of the eyes has to be, and how far apart they have to appear."""

    x: float
    """To the right of the frame's middle, in shares of its shorter side."""
    y: float
    """Below the frame's middle, in shares of its shorter side."""
    inter_ocular: float
    """In shares of the frame's shorter side."""
    turn_deg: float = 0.0
    """How far the head is turned to the frame's right (the person's left); 0 faces the camera."""


def draw_challenge(
    entropy: Entropy, counts: Sequence[int] = COUNTS, turns: int = 0
) -> Sequence[FaceTarget]:
    """Draw the targets of one session.

    1. Three to five sizes: one far, one near, the others anywhere between.
    2. Their order, until no two that follow each other are alike and the sizes come back far
       enough. Every order that passes is as likely as any other.
    3. A place for each, as far from the middle as a seated person reaches and the whole head stays
       inside the frame.
    4. Turns: each after another of the targets that are far enough away, to a side and by an angle.

    Args:
        entropy: a CSPRNG.
        counts: how many there may be, each number as likely as the others; three at least.
        turns: how many more are turns; no more than there are targets far enough away.

    """
    while True:
        count = counts[_below(entropy, len(counts))]
        between = [_between(entropy, FAR[0], NEAR[1]) for _ in range(count - 2)]
        sizes = [_between(entropy, *FAR), _between(entropy, *NEAR), *between]
        _shuffle(entropy, sizes)
        if _moves(sizes):
            return _turned(entropy, [_placed(entropy, size) for size in sizes], turns)


def _moves(sizes: Sequence[float]) -> bool:
    at = np.log(sizes)
    steps = np.abs(np.diff(at))
    returns = float(steps.sum() - np.ptp(at))
    return returns >= LEAST_RETURN and bool(np.all(steps >= np.log(LEAST_STEP)))


def _turned(entropy: Entropy, targets: list[FaceTarget], turns: int) -> Sequence[FaceTarget]:
    """Put turns after some of the targets."""
    away = [at for at, each in enumerate(targets) if each.inter_ocular <= _TURNED_MOST]
    _shuffle(entropy, away)
    for at in sorted(away[:turns], reverse=True):
        side = 1 if _below(entropy, 2) else -1
        targets.insert(at + 1, _turn(entropy, targets[at], side))
    return tuple(targets)


def draw_turn(entropy: Entropy, targets: Sequence[FaceTarget]) -> FaceTarget:
    """Draw one more turn: where the last one was, to the other side, or at the farthest target."""
    before = next((each for each in reversed(targets) if each.turn_deg), None)
    if before is not None:
        return _turn(entropy, before, -1 if before.turn_deg > 0 else 1)
    farthest = min(targets, key=lambda each: each.inter_ocular)
    return _turn(entropy, farthest, 1 if _below(entropy, 2) else -1)


def _turn(entropy: Entropy, at: FaceTarget, side: int) -> FaceTarget:
    return replace(at, turn_deg=side * _between(entropy, *TURN_DEG))


def _placed(entropy: Entropy, size: float) -> FaceTarget:
    aside = min(_ASIDE, 0.5 - _BESIDE * size)
    highest = max(-_UP_OR_DOWN, _ABOVE * size - 0.5)
    lowest = max(highest, min(_UP_OR_DOWN, 0.5 - _BELOW * size))
    return FaceTarget(_between(entropy, -aside, aside), _between(entropy, highest, lowest), size)


def _between(entropy: Entropy, low: float, high: float) -> float:
    share = int.from_bytes(entropy.bytes(7), "big") / 256**7
    return low + (high - low) * share


def _below(entropy: Entropy, end: int) -> int:
    """Draw 0 to `end` - 1 without bias: bytes that would favour some are thrown away."""
    usable = 256 - 256 % end
    while (byte := entropy.bytes(1)[0]) >= usable:
        pass
    return byte % end


def _shuffle(entropy: Entropy, values: MutableSequence[Any]) -> None:
    """Put a list into a random order in place (Fisher and Yates)."""
    for last in range(len(values) - 1, 0, -1):
        other = _below(entropy, last + 1)
        values[last], values[other] = values[other], values[last]
