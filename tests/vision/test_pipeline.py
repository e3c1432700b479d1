"""The pipeline with the real models, against OpenCV's own reading of the same files."""

import io
import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL.Image import fromarray
from PIL.ImageCms import ImageCmsProfile, profileToProfile

from inperson.adapters.openvino import OpenVinoRuntime
from inperson.matching import build_template, compare, load_calibration
from inperson.vision import (
    Face,
    FacePipeline,
    Image,
    ModelStore,
    QualityIssue,
    decode_image,
    load_manifest,
)
from inperson.vision.align import TEMPLATE, align, similarity_transform
from inperson.vision.detect import prominence, suppress_overlaps
from inperson.vision.errors import ManifestInvalid, ModelDigestMismatch, ModelMissing, ModelUnusable
from inperson.vision.folding import fold_block_dequantisation
from inperson.vision.manifest import ModelSpec
from tests.vision.files.scenes import display_p3, srgb

pytestmark = pytest.mark.needs_models
NOBODY = 65534


@pytest.fixture
def obama(photos: Path) -> Image:
    return decode_image((photos / "barack_obama" / "obama.jpg").read_bytes())


@pytest.fixture
def biden(photos: Path) -> Image:
    return decode_image((photos / "joe_biden" / "biden.jpg").read_bytes())


def test_a_portrait_is_found_good_and_embedded(pipeline: FacePipeline, obama: Image) -> None:
    (found,) = pipeline.examine([obama])
    assert found.quality.acceptable
    assert found.face is not None
    assert found.face.score > 0.8
    assert found.embedding is not None
    assert np.linalg.norm(found.embedding) == pytest.approx(1, abs=1e-5)
    assert abs(found.quality.yaw_deg) < 10


def test_a_batch_gives_what_single_calls_give(
    pipeline: FacePipeline, obama: Image, biden: Image
) -> None:
    together = pipeline.examine([obama, biden, obama])
    for image, found in zip((obama, biden, obama), together, strict=True):
        (alone,) = pipeline.examine([image])
        assert alone.embedding is not None
        assert found.embedding is not None
        assert alone.embedding @ found.embedding > 0.9999


def test_the_detector_agrees_with_opencv(
    pipeline: FacePipeline, models_dir: Path, obama: Image
) -> None:
    pixels = cv2.resize(obama.pixels, (256, 320), interpolation=cv2.INTER_AREA)
    model = ModelStore(models_dir, load_manifest()).path("detector")
    oracle = cv2.FaceDetectorYN.create(str(model), "", (256, 320), 0.6, 0.3)
    (row,) = oracle.detect(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1]
    faces = pipeline.detector.detect(Image(pixels))
    assert len(faces) == 1
    apart = np.linalg.norm(row[4:6] - row[6:8])
    assert np.abs(faces[0].points_px - row[4:14].reshape(5, 2)).max() < 0.12 * apart


def test_the_transform_maps_points_exactly_where_it_can() -> None:
    turn = 1.7 * np.exp(0.4j)
    points = TEMPLATE[:, 0] + 1j * TEMPLATE[:, 1]
    moved = (points - (12 - 5j)) / turn
    source = np.stack([moved.real, moved.imag], axis=1).astype(np.float32)
    way = similarity_transform(source, TEMPLATE)
    assert source @ way[:, :2].T + way[:, 2] == pytest.approx(TEMPLATE, abs=1e-3)


def test_who_is_in_a_photograph_does_not_hang_on_its_profile(
    pipeline: FacePipeline, obama: Image, biden: Image
) -> None:
    """An iPhone's is Display P3, which the decoder takes for sRGB."""
    profiles = [ImageCmsProfile(io.BytesIO(each)) for each in (srgb(), display_p3())]
    for image in (obama, biden):
        coded = profileToProfile(fromarray(image.pixels), *profiles)
        assert coded is not None
        one, other = pipeline.examine([image, Image(np.asarray(coded))])
        assert one.embedding is not None
        assert other.embedding is not None
        assert float(one.embedding @ other.embedding) > 0.95


def test_a_large_face_is_shrunk_to_the_same_chip(obama: Image, pipeline: FacePipeline) -> None:
    face = pipeline.examine([obama])[0].face
    assert face is not None
    chip = align(obama.pixels, face.points_px)
    twice = cv2.resize(obama.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    larger = align(np.asarray(twice, np.uint8), face.points_px * 2 + 0.5)
    assert np.abs(chip.astype(int) - larger).mean() < 3


def test_the_mesh_lies_on_the_face(pipeline: FacePipeline, obama: Image) -> None:
    face = pipeline.examine([obama])[0].face
    assert face is not None
    mesh = pipeline.landmarks(obama, face)
    assert mesh.shape == (468, 3)
    apart = np.linalg.norm(face.points_px[0] - face.points_px[1])
    right_eye = mesh[[33, 133], :2].mean(axis=0)  # the corners of the person's right eye
    assert np.linalg.norm(right_eye - face.points_px[0]) < 0.2 * apart
    assert np.linalg.norm(mesh[1, :2] - face.points_px[2]) < 0.3 * apart


@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_a_quarter_of_the_light_is_enough(
    pipeline: FacePipeline, obama: Image, biden: Image, noise: float
) -> None:
    chance, ladder = np.random.default_rng(1), load_calibration(pipeline.model_digest)
    for image in (obama, biden):
        darker = image.pixels * 0.25
        darker += noise * chance.normal(size=darker.shape) * np.sqrt(2.25 + 0.1 * darker)
        dim = Image(np.clip(np.round(darker), 0, 255).astype(np.uint8))
        found = pipeline.examine([image, dim])
        assert found[1].quality.issues == ()
        one, other = (build_template([each], pipeline.model_digest) for each in found)
        assert ladder.level(compare(one, other)) == 4


def test_what_is_wrong_with_a_sample_is_said(
    pipeline: FacePipeline, obama: Image, biden: Image
) -> None:
    def issues(pixels: np.ndarray) -> tuple[QualityIssue, ...]:
        return pipeline.examine([Image(np.ascontiguousarray(pixels, np.uint8))])[0].quality.issues

    assert issues(np.full((300, 300, 3), 127)) == (QualityIssue.NO_FACE,)
    face = pipeline.examine([obama])[0].face
    assert face is not None
    left, top, width, height = (int(value) for value in face.box_px)
    pixels = obama.pixels
    assert QualityIssue.TOO_DARK in issues(pixels * 0.08)
    small = cv2.resize(pixels, None, fx=0.12, fy=0.12, interpolation=cv2.INTER_AREA)
    assert QualityIssue.FACE_TOO_SMALL in issues(small)
    assert QualityIssue.BLURRED in issues(cv2.GaussianBlur(pixels, (0, 0), 12))
    cut = pixels[:, left + width // 2 :]
    assert set(issues(cut)) & {QualityIssue.FACE_AT_EDGE, QualityIssue.NO_FACE}
    box = (slice(max(top - 40, 0), top + height + 40), slice(left - 40, left + width + 40))
    portrait = cv2.resize(pixels[box], (300, 380))
    other = pipeline.examine([biden])[0].face
    assert other is not None
    x, y, w, h = (int(value) for value in other.box_px)
    second = cv2.resize(biden.pixels[y - 40 : y + h + 40, x - 40 : x + w + 40], (300, 380))
    assert QualityIssue.MULTIPLE_FACES in issues(np.hstack([portrait, second]))


def test_accepting_poor_samples_embeds_them_all_the_same(
    pipeline: FacePipeline, obama: Image
) -> None:
    dark = Image((obama.pixels * 0.06).astype(np.uint8))
    (found,) = pipeline.examine([dark], accept_poor=True)
    assert found.quality.issues
    assert found.embedding is not None


def test_threads_get_the_same_results(pipeline: FacePipeline, obama: Image) -> None:
    expected = pipeline.examine([obama])[0].embedding
    results: list[np.ndarray] = []

    def work() -> None:
        found = pipeline.examine([obama])[0].embedding
        assert found is not None
        results.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all((each == expected).all() for each in results)


def test_overlapping_boxes_are_suppressed_best_first() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 1, 10, 10], [30, 0, 10, 10]], np.float32)
    assert suppress_overlaps(boxes, np.array([0.7, 0.9, 0.8], np.float32), 0.3) == [1, 2]


def test_a_model_that_was_changed_or_is_missing_is_refused(
    tmp_path: Path, models_dir: Path
) -> None:
    manifest = load_manifest()
    store = ModelStore(tmp_path / "cache", manifest)
    with pytest.raises(ModelMissing):
        store.path("mesh")
    assert [each.ok for each in store.verify()] == [False, False, False]
    assert all(each.ok for each in store.fetch())
    path = store.path("mesh")
    path.write_bytes(path.read_bytes()[:-1] + b"\0\0")
    with pytest.raises(ModelDigestMismatch):
        store.path("mesh")
    assert all(each.ok for each in store.fetch())
    assert not [each for each in (tmp_path / "cache").iterdir() if each.name.startswith("tmp")]


def test_whoever_serves_reads_what_somebody_else_fetched(tmp_path: Path, models_dir: Path) -> None:
    store = ModelStore(tmp_path, load_manifest())
    paths = [each.path for each in store.fetch()]
    assert {each.stat().st_mode & 0o777 for each in paths} == {0o644}
    for each in paths:
        each.chmod(0o000)
    read_by_root = os.geteuid() == 0
    try:
        if read_by_root:
            os.seteuid(NOBODY)
        with pytest.raises(ModelMissing, match="may not be read by this user"):
            store.path("mesh")
    finally:
        if read_by_root:
            os.seteuid(0)


def test_a_file_that_is_no_model_is_unusable(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"nonsense")
    spec: ModelSpec = load_manifest().spec("detector")
    with pytest.raises(ModelUnusable):
        OpenVinoRuntime().load(broken, spec, 1, 256)
    with pytest.raises(ModelUnusable):
        fold_block_dequantisation(b"nonsense")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "models = 1",
        "[[models]]\nrole = 'detector'",
        "nonsense",
        "models = []",
    ],
)
def test_a_malformed_manifest_is_refused(text: str) -> None:
    with pytest.raises(ManifestInvalid):
        load_manifest(text)


def test_the_face_near_the_middle_is_the_one_an_image_is_of() -> None:
    image = Image(np.zeros((200, 300, 3), np.uint8))
    middle = Face((110, 60, 80, 80), np.zeros((5, 2), np.float32), 0.9)
    aside = Face((0, 60, 90, 90), np.zeros((5, 2), np.float32), 0.9)
    assert prominence(middle, image) == pytest.approx(6400)
    assert prominence(aside, image) < 0.4 * 8100
    assert prominence(aside, image) < 0.5 * prominence(middle, image)
