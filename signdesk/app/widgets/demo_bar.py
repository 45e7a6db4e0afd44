"""What says over the video that it is a demo, with the way to a camera beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font

__all__ = ["DemoBar"]

_ICON = 18


class DemoBar(QWidget):
    """Lies at the foot of its parent; away until `show_words`. ``acted`` passes on the name of what the button does."""

    acted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = self._action = ""
        self.button = QPushButton(self.tr("Look for a camera"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: self.acted.emit(self._action))
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(self.button)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it is away."""
        return self._text

    def show_words(self, text: str, button: str = "", action: str = "") -> None:
        """Say ``text``, with a ``button`` that does ``action``; go away with ""."""
        self._text, self._action = text, action
        self.setAccessibleName(text)
        self.button.setText(button or self.button.text())  # away or not, a button has a name
        self.button.setAccessibleDescription(text)
        self._place()
        self.setVisible(bool(text))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        words = SPACE.m + _ICON + SPACE.s + QFontMetrics(self._font()).horizontalAdvance(self._text) + SPACE.m
        self._row.setContentsMargins(words, SPACE.xs, SPACE.xs, SPACE.xs)
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - SPACE.m)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colour.scrim)
        ground.setAlphaF(0.92)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS.m + SPACE.xs, RADIUS.m + SPACE.xs)
        place = QRect(SPACE.m, (self.height() - _ICON) // 2, _ICON, _ICON)
        paint_icon(painter, place, "play-circle", QColor(colour.on_scrim_accent))
        painter.setPen(QColor(colour.on_scrim))
        painter.setFont(self._font())
        words = self.rect().adjusted(place.right() + SPACE.s, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()

    @staticmethod
    def _font() -> QFont:
        return font(TYPE.body, QFont.Weight.Medium)
