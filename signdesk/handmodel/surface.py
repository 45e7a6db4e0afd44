"""From a distance function to a mesh of triangles.

Naive surface nets (Gibson 1998, *Constrained elastic surface nets*): one vertex in every cell that the surface passes
through, at the mean of where it crosses the cell's edges, and one square for every crossed edge. The vertices are then
drawn onto the surface along its gradient.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Distance", "gradient", "triangles_of"]

Array = NDArray[np.float32]
Distance = Callable[[Array], Array]

_COARSE = 4
_TETRAHEDRON = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)


def triangles_of(distance: Distance, low: Array, high: Array, step: float) -> tuple[Array, NDArray[np.int32]]:
    """Vertices (n × 3) and triangles (m × 3) of the surface where ``distance`` is 0, between corners ``low``, ``high``.

    ``step`` is the side of a cell. Triangles turn counter-clockwise as seen from outside.
    """
    values, origin = _sampled(distance, low, high, step)
    vertices, faces = _nets(values)
    vertices = (vertices * step + origin).astype(np.float32)
    for _ in range(2):
        slope = gradient(distance, vertices)
        vertices -= slope * distance(vertices)[:, None]
    return vertices, faces


def gradient(distance: Distance, points: Array, reach: float = 0.4) -> Array:
    """The direction (n × 3, length 1) in which ``distance`` grows at ``points``: the surface's normal."""
    slope = sum(corner * distance(points + corner * np.float32(reach))[:, None] for corner in _TETRAHEDRON)
    return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9), np.float32)


def _sampled(distance: Distance, low: Array, high: Array, step: float) -> tuple[Array, Array]:
    """The distance at every corner of the grid: exact near the surface, elsewhere as a coarser grid has it."""
    blocks = np.ceil((high - low) / (step * _COARSE)).astype(int)
    coarse = _lattice(blocks, low + step * (_COARSE - 1) / 2, step * _COARSE)
    rough = distance(coarse.reshape(-1, 3)).reshape(blocks)
    values = rough
    for axis in range(3):
        values = np.repeat(values, _COARSE, axis=axis)
    values = np.ascontiguousarray(values)
    near = np.abs(values) < step * _COARSE * 1.1
    where = np.argwhere(near).astype(np.float32)
    values[near] = distance(where * np.float32(step) + low)
    return values, low


def _lattice(counts: NDArray[np.int_], origin: Array, step: float) -> Array:
    axes = [np.arange(n, dtype=np.float32) * np.float32(step) + start for n, start in zip(counts, origin, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), -1)


def _nets(values: Array) -> tuple[Array, NDArray[np.int32]]:
    """Vertices in cells of the grid, and triangles between them."""
    inside = values < 0
    shape = np.array(values.shape) - 1
    strides = np.array([shape[1] * shape[2], shape[2], 1])
    total = np.zeros((int(shape.prod()), 3), np.float64)
    count = np.zeros(int(shape.prod()), np.int32)
    quads = []
    for axis in range(3):
        first = [slice(None)] * 3
        second = [slice(None)] * 3
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        crossed = np.argwhere(inside[tuple(first)] != inside[tuple(second)])
        one, two = (axis + 1) % 3, (axis + 2) % 3
        # Edges on the rim of the grid have no four cells around them.
        rim = (crossed[:, [one, two]] < 1) | (crossed[:, [one, two]] >= shape[[one, two]])
        crossed = crossed[~rim.any(1)]
        here, ahead = values[tuple(crossed.T)], values[tuple((crossed + np.eye(3, dtype=int)[axis]).T)]
        points = crossed.astype(np.float64)
        points[:, axis] += here / (here - ahead)
        cell = crossed @ strides
        corners = np.stack([cell - strides[one] - strides[two], cell - strides[two], cell, cell - strides[one]], axis=1)
        for corner in corners.T:
            count += np.bincount(corner, minlength=len(count)).astype(np.int32)
            for k in range(3):
                total[:, k] += np.bincount(corner, weights=points[:, k], minlength=len(count))
        flip = here > 0
        corners[flip] = corners[flip][:, ::-1]
        quads.append(corners)
    used = np.flatnonzero(count)
    number = np.full(len(count), -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    squares = number[np.concatenate(quads)]
    faces = np.concatenate([squares[:, [0, 1, 2]], squares[:, [0, 2, 3]]])
    return (total[used] / count[used, None]).astype(np.float32), faces.astype(np.int32)
