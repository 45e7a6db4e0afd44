"""Other looks at the same hand: what one look gets wrong, the mean of several often doesn't."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, crop_frame, to_input
from signdesk.vision.image import Image

__all__ = ["Look"]


@dataclass(frozen=True, slots=True)
class Look:
    """A hand as it is, or in a box ``size`` times as large, ``turn``ed by degrees with the clock, ``mirrored``."""

    size: float = 1.0
    turn: float = 0.0
    mirrored: bool = False

    def shown(self, image: Image, box: Box, spec: InputSpec) -> NDArray[np.uint8]:
        """The input (size × size × channels) that a network is shown of the hand in ``box``."""
        crop = to_input(image, box.grown(self.size), spec, self.turn)
        return crop[:, ::-1] if self.mirrored else crop

    def to_picture(self, points: NDArray[np.floating], box: Box, spec: InputSpec) -> NDArray[np.float32]:
        """Points (… × 2) in pixels of that input as points of the picture."""
        middle = spec.size / 2
        centred = (points - middle) * ((-1, 1) if self.mirrored else (1, 1))
        angle = np.deg2rad(self.turn)
        back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return crop_frame(box.grown(self.size), spec).to_picture(centred @ back + middle)
