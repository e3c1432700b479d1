"""Two real photographs of one person, neutral and smiling, shown by a script in turn.

Flat, both of them: what lies between them is an expression, which is no depth.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from inperson.liveness import STANDARD, LivenessEngine
from inperson.vision import FacePipeline, decode_image
from inperson_lab.pad.play import SeededEntropy, play
from inperson_lab.pad.rate import Rate
from inperson_lab.presenter import Photo, inject

_FAR, _NEAR = "-neutral.jpg", "-smiling.jpg"


def measure_expressions(
    folder: Path,
    pipeline: FacePipeline,
    engine: LivenessEngine,
    tell: Callable[[], None],
    first_seed: int = 0,
) -> Rate:
    """Show the neutral photograph at far targets, the smiling one at near ones.

    Args:
        folder: `NNN-neutral.jpg` and `NNN-smiling.jpg` of each person.
        pipeline: finds the faces.
        engine: judges the captures.
        tell: called after each pair.
        first_seed: draws the first pair's challenge and camera; one more for each other pair.

    Returns:
        Captures judged live, of all.

    """
    accepted = []
    for seed, neutral in enumerate(pairs_in(folder), first_seed):
        smiling = neutral.with_name(neutral.name.replace(_FAR, _NEAR))
        photos = [_photo(path, pipeline) for path in (neutral, smiling)]
        played = play(engine, inject(photos, seed), STANDARD, SeededEntropy(seed))
        accepted.append(played.judgement.live)
        tell()
    return Rate.of_count(sum(accepted), len(accepted))


def pairs_in(folder: Path) -> Sequence[Path]:
    """Return the neutral photograph of each pair."""
    return sorted(folder.glob(f"*{_FAR}"))


def _photo(path: Path, pipeline: FacePipeline) -> Photo:
    image = decode_image(path.read_bytes())
    (face, *_) = pipeline.detector.detect(image)
    eyes = np.asarray(face.points_px[:2], np.float64)
    opaque = np.full(image.pixels.shape[:2], 255, np.uint8)
    apart = float(np.linalg.norm(eyes[1] - eyes[0]))
    return Photo(np.dstack([image.pixels, opaque]), eyes.mean(axis=0), apart)
