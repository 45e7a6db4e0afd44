"""The line at a page's foot: what runs, how fast."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from signdesk.app.theme import SPACE, colours

__all__ = ["StatusLine"]


class StatusLine(QFrame):
    """A dot and a sentence on the left, figures on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(30)
        self._dot = _Dot()
        self._text = QLabel()
        self._text.setProperty("tone", "caption")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._figures = QLabel()
        self._figures.setProperty("tone", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(self._dot)
        row.addWidget(self._text, 1)
        row.addWidget(self._figures)

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def figures(self) -> str:
        return self._figures.text()

    def say(self, text: str, role: str = "muted") -> None:
        """Show ``text``, with a dot in the theme's colour ``role``."""
        if self._text.text() != text:
            self._text.setText(text)
            self._text.setToolTip(text)
        self._dot.set_role(role)

    def show_figures(self, text: str, explained: str = "") -> None:
        """Show figures on the right; the tooltip says what they mean."""
        if self._figures.text() != text:
            self._figures.setText(text)
        if self._figures.toolTip() != explained:
            self._figures.setToolTip(explained)


class _Dot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(10, 10)
        self._role = "muted"

    def set_role(self, role: str) -> None:
        if role != self._role:
            self._role = role
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(colours(), self._role)))
        painter.drawEllipse(1, 1, 8, 8)
        painter.end()
