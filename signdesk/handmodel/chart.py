"""A chart of the manual alphabet: A to Z, J and Z with the way that they move."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS, MOVING_LETTERS
from signdesk.handmodel.camera import View
from signdesk.handmodel.motion import motion
from signdesk.handmodel.pose import load_pose
from signdesk.handmodel.render import render
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.texture import SkinLook

__all__ = ["alphabet_chart"]

_ACROSS = 6
_INK, _PAPER, _TRACE = (38, 42, 48), (255, 255, 255), (196, 60, 40)


def alphabet_chart(cell: int = 320, tone: float = 5.0, left: bool = False) -> NDArray[np.uint8]:
    """The chart (height × width × 3, RGB), six letters a row, each ``cell`` pixels wide; a left hand if asked for."""
    labels = sorted((*LETTERS.labels, *MOVING_LETTERS))
    cells = [_cell(label, cell, tone, left) for label in labels]
    blank = np.full_like(cells[0], 255)
    cells += [blank] * (-len(cells) % _ACROSS)
    return np.vstack([np.hstack(cells[at : at + _ACROSS]) for at in range(0, len(cells), _ACROSS)])


def _cell(label: str, size: int, tone: float, left: bool) -> NDArray[np.uint8]:
    from signdesk.vision.opencv import cv2

    moving = label in MOVING_LETTERS
    pose = motion(label).keyframes[0].pose if moving else load_pose(label)
    view = View(fill=0.56 if moving else 0.66, y=0.55, mirrored=left)
    drawn = render(pose, HandShape(), view, size, look=SkinLook(tone), background=_PAPER)
    out = np.ascontiguousarray(drawn.image)
    if moving:
        tip = drawn.keypoints[20 if label == "J" else 8]
        _trace(out, label, tip, size, -1.0 if left else 1.0)
    scale = size / 320
    cv2.putText(
        out, label, (int(14 * scale), int(42 * scale)), 0, 1.2 * scale, _INK, max(1, round(2 * scale)), cv2.LINE_AA
    )
    return out


def _trace(out: NDArray[np.uint8], label: str, tip: NDArray[np.floating[Any]], size: int, side: float) -> None:
    """The way of the fingertip, with an arrow's head at its end."""
    from signdesk.vision.opencv import cv2

    frames = motion(label)
    times = np.linspace(0, frames.duration, 48)
    places = np.array([frames.at(float(time)).at for time in times])
    reach = size * 0.42
    points = tip + (places - places[0]) * (side * reach, -reach) + (0.0, -0.03 * size)
    line = np.round(points * 16).astype(np.int32)
    wide = max(2, round(size / 110))
    cv2.polylines(out, [line], False, _TRACE, wide, cv2.LINE_AA, 4)
    ahead = points[-1] - points[-6]
    ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-6) * size * 0.045
    across = np.array([-ahead[1], ahead[0]]) * 0.55
    head = np.array([points[-1] + ahead, points[-1] + across, points[-1] - across])
    cv2.fillPoly(out, [np.round(head * 16).astype(np.int32)], _TRACE, cv2.LINE_AA, 4)
