"""What lies over a page while something is dragged onto it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font

__all__ = ["DropVeil"]


class DropVeil(QWidget):
    """Covers its parent and says what dropping would do; clicks and drops go through it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        self.hide()

    def cover(self) -> None:
        """Come into view over all of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colour.window)
        veil.setAlphaF(0.82)
        painter.fillRect(self.rect(), veil)
        room = QRectF(self.rect()).adjusted(SPACE.l, SPACE.l, -SPACE.l, -SPACE.l)
        ground = QColor(colour.accent_soft)
        ground.setAlphaF(0.7)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(colour.accent), 2.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(room, RADIUS.l, RADIUS.l)
        sign = QRectF(room.center().x() - 24, room.center().y() - 52, 48, 48)
        paint_icon(painter, sign.toRect(), "download-simple", QColor(colour.on_accent_soft))
        painter.setFont(font(TYPE.title, QFont.Weight.DemiBold))
        painter.setPen(QColor(colour.on_accent_soft))
        painter.drawText(
            room.adjusted(0, 56, 0, 0), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._text
        )
        painter.end()
