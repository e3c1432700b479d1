"""Reading a scanned head: the format of old three.js exporters (a script that holds JSON)."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.errors import HeadUnusable
from inperson_lab.presenter.head import INTER_OCULAR_MM, Head
from inperson_lab.presenter.raster import Mesh, fill, texture_pyramid

_EYES = np.array((-0.08, 1.74, 1.84))
"""The middle of Lee Perry-Smith's eyes in the scan's unit, y up, z towards the viewer."""
_APART = 1.28
"""And the distance between them."""
_LIGHT = np.array((-0.35, -0.6, -0.72))
"""Where the light comes from: the texture is without shading, and no room is."""
_CELL_MM = 11.0
_AMBIENT, _DIFFUSE = 0.55, 0.62


def load_scan(folder: Path | str) -> Head:
    """Read a scanned head with its texture.

    Its eyes are closed, as the scan's are, so it does not blink. Only what can be seen from the
    front is kept.

    Args:
        folder: holds one `*.js` and one `Map-COL.jpg`.

    Raises:
        HeadUnusable: if one is missing or is not what it should be.

    """
    scripts = sorted(Path(folder).glob("*.js"))
    texture = cv2.imread(str(Path(folder) / "Map-COL.jpg"), cv2.IMREAD_COLOR_RGB)
    if not scripts or texture is None:
        raise HeadUnusable("The folder holds no scan: a script and Map-COL.jpg are needed.")
    text = scripts[0].read_text(encoding="utf-8")
    try:
        model = json.loads(text[text.index("{") : text.rindex("};") + 1])
        points, uv, triangles, welded = _unpacked(model)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise HeadUnusable("The scan is not a model of the three.js format 2.") from error
    scale = INTER_OCULAR_MM / _APART
    vertices = (points - _EYES) * (scale, -scale, -scale)
    # In this format v counts from the texture's first row, so the picture needs no flip here.
    uv_px = (uv * texture.shape[1::-1] - 0.5).astype(np.float32)
    normals = _normals(vertices, triangles, welded)
    lit = _lit(np.asarray(texture, np.uint8), uv_px, triangles, normals)
    front = _coarser(triangles[normals[triangles, 2].min(axis=1) < 0.25], vertices, uv_px)
    used, renumbered = np.unique(front, return_inverse=True)
    mesh = Mesh(
        np.ascontiguousarray(renumbered.reshape(-1, 3)), uv_px[used], texture_pyramid(lit, 5)
    )
    return Head(vertices[used], mesh, INTER_OCULAR_MM, np.zeros(len(used)))


def _coarser(
    triangles: NDArray[np.intp], vertices: NDArray[np.float64], uv_px: NDArray[np.float32]
) -> NDArray[np.intp]:
    """Merge what is close together beside the face, where no landmark will be: it draws faster."""
    face = (vertices[:, :2] / (62, 70) - (0, 0.35)) ** 2
    # What is close on the head but not in the texture lies at a seam, and stays.
    cells = np.column_stack([np.floor(vertices / _CELL_MM), np.floor(uv_px / 64)])
    inner = face.sum(axis=1) < 1
    cells[inner] = np.column_stack([np.arange(inner.sum())] * cells.shape[1]) + 1e6
    _, first, cell = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    merged: NDArray[np.intp] = first[cell.ravel()][triangles]
    kept = (merged[:, 0] != merged[:, 1]) & (merged[:, 1] != merged[:, 2])
    whole: NDArray[np.intp] = merged[kept & (merged[:, 2] != merged[:, 0])]
    return whole


def _unpacked(
    model: dict[str, Any],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Return vertices, their texture coordinates, triangles, and each vertex's place in the file.

    A face is a run of numbers: bits that say what follows (1 a fourth corner, 2 a material, 8
    texture coordinates, 32 normals), then that. A vertex with two texture coordinates becomes two.
    """
    faces, at = model["faces"], 0
    number: dict[tuple[int, int], int] = {}
    triangles = []
    while at < len(faces):
        kind, corners = faces[at], 3 + (faces[at] & 1)
        vertices = faces[at + 1 : at + 1 + corners]
        at += 1 + corners + bool(kind & 2)
        pairs = zip(vertices, faces[at : at + corners], strict=True)
        at += corners * (1 + bool(kind & 32))
        ids = [number.setdefault(pair, len(number)) for pair in pairs]
        triangles.append((ids[0], ids[2], ids[1]))
        if corners == 4:
            triangles.append((ids[0], ids[3], ids[2]))
    points = np.array(model["vertices"], np.float64).reshape(-1, 3)
    uv = np.array(model["uvs"][0], np.float64).reshape(-1, 2)
    pairs_of = np.array(list(number), np.intp)
    welded = pairs_of[:, 0]
    return points[welded], uv[pairs_of[:, 1]], np.array(triangles, np.intp), welded


def _normals(
    vertices: NDArray[np.float64], triangles: NDArray[np.intp], welded: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the outward normal at each vertex, across the seams of the texture."""
    first, second, third = (vertices[triangles[:, corner]] for corner in range(3))
    normal = np.cross(second - first, third - first)
    total = np.zeros((int(welded.max()) + 1, 3))
    for corner in range(3):
        np.add.at(total, welded[triangles[:, corner]], -normal)
    total = -total[welded]
    # On screen, y down and z away, a clockwise front has its normal towards +z: turn it outward.
    outward: NDArray[np.float64] = -total / np.linalg.norm(total, axis=1, keepdims=True)
    return outward


def _lit(
    texture: NDArray[np.uint8],
    uv_px: NDArray[np.float32],
    triangles: NDArray[np.intp],
    normals: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Shade the texture by the light of a room: (H, W, 4) uint8 RGBA."""
    height, width = texture.shape[:2]
    toward = _LIGHT / np.linalg.norm(_LIGHT)
    shade = _AMBIENT + _DIFFUSE * np.clip(normals @ toward, 0, None)
    values = np.stack([shade, shade], axis=1).astype(np.float32)
    drawn = fill(triangles, uv_px.astype(np.float64), np.ones(len(uv_px)), values, (width, height))
    image = np.full((height, width), np.float32(_AMBIENT))
    if drawn is not None:
        image = np.where(drawn[0] > 0, drawn[1], image)
    lit = np.clip(texture * image[..., None], 0, 255).astype(np.uint8)
    return np.dstack([lit, np.full((height, width), 255, np.uint8)])
