"""A network drawn layer by layer, with the shape of what each layer gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import RADIUS, SPACE, TYPE, Colours, colours, font

if TYPE_CHECKING:
    from signdesk.networks.specs import LayerRow

__all__ = ["NetworkDrawing", "layer_text", "shape_text"]

_SLOT = 68
_WIDEST = 150
_HEIGHT = 84
_TEXT = 34
_MOST_DOTS = 7
_MOST_SHEETS = 5


class NetworkDrawing(QWidget):
    """Maps are drawn as sheets behind each other, units as dots in a column; ``pointed`` tells which layer (its
    number, −1 for none) the mouse or the arrow keys are on."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: list[LayerRow] = []
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Layers"))

    @property
    def layers(self) -> list[LayerRow]:
        return self._layers

    @property
    def current(self) -> int:
        """The layer that is pointed at, −1 for none."""
        return self._current

    def show_layers(self, layers: Sequence[LayerRow]) -> None:
        """Draw these, from the input to the outputs."""
        if list(layers) == self._layers:
            return
        self._layers = list(layers)
        self._point(-1)
        self.setAccessibleDescription("; ".join(layer_text(layer) for layer in layers))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, _HEIGHT + _TEXT)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * _SLOT, _HEIGHT + _TEXT)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """Be as high as all lines of layers are at this width."""
        lines = -(-max(len(self._layers), 1) // self._in_a_line(self.width()))
        self.setFixedHeight(lines * (_HEIGHT + _TEXT) + (lines - 1) * SPACE.s)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position()
        self._point(next((i for i in range(len(self._layers)) if self._slot(i).contains(here)), -1))

    def leaveEvent(self, event: object) -> None:
        self._point(-1)

    def focusOutEvent(self, event: object) -> None:
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if by is None or not self._layers:
            super().keyPressEvent(event)
        else:
            self._point(min(max(self._current + by, 0), len(self._layers) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colours()
        for place in range(len(self._layers)):
            if place == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour.sunken))
                painter.drawRoundedRect(self._slot(place), RADIUS.s, RADIUS.s)
        for place in range(len(self._layers) - 1):
            self._join(painter, colour, place)
        for place in range(len(self._layers)):
            self._draw(painter, colour, place)
        if self.hasFocus() and self._current < 0:
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.s, RADIUS.s)
        painter.end()

    def _point(self, place: int) -> None:
        if place != self._current:
            self._current = place
            self.pointed.emit(place)
            self.update()

    def _in_a_line(self, width: int) -> int:
        """How many layers stand in a line: as many in each, so that none stands alone."""
        count = max(len(self._layers), 1)
        lines = -(-count // max(width // _SLOT, 1))
        return -(-count // lines)

    def _slot(self, place: int) -> QRectF:
        columns = self._in_a_line(self.width())
        width = min(self.width() / columns, _WIDEST)
        left = (self.width() - width * columns) / 2
        line, column = divmod(place, columns)
        return QRectF(left + column * width, line * (_HEIGHT + _TEXT + SPACE.s), width, _HEIGHT + _TEXT)

    def _middle(self, place: int) -> QPointF:
        slot = self._slot(place)
        return QPointF(slot.center().x(), slot.y() + _HEIGHT / 2 + 2)

    def _join(self, painter: QPainter, colour: Colours, place: int) -> None:
        """What leads from a layer to the next: lines between all units, or one line with an arrow."""
        first, second = self._layers[place], self._layers[place + 1]
        start, end = self._middle(place), self._middle(place + 1)
        if end.x() < start.x():  # the drawing goes on in the next line
            return
        line = QColor(colour.border_strong)
        if len(first.shape) == 1 and len(second.shape) == 1 and first.kind != "output":
            line.setAlphaF(0.55)
            painter.setPen(QPen(line, 0.8))
            for above in _dots(start, first.shape[0]):
                for below in _dots(end, second.shape[0]):
                    painter.drawLine(above, below)
            return
        painter.setPen(QPen(line, 1.2))
        left = QPointF(start.x() + _reach(first) + 6, start.y())
        right = QPointF(end.x() - _reach(second) - 6, end.y())
        if right.x() - left.x() < 6 or first.kind == "output":
            return
        painter.drawLine(left, right)
        painter.drawLine(right, right + QPointF(-3.5, -3))
        painter.drawLine(right, right + QPointF(-3.5, 3))

    def _draw(self, painter: QPainter, colour: Colours, place: int) -> None:
        layer, middle = self._layers[place], self._middle(place)
        if len(layer.shape) == 1:
            _draw_units(painter, colour, layer, middle)
        else:
            _draw_maps(painter, colour, layer, middle)
        slot = self._slot(place)
        room = QRectF(slot.x() - 2, slot.y() + _HEIGHT + 1, slot.width() + 4, 16)
        painter.setPen(QColor(colour.text))
        painter.setFont(font(TYPE.caption, QFont.Weight.Medium))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _fitted(painter, shape_text(layer.shape), room))
        painter.setPen(QColor(colour.muted))
        painter.setFont(font(11))
        room.translate(0, 15)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _fitted(painter, _kind(self, layer), room))


def shape_text(shape: Sequence[int]) -> str:
    """24 × 48 × 48, or 84."""
    return "×".join(QLocale().toString(side) for side in shape)


def layer_text(layer: LayerRow) -> str:
    """The whole of a layer in a line."""
    parts = [f"{layer.kind.capitalize()}: {layer.detail}", shape_text(layer.shape)]
    return ", ".join(parts)


def _kind(widget: QWidget, layer: LayerRow) -> str:
    name = {
        "input": widget.tr("input"),
        "convolution": widget.tr("convolution"),
        "pooling": widget.tr("pooling"),
        "residual": widget.tr("residual"),
        "linear": widget.tr("linear"),
        "output": widget.tr("output"),
    }.get(layer.kind, layer.kind)
    mark = layer.detail.partition(":")[0]
    return f"{mark} {name}" if len(mark) <= 2 else name


def _fitted(painter: QPainter, text: str, room: QRectF) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))


def _shade(colour: Colours, kind: str) -> QColor:
    if kind == "input":
        return QColor(colour.muted)
    if kind == "output":
        return QColor(colour.warning)
    return QColor(colour.accent)


def _side(layer: LayerRow) -> tuple[float, float]:
    """Width and height of a sheet: they grow with the logarithm, so that 5 and 256 pixels can stand side by side."""
    high, wide = (layer.shape[1], layer.shape[2]) if len(layer.shape) == 3 else (layer.shape[0], layer.shape[1])

    def length(side: int) -> float:
        return 7 + 37 * math.log2(max(side, 1)) / 8

    return length(wide), length(high)


def _sheets(layer: LayerRow) -> int:
    return min(1 + round(math.log2(max(layer.shape[0], 1)) / 1.6), _MOST_SHEETS) if len(layer.shape) == 3 else 1


def _reach(layer: LayerRow) -> float:
    """From the middle of a layer's drawing to its side."""
    if len(layer.shape) == 1:
        return 6
    return _side(layer)[0] / 2 + (_sheets(layer) - 1) * 1.75


def _draw_maps(painter: QPainter, colour: Colours, layer: LayerRow, middle: QPointF) -> None:
    wide, high = _side(layer)
    sheets = _sheets(layer)
    shade = _shade(colour, layer.kind)
    for sheet in range(sheets):
        offset = (sheets - 1) / 2 - sheet
        place = QRectF(middle.x() - wide / 2 + offset * 3.5, middle.y() - high / 2 - offset * 3.5, wide, high)
        painter.setBrush(QColor(colour.surface))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(place, 2.5, 2.5)
        fill = QColor(shade)
        fill.setAlphaF(0.10 if layer.kind == "pooling" else 0.22)
        painter.setBrush(fill)
        edge = QColor(shade)
        edge.setAlphaF(0.75)
        pen = QPen(edge, 1)
        if layer.kind == "pooling":
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawRoundedRect(place, 2.5, 2.5)
    if layer.kind == "residual":  # a way around
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shade, 1.2))
        bow = QRectF(middle.x() - wide / 2 - 5, middle.y() - high / 2 - 15, wide + 10, 18)
        painter.drawArc(bow, 12 * 16, 156 * 16)


def _draw_units(painter: QPainter, colour: Colours, layer: LayerRow, middle: QPointF) -> None:
    shade = _shade(colour, layer.kind)
    dots = _dots(middle, layer.shape[0])
    for dot in dots:
        painter.setPen(QPen(shade, 1.2))
        painter.setBrush(QColor(colour.surface))
        painter.drawEllipse(dot, 4, 4)
        fill = QColor(shade)
        fill.setAlphaF(0.35)
        painter.setBrush(fill)
        painter.drawEllipse(dot, 4, 4)
    if layer.shape[0] > _MOST_DOTS:  # there are more than can be drawn
        gap = (dots[len(dots) // 2 - 1].y() + dots[len(dots) // 2].y()) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.muted))
        for step in (-4, 0, 4):
            painter.drawEllipse(QPointF(middle.x(), gap + step), 1.2, 1.2)


def _dots(middle: QPointF, units: int) -> list[QPointF]:
    """Where the units of a layer are drawn: all of a few, the first and last of many."""
    if units <= _MOST_DOTS:
        return [QPointF(middle.x(), middle.y() + (i - (units - 1) / 2) * 11) for i in range(units)]
    return [QPointF(middle.x(), middle.y() + side * (13 + i * 11)) for side, i in _FEW]


_FEW = ((-1, 2), (-1, 1), (-1, 0), (1, 0), (1, 1), (1, 2))
