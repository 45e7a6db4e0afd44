"""A cost surface with ways down it as a figure in a file, drawn without a window."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication

from signdesk.app.figure_export import save_figure
from signdesk.app.theme import SPACE, TYPE, Colours, Theme, font
from signdesk.app.widgets.chart_lines import curve_colour
from signdesk.app.widgets.chart_surface import Ground as Landscape
from signdesk.app.widgets.chart_surface import SurfaceView, Way

__all__ = ["Landscape", "save_descents"]

_SIZE = QSize(860, 640)
_KEY = 24.0


def save_descents(path: Path, landscape: Landscape, ways: Mapping[str, Any], steps: int) -> None:
    """Draw ``ways``, places (n, 2) by name, on the landscape into ``path``; `ImageError` says why that can't be."""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme(application, "light")
    first = next(iter(ways.values()))[0]
    view = SurfaceView()
    view.show_ground(landscape, (float(first[0]), float(first[1])))
    view.show_ways([Way(name, places, number) for number, (name, places) in enumerate(ways.items())], steps)
    save_figure(_Figure(view, list(ways)), path, _SIZE)
    theme.close()


class _Figure:
    """The surface with a key above it."""

    def __init__(self, view: SurfaceView, names: list[str]) -> None:
        self._view, self._names = view, names

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint into ``rectangle`` in those colours."""
        painter.setFont(font(TYPE.caption))
        x, y = rectangle.left(), rectangle.top() + _KEY / 2
        for number, name in enumerate(self._names):
            painter.setPen(QPen(curve_colour(number, colour), 3))
            painter.drawLine(QPointF(x, y), QPointF(x + 16, y))
            painter.setPen(QColor(colour.text))
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRectF(x + 20, y - 9, width + 2, 18), Qt.AlignmentFlag.AlignVCenter, name)
            x += 20 + width + SPACE.l
        self._view.paint_figure(painter, rectangle.adjusted(0, _KEY, 0, 0), colour)
