"""Single frames of people and of prints: what the surface cues can tell from them.

The protocol decides on a whole capture; a folder of frames (NUAA) only shows how far the pattern
and edge cues reach alone, which is not far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inperson.liveness import Sighter, Thresholds, grey_of, load_shape, make_key
from inperson.liveness.cues import moire
from inperson.vision import FacePipeline, ImageRefused, decode_image
from inperson_lab.pad.figures import QUANTILES
from inperson_lab.pad.rate import Rate
from inperson_lab.photos import Progress

KINDS = ("bona_fide", "print")
MANY_EDGES = 3
_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True)
class SurfaceFigures:
    """The evidence of the surface cues in frames of one kind."""

    kind: str
    frames: int
    subjects: int
    without_face: int
    moire: tuple[float, ...]
    """At `QUANTILES`."""
    moire_refused: Rate
    """Frames above the limit."""
    edges: tuple[float, ...]
    """Long straight edges beside the face, at `QUANTILES`."""
    edges_refused: Rate
    """Frames with more than `MANY_EDGES`. In a capture only those count that move with the face, so
    this is not what the cue would do."""
    either_refused: Rate


def measure_webcam(
    folder: Path, pipeline: FacePipeline, limits: Thresholds, progress: Progress
) -> tuple[SurfaceFigures, ...]:
    """Measure both kinds of frames of a folder.

    Args:
        folder: `bona_fide/<subject>/` and `print/<subject>/`.
        pipeline: finds the faces.
        limits: what the cues are held against.
        progress: told (done, total).

    """
    paths = {
        kind: sorted(
            path for path in (folder / kind).glob("*/*") if path.suffix.lower() in _SUFFIXES
        )
        for kind in KINDS
    }
    total = sum(len(each) for each in paths.values())
    sighter, done = Sighter(pipeline), 0
    figures = []
    for kind, files in paths.items():
        rows = []
        for path in files:
            found = _evidence(path, sighter)
            rows += [found] if found is not None else []
            done += 1
            progress(done, total)
        subjects = len({path.parent.name for path in files})
        figures.append(_figures(kind, len(files), subjects, rows, limits))
    return tuple(figures)


def _evidence(path: Path, sighter: Sighter) -> tuple[float, float] | None:
    """Return the pattern's and the edges' evidence; None without a face."""
    try:
        image = decode_image(path.read_bytes())
    except ImageRefused:
        return None
    seen = sighter.sight(image, 0.0, 0)
    if seen.landmarks_px is None:
        return None
    key = make_key(seen, grey_of(image), load_shape())
    return moire(key.patch), float(len(key.edges))


def _figures(
    kind: str,
    frames: int,
    subjects: int,
    rows: Sequence[tuple[float, float]],
    limits: Thresholds,
) -> SurfaceFigures:
    values = np.array(rows, np.float64).reshape(-1, 2)
    over = values > (limits.moire.most, MANY_EDGES)
    shown = values if len(values) else np.zeros((1, 2))
    return SurfaceFigures(
        kind=kind,
        frames=frames,
        subjects=subjects,
        without_face=frames - len(values),
        moire=tuple(float(each) for each in np.quantile(shown[:, 0], QUANTILES)),
        moire_refused=Rate.of_count(int(over[:, 0].sum()), len(values)),
        edges=tuple(float(each) for each in np.quantile(shown[:, 1], QUANTILES)),
        edges_refused=Rate.of_count(int(over[:, 1].sum()), len(values)),
        either_refused=Rate.of_count(int(over.any(axis=1).sum()), len(values)),
    )
