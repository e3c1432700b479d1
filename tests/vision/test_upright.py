"""A face is found upright however its image is turned, or it gets no level."""

from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.matching import build_template, compare, load_calibration
from inperson.vision import Face, FacePipeline, Image, QualityIssue, decode_image
from inperson.vision.align import align
from inperson.vision.mesh import Mesh
from inperson.vision.quality import judge
from inperson.vision.upright import SURE, upright

TURNS = tuple(range(0, 360, 30))


def turned(image: Image, degrees: float) -> Image:
    """Turn an image clockwise, with room around it, so that nothing is cut off."""
    height, width = image.pixels.shape[:2]
    side = int(np.hypot(height, width))
    way = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    way[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    pixels = cv2.warpAffine(image.pixels, way, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return Image(np.asarray(pixels, np.uint8))


@pytest.fixture
def portraits(photos: Path) -> tuple[Image, Image]:
    names = ("barack_obama/obama.jpg", "joe_biden/biden.jpg")
    found = [decode_image((photos / name).read_bytes()) for name in names]
    smaller = [cv2.resize(each.pixels, (400, 500), interpolation=cv2.INTER_AREA) for each in found]
    return Image(np.asarray(smaller[0], np.uint8)), Image(np.asarray(smaller[1], np.uint8))


@pytest.mark.needs_models
def test_a_turned_photograph_is_read_as_the_upright_one(
    pipeline: FacePipeline, portraits: tuple[Image, Image]
) -> None:
    ladder, read = load_calibration(pipeline.model_digest), 0
    for image, degrees in product(portraits, TURNS):
        (plain,), (found,) = pipeline.examine([image]), pipeline.examine([turned(image, degrees)])
        if found.embedding is None:  # not found, or not confirmed: nothing is claimed of it
            assert set(found.quality.issues) & {QualityIssue.NO_FACE, QualityIssue.TURNED}
            continue
        read += 1
        one, other = (build_template([each], pipeline.model_digest) for each in (plain, found))
        assert ladder.level(compare(one, other)) == 4
        off = found.quality.roll_deg - plain.quality.roll_deg - degrees
        assert abs((off + 180) % 360 - 180) < 12
    assert read >= 10  # of 24: of those that lie on a side the detector finds few


@pytest.mark.needs_models
@pytest.mark.parametrize("degrees", TURNS)
def test_two_turned_strangers_reach_no_level(
    pipeline: FacePipeline, portraits: tuple[Image, Image], degrees: float
) -> None:
    ladder = load_calibration(pipeline.model_digest)
    found = pipeline.examine([turned(each, degrees) for each in portraits])
    usable = [each for each in found if each.embedding is not None]
    templates = [build_template([each], pipeline.model_digest) for each in usable]
    if len(templates) == 2:
        assert ladder.level(compare(*templates)) == 0


@pytest.mark.needs_models
@pytest.mark.needs_data
@pytest.mark.parametrize("degrees", [20, 30, 150, 180])
def test_turned_strangers_match_no_more_often_than_promised(
    pipeline: FacePipeline, data: Path, degrees: float
) -> None:
    folders = sorted((data / "lfw-dev").iterdir())[::11]
    files = [sorted(folder.glob("*.jpg"))[0] for folder in folders]
    images = [turned(decode_image(each.read_bytes()), degrees) for each in files]
    found = [each.embedding for each in pipeline.examine(images)]
    rows = np.stack([each for each in found if each is not None])
    assert len(rows) > 0.8 * len(images)
    alike = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    ladder = load_calibration(pipeline.model_digest)
    # the points as the detector sets them let 46 % of strangers reach level 3 at 180 degrees
    assert (alike >= ladder.threshold(1)).mean() < 2e-2
    assert (alike >= ladder.threshold(2)).mean() < 3e-3
    assert (alike >= ladder.threshold(3)).sum() <= 5


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_the_strangers_that_once_matched_on_their_heads_do_not(
    pipeline: FacePipeline, data: Path
) -> None:
    files = [data / "inputs" / "turned" / name for name in ("a.jpg", "b.jpg")]
    found = pipeline.examine([decode_image(each.read_bytes()) for each in files])
    templates = [build_template([each], pipeline.model_digest) for each in found]
    assert load_calibration(pipeline.model_digest).level(compare(*templates)) == 0


@pytest.mark.needs_models
def test_a_face_that_no_mesh_confirms_gets_no_level(
    pipeline: FacePipeline, portraits: tuple[Image, Image]
) -> None:
    image = portraits[0]
    (face,) = pipeline.detector.detect(image)
    asked: list[float] = []

    def doubtful(image: Image, face: Face, turn: float) -> Mesh:
        asked.append(turn)
        mesh = pipeline.lay_mesh(image, face, turn)
        return Mesh(mesh.landmarks_px, SURE - 1, mesh.roll_deg)

    kept, sure = upright(image, face, doubtful, pipeline.detector.detect)
    assert not sure
    assert kept is face
    assert len(asked) < 20  # nobody makes it look for ever
    chip = align(image.pixels, face.points_px)
    limits = pipeline.limits
    assert judge(image, [face], chip, limits, sure=True).issues == ()
    assert judge(image, [face], chip, limits, sure=False).issues == (QualityIssue.TURNED,)
