"""The way that a fingertip goes when a letter is drawn in the air."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from signdesk.app.theme import colours

__all__ = ["draw_way"]

_FAINT = 0.4


def draw_way(painter: QPainter, points: Sequence[QPointF], share: float, width: float) -> None:
    """Draw the way through ``points``: strongly the ``share`` (0 to 1) that has been gone, faintly what is to come, and
    an arrow at its end. ``width`` is the picture's, in the painter's units."""
    colour = QColor(colours().accent)
    wide = max(2.0, width / 90)
    gone = round(min(max(share, 0.0), 1.0) * (len(points) - 1)) + 1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part, strength in ((points, _FAINT), (points[:gone], 1.0)):
        colour.setAlphaF(strength)
        painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(_path(part))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent))
    painter.drawPolygon(_head(points, wide))


def _path(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def _head(points: Sequence[QPointF], wide: float) -> QPolygonF:
    """The head of an arrow at the last of ``points``."""
    end = points[-1]
    ahead = end - points[-5]
    length = math.hypot(ahead.x(), ahead.y()) or 1.0
    ahead = ahead * (3.2 * wide / length)
    across = QPointF(-ahead.y(), ahead.x()) * 0.6
    return QPolygonF([end + ahead, end + across, end - across])
