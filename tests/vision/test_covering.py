"""Covered eyes, nose or mouth get no level: strangers in one mask look alike."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.vision import FacePipeline, Image, QualityIssue, Region, decode_image
from inperson_lab.coverings import HIDDEN, LAID, Canvas, Cloth, lay_canvas

BARE = ("glasses without tint", "cap")
"""What hides neither eyes nor nose nor mouth."""


@pytest.fixture
def canvases(photos: Path, pipeline: FacePipeline) -> list[Canvas]:
    files = [photos / name for name in ("barack_obama/obama.jpg", "joe_biden/biden.jpg")]
    return [canvas_of(decode_image(each.read_bytes()), pipeline) for each in files]


def canvas_of(image: Image, pipeline: FacePipeline) -> Canvas:
    scale = 400 / image.width_px
    smaller = cv2.resize(image.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    image = Image(np.asarray(smaller, np.uint8))
    face = pipeline.detector.detect(image)[0]
    return lay_canvas(image, pipeline.landmarks(image, face))


def worn(name: str, canvas: Canvas, other: Canvas, seed: int) -> tuple[Image, set[Region]]:
    """Lay a covering on; return which regions it hides, too."""
    cloth = Cloth(other.image.pixels, other.skin())
    colours, alpha = LAID[name](canvas, cloth, np.random.default_rng(seed))
    hidden = {region for region, share in canvas.hidden(alpha).items() if share >= HIDDEN}
    return canvas.blend(colours, alpha), hidden


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_strangers_in_sunglasses_and_mask_get_no_level(pipeline: FacePipeline, data: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        image = decode_image((data / "inputs" / "covered" / name).read_bytes())
        (found,) = pipeline.examine([image])
        assert found.embedding is None
        assert QualityIssue.OCCLUDED in found.quality.issues
        assert {Region.EYES, Region.MOUTH} <= set(found.quality.hidden)


@pytest.mark.needs_models
@pytest.mark.parametrize("name", sorted(LAID))
def test_what_hides_a_region_is_told_and_what_does_not_passes(
    pipeline: FacePipeline, canvases: list[Canvas], name: str
) -> None:
    one, other = canvases
    for seed in range(2):
        image, hidden = worn(name, one, other, seed)
        if name in BARE:
            assert hidden == set()
            assert pipeline.examine([image])[0].quality.issues == ()
            continue
        assert hidden
        quality = pipeline.examine([image])[0].quality
        assert QualityIssue.OCCLUDED in quality.issues
        assert hidden & set(quality.hidden), quality


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_of_people_whom_the_weights_were_not_fitted_to_few_are_missed_or_told_for_nothing(
    pipeline: FacePipeline, data: Path
) -> None:
    albums = [sorted(each.glob("*.jpg")) for each in sorted((data / "lfw-dev").iterdir())]
    files = [each[0] for each in albums if len(each) > 1][::20]
    canvases = [canvas_of(decode_image(each.read_bytes()), pipeline) for each in files]
    bare = pipeline.examine([each.image for each in canvases])
    assert sum(QualityIssue.OCCLUDED in each.quality.issues for each in bare) <= 1
    missed = tried = 0
    for index, canvas in enumerate(canvases):
        name = sorted(set(LAID) - set(BARE))[index % 10]
        image, hidden = worn(name, canvas, canvases[index - 1], index)
        tried += bool(hidden)
        missed += bool(hidden) and pipeline.examine([image])[0].quality.acceptable
    assert tried > 30
    assert missed <= 0.1 * tried
