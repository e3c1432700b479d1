"""A folder with a folder of photographs for each person, turned into embeddings."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson.vision import Examination, FacePipeline, ImageRefused, decode_image
from inperson_lab.errors import DatasetUnusable

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
    """(N, 128) float32, rows of unit length; NaN where a photo was not acquired."""
    qualities: NDArray[np.float64]
    """(N,) quality of each face, 0 to 1."""
    people: NDArray[np.int64]
    """(N,) which person each photo shows."""
    files: tuple[str, ...]
    """`Person/file`, in the same order; `folder/Person/file` where there are several folders."""
    issues: tuple[str | None, ...]
    """What is wrong with each photo, first: a face that was found can be poor."""

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Tell which photos have an embedding: (N,) bool."""
        return np.asarray(~np.isnan(self.embeddings[:, 0]))

    @property
    def refused(self) -> dict[str, int]:
        """Count the photos that were not acquired, by first reason."""
        pairs = zip(self.issues, self.usable, strict=True)
        return dict(
            sorted(Counter(issue for issue, usable in pairs if issue and not usable).items())
        )

    def under_session_rules(self) -> "Gallery":
        """Return the gallery without the photos that a session would refuse as poor."""
        return self.only(np.array([issue is None for issue in self.issues]))

    def only(self, kept: NDArray[np.bool_]) -> "Gallery":
        """Return the gallery as if of the other photos none had been acquired.

        Args:
            kept: (N,) bool.

        """
        embeddings = self.embeddings.copy()
        embeddings[~kept] = np.nan
        return replace(self, embeddings=embeddings)


def read_gallery(
    folders: Sequence[Path], pipeline: FacePipeline, progress: Progress = no_progress
) -> Gallery:
    """Examine the most prominent face of every photo of folders, whatever its quality.

    Args:
        folders: each with one folder for each person, named for that person.
        pipeline: what examines.
        progress: told (done, total).

    Raises:
        DatasetUnusable: if there are not two people with a photo, or two folders of one name.

    """
    paths = {folder: list(photographs(folder)) for folder in folders}
    names = [folder.resolve().name for folder in folders]
    if len(set(names)) < len(names):
        raise DatasetUnusable(f"Two folders have one name: {', '.join(names)}.")
    files = [
        f"{name}/{path.parent.name}/{path.name}" if len(names) > 1 else "/".join(path.parts[-2:])
        for name, folder in zip(names, folders, strict=True)
        for path in paths[folder]
    ]
    people, owners = np.unique([file.rpartition("/")[0] for file in files], return_inverse=True)
    if len(people) < 2:
        raise DatasetUnusable(f"{', '.join(names)}: no folder of photographs for each person.")
    embeddings = np.full((len(files), 128), np.nan, np.float32)
    qualities = np.zeros(len(files))
    issues: list[str | None] = []
    for index, path in enumerate(path for folder in folders for path in paths[folder]):
        found = _examine(path, pipeline)
        if isinstance(found, str):
            issues.append(found)
        else:
            embeddings[index], qualities[index] = found.embedding, found.quality.score
            issues.append(found.quality.issues[0].value if found.quality.issues else None)
        progress(index + 1, len(files))
    return Gallery(
        name="+".join(names),
        embeddings=embeddings,
        qualities=qualities,
        people=np.asarray(owners, np.int64),
        files=tuple(files),
        issues=tuple(issues),
    )


def photographs(folder: Path) -> Iterator[Path]:
    """Give the photographs of a folder of people, in order."""
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() in _SUFFIXES:
            yield path


def albums(folder: Path) -> list[list[Path]]:
    """Return the photographs of each person of a folder of people, in order."""
    found: dict[str, list[Path]] = {}
    for path in photographs(folder):
        found.setdefault(path.parent.name, []).append(path)
    return list(found.values())


def _examine(path: Path, pipeline: FacePipeline) -> Examination | str:
    """Return what is found in a photo, or why nothing is."""
    try:
        (found,) = pipeline.examine([decode_image(path.read_bytes())], accept_poor=True)
    except ImageRefused as error:
        return error.code
    except OSError:
        return "file_unavailable"
    return found if found.embedding is not None else found.quality.issues[0].value
