"""What was told against what is true: a dot a picture, about the line where both are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import SPACE, TYPE, Colours, colours, font
from signdesk.app.widgets.chart_lines import curve_colour
from signdesk.app.widgets.chart_scale import Axis, axis_of

__all__ = ["Dots", "ScatterChart"]

_HEAD, _FOOT, _LEFT = 24.0, 40.0, 44.0


@dataclass(frozen=True, slots=True)
class Dots:
    """Pairs of what is ``true`` and what was ``told``; ``colour`` counts the chart's colours, ``open`` dots are
    rings."""

    name: str
    true: Sequence[float]
    told: Sequence[float]
    colour: int
    open: bool = False


class ScatterChart(QWidget):
    """A square with the same axis along both sides; the first dots lie on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots: tuple[Dots, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("True against told"))

    @property
    def dots(self) -> tuple[Dots, ...]:
        """What is shown."""
        return self._dots

    def show_dots(self, dots: Sequence[Dots], told: str) -> None:
        """Show these; ``told`` puts into words what is seen."""
        self._dots = tuple(dots)
        self.setAccessibleDescription(told)
        self.update()

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint the chart into a figure that is saved."""
        self._paint(painter, rectangle, colour)

    def sizeHint(self) -> QSize:
        return QSize(380, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, QRectF(self.rect()).adjusted(SPACE.xs, SPACE.xs, -SPACE.xs, -SPACE.xs), colours())
        painter.end()

    def _paint(self, painter: QPainter, paper: QRectF, colour: Colours) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(paper.width() - _LEFT - SPACE.s, paper.height() - _HEAD - _FOOT)
        area = QRectF(paper.left() + _LEFT, paper.top() + _HEAD, side, side)
        values = [value for dots in self._dots for some in (dots.true, dots.told) for value in some]
        axis = axis_of(values, 5)
        self._paint_axes(painter, paper, area, axis, colour)
        painter.setPen(QPen(QColor(colour.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setClipRect(area.adjusted(-4, -4, 4, 4))
        for dots in reversed(self._dots):
            _paint_dots(painter, area, axis, dots, colour)
        painter.restore()

    def _paint_axes(self, painter: QPainter, paper: QRectF, area: QRectF, axis: Axis, colour: Colours) -> None:
        painter.setFont(font(TYPE.caption))
        for tick in axis.ticks:
            y = area.bottom() - axis.place(tick) * area.height()
            painter.setPen(QPen(QColor(colour.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colour.muted))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(area.left() - 52, y - 9, 46, 18), right, axis.text(tick))
            x = area.left() + axis.place(tick) * area.width()
            painter.drawText(QRectF(x - 24, area.bottom() + 3, 48, 18), Qt.AlignmentFlag.AlignCenter, axis.text(tick))
        self._paint_key(painter, paper, area, colour)
        painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold))
        painter.setPen(QColor(colour.muted))
        painter.drawText(QPointF(paper.left(), paper.top() + 12), self.tr("Told"))
        foot = QRectF(area.left(), area.bottom() + 20, area.width(), 18)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.tr("True"))

    def _paint_key(self, painter: QPainter, paper: QRectF, area: QRectF, colour: Colours) -> None:
        painter.setFont(font(TYPE.caption))
        x = area.right()
        for dots in reversed(self._dots):
            width = painter.fontMetrics().horizontalAdvance(dots.name)
            x -= width
            painter.setPen(QColor(colour.text))
            painter.drawText(QPointF(x, paper.top() + 12), dots.name)
            x -= 12
            _dot(painter, QPointF(x, paper.top() + 8), dots, colour)
            x -= 16


def _paint_dots(painter: QPainter, area: QRectF, axis: Axis, dots: Dots, colour: Colours) -> None:
    for true, told in zip(dots.true, dots.told, strict=True):
        x = area.left() + axis.place(true) * area.width()
        _dot(painter, QPointF(x, area.bottom() - axis.place(told) * area.height()), dots, colour)


def _dot(painter: QPainter, place: QPointF, dots: Dots, colour: Colours) -> None:
    tint = curve_colour(dots.colour, colour)
    tint.setAlphaF(0.75)
    painter.setPen(QPen(tint, 1.2) if dots.open else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if dots.open else tint)
    painter.drawEllipse(place, 3.0, 3.0)
