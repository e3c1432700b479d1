from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.liveness import FaceTarget, Sighter
from inperson.vision import FacePipeline, Image, decode_image
from inperson_lab.pad.conditions import conditions_of
from inperson_lab.presenter import (
    SPECIES,
    Head,
    HeadUnusable,
    SpeciesUnknown,
    head_from_portrait,
    load_scan,
    present,
)
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.living import Living
from inperson_lab.presenter.photo import photograph
from inperson_lab.presenter.prints import Handling, Print
from inperson_lab.presenter.stage import Act

FAR, NEAR = FaceTarget(-0.1, 0.02, 0.15), FaceTarget(0.05, -0.05, 0.3)
FOLLOWING = [species for species in SPECIES if species != "zoom_replay"]


def session(
    species: str, head: Head, seed: int, targets: tuple[FaceTarget, ...]
) -> list[np.ndarray]:
    """The last frame of each target, after two seconds of following it."""
    presenter, last, at_s = present(species, head, seed), [], 0.0
    for target in targets:
        for _ in range(10):
            frame = presenter.frame(at_s, target)
            at_s += 0.2
        last.append(frame)
    return last


@pytest.mark.parametrize("species", SPECIES)
def test_the_same_seed_gives_the_same_frames(species: str, ball: Head) -> None:
    first, second, other = (present(species, ball, seed) for seed in (5, 5, 6))
    for at_s, target in ((0.0, None), (0.1, FAR), (0.7, FAR)):
        frame = first.frame(at_s, target)
        assert frame.shape == (480, 640, 3)
        assert frame.dtype == np.uint8
        np.testing.assert_array_equal(frame, second.frame(at_s, target))
        assert (frame != other.frame(at_s, target)).mean() > 0.5


def test_the_camera_delivers_jpeg(ball: Head) -> None:
    presenter = present("live", ball, 1)
    image = decode_image(presenter.jpeg(0.0, None))
    assert (image.width_px, image.height_px) == (640, 480)


@pytest.mark.needs_models
@pytest.mark.parametrize("species", FOLLOWING)
def test_a_face_is_found_on_each_target(
    species: str, portrait_head: Head, pipeline: FacePipeline
) -> None:
    for target, frame in zip(
        (FAR, NEAR), session(species, portrait_head, 3, (FAR, NEAR)), strict=True
    ):
        image = Image(frame)
        found = pipeline.detector.detect(image)
        assert found
        eyes = found[0].points_px[:2]
        aside = (eyes.mean(axis=0) - (319.5, 239.5)) / 480 - (target.x, target.y)
        assert np.hypot(*aside) < 0.06
        apart = float(np.linalg.norm(eyes[1] - eyes[0])) / 480
        # The detector sees the eyes of a face this near up to a tenth too close together.
        assert apart == pytest.approx(target.inter_ocular, rel=0.2)


@pytest.mark.needs_models
def test_a_replay_shows_a_face_wherever_it_is(portrait_head: Head, pipeline: FacePipeline) -> None:
    for frame in session("zoom_replay", portrait_head, 2, (FAR, NEAR)):
        assert pipeline.detector.detect(Image(frame))


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_the_scanned_head_is_found_on_each_target(scan: Head, pipeline: FacePipeline) -> None:
    for target, frame in zip((FAR, NEAR), session("live", scan, 1, (FAR, NEAR)), strict=True):
        (face, *_) = pipeline.detector.detect(Image(frame))
        middle = (face.points_px[:2].mean(axis=0) - (319.5, 239.5)) / 480
        assert np.hypot(*(middle - (target.x, target.y))) < 0.06


def test_a_living_head_bends_what_a_plane_keeps_straight(ball: Head) -> None:
    """From far to near the points of a print move by a homography, those of a head do not.

    Measured on the geometry, not on landmarks: how well a network sees it is the cues' business.
    """
    lens, generator = Lens(1.0), np.random.default_rng(3)
    photo = photograph(ball, generator)
    flat = Print(photo, 63.0, lens, generator, Handling(tilts=True))
    bent = Print(photo, 63.0, lens, generator, Handling(bends=True))

    def residual(act: Act) -> float:
        seen = []
        for index, target in enumerate((FAR, NEAR)):
            act.layers(3.0 * index, target)
            points, _ = lens.project(act.layers(3.0 * index + 2.5, target)[-1].points_mm)
            seen.append(points)
        far, near = seen
        way, _ = cv2.findHomography(far, near, 0)
        off = cv2.perspectiveTransform(far[None], way)[0] - near
        return float(np.sqrt((off**2).sum(axis=1).mean()) / (480 * NEAR.inter_ocular))

    assert residual(flat) < 1e-3
    assert residual(bent) > 0.005
    assert residual(Living(ball, lens, generator)) > 0.03


def test_an_unknown_species_is_refused(ball: Head) -> None:
    with pytest.raises(SpeciesUnknown):
        present("hologram", ball, 1)


def test_landmarks_that_are_no_face_are_refused() -> None:
    image = Image(np.zeros((64, 64, 3), np.uint8))
    for bad in (np.zeros((0, 3)), np.zeros((468, 3)), np.full((468, 3), np.nan)):
        with pytest.raises(HeadUnusable):
            head_from_portrait(image, bad.astype(np.float32), 0)


def test_a_folder_without_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadUnusable):
        load_scan(tmp_path)


def test_a_scripts_stream_has_no_camera(ball: Head) -> None:
    told = conditions_of(present("live", ball, 1))
    assert 0.85 <= told["focal"] <= 1.3
    assert {"noise", "exposure_s", "blur_px", "quality", "distortion"} <= set(told)
    assert conditions_of(present("injection", ball, 1)) == {}


@pytest.mark.needs_models
def test_an_album_has_a_picture_of_the_turned_face_and_shows_none_for_two_targets(
    portrait_head: Head, pipeline: FacePipeline
) -> None:
    sighter = Sighter(pipeline)
    shown = (FAR, replace(FAR, turn_deg=-22.0), replace(FAR, x=0.1), NEAR)
    frames = session("photo_album", portrait_head, 3, shown)
    seen = [sighter.sight(Image(frame), 0.0, 0).turn_deg for frame in frames]
    assert seen[1] < -8
    assert all(abs(each) < 8 for each in (seen[0], seen[2], seen[3]))
    walls = [cv2.resize(frame[:80, 80:560], (12, 2)).astype(float) for frame in frames]
    for one, other in ((0, 1), (0, 2), (2, 3)):
        assert np.abs(walls[one] - walls[other]).mean() > 2, "another picture, another room"
