"""A chart of the manual alphabet: A to Z, J and Z with the way that they move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS, MOVING_LETTERS
from signdesk.handmodel.camera import View
from signdesk.handmodel.motion import motion
from signdesk.handmodel.pose import load_pose
from signdesk.handmodel.render import Rendered, render
from signdesk.handmodel.shape import HAND_LENGTH, HandShape
from signdesk.handmodel.skeleton import skeleton
from signdesk.handmodel.texture import SkinLook

__all__ = ["alphabet_chart"]

_ACROSS = 6
_DRAWS = {"J": 20, "Z": 8}
"""Which keypoint draws a letter."""
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
    view = View(fill=0.5 if moving else 0.66, y=0.6 if moving else 0.55, mirrored=left)
    drawn = render(pose, HandShape(), view, size, look=SkinLook(tone), background=_PAPER)
    out = np.ascontiguousarray(drawn.image)
    if moving:
        _trace(out, label, drawn, size, left)
    scale = size / 320
    cv2.putText(
        out, label, (int(14 * scale), int(42 * scale)), 0, 1.2 * scale, _INK, max(1, round(2 * scale)), cv2.LINE_AA
    )
    return out


def _trace(out: NDArray[np.uint8], label: str, drawn: Rendered, size: int, left: bool) -> None:
    """The way of the fingertip, with an arrow's head at its end."""
    from signdesk.vision.opencv import cv2

    tip = _DRAWS[label]
    way = _fingertip(label, tip) * (-1.0 if left else 1.0, -1.0)
    flat, deep = drawn.keypoints[[0, tip]], drawn.keypoints_3d[[0, tip], :2]
    scale = np.linalg.norm(flat[1] - flat[0]) / np.linalg.norm(deep[1] - deep[0])
    points = flat[1] + (way - way[0]) * scale
    line = np.round(points * 16).astype(np.int32)
    wide = max(2, round(size / 110))
    cv2.polylines(out, [line], False, _TRACE, wide, cv2.LINE_AA, 4)
    ahead = points[-1] - points[-6]
    ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-6) * size * 0.045
    across = np.array([-ahead[1], ahead[0]]) * 0.55
    head = np.array([points[-1] + ahead, points[-1] + across, points[-1] - across])
    cv2.fillPoly(out, [np.round(head * 16).astype(np.int32)], _TRACE, cv2.LINE_AA, 4)


def _fingertip(label: str, tip: int) -> NDArray[np.float64]:
    """Where the fingertip is while the letter is drawn (n × 2, millimetres, y up)."""
    moves, bones = motion(label), skeleton(HandShape())
    way = []
    for time in np.linspace(0, moves.duration, 48):
        frame = moves.at(float(time))
        joint = frame.pose.turn() @ bones.joints(frame.pose.array())[tip]
        way.append(joint[:2] + np.array(frame.at) * HAND_LENGTH)
    return np.array(way)
