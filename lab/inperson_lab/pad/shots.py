"""The faces of a real recording, for whoever shows its frames again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inperson.liveness import Sighter
from inperson.vision import FacePipeline, Image
from inperson_lab.presenter import Shot, VideoUnusable, play_video

_RATE_HZ = 10.0


def read_shots(
    path: Path, pipeline: FacePipeline, focus: float = 0.5, rate_hz: float = _RATE_HZ
) -> Sequence[Shot]:
    """Find the face in a recording's frames; those without one are left out.

    Args:
        path: the video.
        pipeline: finds the face.
        focus: where an oblong frame is cut, as in `play_video`.
        rate_hz: frames looked at a second.

    Raises:
        VideoUnusable: if it cannot be read.

    """
    presenter, sighter = play_video(path, focus=focus), Sighter(pipeline)
    shots: list[Shot] = []
    count = 0
    while True:
        try:
            image = Image(presenter.frame(count / rate_hz, None))
        except VideoUnusable:
            if count:
                return shots
            raise
        seen = sighter.sight(image, count / rate_hz, 0)
        count += 1
        if seen.place is not None:
            shots.append(Shot(image, np.array(seen.place), seen.size))
