"""A sheet as SVG: texts and arrows as such, hands as PNG pictures within it."""

from __future__ import annotations

from base64 import b64encode
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.chart import INK, TRACE
from signdesk.handmodel.sheet import Placed, Sheet, Text

__all__ = ["sheet_svg"]


def sheet_svg(sheet: Sheet) -> bytes:
    """The file; the same sheet gives the same bytes."""
    width, height = f"{sheet.width:.2f}", f"{sheet.height:.2f}"
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    size = f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg {spaces} {size} font-family="Helvetica, Arial, sans-serif">',
        f"<title>{escape(sheet.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_picture(placed) for placed in sheet.placed),
        *(_arrow(placed) for placed in sheet.placed if placed.way is not None),
        *(_text(text) for text in sheet.texts),
        "</svg>",
    ]
    return "\n".join(lines).encode() + b"\n"


def _picture(placed: Placed) -> str:
    from signdesk.vision.image import encode_image

    data = b64encode(encode_image(placed.cell.image, ".png")).decode("ascii")
    side = f"{placed.side:.2f}"
    return (
        f'<image x="{placed.x:.2f}" y="{placed.y:.2f}" width="{side}" height="{side}" '
        f'xlink:href="data:image/png;base64,{data}"/>'
    )


def _arrow(placed: Placed) -> str:
    assert placed.way is not None
    assert placed.head is not None
    colour, wide = _colour(TRACE), f"{placed.side / 90:.2f}"
    pen = f'stroke="{colour}" stroke-width="{wide}" stroke-linecap="round" stroke-linejoin="round"'
    line = f'<polyline points="{_points(placed.way)}" fill="none" {pen}/>'
    return f'{line}<polygon points="{_points(placed.head)}" fill="{colour}"/>'


def _text(text: Text) -> str:
    weight = ' font-weight="bold"' if text.bold else ""
    faint = ' fill-opacity="0.75"' if text.faint else ""
    place = f'x="{text.x:.2f}" y="{text.y:.2f}" font-size="{text.size:.2f}"'
    return f'<text {place}{weight} fill="{_colour(INK)}"{faint}>{escape(text.text)}</text>'


def _points(points: NDArray[np.float64]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points.tolist())


def _colour(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
