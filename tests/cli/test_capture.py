"""`inperson capture` from a video; `inperson demo` shows it from a presenter."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from inperson.tenants import TokenKind
from tests.http.conftest import Api, api

__all__ = ["api"]


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def test_a_video_is_captured(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2
    import numpy as np

    monkeypatch.setenv("INPERSON_TOKEN", api.by(TokenKind.PRODUCTION).token)
    path = tmp_path / "clip.avi"
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 480))
    for _ in range(20):
        film.write(np.full((480, 640, 3), (12, 128, 36), np.uint8))
    film.release()
    words = ["capture", "subject-1", "--kind", "enroll", "--url", api.url, "--json"]
    exit_code, said, _ = run(*words, "--video", path)
    facts = json.loads(said)
    assert facts["liveness"] == "live"  # the scene's engine believes the colour
    assert exit_code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "source_missing"),
        (["--camera", "0", "--video", "x"], "source_missing"),
        (["--video", "/nowhere.mp4"], "source_unavailable"),
        (["--camera", "99"], "source_unavailable"),
        (["--present", "live"], "head_missing"),
        (["--present", "live:/nowhere.jpg"], "head_missing"),
    ],
)
def test_a_source_that_is_none_is_refused(
    words: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_TOKEN", "x")
    exit_code, _, said = run("capture", *words)
    assert exit_code == 4
    assert said.startswith(code)


def test_a_server_without_the_lab_says_what_renders(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_TOKEN", "x")
    monkeypatch.setattr("inperson.cli.capture.entry_points", lambda **_: ())
    portrait = next(photos.glob("*/*.jpg"))
    exit_code, _, said = run("capture", "--present", f"live:{portrait}")
    assert (exit_code, said.count("\n")) == (4, 1)
    assert "Install inperson-lab" in said
