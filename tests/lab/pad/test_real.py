"""Real recordings, where they are; and the attacker who steers them."""

from pathlib import Path

import numpy as np
import pytest

from inperson.liveness import FaceTarget, build_engine
from inperson.liveness.thresholds import load_thresholds
from inperson.vision import FacePipeline, Image
from inperson_lab.pad.expressions import measure_expressions
from inperson_lab.pad.measure import RealFigures
from inperson_lab.pad.real_report import real_sections
from inperson_lab.pad.recordings import measure_replays
from inperson_lab.pad.webcam import measure_webcam
from inperson_lab.photos import no_progress
from inperson_lab.presenter import Shot, Steered

FAR, NEAR = FaceTarget(0.1, -0.05, 0.15), FaceTarget(-0.1, 0.05, 0.3)


def shot(size: float) -> Shot:
    """A white square of two inter-ocular distances on grey, its middle the frame's."""
    pixels = np.full((480, 640, 3), 90, np.uint8)
    half = round(size * 480)
    pixels[240 - half : 240 + half, 320 - half : 320 + half] = 250
    return Shot(Image(pixels), np.zeros(2), size)


def square(frame: np.ndarray) -> tuple[float, float, float]:
    """Where its middle is and how large it is, in shares of the shorter side."""
    rows, columns = np.nonzero(frame[..., 0] > 170)
    size = (columns.max() - columns.min() + 1) / 2 / 480
    return (columns.mean() - 319.5) / 480, (rows.mean() - 239.5) / 480, float(size)


def test_a_steered_recording_comes_to_where_the_target_is() -> None:
    steered = Steered([shot(size) for size in np.linspace(0.1, 0.2, 20)], seed=1)
    for number, target in enumerate((FAR, NEAR)):
        for step in range(40):
            frame = steered.frame((40 * number + step) / 10, target)
        x, y, size = square(frame)
        assert x == pytest.approx(target.x, abs=0.02)
        assert y == pytest.approx(target.y, abs=0.02)
        # what the recording has not is only made up for a little
        assert size == pytest.approx(min(target.inter_ocular, 0.28), rel=0.05)


def test_a_steered_recording_needs_a_moment_to_answer() -> None:
    steered = Steered([shot(0.15)], seed=1)
    for step in range(30):
        before = square(steered.frame(step / 10, FAR))
    at_once = square(steered.frame(3.1, NEAR))
    assert at_once[0] == pytest.approx(before[0], abs=0.02)


def test_the_same_seed_steers_the_same() -> None:
    frames = [Steered([shot(0.15)], seed=3).jpeg(0.0, FAR) for _ in range(2)]
    assert frames[0] == frames[1]


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_a_real_replay_is_refused_played_and_steered(
    data: Path, pipeline: FacePipeline, tmp_path: Path
) -> None:
    (tmp_path / "replay1.mp4").symlink_to(data / "phone-dev" / "replay" / "replay1.mp4")
    engine = build_engine(pipeline)
    (figures,) = measure_replays(tmp_path, pipeline, engine, lambda: None, challenges=1)
    assert (figures.played.count, figures.non_response.count) == (0, 1)
    assert figures.steered is not None
    assert figures.steered.count == 0
    assert figures.size_ratio > 1.8
    html = "".join(real_sections(RealFigures(replays=(figures,), skipped=("<x> is not there",))))
    assert "replay1.mp4" in html
    assert "&lt;x&gt;" in html


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_two_real_photographs_that_differ_by_a_smile_are_no_depth(
    data: Path, pipeline: FacePipeline, tmp_path: Path
) -> None:
    """This pair reached a strength of 1.45, and passed, when the mouth counted as depth."""
    for kind in ("neutral", "smiling"):
        path = data / "expression-dev" / f"113-{kind}.jpg"
        (tmp_path / path.name).symlink_to(path)
    told: list[int] = []
    engine = build_engine(pipeline)
    found = measure_expressions(tmp_path, pipeline, engine, lambda: told.append(1), first_seed=5)
    assert (found.count, found.of, len(told)) == (0, 1, 1)
    assert "0 of 1" in "".join(real_sections(RealFigures(expressions=found)))


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_webcam_frames_are_measured_by_kind(
    data: Path, pipeline: FacePipeline, tmp_path: Path
) -> None:
    for kind in ("bona_fide", "print"):
        (tmp_path / kind / "0001").mkdir(parents=True)
        for path in sorted((data / "nuaa-dev" / kind / "0001").iterdir())[:3]:
            (tmp_path / kind / "0001" / path.name).symlink_to(path)
    (tmp_path / "print" / "0001" / "broken.jpg").write_bytes(b"no image")
    real, printed = measure_webcam(tmp_path, pipeline, load_thresholds(), no_progress)
    assert (real.frames, real.without_face, real.moire_refused.of) == (3, 0, 3)
    assert (printed.frames, printed.without_face) == (4, 1)
    assert real.moire[0] <= real.moire[-1]
    html = "".join(real_sections(RealFigures(webcam=(real, printed))))
    assert "3 of 4" in html
