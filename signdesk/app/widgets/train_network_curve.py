"""An activation or a loss as a small curve with its derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signdesk.training.curves import Curve

__all__ = ["CurvePlot"]

_HEIGHT = 92
_TEXTS = 116


class CurvePlot(QWidget):
    """The curve as a full line, its derivative dashed; at the left what it is called and its formula."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def curve(self) -> Curve | None:
        """What is drawn."""
        return self._curve

    def show_curve(self, curve: Curve | None) -> None:
        """Draw this; None: there is nothing to draw."""
        self._curve = curve
        self.setVisible(curve is not None)
        if curve is not None:
            self.setAccessibleName(self.tr("{0} and its derivative").format(curve.title))
            self.setAccessibleDescription(curve.formula)
            self.setToolTip(self.tr("Over the {0}; dashed: the derivative").format(curve.along))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        curve = self._curve
        if curve is None:
            return
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour.border), 1))
        painter.setBrush(QColor(colour.sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.m, RADIUS.m)
        self._write(painter, curve)
        room = QRectF(_TEXTS, 10, self.width() - _TEXTS - 12, self.height() - 20)
        low, high = _range(curve)
        self._axes(painter, curve, room, low, high)
        for values, pen in (
            (curve.derivative, QPen(QColor(colour.warning), 1.4, Qt.PenStyle.DashLine)),
            (curve.value, QPen(QColor(colour.accent), 2)),
        ):
            painter.setPen(pen)
            painter.drawPolyline(_line(curve.x, values, room, low, high))
        painter.end()

    def _write(self, painter: QPainter, curve: Curve) -> None:
        colour = colours()
        room = QRectF(SPACE.m, SPACE.s, _TEXTS - SPACE.m - 6, self.height() - 2 * SPACE.s)
        painter.setPen(QColor(colour.text))
        painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        used = painter.boundingRect(room, top, curve.title)
        painter.drawText(room, top, curve.title)
        painter.setPen(QColor(colour.muted))
        painter.setFont(font(11))
        painter.drawText(room.adjusted(0, used.height() + 2, 0, 0), top, curve.formula)
        painter.setPen(QColor(colour.warning))
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, bottom, self.tr("– – derivative"))

    def _axes(self, painter: QPainter, curve: Curve, room: QRectF, low: float, high: float) -> None:
        painter.setPen(QPen(QColor(colours().border_strong), 1))
        first, last = float(curve.x[0]), float(curve.x[-1])
        if low <= 0 <= high:
            y = room.bottom() - room.height() * (0 - low) / (high - low)
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        if first <= 0 <= last:
            x = room.left() + room.width() * (0 - first) / (last - first)
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))


def _range(curve: Curve) -> tuple[float, float]:
    low = min(float(curve.value.min()), float(curve.derivative.min()), 0.0)
    high = max(float(curve.value.max()), float(curve.derivative.max()), 1.0)
    spare = (high - low) * 0.06
    return low - spare, high + spare


def _line(x: NDArray[Any], y: NDArray[Any], room: QRectF, low: float, high: float) -> QPolygonF:
    first, last = float(x[0]), float(x[-1])
    across = room.left() + (x - first) / (last - first) * room.width()
    down = room.bottom() - (y - low) / (high - low) * room.height()
    return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True)])
