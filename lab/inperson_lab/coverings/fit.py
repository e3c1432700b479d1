"""Fitting the weights of `inperson.vision.covering` to painted coverings.

1. Of each person with a single photograph: the photograph as it is and three times worn (darker in
   light and in skin, noisy, blurred, grey, compressed), and five paintings, most of them worn too.
   People with more photographs are left to measure on.
2. Of other folders every second person as they are, for what uncovered faces are like elsewhere.
3. Each is detected and aligned as any other, and a layer of the embedder kept of it. Regions that
   are half hidden teach nothing.
4. Least squares with a ridge for each region, solved in the samples, of which there are fewer.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from inperson.vision import FacePipeline, Image, Region, align, decode_image
from inperson_lab.coverings.canvas import HIDDEN, SHOWN, Canvas, lay_canvas
from inperson_lab.coverings.noise import camera_noise
from inperson_lab.coverings.painted import PAINTED
from inperson_lab.errors import DatasetUnusable
from inperson_lab.photos import Progress, albums, no_progress

_SEED = 20260119
_WORN, _PAINTINGS = 3, 5
_SHARES = {
    "mask": 0.18, "half mask": 0.12, "glasses": 0.18, "clear": 0.18, "band": 0.1, "patch": 0.1,
    "fingers": 0.09, "cap": 0.05,
}  # fmt: skip
_RIDGE = 1.2
_ELSEWHERE = 3.0
"""How much a face of another folder counts."""
_LIMITS = {Region.EYES: -0.05, Region.NOSE: -0.25, Region.MOUTH: -0.12}
"""Where a region is told, between -1 (what shows) and 1 (what is hidden): docs/accuracy.md."""
_CONSTANT = 100.0
_DIGITS = 100.0
"""Weights are kept in 16 bits, and would lose digits if they were smaller."""
Sample = tuple[NDArray[np.uint8], NDArray[np.int8]]
"""A chip, and of each region 1 if it is covered, 0 if not, -1 if neither."""


def fit_covering(
    folder: Path,
    elsewhere: Sequence[Path],
    pipeline: FacePipeline,
    out: Path,
    progress: Progress = no_progress,
) -> int:
    """Fit the weights and write them.

    Args:
        folder: with one folder of photographs for each person.
        elsewhere: more such folders, of people who wear nothing.
        pipeline: what detects, lays the mesh, and has a layer to fit to.
        out: where the file goes.
        progress: told (done, total) photographs.

    Returns:
        How many chips they were fitted to.

    Raises:
        DatasetUnusable: if nobody has a single photograph with a face, or the embedder is one of
            which no layer is known.

    """
    if pipeline.covering is None:
        raise DatasetUnusable("Of this embedder no layer is known to fit to.")
    alone = [each[0] for each in albums(folder) if len(each) == 1]
    others = [path for each in elsewhere for album in albums(each)[::2] for path in album]
    samples: list[Sample] = []
    for index, path in enumerate(alone):
        chance = np.random.default_rng([_SEED, index])
        samples += _samples(decode_image(path.read_bytes()), pipeline, chance)
        progress(index + 1, len(alone) + len(others))
    if not samples:
        raise DatasetUnusable(f"{folder.name}: nobody has a single photograph with a face.")
    weights = np.ones(len(samples), np.float32)
    for index, path in enumerate(others):
        image = decode_image(path.read_bytes())
        for face in pipeline.detector.detect(image)[:1]:
            samples.append((align(image.pixels, face.points_px), np.zeros(3, np.int8)))
        progress(len(alone) + index + 1, len(alone) + len(others))
    weights = np.append(weights, np.full(len(samples) - len(weights), _ELSEWHERE, np.float32))
    _write(out, samples, weights, pipeline)
    return len(samples)


def _write(
    out: Path, samples: Sequence[Sample], weights: NDArray[np.float32], pipeline: FacePipeline
) -> None:
    assert pipeline.covering is not None  # noqa: S101 -- narrows for the type checker
    layer, embedder = pipeline.covering.layer, pipeline.embedders[1]
    cells = np.concatenate([embedder(chip[None])[layer] for chip, _ in samples])
    rows = cells.transpose(0, 2, 3, 1).reshape(len(samples), -1)
    labels = np.stack([each[1] for each in samples])
    found = [_fit(rows, labels[:, index], weights) for index in range(len(Region))]
    np.savez_compressed(
        out,
        model_digest=np.array(pipeline.model_digest),
        layer=np.array(layer),
        weights=np.stack([each[:-1] * _DIGITS for each in found]).astype(np.float16),
        constants=np.array(
            [
                (each[-1] - _LIMITS[region]) * _DIGITS
                for region, each in zip(Region, found, strict=True)
            ],
            np.float32,
        ),
    )


def _samples(image: Image, pipeline: FacePipeline, chance: np.random.Generator) -> Iterator[Sample]:
    """Paint on a photograph, wear it, and find the face again each time."""
    faces = pipeline.detector.detect(image)
    if not faces:
        return
    canvas = lay_canvas(image, pipeline.landmarks(image, faces[0]))
    bare = np.zeros(3, np.int8)
    pictures = [(image, bare), *((_worn(image, chance), bare) for _ in range(_WORN))]
    for name in chance.choice(list(_SHARES), _PAINTINGS, p=list(_SHARES.values())):
        over = ["mask"] if name == "glasses" and chance.random() < 0.25 else []
        painted, labels = _painted(canvas, [str(name), *over], chance)
        pictures.append((_worn(painted, chance) if chance.random() < 0.6 else painted, labels))
    for picture, labels in pictures:
        found = pipeline.detector.detect(picture)
        if found:
            yield align(picture.pixels, found[0].points_px), labels


def _painted(
    canvas: Canvas, names: Sequence[str], chance: np.random.Generator
) -> tuple[Image, NDArray[np.int8]]:
    colours, alpha = PAINTED[names[0]](canvas, chance)
    for name in names[1:]:
        below, under = PAINTED[name](canvas, chance)
        colours = colours * alpha[..., None] + below * (1 - alpha[..., None])
        alpha = np.maximum(alpha, under)
    hidden = np.array(list(canvas.hidden(alpha).values()))
    labels = np.where(hidden >= HIDDEN, 1, np.where(hidden <= SHOWN, 0, -1)).astype(np.int8)
    return canvas.blend(colours, np.asarray(alpha, np.float32)), labels


def _worn(image: Image, chance: np.random.Generator) -> Image:
    """Return a photograph as bad light, lenses and files make it."""
    draw = chance.uniform
    pixels = image.pixels.astype(np.float32)
    if chance.random() < 0.5:  # of dark skin there is little in these photographs
        pixels = np.asarray(255 * (pixels / 255) ** draw(0.8, 2.4), np.float32)
    if chance.random() < 0.35:
        pixels *= draw(0.12, 1.1)
    if chance.random() < 0.07:  # hardly any light, and a camera's noise in it
        pixels *= np.exp(draw(*np.log((1 / 20, 1 / 2))))
        pixels += camera_noise(pixels, chance)
    if chance.random() < 0.15:
        pixels = (pixels - 128) * draw(0.4, 1.3) + 128 + draw(-30, 50)
    if chance.random() < 0.2:
        pixels *= draw(0.8, 1.2, 3)
    if chance.random() < 0.08:
        pixels = np.repeat(pixels.mean(axis=2, keepdims=True), 3, axis=2)
    worn = np.clip(pixels, 0, 255).astype(np.uint8)
    if chance.random() < 0.2:
        worn = np.asarray(cv2.GaussianBlur(worn, (0, 0), draw(0.5, 1.8)), np.uint8)
    if chance.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(25, 80))]
        worn = np.asarray(cv2.imdecode(cv2.imencode(".jpg", worn, quality)[1], 1), np.uint8)
    return Image(np.ascontiguousarray(worn))


def _fit(
    rows: NDArray[np.float32], labels: NDArray[np.int8], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the weight of each number, and last the constant."""
    known = labels >= 0
    middle = rows.mean(axis=0)
    spread = float((rows - middle).std())
    scaled = (rows[known] - middle) / spread
    gram = scaled @ scaled.T + _CONSTANT
    gram[np.diag_indices(len(gram))] += _RIDGE * len(gram) / weights[known]
    dual = cho_solve(cho_factor(gram, overwrite_a=True), np.where(labels[known] == 1, 1.0, -1.0))
    found = scaled.T @ dual / spread
    return np.append(found, _CONSTANT * dual.sum() - middle @ found).astype(np.float32)
