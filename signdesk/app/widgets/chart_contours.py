"""Lines of equal height in a grid of heights, by marching squares (Lorensen and Cline 1987, in the plane)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["contours"]


def contours(heights: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """The pieces (n, 4) of the line where ``heights`` (rows, columns) cross ``level``, each x0, y0, x1, y1 in 0 to 1
    of the grid, y from its first row."""
    rows, columns = heights.shape
    above = heights > level
    low_left, low_right, high_left, high_right = above[:-1, :-1], above[:-1, 1:], above[1:, :-1], above[1:, 1:]
    crossed = (low_left != low_right, low_right != high_right, high_left != high_right, low_left != high_left)
    pieces = []
    for y, x in zip(*np.nonzero(np.logical_or.reduce(crossed)), strict=True):
        a, b, d, c = heights[y, x], heights[y, x + 1], heights[y + 1, x], heights[y + 1, x + 1]
        points = []
        if crossed[0][y, x]:
            points.append((x + (level - a) / (b - a), float(y)))
        if crossed[1][y, x]:
            points.append((x + 1.0, y + (level - b) / (c - b)))
        if crossed[2][y, x]:
            points.append((x + (level - d) / (c - d), y + 1.0))
        if crossed[3][y, x]:
            points.append((float(x), y + (level - a) / (d - a)))
        pieces += [(*points[i], *points[i + 1]) for i in range(0, len(points) - 1, 2)]
    scale = np.array([columns - 1, rows - 1, columns - 1, rows - 1], float)
    return np.asarray(np.array(pieces, float).reshape(-1, 4) / scale)
