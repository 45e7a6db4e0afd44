"""A chart of the manual alphabet: a hand for each sign, J and Z with the way that they move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import DIGITS, LETTERS, MOVING_LETTERS
from signdesk.handmodel.turntable import Side, picture, trace

__all__ = ["CHARTS", "INK", "TRACE", "Cell", "alphabet_chart", "arrow_head", "cells", "seen_from"]

CHARTS = {
    "letters": tuple(sorted((*LETTERS.labels, *MOVING_LETTERS))),
    "digits": DIGITS.labels,
    "both": (*sorted((*LETTERS.labels, *MOVING_LETTERS)), *DIGITS.labels),
}
"""The signs of each chart that there is."""

INK, TRACE = (38, 42, 48), (196, 60, 40)
"""Colours of the names and of the arrows."""

_ACROSS = 6
_TIPPED = {"G": 40.0, "T": 20.0}
"""By how many degrees the viewer sees a sign from above whose thumb would else be hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A sign on a chart: its hand on white (size × size × 3) and, for a letter that moves, the way of the fingertip
    (n × 2, in parts of the picture)."""

    label: str
    image: NDArray[np.uint8]
    way: NDArray[np.float64] | None


def seen_from(label: str, left: bool = False) -> Side:
    """From where a chart shows ``label``: as whoever is spelled to sees it, or a little from above."""
    return Side(pitch=_TIPPED.get(label, 0.0), left=left)


def cells(labels: Sequence[str], size: int, tone: float = 5.0, left: bool = False) -> Iterator[Cell]:
    """The cells of a chart of ``labels``, ``size`` pixels wide, one after the other, for each takes a moment."""
    for label in labels:
        side = seen_from(label, left)
        drawn = picture(label, side, size, fine=2, tone=tone)
        image = drawn[..., :3] + (255 - drawn[..., 3:])
        yield Cell(label, image, trace(label, side) if label in MOVING_LETTERS else None)


def alphabet_chart(drawn: Sequence[Cell]) -> NDArray[np.uint8]:
    """The chart as a picture (height × width × 3, RGB), six signs a row."""
    named = [_named(cell) for cell in drawn]
    named += [np.full_like(named[0], 255)] * (-len(named) % _ACROSS)
    return np.vstack([np.hstack(named[at : at + _ACROSS]) for at in range(0, len(named), _ACROSS)])


def arrow_head(way: NDArray[np.float64], long: float) -> NDArray[np.float64]:
    """The three corners (3 × 2) of an arrow's head, ``long`` in the unit of ``way`` (n × 2), at its end."""
    ahead = way[-1] - way[-5]
    ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-9) * long
    across = np.array([-ahead[1], ahead[0]]) * 0.55
    return np.array([way[-1] + ahead, way[-1] + across, way[-1] - across])


def _named(cell: Cell) -> NDArray[np.uint8]:
    """The cell's picture with its name and its arrow drawn in."""
    from signdesk.vision.opencv import cv2

    out = np.ascontiguousarray(cell.image)
    scale = len(out) / 320
    if cell.way is not None:
        line, wide = cell.way * len(out), max(2, round(len(out) / 110))
        cv2.polylines(out, [_sixteenths(line)], False, TRACE, wide, cv2.LINE_AA, 4)
        cv2.fillPoly(out, [_sixteenths(arrow_head(line, len(out) * 0.045))], TRACE, cv2.LINE_AA, 4)
    place, thick = (int(14 * scale), int(42 * scale)), max(1, round(2 * scale))
    cv2.putText(out, cell.label, place, 0, 1.2 * scale, INK, thick, cv2.LINE_AA)
    return out


def _sixteenths(points: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.round(points * 16).astype(np.int32)
