"""What a camera does to a picture: blur, movement, white balance, exposure, and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lens", "random_lens"]


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera's faults.

    ``blur`` is a Gaussian's width and ``smear`` the length of a movement, as shares of the picture's shorter side;
    ``angle`` is the movement's, in degrees. ``gains`` multiply red, green and blue, ``gamma`` bends all, ``noise`` is
    the width of what is added, in steps of 255.
    """

    blur: float = 0.0
    smear: float = 0.0
    angle: float = 0.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gamma: float = 1.0
    noise: float = 0.0

    def seen(self, image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """``image`` as this camera gives it; ``rng`` draws the noise."""
        from signdesk.vision.opencv import cv2

        side = min(image.shape[:2])
        out: NDArray[np.floating[Any]] = image.astype(np.float32)
        if self.blur * side > 0.15:
            out = np.asarray(cv2.GaussianBlur(out, (0, 0), self.blur * side), np.float32)
        if self.smear * side > 1:
            out = np.asarray(cv2.filter2D(out, -1, _streak(self.smear * side, self.angle)), np.float32)
        out = 255 * np.clip(out * np.array(self.gains, np.float32) / 255, 0, 1) ** np.float32(self.gamma)
        grain: NDArray[np.floating[Any]] = rng.normal(0, 1, out.shape).astype(np.float32)
        # A sensor's noise is the same in all channels for the most part, and grows with light.
        grain = 0.7 * grain[..., :1] + 0.5 * grain
        out = out + grain * np.float32(self.noise) * (0.6 + 0.4 * out / 255)
        return np.asarray(np.clip(out + 0.5, 0, 255), np.uint8)


def random_lens(rng: np.random.Generator) -> Lens:
    """The faults of some webcam."""
    warmth = float(rng.normal(0, 0.05))
    return Lens(
        blur=float(rng.uniform(0, 0.005)),
        smear=float(rng.uniform(0, 0.025)) if rng.random() < 0.2 else 0.0,
        angle=float(rng.uniform(0, 180)),
        gains=(1 + warmth + float(rng.normal(0, 0.02)), 1 + float(rng.normal(0, 0.02)), 1 - warmth),
        gamma=float(np.exp(rng.normal(0, 0.14))),
        noise=float(rng.uniform(0, 4.5)),
    )


def _streak(length: float, angle: float) -> NDArray[np.float32]:
    """A line of ``length`` pixels through the centre of a kernel whose sum is 1."""
    half = int(np.ceil(length / 2))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    kernel = np.clip(1.0 - np.abs(x * sin - y * cos), 0, 1) * (np.abs(x * cos + y * sin) <= length / 2)
    return np.asarray(kernel / kernel.sum(), np.float32)
