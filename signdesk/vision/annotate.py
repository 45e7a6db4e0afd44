"""Writing on pictures what was seen in them, for files that are looked at without signdesk."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box
from signdesk.vision.image import Image

__all__ = ["with_box", "with_caption", "with_lines"]

Colour = tuple[int, int, int]

_INK, _PAPER, _GREY, _ACCENT = (250, 250, 247), (24, 30, 33), (150, 158, 160), (88, 208, 190)
_FONT = 0
_STRIP = 0.17
"""How high the strip below a picture is, as a share of the picture's height."""


def with_lines(image: Image, points: NDArray[np.float32], pairs: Iterable[tuple[int, int]]) -> Image:
    """A copy of ``image`` in which the ``pairs`` of ``points`` (n × 2, pixels) are joined, and each is a dot."""
    from signdesk.vision.opencv import cv2

    out = image.copy()
    places = [(round(float(x) * 16), round(float(y) * 16)) for x, y in points]
    thick = _thick(image)
    for a, b in pairs:
        cv2.line(out, places[a], places[b], _ACCENT, thick, cv2.LINE_AA, 4)
    for place in places:
        cv2.circle(out, place, round(1.6 * thick * 16), _INK, -1, cv2.LINE_AA, 4)
    return out


def with_box(image: Image, box: Box, text: str) -> Image:
    """A copy of ``image`` with ``box`` (pixels) around something, and ``text`` above it; "" for none."""
    from signdesk.vision.opencv import cv2

    out = image.copy()
    thick = _thick(image)
    corners = (round(box.x), round(box.y)), (round(box.right), round(box.bottom))
    colour = _ACCENT if text else _INK
    cv2.rectangle(out, *corners, _PAPER, thick + 2, cv2.LINE_AA)
    cv2.rectangle(out, *corners, colour, thick, cv2.LINE_AA)
    if text:
        _tag(out, text, corners[0])
    return out


def with_caption(image: Image, text: str, note: str) -> Image:
    """``image`` above a strip with ``text``, of which the end is shown when it is long, and a small ``note``."""
    height, width = image.shape[:2]
    strip: Image = np.empty((max(round(_STRIP * height), 32), width, 3), np.uint8)
    strip[:] = _PAPER
    tall = len(strip) / 62
    edge = round(14 * tall)
    _write(strip, note, (edge, round(18 * tall)), 0.42 * tall, _GREY)
    while text and _width(text, 0.95 * tall) > width - 2 * edge:
        text = text[1:]
    _write(strip, text, (edge, round(50 * tall)), 0.95 * tall, _INK, 2)
    return np.concatenate([image, strip])


def _tag(out: Image, text: str, corner: tuple[int, int]) -> None:
    from signdesk.vision.opencv import cv2

    size = out.shape[0] / 480
    high, wide = round(30 * size), _width(text, 0.8 * size) + round(16 * size)
    left = min(max(corner[0], 0), out.shape[1] - wide)
    top = max(corner[1] - high - 4, 0)
    cv2.rectangle(out, (left, top), (left + wide, top + high), _PAPER, -1)
    _write(out, text, (left + round(8 * size), top + round(22 * size)), 0.8 * size, _ACCENT, 2)


def _write(out: Image, text: str, at: tuple[int, int], scale: float, colour: Colour, bold: int = 1) -> None:
    from signdesk.vision.opencv import cv2

    cv2.putText(out, text, at, _FONT, scale, colour, bold, cv2.LINE_AA)


def _width(text: str, scale: float) -> int:
    from signdesk.vision.opencv import cv2

    return int(cv2.getTextSize(text, _FONT, scale, 2)[0][0])


def _thick(image: Image) -> int:
    return max(1, round(float(min(image.shape[:2])) / 220))
