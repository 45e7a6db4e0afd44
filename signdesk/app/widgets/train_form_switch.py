"""A switch: on or off, for settings that take effect at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from signdesk.app.theme import SPACE, TYPE, colours, font

__all__ = ["Switch"]

_WIDTH, _HEIGHT = 34, 20


class Switch(QAbstractButton):
    """A checkable button that looks like a switch, with its text on the right."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font(TYPE.body))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_WIDTH + 6 + (SPACE.s + text if text else 0), max(_HEIGHT + 6, self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        on = self.isChecked()
        painter.setPen(QPen(QColor(colour.accent if on else colour.border_strong), 1))
        painter.setBrush(QColor((colour.accent if on else colour.sunken) if self.isEnabled() else colour.hover))
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        side = _HEIGHT - 8
        x = track.right() - side - 4 if on else track.x() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.on_accent if on else colour.muted))
        painter.drawEllipse(QRectF(x, track.y() + 4, side, side))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), _HEIGHT / 2 + 2, _HEIGHT / 2 + 2)
        if self.text():
            painter.setPen(QColor(colour.text if self.isEnabled() else colour.faint))
            painter.setFont(self.font())
            room = self.rect().adjusted(_WIDTH + 6 + SPACE.s, 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
