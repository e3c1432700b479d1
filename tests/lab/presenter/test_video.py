from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.vision import FacePipeline, Image
from inperson_lab.presenter import VideoUnusable, play_video


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of frames that grow lighter by ten levels each."""
    path = tmp_path_factory.mktemp("video") / "grey.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 180))
    for level in range(10):
        writer.write(np.full((180, 320, 3), 20 + 20 * level, np.uint8))
    writer.release()
    return path


def test_a_video_plays_in_its_own_time(video: Path) -> None:
    player = play_video(video)
    assert player.duration_s == pytest.approx(1.0)
    for at_s, level in ((5.0, 20), (5.11, 40), (5.15, 40), (5.81, 180)):
        frame = player.frame(at_s, None)
        assert frame.shape == (480, 640, 3)
        assert frame.mean() == pytest.approx(level, abs=3)


def test_a_video_ends_or_begins_anew(video: Path) -> None:
    player = play_video(video)
    player.frame(0.0, None)
    with pytest.raises(VideoUnusable):
        player.frame(2.0, None)
    again = play_video(video, loop=True)
    again.frame(0.0, None)
    assert again.frame(1.05, None).mean() == pytest.approx(20, abs=3)
    assert again.frame(1.36, None).mean() == pytest.approx(80, abs=3)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VideoUnusable):
        play_video(tmp_path / "none.mp4")
    (tmp_path / "text.mp4").write_text("not a video")
    with pytest.raises(VideoUnusable):
        play_video(tmp_path / "text.mp4")


@pytest.mark.needs_models
@pytest.mark.needs_data
def test_a_recorded_replay_plays(data: Path, pipeline: FacePipeline) -> None:
    player = play_video(data / "phone-dev" / "replay" / "replay1.mp4")
    assert pipeline.detector.detect(Image(player.frame(0.0, None)))
    assert player.jpeg(0.2, None)[:2] == b"\xff\xd8"
