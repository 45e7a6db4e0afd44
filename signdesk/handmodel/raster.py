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
    corners = points[faces]
    area = _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    low = np.ceil(corners[..., :2].min(1) - 0.5).astype(np.int32)
    high = np.floor(corners[..., :2].max(1) - 0.5).astype(np.int32)
    low, high = np.maximum(low, 0), np.minimum(high, (width - 1, height - 1))
    seen = np.flatnonzero((area < -1e-9) & (high >= low).all(1))
    span = (high[seen] - low[seen] + 1).max(1)
    nearest = np.full(width * height, np.iinfo(np.int64).max)
    depth = _depth_scale(points[:, 2])
    done = 0
    for size in (*_CLASSES, max(width, height)):
        group = seen[(span > done) & (span <= size)]
        done = size
        for begin in range(0, len(group), max(1, _AT_ONCE // size**2)):
            some = group[begin : begin + max(1, _AT_ONCE // size**2)]
            pixels, which, far = _tried(corners[some], area[some], low[some], high[some], size, width)
            key = (((far - depth[0]) * depth[1]).astype(np.int64) << 32) | some[which]
            np.minimum.at(nearest, pixels, key)
    pixels = np.flatnonzero(nearest != np.iinfo(np.int64).max)
    which = nearest[pixels] & 0xFFFFFFFF
    return Fragments(pixels, which, _weights(corners[which], area[which], pixels, width))


def _depth_scale(far: Array) -> tuple[float, float]:
    low, high = float(far.min()), float(far.max())
    return low, (1 << 30) / max(high - low, 1e-6)


def _tried(
    corners: Array, area: Array, low: Whole, high: Whole, size: int, width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """The pixels inside each triangle of a class: their numbers, whose they are, and how far away."""
    steps = np.arange(size, dtype=np.int32)
    x, y = low[:, :1] + steps, low[:, 1:] + steps
    px, py = (x + np.float32(0.5))[:, None, :], (y + np.float32(0.5))[:, :, None]
    inverse = (1 / area)[:, None, None].astype(np.float32)
    inside = (x <= high[:, :1])[:, None, :] & (y <= high[:, 1:])[:, :, None]
    far = np.zeros((), np.float32)
    for k in range(3):
        a, b, c = corners[:, k], corners[:, (k + 1) % 3], corners[:, (k + 2) % 3]
        dx, dy = (c - b)[:, 0, None, None], (c - b)[:, 1, None, None]
        share = (dx * (py - b[:, 1, None, None]) - dy * (px - b[:, 0, None, None])) * inverse
        inside &= share >= 0
        far = far + share * a[:, 2, None, None]
    which, row, column = np.nonzero(inside)
    pixels = y[which, row].astype(np.int64) * width + x[which, column]
    return pixels, which, np.asarray(far)[which, row, column]


def _weights(corners: Array, area: Array, pixels: NDArray[np.int64], width: int) -> Array:
    """How near each pixel is to its triangle's corners (k × 3, together 1)."""
    points = np.stack([pixels % width, pixels // width], 1).astype(np.float32) + np.float32(0.5)
    out = np.empty((len(pixels), 3), np.float32)
    for k in range(3):
        b, c = corners[:, (k + 1) % 3, :2], corners[:, (k + 2) % 3, :2]
        out[:, k] = _cross(c - b, points - b) / area
    return out


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
