"""Heads to present: one of the data's where they are, one made of nothing where they are not."""

from pathlib import Path

import numpy as np
import pytest

from inperson.vision import FacePipeline, decode_image
from inperson_lab.presenter import Head, head_from_portrait, load_scan
from inperson_lab.presenter.raster import Mesh, texture_pyramid


@pytest.fixture(scope="session")
def ball() -> Head:
    """A head of a kind: the front half of a ball of 75 mm."""
    steps = np.linspace(-1, 1, 25)
    x, y = (grid.ravel() for grid in np.meshgrid(steps, steps))
    # The square is drawn onto the disc, so that the outline is round.
    flat = np.column_stack([x * np.sqrt(1 - y**2 / 2), y * np.sqrt(1 - x**2 / 2)])
    depth = -np.sqrt(np.clip(1 - (flat**2).sum(axis=1), 0, None))
    corner = (np.arange(24)[:, None] * 25 + np.arange(24)).ravel()
    triangles = np.concatenate(
        [
            np.column_stack([corner, corner + 1, corner + 26]),
            np.column_stack([corner, corner + 26, corner + 25]),
        ]
    )
    texture = np.random.default_rng(0).integers(60, 220, (64, 64, 4)).astype(np.uint8)
    texture[..., 3] = 255
    uv = (np.column_stack([x, y]) * 0.5 + 0.5) * 63
    mesh = Mesh(triangles.astype(np.intp), uv.astype(np.float32), texture_pyramid(texture))
    return Head(np.column_stack([flat, depth]) * 75, mesh, 63.0, np.zeros(625))


@pytest.fixture(scope="session")
def portrait_head(pipeline: FacePipeline, photos: Path) -> Head:
    path = sorted((photos / "barack_obama").iterdir())[0]
    image = decode_image(path.read_bytes())
    (face, *_) = pipeline.detector.detect(image)
    return head_from_portrait(image, pipeline.landmarks(image, face), seed=4)


@pytest.fixture(scope="session")
def scan(data: Path) -> Head:
    return load_scan(data / "heads3d" / "LeePerrySmith")
