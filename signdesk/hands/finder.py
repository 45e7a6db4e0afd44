"""Where the hand is: what every finder can do, and the part of the picture in which the user says that it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signdesk.hands.hand import Hand
from signdesk.vision.box import Box
from signdesk.vision.image import Image

__all__ = ["SMALLEST", "GuideRegion", "HandFinder"]


SMALLEST = 0.05
"""A guide region is at least this part of the picture wide and high."""


class HandFinder(Protocol):
    """Looks for hands anywhere in a picture."""

    def find(self, image: Image, near: Box | None = None) -> list[Hand]:
        """The hands in ``image``, best first; an empty list when there is none.

        With ``near``, the box of a hand a moment ago, only its surroundings need to be looked at, which costs less.
        """
        ...

    def search(self, image: Image) -> list[Hand]:
        """The same for a still picture, which may take longer: no next frame will show what is missed in this one."""
        ...


@dataclass(frozen=True, slots=True)
class GuideRegion:
    """The part of the picture in which the user holds the hand, in 0–1 of its width and height.

    Whether a hand is there, the reader has to say. ``ValueError`` unless it lies inside the picture and is at least
    ``SMALLEST`` wide and high.
    """

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        inside = self.x >= 0 and self.y >= 0 and self.x + self.width <= 1 + 1e-6 and self.y + self.height <= 1 + 1e-6
        if not (inside and self.width >= SMALLEST and self.height >= SMALLEST):
            raise ValueError(
                f"a guide region lies inside the picture (0 to 1) and spans {SMALLEST} or more, not {self}"
            )

    @classmethod
    def fitted(cls, x: float, y: float, width: float, height: float) -> GuideRegion:
        """The allowed region nearest to these values: what a region dragged over the edge of the picture becomes."""
        width, height = min(max(width, SMALLEST), 1.0), min(max(height, SMALLEST), 1.0)
        return cls(min(max(x, 0.0), 1.0 - width), min(max(y, 0.0), 1.0 - height), width, height)

    def box(self, image_width: int, image_height: int) -> Box:
        """The region in pixels of a picture of that size."""
        return Box(self.x * image_width, self.y * image_height, self.width * image_width, self.height * image_height)
