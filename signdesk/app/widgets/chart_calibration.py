"""Whether a network is as often right as it says: its confidence against how often it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.counts import percent
from signdesk.app.theme import SPACE, TYPE, Colours, colours, font

if TYPE_CHECKING:
    from signdesk.training.report import Bin

__all__ = ["CalibrationChart"]

_BINS = 15
"""So many bins of confidence there are in a report; those without pictures are left out."""


class CalibrationChart(QWidget):
    """Bars of how often answers were right, by their confidence, about the line where both are the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: tuple[Bin, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Calibration"))

    def show_bins(self, bins: Sequence[Bin]) -> None:
        """Show these bins; empty ones are left out."""
        self._bins = tuple(each for each in bins if each.count)
        told = self.tr("{0} sure: right {1} of {2} times")
        self.setAccessibleDescription(
            "; ".join(told.format(percent(b.confidence, 0), percent(b.accuracy, 0), b.count) for b in self._bins)
        )
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(paper.width() - 48, paper.height() - 60, 460.0)
        area = QRectF(paper.left() + 44, paper.top() + 22, side, side)
        self._paint_axes(painter, paper, area, colour)
        most = max((each.count for each in self._bins), default=1)
        width = side / _BINS * 0.9
        for each in self._bins:
            x = area.left() + each.confidence * side
            bar = QRectF(x - width / 2 + 1, area.bottom() - each.accuracy * side, width - 2, each.accuracy * side)
            bar = bar.intersected(area)
            fill = QColor(colour.accent)
            fill.setAlphaF(0.25 + 0.6 * (each.count / most) ** 0.5)  # many answers count more to the eye as well
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QPen(QColor(colour.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())

    def _paint_axes(self, painter: QPainter, paper: QRectF, area: QRectF, colour: Colours) -> None:
        painter.setFont(font(TYPE.caption))
        for step in range(6):
            share = step / 5
            y = area.bottom() - share * area.height()
            painter.setPen(QPen(QColor(colour.border_strong if step == 0 else colour.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colour.muted))
            text = percent(share, 0)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(area.left() - 52, y - 9, 46, 18), right, text)
            x = area.left() + share * area.width()
            painter.drawText(QRectF(x - 24, area.bottom() + 3, 48, 18), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold))
        painter.drawText(QPointF(paper.left(), paper.top() + 12), self.tr("Right"))
        foot = QRectF(area.left(), area.bottom() + 20, area.width(), 18)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.tr("Sure"))
