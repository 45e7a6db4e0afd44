"""What makes one hand differ from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["HAND_LENGTH", "HandShape"]

HAND_LENGTH = 184.0
"""About how long a hand is, in millimetres: the unit of ways through the air. From the wrist to the middle finger's tip
the mean hand measures 187.6, which lies amid the means of men (193.3) and women (181.1) in Gordon et al., *2012
Anthropometric Survey of U.S. Army Personnel* (ANSUR II)."""


@dataclass(frozen=True, slots=True)
class HandShape:
    """The build of a hand, each as a multiple of the mean hand.

    ``size`` scales all. ``fingers`` are the lengths of the index, middle, ring and little finger, ``thumb`` that of
    the thumb, ``width`` the breadth of the palm. ``thickness`` is how stout fingers and palm are, ``taper`` how much
    fingers narrow towards their tips, ``knuckles`` how far joints stand out. ``age`` from 0 (child) to 1 (old) deepens
    creases.
    """

    size: float = 1.0
    fingers: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    thumb: float = 1.0
    width: float = 1.0
    thickness: float = 1.0
    taper: float = 1.0
    knuckles: float = 1.0
    age: float = 0.35

    def __post_init__(self) -> None:
        lengths = (self.size, *self.fingers, self.thumb, self.width, self.thickness)
        if not all(0.5 <= value <= 1.6 for value in lengths):
            raise ValueError(f"a hand's measures lie between 0.5 and 1.6 of the mean, not at {lengths}")
        if not 0 <= self.age <= 1:
            raise ValueError(f"age lies between 0 and 1, not at {self.age}")

    def finger_lengths(self) -> NDArray[np.float64]:
        """The five factors, thumb first, with size."""
        return np.array([self.thumb, *self.fingers]) * self.size
