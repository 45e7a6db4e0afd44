"""From a hand in a picture to what a network sees.

`to_input` is the only way there: live frames, dropped files, the command line and training all call it, so that
what a network was trained on is what it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box
from signdesk.vision.image import Image

__all__ = ["CropFrame", "InputSpec", "crop_frame", "fit_into", "to_input", "whole"]


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What a network wants to see of a hand.

    ``size`` is the side of the square input in pixels, ``channels`` 3 (RGB) or 1 (grey). ``margin`` is the side of
    the square cut from the picture, as a multiple of the longer side of the hand's box.
    """

    size: int
    channels: int = 3
    margin: float = 1.0

    def __post_init__(self) -> None:
        if not 8 <= self.size <= 512:
            raise ValueError(f"an input is 8 to 512 pixels wide, not {self.size}")
        if self.channels not in (1, 3):
            raise ValueError(f"an input has 1 or 3 channels, not {self.channels}")
        if not 0.5 <= self.margin <= 4:
            raise ValueError(f"the margin lies between 0.5 and 4, not at {self.margin}")


@dataclass(frozen=True, slots=True)
class CropFrame:
    """How an input lies in its picture: input pixel = ``scale`` × (picture pixel − origin)."""

    x: float
    y: float
    scale: float

    def to_picture(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Points in input pixels (… × 2) as points of the picture."""
        return (points / self.scale + (self.x, self.y)).astype(np.float32)

    def to_crop(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Points of the picture (… × 2) as points in input pixels."""
        return ((points - (self.x, self.y)) * self.scale).astype(np.float32)


def crop_frame(box: Box, spec: InputSpec) -> CropFrame:
    """Where the input for the hand in ``box`` lies in its picture."""
    square = box.squared().grown(spec.margin)
    return CropFrame(square.x, square.y, spec.size / square.width)


def to_input(image: Image, box: Box, spec: InputSpec, turn: float = 0.0) -> NDArray[np.uint8]:
    """The square around ``box``, resized to the network's input: ``size`` × ``size`` × ``channels``, uint8.

    With ``turn`` the picture is turned about the square's middle, in degrees with the clock. Outside the picture its
    edge pixels go on. Shrinking averages over areas and enlarging interpolates linearly, so that a large and a small
    picture of the same hand give nearly the same input. Grey is ITU-R BT.601 luma.
    """
    from signdesk.vision.opencv import cv2

    frame = crop_frame(box, spec)
    shrink = int(1 / frame.scale)
    if shrink >= 2:
        # Area-average by a whole factor first: one linear step over many pixels would skip most of them.
        image, frame = _shrunk(image, frame, shrink)
    matrix = np.array([[frame.scale, 0, -frame.scale * frame.x], [0, frame.scale, -frame.scale * frame.y]])
    # Pixel centres lie at half-integers: shift so that the square's edges, not its corner pixels' centres, align.
    matrix[:, 2] += (frame.scale - 1) / 2
    if turn:
        middle = (spec.size - 1) / 2
        matrix = cv2.getRotationMatrix2D((middle, middle), -turn, 1.0) @ np.vstack([matrix, (0, 0, 1)])
    out = cv2.warpAffine(image, matrix, (spec.size, spec.size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if spec.channels == 1:
        return cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)[..., None].astype(np.uint8, copy=False)
    return out.astype(np.uint8, copy=False)


def _shrunk(image: Image, frame: CropFrame, factor: int) -> tuple[Image, CropFrame]:
    from signdesk.vision.opencv import cv2

    height, width = (max(side // factor, 1) for side in image.shape[:2])
    # Whole blocks only, so that both directions shrink by the same factor, and points land where `crop_frame` says.
    blocks = image[: height * factor, : width * factor]
    small = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), CropFrame(frame.x / factor, frame.y / factor, frame.scale * factor)


def whole(image: Image, spec: InputSpec) -> Box:
    """The box for which `to_input` shows all of ``image``: for pictures that are crops of a hand already."""
    height, width = image.shape[:2]
    side = max(width, height) / spec.margin
    return Box.centred(width / 2, height / 2, side, side)


def fit_into(image: Image, width: int, height: int) -> tuple[Image, float]:
    """``image`` scaled to fit into ``width`` × ``height``, at the top left, its edge pixels going on; and the scale."""
    from signdesk.vision.opencv import cv2

    scale = min(width / image.shape[1], height / image.shape[0])
    across, down = max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1)
    kernel = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (across, down), interpolation=kernel)
    full = cv2.copyMakeBorder(small, 0, height - down, 0, width - across, cv2.BORDER_REPLICATE)
    return full.astype(np.uint8, copy=False), scale
