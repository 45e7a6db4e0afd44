"""A cost of two weights as a landscape seen from above, and the ways down it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import RADIUS, SPACE, TYPE, Colours, colours, font
from signdesk.app.widgets.chart_contours import contours
from signdesk.app.widgets.chart_grid import mixed
from signdesk.app.widgets.chart_lines import curve_colour
from signdesk.app.widgets.chart_scale import Axis, axis_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ground", "SurfaceView", "Way"]

_LEVELS = 14
_FLATTENED = 0.35
"""The power that costs are raised to for drawing: else high walls would leave the valley without a line."""
_FOOT = 22.0
_KEY_STEP = 1 / 40


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Costs (rows, columns) at the first weights ``x`` (columns,) and the second ``y`` (rows,)."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    costs: NDArray[np.float64]
    bottom: tuple[float, float] | None = None

    @property
    def heights(self) -> NDArray[np.float64]:
        """0 at the lowest cost, 1 at the highest, with more room for what is low."""
        low, high = float(self.costs.min()), float(self.costs.max())
        return np.asarray(((self.costs - low) / max(high - low, 1e-12)) ** _FLATTENED)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The places (n, 2) of a walk; ``colour`` counts the chart's colours."""

    name: str
    places: NDArray[np.float64]
    colour: int


class SurfaceView(QWidget):
    """Paints the landscape and the ways as far as they have come. A click, or the arrow keys, choose where they begin:
    ``moved`` passes the two weights on."""

    moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground: Ground | None = None
        self._ways: Sequence[Way] = ()
        self._step = 0
        self._start = (0.0, 0.0)
        self._lines: list[QPainterPath] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Cost surface"))
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def start(self) -> tuple[float, float]:
        """Where the ways begin."""
        return self._start

    def show_ground(self, ground: Ground, start: tuple[float, float]) -> None:
        """Another landscape."""
        self._ground, self._start, self._ways = ground, start, ()
        heights = ground.heights
        self._lines = [_path(contours(heights, level)) for level in np.linspace(0, 1, _LEVELS + 1)[1:-1]]
        self.update()

    def show_ways(self, ways: Sequence[Way], step: int) -> None:
        """These ways, as far as ``step``."""
        self._ways, self._step = ways, step
        self.update()

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint the landscape and the ways into a figure that is saved."""
        self._paint(painter, rectangle, colour, focus=False)

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), colours(), self.hasFocus())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._ground is not None:
            area = _area(QRectF(self.rect()).adjusted(2, 2, -2, -2))
            across = (event.position().x() - area.left()) / area.width()
            up = (area.bottom() - event.position().y()) / area.height()
            if 0 <= across <= 1 and 0 <= up <= 1:
                self._move_to(across, up)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key in steps and self._ground is not None:
            across, up = _share(self._ground, self._start)
            right, higher = steps[key]
            self._move_to(across + right * _KEY_STEP, up + higher * _KEY_STEP)
        else:
            super().keyPressEvent(event)

    def _move_to(self, across: float, up: float) -> None:
        ground = self._ground
        if ground is None:
            return
        across, up = min(max(across, 0.0), 1.0), min(max(up, 0.0), 1.0)
        x = float(ground.x[0] + across * (ground.x[-1] - ground.x[0]))
        y = float(ground.y[0] + up * (ground.y[-1] - ground.y[0]))
        self._start = x, y
        self.update()
        self.moved.emit(x, y)

    def _paint(self, painter: QPainter, paper: QRectF, colour: Colours, focus: bool) -> None:
        ground = self._ground
        if ground is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = _area(paper)
        outline = QPainterPath()
        outline.addRoundedRect(area, RADIUS.s, RADIUS.s)
        painter.save()
        painter.setClipPath(outline)
        painter.drawImage(area, _image(ground.heights, colour))
        _paint_contours(painter, area, self._lines, colour)
        if ground.bottom is not None:
            _cross(painter, _place(area, ground, ground.bottom), colour)
        for way in self._ways:
            _paint_way(painter, area, ground, way, self._step, colour)
        _ring(painter, _place(area, ground, self._start), colour)
        painter.restore()
        _paint_weights(painter, area, ground, colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour.focus if focus else colour.border), 2 if focus else 1))
        painter.drawPath(outline)
        painter.restore()


def _area(paper: QRectF) -> QRectF:
    return paper.adjusted(34, 0, 0, -_FOOT)


def _share(ground: Ground, place: tuple[float, float]) -> tuple[float, float]:
    across = (place[0] - ground.x[0]) / (ground.x[-1] - ground.x[0])
    return float(across), float((place[1] - ground.y[0]) / (ground.y[-1] - ground.y[0]))


def _place(area: QRectF, ground: Ground, place: tuple[float, float]) -> QPointF:
    across, up = _share(ground, place)
    return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())


def _image(heights: NDArray[np.float64], colour: Colours) -> QImage:
    """The landscape: deep in the accent's colour, high in the paper's."""
    shades = (mixed(colour.surface, colour.accent, 0.62 * (1 - i / 255)) for i in range(256))
    ramp = np.array([(shade.red(), shade.green(), shade.blue()) for shade in shades])
    pixels = ramp[(heights[::-1] * 255).round().astype(int)].astype(np.uint8)
    pixels = np.ascontiguousarray(pixels)
    rows, columns = heights.shape
    return QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def _path(segments: NDArray[np.float64]) -> QPainterPath:
    """Lines (n, 4) from a point to another, in shares of the area."""
    path = QPainterPath()
    for x0, y0, x1, y1 in segments.tolist():
        path.moveTo(x0, y0)
        path.lineTo(x1, y1)
    return path


def _paint_contours(painter: QPainter, area: QRectF, lines: Sequence[QPainterPath], colour: Colours) -> None:
    painter.save()
    painter.translate(area.left(), area.bottom())
    painter.scale(area.width(), -area.height())
    tint = QColor(colour.text)
    tint.setAlphaF(0.28)
    pen = QPen(tint, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in lines:
        painter.drawPath(line)
    painter.restore()


def _paint_way(painter: QPainter, area: QRectF, ground: Ground, way: Way, step: int, colour: Colours) -> None:
    points = [_place(area, ground, (float(x), float(y))) for x, y in way.places[: step + 1]]
    tint = curve_colour(way.colour, colour)
    line = QPolygonF(points)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(colour.surface), 4.5), QPen(tint, 2.2)):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    for point in points[1:-1]:
        painter.drawEllipse(point, 2.4, 2.4)
    painter.setPen(QPen(QColor(colour.surface), 2))
    painter.drawEllipse(points[-1], 6, 6)


def _cross(painter: QPainter, place: QPointF, colour: Colours) -> None:
    """Where it is lowest."""
    for pen in (QPen(QColor(colour.surface), 5), QPen(QColor(colour.text), 2)):
        painter.setPen(pen)
        painter.drawLine(place + QPointF(-5, -5), place + QPointF(5, 5))
        painter.drawLine(place + QPointF(-5, 5), place + QPointF(5, -5))


def _ring(painter: QPainter, place: QPointF, colour: Colours) -> None:
    """Where the ways begin."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(colour.surface), 5), QPen(QColor(colour.text), 2)):
        painter.setPen(pen)
        painter.drawEllipse(place, 8, 8)


def _paint_weights(painter: QPainter, area: QRectF, ground: Ground, colour: Colours) -> None:
    """The two axes' figures."""
    painter.setFont(font(TYPE.caption))
    painter.setPen(QColor(colour.muted))
    metrics = QFontMetricsF(font(TYPE.caption))
    level = axis_of((), 8, low=float(ground.x[0]), high=float(ground.x[-1]))
    for tick in _inside(level):
        x = area.left() + level.place(tick) * area.width()
        place = QRectF(x - 30, area.bottom() + SPACE.xs, 60, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, level.text(tick))
    upright = axis_of((), 8, low=float(ground.y[0]), high=float(ground.y[-1]))
    for tick in _inside(upright):
        y = area.bottom() - upright.place(tick) * area.height()
        text = upright.text(tick)
        painter.drawText(QPointF(area.left() - metrics.horizontalAdvance(text) - 6, y + 4), text)


def _inside(axis: Axis) -> list[float]:
    """The ticks that are not at the very ends, where the other axis begins."""
    return [tick for tick in axis.ticks if 0.03 < axis.place(tick) < 0.97]
