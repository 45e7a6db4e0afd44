"""Which triangle each pixel sees: a depth buffer for arrays.

Triangles are sorted by how many pixels their boxes span; those of a class are tried at all pixels of such a box at
once. The nearest triangle of each pixel is found by one unordered minimum over packed depth and number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fragments", "rasterise"]

Array = NDArray[np.float32]
Whole = NDArray[np.int32]

_AT_ONCE = 1 << 19
_EDGE = np.float32(-1e-5)
"""By how much a pixel's centre may lie outside a triangle, lest rounding leave holes between two."""
_CLASSES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """The pixels that see something (k): ``pixels`` row by row, the ``faces`` seen, and where on them (k × 3)."""

    pixels: NDArray[np.int64]
    faces: NDArray[np.int64]
    weights: Array

    def interpolated(self, values: Array, faces: Whole) -> Array:
        """Values of vertices (n × c) at these pixels (k × c)."""
        corners = faces[self.faces]
        out = values[corners[:, 0]] * self.weights[:, :1]
        out += values[corners[:, 1]] * self.weights[:, 1:2]
        out += values[corners[:, 2]] * self.weights[:, 2:]
        return np.asarray(out)


def rasterise(points: Array, faces: Whole, width: int, height: int) -> Fragments:
    """What each pixel of a ``width`` × ``height`` picture sees of the triangles ``faces`` (m × 3).

    ``points`` (n × 3): x, y in pixels, y downwards, and how far away (any unit, less is nearer). Pixel centres lie at
    half-integers. Triangles are seen from the side from which they turn counter-clockwise with y upwards.
    """
    number, corners, area = _facing(points, faces)
    low, high = _boxes(corners, width, height)
    span = np.maximum(high[:, 0] - low[:, 0], high[:, 1] - low[:, 1]) + 1
    span[(high < low).any(1)] = 0
    nearest = np.full(width * height, np.iinfo(np.int64).max)
    depth = _depth_scale(points[:, 2])
    done = 0
    for size in (*_CLASSES, max(width, height)):
        group = np.flatnonzero((span > done) & (span <= size))
        done = size
        for begin in range(0, len(group), max(1, _AT_ONCE // size**2)):
            some = group[begin : begin + max(1, _AT_ONCE // size**2)]
            pixels, which, far = _tried(corners[some], area[some], low[some], high[some], size, width)
            key = (((far - depth[0]) * depth[1]).astype(np.int64) << 32) | some[which]
            np.minimum.at(nearest, pixels, key)
    pixels = np.flatnonzero(nearest != np.iinfo(np.int64).max)
    which = nearest[pixels] & 0xFFFFFFFF
    return Fragments(pixels, number[which], _weights(corners[which], area[which], pixels, width))


def _facing(points: Array, faces: Whole) -> tuple[NDArray[np.int64], Array, Array]:
    """The triangles that turn their front to the camera: their numbers, corners (k × 3 × 3), and twice their areas."""
    flat = points[:, :2]
    a, b, c = (flat[faces[:, k]] for k in range(3))
    area = _cross(b - a, c - a)
    number = np.flatnonzero(area < -1e-9)
    return number, points[faces[number]], area[number]


def _boxes(corners: Array, width: int, height: int) -> tuple[Whole, Whole]:
    """The first and the last pixels (k × 2 each) whose centres lie in each triangle's box, and in the picture."""
    a, b, c = (corners[:, k, :2] for k in range(3))
    low = np.ceil(np.minimum(np.minimum(a, b), c) - 0.5).astype(np.int32)
    high = np.floor(np.maximum(np.maximum(a, b), c) - 0.5).astype(np.int32)
    rim = np.array([width - 1, height - 1], np.int32)
    return np.maximum(low, 0), np.minimum(high, rim)


def _depth_scale(far: Array) -> tuple[float, float]:
    low, high = float(far.min()), float(far.max())
    return low, (1 << 30) / max(high - low, 1e-6)


def _tried(
    corners: Array, area: Array, low: Whole, high: Whole, size: int, width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """The pixels inside each triangle of a class: their numbers, whose they are, and how far away.

    How near a pixel is to a corner is linear in x and y: its value at the box's first pixel, and a step each way.
    """
    steps = np.arange(size, dtype=np.float32)
    shares = [_share(corners, area, low, k, steps) for k in (0, 1)]
    inside = (shares[0] >= _EDGE) & (shares[1] >= _EDGE) & (shares[0] + shares[1] <= 1 - _EDGE)
    hits = np.flatnonzero(inside)
    which, place = np.divmod(hits, size * size)
    row, column = np.divmod(place, size)
    x, y = low[which, 0] + column, low[which, 1] + row
    kept = (x <= high[which, 0]) & (y <= high[which, 1])
    hits, which, x, y = hits[kept], which[kept], x[kept], y[kept]
    one, two = shares[0].ravel()[hits], shares[1].ravel()[hits]
    far = corners[which, :, 2]
    return y * width + x, which, one * far[:, 0] + two * far[:, 1] + (1 - one - two) * far[:, 2]


def _share(corners: Array, area: Array, low: Whole, corner: int, steps: Array) -> Array:
    """How near each pixel of each box (n × size × size) is to one corner of its triangle: 1 there, 0 at the others."""
    b, c = corners[:, (corner + 1) % 3, :2], corners[:, (corner + 2) % 3, :2]
    edge = (c - b) / area[:, None]
    first = _cross(edge, low + np.float32(0.5) - b).astype(np.float32)
    across, down = -edge[:, 1:] * steps, edge[:, :1] * steps
    return np.asarray((first[:, None] + across)[:, None, :] + down[:, :, None])


def _weights(corners: Array, area: Array, pixels: NDArray[np.int64], width: int) -> Array:
    """How near each pixel is to its triangle's corners (k × 3, together 1)."""
    points = np.stack([pixels % width, pixels // width], 1).astype(np.float32) + np.float32(0.5)
    out = np.empty((len(pixels), 3), np.float32)
    for k in range(3):
        b, c = corners[:, (k + 1) % 3, :2], corners[:, (k + 2) % 3, :2]
        out[:, k] = _cross(c - b, points - b) / area
    # Of a sliver's, rounding can make anything.
    out = np.clip(out, 1e-6, 1)
    return np.asarray(out / (out[:, :1] + out[:, 1:2] + out[:, 2:]))


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
