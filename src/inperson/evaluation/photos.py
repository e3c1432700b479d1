"""A folder with a folder of photographs for each person, turned into embeddings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson.evaluation.errors import DatasetUnusable
from inperson.vision import FacePipeline, ImageRefused, decode_image

Progress = Callable[[int, int], None]
"""Told (done, total) as the work goes on."""

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def no_progress(done: int, total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """What a pipeline makes of a folder."""

    name: str
    embeddings: NDArray[np.float32]
    """(N, 128) float32, rows of unit length; NaN where a photo was refused."""
    people: NDArray[np.int64]
    """(N,) which person each photo shows."""
    files: tuple[str, ...]
    """`Person/file`, in the same order."""
    refused: dict[str, int]
    """How many photos were refused for each first reason."""

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Tell which photos have an embedding: (N,) bool."""
        return np.asarray(~np.isnan(self.embeddings[:, 0]))


def read_gallery(folder: Path, pipeline: FacePipeline, progress: Progress = no_progress) -> Gallery:
    """Examine every photo of a folder, under the quality rules that sessions have.

    Args:
        folder: one folder for each person, named for that person.
        pipeline: what examines.
        progress: told (done, total).

    Raises:
        DatasetUnusable: if there are not two people with a photo.

    """
    paths = list(_photographs(folder))
    names = sorted({path.parent.name for path in paths})
    if len(names) < 2:
        raise DatasetUnusable(f"{folder.name} needs a folder of photographs for each person.")
    embeddings = np.full((len(paths), 128), np.nan, np.float32)
    refused: dict[str, int] = {}
    for index, path in enumerate(paths):
        reason = _examine(path, pipeline, embeddings[index])
        if reason:
            refused[reason] = refused.get(reason, 0) + 1
        progress(index + 1, len(paths))
    return Gallery(
        name=folder.resolve().name,
        embeddings=embeddings,
        people=np.array([names.index(path.parent.name) for path in paths], np.int64),
        files=tuple(f"{path.parent.name}/{path.name}" for path in paths),
        refused=dict(sorted(refused.items())),
    )


def _photographs(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() in _SUFFIXES:
            yield path


def _examine(path: Path, pipeline: FacePipeline, out: NDArray[np.float32]) -> str | None:
    """Write the embedding to `out`, or return why there is none."""
    try:
        (found,) = pipeline.examine([decode_image(path.read_bytes())])
    except ImageRefused as error:
        return error.code
    except OSError:
        return "file_unavailable"
    if found.embedding is None:
        return found.quality.issues[0].value
    out[:] = found.embedding
    return None
