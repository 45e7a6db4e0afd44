"""What lies behind a hand: rooms, people, gradients and textures, all drawn from a seed."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["backdrop"]

Canvas = NDArray[np.floating[Any]]


def backdrop(rng: np.random.Generator, width: int, height: int) -> NDArray[np.uint8]:
    """A background (height × width × 3, RGB): mostly a room, often with somebody in it."""
    kind = rng.choice(["room", "plain", "texture"], p=[0.6, 0.28, 0.12])
    canvas = _plain(rng, width, height)
    if kind == "room":
        canvas = _room(canvas, rng)
    elif kind == "texture":
        canvas = _texture(canvas, rng)
    if rng.random() < 0.55:
        canvas = _person(canvas, rng)
    return _out_of_focus(canvas, rng)


def _colour(rng: np.random.Generator, saturation: float, low: float, high: float) -> tuple[float, float, float]:
    """A colour of a room (0 to 255): warm ones are commoner."""
    hue = rng.choice([rng.normal(0.09, 0.05), rng.normal(0.58, 0.08), rng.uniform()], p=[0.5, 0.25, 0.25]) % 1.0
    red, green, blue = colorsys.hsv_to_rgb(
        float(hue), float(rng.beta(1.2, 4)) * saturation * 2, float(rng.uniform(low, high))
    )
    return red * 255, green * 255, blue * 255


def _plain(rng: np.random.Generator, width: int, height: int) -> Canvas:
    """A wall on which light falls off."""
    wall = np.array(_colour(rng, 0.45, 0.3, 0.95), np.float32)
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    slope = 1 + rng.normal(0, 0.12) * x + rng.normal(0, 0.12) * y
    centre = rng.uniform(-1, 1, 2)
    spot = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2)) * rng.uniform(-0.1, 0.3)
    return np.asarray(wall * (slope + spot)[..., None], np.float32)


def _room(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Doors, windows, shelves, curtains and pictures on the wall."""
    from signdesk.vision.opencv import cv2

    height, width = canvas.shape[:2]
    out = np.ascontiguousarray(canvas, np.float32)
    for _ in range(int(rng.integers(1, 6))):
        w, h = int(width * rng.uniform(0.08, 0.55)), int(height * rng.uniform(0.1, 0.9))
        x, y = int(rng.uniform(-0.2, 1) * width), int(rng.uniform(-0.2, 0.9) * height)
        kind = rng.integers(4)
        shine = kind == 0
        colour = _colour(rng, 0.5, 0.85 if shine else 0.08, 1.0 if shine else 0.8)
        cv2.rectangle(out, (x, y), (x + w, y + h), colour, -1)
        if kind == 1:
            _shelf(out, rng, (x, y, w, h))
        elif kind == 2:
            for at in range(x, x + w, max(w // 7, 2)):
                cv2.line(out, (at, y), (at, y + h), tuple(0.8 * value for value in colour), max(w // 25, 1))
        elif rng.random() < 0.6:
            frame = _colour(rng, 0.3, 0.1, 0.9)
            cv2.rectangle(out, (x, y), (x + w, y + h), frame, max(width // 60, 1))
    return out


def _shelf(canvas: Canvas, rng: np.random.Generator, box: tuple[int, int, int, int]) -> None:
    from signdesk.vision.opencv import cv2

    x, y, w, h = box
    step = max(h // int(rng.integers(2, 5)), 4)
    for top in range(y, y + h - step // 2, step):
        at = x
        while at < x + w:
            thick = max(int(step * rng.uniform(0.08, 0.25)), 1)
            low = top + int(step * rng.uniform(0.1, 0.4))
            cv2.rectangle(canvas, (at, low), (min(at + thick, x + w), top + step - 2), _colour(rng, 0.7, 0.1, 0.8), -1)
            at += thick + 1


def _texture(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Cloth, wallpaper or foliage: noise of a few grains."""
    from signdesk.vision.opencv import cv2

    height, width = canvas.shape[:2]
    out = canvas
    for cells in (4, 9, 22):
        grain = rng.normal(0, 1, (cells, cells, 1)).astype(np.float32) * np.array(_colour(rng, 0.5, 0.3, 1.0)) / 255
        big = cv2.resize(grain.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        out = out + big * np.float32(rng.uniform(6, 26))
    return np.asarray(out)


def _person(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Somebody before the wall: shoulders, neck, hair and a face without features, as the camera sees them blurred."""
    from signdesk.handmodel.tone import monk, to_srgb
    from signdesk.vision.opencv import cv2

    height, width = canvas.shape[:2]
    out = np.ascontiguousarray(canvas, np.float32)
    head = height * rng.uniform(0.14, 0.3)
    # Beside the hand for the most part, as people hold it.
    x = width * (0.5 + rng.choice((-1, 1)) * rng.uniform(0.22, 0.6))
    y = height * rng.uniform(0.1, 0.6)
    skin = tuple(float(value) * 235 for value in to_srgb(monk(float(rng.uniform(1, 10))) * np.float32(0.7)))
    hair, shirt = _colour(rng, 0.5, 0.05, 0.45), _colour(rng, 0.8, 0.08, 0.9)

    def oval(dx: float, dy: float, wide: float, high: float, colour: tuple[float, ...]) -> None:
        centre = (round((x + dx * head) * 16), round((y + dy * head) * 16))
        axes = (round(wide * head * 16), round(high * head * 16))
        cv2.ellipse(out, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, 4)

    oval(0, 3.4, 2.1, 2.2, shirt)
    oval(0, 1.2, 0.42, 0.7, tuple(0.8 * value for value in skin))
    oval(0, -0.15, 0.88, 1.08 + rng.uniform(0, 0.5), hair)
    oval(0, 0.1, 0.7, 0.95, skin)
    oval(-0.27, -0.05, 0.13, 0.07, tuple(0.45 * value for value in skin))
    oval(0.27, -0.05, 0.13, 0.07, tuple(0.45 * value for value in skin))
    oval(0, 0.55, 0.24, 0.07, tuple(0.65 * value for value in skin))
    soft = cv2.GaussianBlur(out, (0, 0), max(head * 0.06, 0.5))
    return np.asarray(soft)


def _out_of_focus(canvas: Canvas, rng: np.random.Generator) -> NDArray[np.uint8]:
    from signdesk.vision.opencv import cv2

    sigma = min(canvas.shape[:2]) * float(rng.uniform(0.002, 0.02))
    return np.clip(cv2.GaussianBlur(np.asarray(canvas, np.float32), (0, 0), sigma), 0, 255).astype(np.uint8)
