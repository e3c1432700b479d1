"""Whose heads are presented: people of a folder, one half to calibrate on, the other to measure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inperson.vision import FacePipeline, Image, ImageRefused, Quality, decode_image
from inperson_lab.coverings import LAID, Cloth, lay_canvas
from inperson_lab.errors import DatasetUnusable
from inperson_lab.presenter import (
    FaceShapes,
    Head,
    HeadUnusable,
    eyes_apart,
    head_from_portrait,
    load_scan,
    open_shapes,
    photograph,
)

MAX_TURN_DEG = 12.0
"""What is hidden in a portrait cannot be rendered."""
MIN_SHARPNESS = 60.0
_BRIGHTNESS = (70.0, 190.0)
_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


class Half(StrEnum):
    """Which people: thresholds are made on one half and measured on the other."""

    CALIBRATION = "calibration"
    MEASUREMENT = "measurement"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class HeadSource:
    """Where a head comes from: a value that any process can make the head from."""

    name: str
    path: Path
    """A portrait, or the folder of a scan."""
    is_scan: bool = False
    shapes: Path | None = None
    """Of a portrait: where its head's shape is drawn from, rather than its own mesh taken."""
    wears: str | None = None
    """Of a portrait: one of `LAID`, put on before a head is made of it."""

    @property
    def seed(self) -> int:
        """Draws what a portrait does not say: how large and how deep the head is."""
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:4], "big")


def half_of(person: str) -> Half:
    """Return the half that a person belongs to: by a digest of the name, so for ever.

    The limits in thresholds.json are made on the calibration half; another rule would mix them.
    """
    even = hashlib.sha256(person.encode()).digest()[0] % 2 == 0
    return Half.CALIBRATION if even else Half.MEASUREMENT


def choose_heads(
    folder: Path | None,
    scans: Path | None,
    pipeline: FacePipeline,
    half: Half = Half.MEASUREMENT,
    count: int = 20,
    past: int = 0,
    shapes: Path | None = None,
) -> Sequence[HeadSource]:
    """Choose well-lit, sharp portraits seen from the front, and the scans.

    Args:
        folder: one folder of photographs for each person; None for scans alone.
        scans: a folder with a folder for each scan; None for portraits alone. Scans belong to the
            measurement.
        pipeline: judges the photographs.
        half: whose heads.
        count: how many at most.
        past: so many usable portraits are left out first: those that limits were made on.
        shapes: where the heads' shapes are drawn from (`open_shapes`); None for the portraits' own.

    Raises:
        DatasetUnusable: if there are not two usable heads.

    """
    found: list[HeadSource] = []
    if scans is not None and half is not Half.CALIBRATION:
        found += [
            HeadSource(path.name, path, is_scan=True)
            for path in sorted(scans.iterdir())
            if path.is_dir()
        ]
    people = [] if folder is None else sorted(path for path in folder.iterdir() if path.is_dir())
    asked = [path for path in people if half is Half.ALL or half_of(path.name) is half]
    # in the order of a digest, so that the first ones are not all of one letter
    portraits = (_portrait(person, pipeline) for person in sorted(asked, key=_shuffled))
    usable = (each for each in portraits if each is not None)
    for portrait in islice(usable, past, past + max(count - len(found), 0)):
        name = f"{portrait.parent.name}/{portrait.stem}"
        found.append(HeadSource(name, portrait, shapes=shapes))
    if len(found) < 2:
        raise DatasetUnusable(f"The {half} half holds no two portraits that a head is made from.")
    return found[:count]


class HeadMaker:
    """Makes heads and keeps them; one for each process.

    Args:
        pipeline: finds the faces.

    """

    def __init__(self, pipeline: FacePipeline) -> None:
        self._pipeline = pipeline
        self._made: dict[HeadSource, Head] = {}
        self._shapes: dict[Path, FaceShapes] = {}

    def make(self, source: HeadSource) -> Head:
        """Make the head, or return the one made before.

        Raises:
            HeadUnusable: if nothing can be made of it.
            ImageRefused: if the portrait is no image.

        """
        if source not in self._made:
            self._made[source] = self._new(source)
        return self._made[source]

    def _new(self, source: HeadSource) -> Head:
        if source.is_scan:
            return load_scan(source.path)
        image = decode_image(source.path.read_bytes())
        landmarks = self.landmarks(image)
        if source.wears is not None:
            canvas = lay_canvas(image, landmarks)
            cloth = Cloth(image.pixels, canvas.skin())
            chance = np.random.default_rng(source.seed)
            image = canvas.blend(*LAID[source.wears](canvas, cloth, chance))
        if source.shapes is None:
            return head_from_portrait(image, landmarks, source.seed)
        shape = self._from(source.shapes).draw(source.seed)
        return self._as_seen(head_from_portrait(image, landmarks, source.seed, shape))

    def _as_seen(self, head: Head) -> Head:
        """Let the eyes be as far apart as the network finds them: a person goes by what is shown.

        Of a portrait's own mesh they are; another shape under its colours moves their corners.
        """
        photo = photograph(head, np.random.default_rng(0))
        found = self.landmarks(Image(photo.pixels[:, :, :3].copy()))[:, :2].astype(np.float64)
        apart = eyes_apart(found) / photo.inter_ocular_px
        return replace(head, inter_ocular_mm=head.inter_ocular_mm * apart)

    def landmarks(self, image: Image) -> NDArray[np.float32]:
        """Return the (468, 3) points of the one face in an image.

        Raises:
            HeadUnusable: if there is none.

        """
        faces = self._pipeline.detector.detect(image)
        if not faces:
            raise HeadUnusable("No face is found in the image.")
        return self._pipeline.landmarks(image, faces[0])

    def _from(self, shapes: Path) -> FaceShapes:
        if shapes not in self._shapes:
            self._shapes[shapes] = open_shapes(shapes, self.landmarks)
        return self._shapes[shapes]


def _shuffled(person: Path) -> bytes:
    return hashlib.sha256(b"order " + person.name.encode()).digest()


def _portrait(person: Path, pipeline: FacePipeline) -> Path | None:
    """Return a person's first photograph that is good enough."""
    paths = sorted(path for path in person.iterdir() if path.suffix.lower() in _SUFFIXES)
    for path, image in _decoded(paths):
        (found,) = pipeline.examine([image])
        if found.embedding is not None and _serves(found.quality):
            return path
    return None


def _decoded(paths: Iterable[Path]) -> Iterable[tuple[Path, Image]]:
    for path in paths:
        try:
            yield path, decode_image(path.read_bytes())
        except ImageRefused:
            continue


def _serves(quality: Quality) -> bool:
    return (
        max(abs(quality.yaw_deg), abs(quality.pitch_deg)) < MAX_TURN_DEG
        and quality.sharpness > MIN_SHARPNESS
        and _BRIGHTNESS[0] <= quality.brightness <= _BRIGHTNESS[1]
    )
