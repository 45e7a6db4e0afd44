"""An icon that stands beside text, and says nothing by itself."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import colours

__all__ = ["IconLabel"]


class IconLabel(QWidget):
    """The Phosphor icon ``name``, ``size`` device-independent pixels high, in the colour that the theme has for
    ``colour`` at the moment."""

    def __init__(self, name: str, colour: str = "muted", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour = name, colour
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, QColor(getattr(colours(), self._colour)))
        painter.end()
