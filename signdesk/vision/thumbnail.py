"""Small copies of pictures, for showing many of them."""

from __future__ import annotations

import numpy as np

from signdesk.vision.image import Image

__all__ = ["fitted"]


def fitted(image: Image, width: int, height: int) -> Image:
    """``image`` shrunk to lie within ``width`` × ``height`` pixels, in its own proportions; never enlarged."""
    from signdesk.vision.opencv import cv2

    high, wide = image.shape[:2]
    scale = min(width / wide, height / high, 1.0)
    if scale == 1.0:
        return image
    size = (max(round(wide * scale), 1), max(round(high * scale), 1))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
