"""A chart on a sheet of paper: where everything lies. `sheet_pdf` and `sheet_svg` write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.chart import CHARTS, Cell, arrow_head

__all__ = ["PAPERS", "Placed", "Sheet", "Text", "laid_out"]

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points, a 72nd of an inch."""

_MARGIN, _HEAD = 40.0, 58.0
_GAP = 8.0
_COLUMNS = {26: 5, 10: 3, 36: 6}
_TIPS = (
    "What to look for",
    "J and Z are drawn in the air: the fingertip follows the arrow.",
    "Fists are told apart by the thumb: A beside the fist, S across its front,",
    "T under one finger, N under two, M under three, E below all fingertips.",
    "The same shape, turned another way: G and Q, H and U, K and P.",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text that begins at ``x``, its baseline at ``y``; sizes in points, y downwards from the top."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A cell's picture at ``x``, ``y``, ``side`` points wide; ``way`` (n × 2) and ``head`` (3 × 2) of its arrow."""

    cell: Cell
    x: float
    y: float
    side: float
    way: NDArray[np.float64] | None
    head: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page of ``width`` × ``height`` points with its texts and pictures."""

    width: float
    height: float
    title: str
    texts: tuple[Text, ...]
    placed: tuple[Placed, ...]


def laid_out(cells: Sequence[Cell], paper: str = "a4", left: bool = False) -> Sheet:
    """``cells`` on a sheet of ``paper``, as large as lets all of them in."""
    width, height = PAPERS[paper]
    across = _COLUMNS.get(len(cells), max(1, round((len(cells) * 0.75) ** 0.5)))
    down = -(-len(cells) // across)
    wide = (width - 2 * _MARGIN) / across
    tall = (height - 2 * _MARGIN - _HEAD) / down
    side = min(wide - _GAP, tall - _GAP)
    size = max(11.0, side * 0.16)
    texts, placed = _words(cells, left), []
    for number, cell in enumerate(cells):
        row, column = divmod(number, across)
        x = _MARGIN + column * wide + (wide - side) / 2
        y = _MARGIN + _HEAD + row * tall + (tall - side) / 2
        placed.append(_placed(cell, x, y, side))
        texts.append(Text(cell.label, x, y + size, size, bold=True))
    if len(cells) == len(CHARTS["letters"]):
        texts += _tips(_MARGIN + wide * (len(cells) % across) + _GAP, placed[-1].y + 12)
    return Sheet(width, height, texts[0].text, tuple(texts), tuple(placed))


def _words(cells: Sequence[Cell], left: bool) -> list[Text]:
    """The title, and what the chart shows."""
    labels = {cell.label for cell in cells}
    letters, digits = any(not label.isdigit() for label in labels), any(label.isdigit() for label in labels)
    title = "The American manual alphabet" if letters else "The digits of American Sign Language"
    if letters and digits:
        title = "The American manual alphabet and digits"
    hand = "left" if left else "right"
    return [
        Text(title, _MARGIN, _MARGIN + 20, 20, bold=True),
        Text(f"A {hand} hand, as the person sees it who is spelled to", _MARGIN, _MARGIN + 38, 10.5, faint=True),
    ]


def _tips(x: float, y: float) -> list[Text]:
    """What a learner looks for, in the room that the last row of letters leaves."""
    return [Text(tip, x, y + 17 * number, 9.5, bold=not number, faint=bool(number)) for number, tip in enumerate(_TIPS)]


def _placed(cell: Cell, x: float, y: float, side: float) -> Placed:
    if cell.way is None:
        return Placed(cell, x, y, side, None, None)
    way = cell.way * side + (x, y)
    return Placed(cell, x, y, side, way, arrow_head(way, side * 0.045))
