"""Rectangles in a picture, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle: ``x``, ``y`` is its top left corner; all in pixels of the picture, as floats."""

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if not (self.width > 0 and self.height > 0):
            raise ValueError(f"a box needs a positive size, not {self.width} × {self.height}")

    @classmethod
    def around(cls, points: NDArray[np.floating]) -> Box:
        """The smallest box around ``points`` (n × 2, x then y), at least one pixel wide and high."""
        low, high = points.min(axis=0), points.max(axis=0)
        return cls(float(low[0]), float(low[1]), max(float(high[0] - low[0]), 1.0), max(float(high[1] - low[1]), 1.0))

    @classmethod
    def centred(cls, x: float, y: float, width: float, height: float) -> Box:
        """The box of that size whose centre is ``x``, ``y``."""
        return cls(x - width / 2, y - height / 2, width, height)

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return self.width * self.height

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def scaled(self, factor: float) -> Box:
        """This box with its coordinates multiplied, for a picture scaled by ``factor``."""
        return Box(self.x * factor, self.y * factor, self.width * factor, self.height * factor)

    def grown(self, factor: float) -> Box:
        """This box made ``factor`` times as wide and high around its centre."""
        return Box.centred(*self.centre, self.width * factor, self.height * factor)

    def squared(self) -> Box:
        """The square around the same centre whose side is the longer side of this box."""
        side = max(self.width, self.height)
        return Box.centred(*self.centre, side, side)

    def mirrored(self, image_width: float) -> Box:
        """This box as it lies in the picture seen in a mirror."""
        return Box(image_width - self.right, self.y, self.width, self.height)

    def clipped(self, image_width: float, image_height: float) -> Box | None:
        """The part of this box inside the picture, or None when nothing is."""
        left, top = max(self.x, 0.0), max(self.y, 0.0)
        right, bottom = min(self.right, image_width), min(self.bottom, image_height)
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right - left, bottom - top)

    def iou(self, other: Box) -> float:
        """Intersection over union with ``other``: 0 apart, 1 the same."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)
