"""Where the ladder holds: what is refused, and how often it errs, condition by condition."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inperson.matching import DEFAULT_LEVEL, FMR_TARGETS, Calibration
from inperson.vision import Examination, FacePipeline, decode_image
from inperson_lab.coverings import Cloth, lay_canvas
from inperson_lab.envelope.conditions import CONDITIONS, Condition, Sitter
from inperson_lab.errors import DatasetUnusable
from inperson_lab.groups import Rate, rate
from inperson_lab.photos import Gallery, Progress, albums, no_progress
from inperson_lab.resampling import People
from inperson_lab.scores import impostor_scores

_LUMA = np.array((0.2126, 0.7152, 0.0722), np.float32)
"""How bright red, green and blue look."""
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EnvelopePoint:
    """One condition at one level."""

    level: int
    fmr: Rate
    """Of two people, both under the condition."""
    fnmr: Rate
    """Of one person, against another photograph as it is."""


@dataclass(frozen=True, slots=True)
class SkinPoint:
    """One condition, of the third of people whose skin is darkest, or lightest, as they are."""

    refused: float
    """Share."""
    missed: Rate
    """Below the level that is asked for by default, whatever the rules say."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One condition."""

    condition: str
    tried: int
    refused: dict[str, int]
    """By first issue."""
    levels: tuple[EnvelopePoint, ...]
    """Of what the rules let pass."""
    anyway: tuple[EnvelopePoint, ...]
    """Of every face found, whatever the rules say: what they are for."""
    dark: SkinPoint
    light: SkinPoint

    @property
    def refusals(self) -> int:
        """Return how many were refused."""
        return sum(self.refused.values())


@dataclass(frozen=True, slots=True)
class EnvelopeReport:
    """What was measured on one photograph of each person."""

    dataset: str
    model_digest: str
    people: int
    conditions: tuple[Measured, ...]

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self)

    def summary(self) -> str:
        """Return a table for people."""
        lines = [f"{self.dataset}: {self.people} people"]
        for each in self.conditions:
            lines.append(
                f"{each.condition:24} {each.refusals:4} of {each.tried} refused  "
                f"passed: {_rates(each.levels)}  anyway: {_rates(each.anyway)}"
            )
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, eq=False)
class _Sitting:
    """Everybody, and what their photographs were compared with."""

    others: Rows
    """(N, 128): another photograph of each as it is, NaN where there is none."""
    dark: NDArray[np.bool_]
    light: NDArray[np.bool_]
    """The thirds of people with the darkest and the lightest skin."""
    calibration: Calibration


def evaluate_envelope(
    folder: Path,
    pipeline: FacePipeline,
    calibration: Calibration,
    people: int = 300,
    progress: Progress = no_progress,
    conditions: Mapping[str, Condition] = CONDITIONS,
) -> EnvelopeReport:
    """Measure every condition on one photograph of each person.

    A second photograph, as it is, tells how often the first is missed; those who have one come
    first.

    Args:
        folder: with one folder of photographs for each person.
        pipeline: the model, and its rules of quality.
        calibration: its ladder.
        people: how many at most.
        progress: told (done, total).
        conditions: what is done to the photographs.

    Raises:
        DatasetUnusable: if there are not two people with a photograph that is accepted as it is.

    """
    sitters, others = _sitters(folder, pipeline, people)
    if len(sitters) < 2:
        raise DatasetUnusable(f"{folder.name}: no folder of photographs for each person.")
    found: dict[str, list[Examination]] = {name: [] for name in conditions}
    for index, sitter in enumerate(sitters):
        for name, condition in conditions.items():
            found[name] += pipeline.examine([condition(sitter)], accept_poor=True)
        progress(index + 1, len(sitters))
    skins = np.array([each.canvas.skin() @ _LUMA for each in sitters])
    dark, light = np.quantile(skins, [1 / 3, 2 / 3])
    sitting = _Sitting(others, skins <= dark, skins >= light, calibration)
    return EnvelopeReport(
        dataset=folder.resolve().name,
        model_digest=pipeline.model_digest,
        people=len(sitters),
        conditions=tuple(_measured(name, each, sitting) for name, each in found.items()),
    )


def _sitters(folder: Path, pipeline: FacePipeline, people: int) -> tuple[list[Sitter], Rows]:
    """Return people, and another embedding of each: NaN where there is none."""
    chosen = sorted(albums(folder), key=lambda each: len(each) < 2)[:people]
    sitters: list[Sitter] = []
    others: list[NDArray[np.float32]] = []
    nobody = np.full(128, np.nan, np.float32)
    for index, album in enumerate(chosen):
        image = decode_image(album[0].read_bytes())
        (found,) = pipeline.examine([image])
        if found.face is None or found.embedding is None:
            continue
        more = [decode_image(each.read_bytes()) for each in album[1:2]]
        (other,) = pipeline.examine(more) or (None,)
        cloth = _cloth(chosen[index - 1][0], pipeline)
        canvas = lay_canvas(image, pipeline.landmarks(image, found.face))
        sitters.append(Sitter(image, found.face, canvas, cloth, index))
        others.append(nobody if other is None or other.embedding is None else other.embedding)
    return sitters, np.array(others)


def _cloth(path: Path, pipeline: FacePipeline) -> Cloth:
    image = decode_image(path.read_bytes())
    faces = pipeline.detector.detect(image)
    skin = np.array((200, 160, 140), np.float32)
    if faces:
        skin = lay_canvas(image, pipeline.landmarks(image, faces[0])).skin()
    return Cloth(image.pixels, skin)


def _measured(name: str, found: Sequence[Examination], sitting: _Sitting) -> Measured:
    rows = np.full((len(found), 128), np.nan, np.float32)
    for index, each in enumerate(found):
        if each.embedding is not None:
            rows[index] = each.embedding
    refused = np.array([not each.quality.acceptable for each in found])
    passed = np.where(refused[:, None], np.float32(np.nan), rows)
    issues = [each.quality.issues[0].value for each in found if each.quality.issues]

    def skin(group: NDArray[np.bool_]) -> SkinPoint:
        threshold = sitting.calibration.threshold(DEFAULT_LEVEL)
        missed = _missed(rows[group], sitting.others[group], threshold)
        return SkinPoint(float(refused[group].mean()), missed)

    return Measured(
        condition=name,
        tried=len(found),
        refused=dict(sorted(Counter(issues).items())),
        levels=_levels(passed, sitting),
        anyway=_levels(rows, sitting),
        dark=skin(sitting.dark),
        light=skin(sitting.light),
    )


def _levels(rows: Rows, sitting: _Sitting) -> tuple[EnvelopePoint, ...]:
    ids = np.arange(len(rows))
    gallery = Gallery("", rows, np.ones(len(rows)), ids, tuple(map(str, ids)), (None,) * len(rows))
    if gallery.usable.sum() < 2:
        return ()
    people = People(ids[gallery.usable])
    impostors = impostor_scores(gallery, sitting.calibration.threshold(1))
    points = []
    for level in range(1, len(FMR_TARGETS) + 1):
        threshold = sitting.calibration.threshold(level)
        passed = int((impostors.scores >= threshold).sum())
        over = people.foreign(ids[impostors.pairs[:passed]])
        fmr = rate(passed, impostors.comparisons, over, None)
        points.append(EnvelopePoint(level, fmr, _missed(rows, sitting.others, threshold)))
    return tuple(points)


def _missed(rows: Rows, others: Rows, threshold: float) -> Rate:
    """Return how many do not reach a threshold with their own other photograph."""
    own = np.einsum("nd,nd->n", rows, others)
    own = own[~np.isnan(own)]
    # one comparison a person: the exact interval is the whole truth
    return rate(int((own < threshold).sum()), len(own), (1.0, 0.0), None)


def _rates(points: Sequence[EnvelopePoint]) -> str:
    fmr = " ".join(f"{each.fmr.value:.1e}" for each in points)
    return f"FMR {fmr} FNMR {' '.join(f'{each.fnmr.value:.1%}' for each in points)}"
