"""Pictures from OpenCV's `VideoCapture`: cameras, and streams that FFmpeg reads."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.image import Image

__all__ = ["Device", "OpenCvCapture"]


class Device(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, Any]: ...

    def get(self, propId: int) -> float: ...  # noqa: N803 - OpenCV's name

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803 - OpenCV's name

    def release(self) -> None: ...


class OpenCvCapture:
    """A `Capture` of an open ``device``."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def read(self) -> Image | None:
        """The next picture, RGB; None when the device gave none."""
        from signdesk.vision.opencv import cv2

        try:
            done, pixels = self._device.read()
        except cv2.error:
            return None
        return _as_rgb(pixels) if done and pixels is not None else None

    def release(self) -> None:
        """Let go of the device."""
        self._device.release()


def _as_rgb(pixels: NDArray[np.uint8]) -> Image:
    from signdesk.vision.opencv import cv2

    grey = pixels.ndim == 2 or pixels.shape[2] == 1  # infrared cameras
    return cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB if grey else cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
