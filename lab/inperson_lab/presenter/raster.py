"""Drawing triangles: a scanline rasteriser in numpy, and texture look-ups by OpenCV.

Rather than test every pixel of every bounding box, each triangle is cut into rows, and each row
yields exactly the pixels that it covers: a head that fills the frame takes 5 to 10 ms on one core.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

NEAREST_MM = 30.0
"""What is nearer to the lens than this is not drawn."""
_FULL_RESOLUTION_PX = 45_000.0
"""A larger bounding box is sampled at every second pixel: twice as fast, and the texture
coordinates between are as good as linear. The texture itself is always looked up at each pixel."""
_EPSILON = 1e-3
"""Rows reach this far over an edge, so that rounding leaves no pinholes between triangles."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """What a surface is made of, without its place: triangles and the texture on them."""

    triangles: NDArray[np.intp]
    """(M, 3) vertices, clockwise on screen where the front is seen."""
    uv_px: NDArray[np.float32]
    """(N, 2) pixels of the texture."""
    pyramid: tuple[NDArray[np.uint8], ...]
    """(H, W, 4) uint8 RGBA textures, each half the size of the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A rectangle of the frame with what was drawn there."""

    left: int
    top: int
    pixels: NDArray[np.uint8]
    """(H, W, 3) uint8 RGB."""
    alpha: NDArray[np.float32]
    """(H, W) float32, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class _Map:
    left: int
    top: int
    uv: NDArray[np.float32]
    cover: NDArray[np.float32]


def texture_pyramid(texture: NDArray[np.uint8], levels: int = 4) -> tuple[NDArray[np.uint8], ...]:
    """Halve a texture again and again, for surfaces that are far away.

    Args:
        texture: (H, W, 4) uint8 RGBA.
        levels: how many textures at most, the first included.

    """
    made = [np.ascontiguousarray(texture)]
    while len(made) < levels and min(made[-1].shape[:2]) >= 16:
        made.append(np.asarray(cv2.resize(made[-1], None, fx=0.5, fy=0.5, interpolation=3)))
    return tuple(made)


def draw(
    mesh: Mesh,
    points_px: NDArray[np.float64],
    depth_mm: NDArray[np.float64],
    size_px: tuple[int, int],
    uv_px: NDArray[np.float32] | None = None,
) -> Patch | None:
    """Draw a textured surface; None where none of it is inside the frame.

    Args:
        mesh: triangles and texture.
        points_px: (N, 2) where each vertex is on screen.
        depth_mm: (N,) how far each is from the lens.
        size_px: width and height of the frame.
        uv_px: texture coordinates in place of the mesh's.

    """
    uv = mesh.uv_px if uv_px is None else uv_px
    triangles = _visible(mesh.triangles, points_px, depth_mm, size_px)
    if not len(triangles):
        return None
    found = _sampled(triangles, points_px, depth_mm, uv, size_px)
    if found is None:
        return None
    level = _level(triangles, points_px, uv, len(mesh.pyramid))
    lookup = (found.uv + 0.5) * np.float32(0.5**level) - 0.5 if level else found.uv
    across, down = (np.ascontiguousarray(lookup[..., axis]) for axis in (0, 1))
    colours = cv2.remap(
        mesh.pyramid[level], across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    alpha = found.cover * (colours[..., 3] * np.float32(1 / 255))
    return Patch(found.left, found.top, np.ascontiguousarray(colours[..., :3]), alpha)


def spread(
    triangles: NDArray[np.intp],
    points_px: NDArray[np.float64],
    depth_mm: NDArray[np.float64],
    values: NDArray[np.float64],
    size_px: tuple[int, int],
) -> NDArray[np.float32]:
    """Return values of vertices at each pixel of what `draw` draws of the same: (H, W) float32."""
    seen = _visible(triangles, points_px, depth_mm, size_px)
    pairs = np.column_stack([values, values]).astype(np.float32)
    found = _sampled(seen, points_px, depth_mm, pairs, size_px)
    assert found is not None  # noqa: S101 -- asked of what was drawn
    return np.ascontiguousarray(found.uv[..., 0])


def blend(canvas: NDArray[np.uint8], patch: Patch) -> None:
    """Lay a patch over a canvas, in place.

    Args:
        canvas: (H, W, 3) uint8 RGB.
        patch: what to lay over it.

    """
    height, width = patch.alpha.shape
    under = canvas[patch.top : patch.top + height, patch.left : patch.left + width]
    under[:] = cv2.blendLinear(
        patch.pixels, np.ascontiguousarray(under), patch.alpha, 1 - patch.alpha
    )


def _visible(
    triangles: NDArray[np.intp],
    points: NDArray[np.float64],
    depth: NDArray[np.float64],
    size_px: tuple[int, int],
) -> NDArray[np.intp]:
    """Return the triangles that face the camera inside the frame, the farthest first."""
    x0, x1, x2 = (points[:, 0][triangles[:, corner]] for corner in range(3))
    y0, y1, y2 = (points[:, 1][triangles[:, corner]] for corner in range(3))
    z0, z1, z2 = (depth[triangles[:, corner]] for corner in range(3))
    keep = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) > 1e-9
    keep &= np.minimum(np.minimum(z0, z1), z2) > NEAREST_MM
    for low, mid, high, side in ((x0, x1, x2, size_px[0]), (y0, y1, y2, size_px[1])):
        keep &= np.maximum(np.maximum(low, mid), high) > 0
        keep &= np.minimum(np.minimum(low, mid), high) < side - 1
    order = np.argsort(-(z0 + z1 + z2)[keep])
    chosen: NDArray[np.intp] = triangles[keep][order]
    return chosen


def _level(
    triangles: NDArray[np.intp],
    points: NDArray[np.float64],
    uv: NDArray[np.float32],
    levels: int,
) -> int:
    """Choose the texture whose pixels are nearest to the screen's in size."""
    on_screen, in_texture = (_area(flat, triangles) for flat in (points, uv.astype(np.float64)))
    ratio = 0.5 * np.log2(max(in_texture, 1e-9) / max(on_screen, 1e-9))
    return int(np.clip(np.floor(ratio + 0.4), 0, levels - 1))


def _area(flat: NDArray[np.float64], triangles: NDArray[np.intp]) -> float:
    first, second, third = (flat[triangles[:, corner]] for corner in range(3))
    a, b = second - first, third - first
    return float(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum())


def _sampled(
    triangles: NDArray[np.intp],
    points: NDArray[np.float64],
    depth: NDArray[np.float64],
    uv: NDArray[np.float32],
    size_px: tuple[int, int],
) -> _Map | None:
    """Return texture coordinates and coverage for each pixel of the bounding box."""
    x, y = (points[:, axis][triangles.ravel()] for axis in (0, 1))
    left, top = max(0, int(x.min()) - 2), max(0, int(y.min()) - 2)
    right, bottom = min(size_px[0], int(x.max()) + 3), min(size_px[1], int(y.max()) + 3)
    if right - left < 2 or bottom - top < 2:
        return None
    step = 1 if (right - left) * (bottom - top) <= _FULL_RESOLUTION_PX else 2
    width, height = -(-(right - left) // step), -(-(bottom - top) // step)
    local = (points - (left + (step - 1) / 2, top + (step - 1) / 2)) / step
    raw = fill(triangles, local, 1.0 / depth, uv, (width, height))
    if raw is None:
        return None
    inverse, u, v = raw
    cover = (inverse > 0).astype(np.float32)
    np.divide(1, inverse, out=inverse, where=cover > 0)
    flat = np.stack([u * inverse, v * inverse], axis=2)
    if step == 1:
        soft = np.asarray(cv2.blur(cover, (3, 3)))
        return _Map(left, top, flat, np.clip(2 * soft - 1, 0, 1))
    full = (width * step, height * step)
    soft = np.asarray(cv2.resize(cover, full, interpolation=cv2.INTER_LINEAR))
    flat = np.asarray(cv2.resize(flat, full, interpolation=cv2.INTER_LINEAR))
    flat /= np.maximum(soft, 1e-3)[..., None]
    inside = np.s_[: bottom - top, : right - left]
    return _Map(left, top, np.ascontiguousarray(flat[inside]), np.clip(2 * soft[inside] - 1, 0, 1))


def fill(
    triangles: NDArray[np.intp],
    points: NDArray[np.float64],
    inverse_depth: NDArray[np.float64],
    uv: NDArray[np.float32],
    size: tuple[int, int],
) -> tuple[NDArray[np.float32], ...] | None:
    """Fill triangles, the later over the earlier: images of 1/z, u/z and v/z, 0 where empty.

    These three are linear on the screen, which makes the texture's perspective exact.
    """
    width, height = size
    corners = points[triangles]
    rows = _rows(corners, size)
    if rows is None:
        return None
    owner, row, start, count = rows
    gradients = _gradients(corners, triangles, inverse_depth, uv)
    first = np.cumsum(count) - count
    total = int(count.sum())
    along = np.arange(total, dtype=np.int64) - np.repeat(first, count)
    where = np.repeat(row * width + start, count) + along
    steps = along.astype(np.float32)
    images = []
    for across, down, constant in gradients:
        begin = constant[owner] + across[owner] * start + down[owner] * row
        values = np.repeat(begin.astype(np.float32), count)
        values += np.repeat(across[owner].astype(np.float32), count) * steps
        image = np.zeros(width * height, np.float32)
        image[where] = values  # of values for one place numpy keeps the last: the nearest
        images.append(image.reshape(height, width))
    return tuple(images)


def _rows(
    corners: NDArray[np.float64], size: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None:
    """Cut triangles into rows of pixels: triangle, y, first x and number of pixels of each."""
    width, height = size
    x, y = corners[..., 0], corners[..., 1]
    least = np.minimum(np.minimum(y[:, 0], y[:, 1]), y[:, 2])
    most = np.maximum(np.maximum(y[:, 0], y[:, 1]), y[:, 2])
    low = np.clip(np.ceil(least - _EPSILON), 0, height).astype(np.int64)
    high = np.clip(np.floor(most + _EPSILON), -1, height - 1).astype(np.int64)
    tall = np.maximum(high - low + 1, 0)
    owner = np.repeat(np.arange(len(corners)), tall)
    if not len(owner):
        return None
    row = np.arange(len(owner)) - np.repeat(np.cumsum(tall) - tall, tall) + low[owner]
    begin, end = np.full(len(owner), np.inf), np.full(len(owner), -np.inf)
    for one, two in ((0, 1), (1, 2), (2, 0)):
        rise = y[:, two] - y[:, one]
        slope = (x[:, two] - x[:, one]) / np.where(np.abs(rise) < 1e-12, 1e-12, rise)
        under, over = np.minimum(y[:, one], y[:, two]), np.maximum(y[:, one], y[:, two])
        crosses = (row >= under[owner] - _EPSILON) & (row <= over[owner] + _EPSILON)
        # Clipped to the edge's own ends: a flat edge has no one crossing.
        reach = np.clip(row, under[owner], over[owner]) - y[owner, one]
        at = x[owner, one] + slope[owner] * reach
        begin = np.where(crosses, np.minimum(begin, at), begin)
        end = np.where(crosses, np.maximum(end, at), end)
    start = np.ceil(np.clip(begin, 0, width) - _EPSILON).astype(np.int64)
    stop = np.floor(np.clip(end, -1, width - 1) + _EPSILON).astype(np.int64)
    count = stop - start + 1
    keep = count > 0
    return owner[keep], row[keep], start[keep], count[keep]


def _gradients(
    corners: NDArray[np.float64],
    triangles: NDArray[np.intp],
    inverse_depth: NDArray[np.float64],
    uv: NDArray[np.float32],
) -> Sequence[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Return for 1/z, u/z and v/z the change to the right, the change down and the value at 0."""
    inverse = inverse_depth[triangles]
    over = uv.astype(np.float64)[triangles] * inverse[..., None]
    edge = corners[:, 1:] - corners[:, :1]
    area = edge[:, 0, 0] * edge[:, 1, 1] - edge[:, 0, 1] * edge[:, 1, 0]
    area = np.where(np.abs(area) < 1e-12, np.inf, area)  # flat: one value all over
    found = []
    for value in (inverse, over[..., 0], over[..., 1]):
        first, second = value[:, 1] - value[:, 0], value[:, 2] - value[:, 0]
        across = (first * edge[:, 1, 1] - second * edge[:, 0, 1]) / area
        down = (second * edge[:, 0, 0] - first * edge[:, 1, 0]) / area
        constant = value[:, 0] - across * corners[:, 0, 0] - down * corners[:, 0, 1]
        found.append((across, down, constant))
    return found
