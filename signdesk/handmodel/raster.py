"""Which triangle each pixel sees: a depth buffer for arrays of any library (see `arrays`).

Every triangle is tried at all pixels of the box around it, all triangles at once. The nearest triangle of each pixel is
found by one unordered minimum over packed depth and number, so in which order that is done makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import array_api_compat
import numpy as np

from signdesk.handmodel.arrays import Values, lower, namespace

__all__ = ["Fragments", "rasterise"]

_IN_A_CACHE, _ON_A_CARD = 1 << 18, 1 << 24
"""How many pixels are tried at once."""
_EDGE = -1e-5
"""By how much a pixel's centre may lie outside a triangle, lest rounding leave holes between two."""
_NOTHING = (1 << 63) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """The pixels that see something (k): ``pixels`` row by row, the ``faces`` seen, and where on them (k × 3)."""

    pixels: Values
    faces: Values
    weights: Values

    def interpolated(self, values: Values, faces: Values) -> Values:
        """Values of vertices (n × c) at these pixels (k × c)."""
        corners = faces[self.faces]
        out = values[corners[:, 0]] * self.weights[:, :1]
        out += values[corners[:, 1]] * self.weights[:, 1:2]
        out += values[corners[:, 2]] * self.weights[:, 2:]
        return out


def rasterise(points: Values, faces: Values, width: int, height: int, pictures: int = 1) -> Fragments:
    """What each pixel of a ``width`` × ``height`` picture sees of the triangles ``faces`` (m × 3).

    ``points`` (n × 3): x, y in pixels, y downwards, and how far away (any unit, less is nearer). Pixel centres lie at
    half-integers. Triangles are seen from the side from which they turn counter-clockwise with y upwards. Several
    ``pictures`` are made at once if each has as many of the points; their pixels are numbered one picture after the
    other.
    """
    xp = namespace(points)
    seen = _facing(points, faces, width, height)
    first = seen.numbers if pictures == 1 else faces[seen.numbers, 0] // (len(points) // pictures) * (width * height)
    nearest = xp.full((pictures * width * height,), _NOTHING, dtype=xp.int64, device=array_api_compat.device(points))
    low, scale = _depth_scale(points[:, 2])
    for start, end in pairwise(seen.borders()):
        pixels, which, far = seen.part(start, end).tried(width)
        if pictures > 1:
            pixels = pixels + first[which + start]
        key = (xp.astype((far - low) * scale, xp.int64) << 32) | (which + start)
        lower(nearest, pixels, key)
    pixels = xp.nonzero(nearest != _NOTHING)[0]
    which = nearest[pixels] & 0xFFFFFFFF
    own = pixels if pictures == 1 else pixels - first[which]
    return Fragments(pixels, seen.numbers[which], _weights(seen.corners[which], seen.area[which], own, width))


@dataclass(frozen=True, slots=True, eq=False)
class _Facing:
    """The triangles that turn their front to the camera: their ``numbers`` (k), ``corners`` (k × 3 × 3), twice their
    ``area`` (k), and the first and the last pixels (k × 2 each) whose centres lie in their boxes and in the picture."""

    numbers: Values
    corners: Values
    area: Values
    low: Values
    high: Values

    def part(self, start: int, end: int) -> _Facing:
        some = slice(start, end)
        return _Facing(self.numbers[some], self.corners[some], self.area[some], self.low[some], self.high[some])

    def spans(self) -> Values:
        """How many pixels the boxes are wide and high (k × 2)."""
        return (self.high - self.low + 1).clip(min=0)

    def borders(self) -> list[int]:
        """Where to part the triangles, lest too many pixels be tried at once."""
        xp, spans = namespace(self.area), self.spans()
        at_once = _IN_A_CACHE if isinstance(spans, np.ndarray) else _ON_A_CARD
        ends = xp.cumulative_sum(spans[:, 0] * spans[:, 1])
        total = int(ends[-1]) if len(ends) else 0
        marks = xp.arange(at_once, total, at_once, device=array_api_compat.device(spans))
        return sorted({0, *xp.searchsorted(ends, marks).tolist(), len(ends)})

    def tried(self, width: int) -> tuple[Values, Values, Values]:
        """The pixels inside the triangles: their numbers, whose they are, and how far away.

        How near a pixel is to a corner is linear in x and y: its value at the box's first pixel, and a step each way.
        """
        which, column, row = self._boxes()
        shares = [self._share(corner, which, column, row) for corner in (0, 1)]
        inside = (shares[0] >= _EDGE) & (shares[1] >= _EDGE) & (shares[0] + shares[1] <= 1 - _EDGE)
        hits = namespace(inside).nonzero(inside)[0]
        which, one, two = which[hits], shares[0][hits], shares[1][hits]
        pixels = (self.low[which, 1] + row[hits]) * width + (self.low[which, 0] + column[hits])
        far = self.corners[which, :, 2]
        return pixels, which, one * far[:, 0] + two * far[:, 1] + (1 - one - two) * far[:, 2]

    def _boxes(self) -> tuple[Values, Values, Values]:
        """Every pixel of every box: whose box it is, in which column of the box, in which row."""
        xp, spans, device = namespace(self.area), self.spans(), array_api_compat.device(self.area)
        counts = spans[:, 0] * spans[:, 1]
        which = xp.repeat(xp.arange(len(counts), dtype=xp.int32, device=device), counts)
        begins = xp.astype(xp.cumulative_sum(counts), xp.int32) - counts
        place = xp.arange(len(which), dtype=xp.int32, device=device) - begins[which]
        wide = spans[:, 0][which]
        row = place // wide
        return which, place - row * wide, row

    def _share(self, corner: int, which: Values, column: Values, row: Values) -> Values:
        """How near each pixel of the boxes is to one corner of its triangle: 1 there, 0 at the others."""
        xp = namespace(self.corners)
        b, c = self.corners[:, (corner + 1) % 3, :2], self.corners[:, (corner + 2) % 3, :2]
        edge = (c - b) / self.area[:, None]
        first = xp.astype(_cross(edge, self.low + 0.5 - b), xp.float32)
        across, down = -edge[:, 1], edge[:, 0]
        return first[which] + across[which] * xp.astype(column, xp.float32) + down[which] * xp.astype(row, xp.float32)


def _facing(points: Values, faces: Values, width: int, height: int) -> _Facing:
    """The triangles that are seen from their front."""
    xp, flat = namespace(points), points[:, :2]
    a, b, c = (flat[faces[:, k]] for k in range(3))
    area = _cross(b - a, c - a)
    numbers = xp.nonzero(area < -1e-9)[0]
    corners = points[faces[numbers]]
    a, b, c = (corners[:, k, :2] for k in range(3))
    low = xp.astype(xp.ceil(xp.minimum(xp.minimum(a, b), c) - 0.5), xp.int32)
    high = xp.astype(xp.floor(xp.maximum(xp.maximum(a, b), c) - 0.5), xp.int32)
    high = xp.stack([high[:, 0].clip(max=width - 1), high[:, 1].clip(max=height - 1)], axis=1)
    return _Facing(numbers, corners, area[numbers], low.clip(min=0), high)


def _depth_scale(far: Values) -> tuple[float, float]:
    low, high = float(far.min()), float(far.max())
    return low, (1 << 30) / max(high - low, 1e-6)


def _weights(corners: Values, area: Values, pixels: Values, width: int) -> Values:
    """How near each pixel is to its triangle's corners (k × 3, together 1)."""
    xp = namespace(corners)
    points = xp.astype(xp.stack([pixels % width, pixels // width], axis=1), xp.float32) + 0.5
    shares = []
    for k in range(3):
        b, c = corners[:, (k + 1) % 3, :2], corners[:, (k + 2) % 3, :2]
        shares.append(_cross(c - b, points - b) / area)
    # Of a sliver's, rounding can make anything.
    out = xp.stack(shares, axis=1).clip(1e-6, 1)
    return out / (out[:, :1] + out[:, 1:2] + out[:, 2:])


def _cross(a: Values, b: Values) -> Values:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
