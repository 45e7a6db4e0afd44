"""The likeliest signs as bars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font

if TYPE_CHECKING:
    from signdesk.alphabet import Alphabet
    from signdesk.recognition.reading import Reading

__all__ = ["TopBars"]

_ROW = 28
_LETTER_WIDTH = 22
_WORD_SHARE = 0.45
"""How much of a row the names of signs may take, where they are words."""
_NUMBER_WIDTH = 40
_INSET = 6
_BAR = 8.0


class TopBars(QWidget):
    """The five likeliest signs of a reading with their probabilities; five empty rows without one.

    ``asked`` passes a sign on about which the user wants to know more: by a click, or the arrow keys and Enter.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None, rows: int = 5) -> None:
        super().__init__(parent)
        self._rows = rows
        self._top: list[tuple[str, float]] = []
        self._alphabet: Alphabet | None = None
        self._widest = 0
        self._read: str | None = None
        self._row, self._hovered = 0, -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._hint = self.tr("Click a sign to see how it is made")
        self.setToolTip(self._hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Likeliest signs"))

    @property
    def top(self) -> list[tuple[str, float]]:
        """The labels in view with their probabilities, likeliest first."""
        return self._top

    def show_reading(self, reading: Reading | None) -> None:
        """Show the likeliest signs of ``reading``; the one that counts as read is in the accent colour."""
        top = [] if reading is None else reading.top(self._rows)
        read = None if reading is None else reading.label
        if top == self._top and read == self._read:
            return
        if [label for label, _ in top] != [label for label, _ in self._top]:
            self.setAccessibleDescription(", ".join(label for label, _ in top))
        self._top, self._read = top, read
        if reading is not None and reading.alphabet != self._alphabet:
            self._alphabet = reading.alphabet
            metrics = QFontMetricsF(font(TYPE.body, QFont.Weight.DemiBold))
            self._widest = math.ceil(max(map(metrics.horizontalAdvance, reading.alphabet.labels)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self._rows * _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(130, self._rows * _ROW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(int(event.position().y()) // _ROW)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._ask(int(event.position().y()) // _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._row = min(max(self._row + step, 0), self._rows - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self._row)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._row = 0
        super().focusInEvent(event)

    def _ask(self, row: int) -> None:
        if 0 <= row < len(self._top):
            self.asked.emit(self._top[row][0])

    def _hover(self, row: int) -> None:
        row = row if 0 <= row < len(self._top) else -1
        if row != self._hovered:
            self._hovered = row
            name = self._top[row][0] if row >= 0 else ""
            self.setToolTip(f"{name}\n{self._hint}" if len(name) > 1 else self._hint)
            self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        names = self._names_width()
        track = self.width() - names - _NUMBER_WIDTH - SPACE.s - 2 * _INSET
        for row in range(self._rows):
            label, share = self._top[row] if row < len(self._top) else ("", 0.0)
            read = bool(label) and label == self._read
            y = row * _ROW
            bar = QRectF(_INSET + names, y + (_ROW - _BAR) / 2, track, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour.hover))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
            if not label:
                continue
            filled = QRectF(bar)
            filled.setWidth(max(_BAR, track * share))
            painter.setBrush(QColor(colour.accent if read else colour.border_strong))
            painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)
            painter.setPen(QColor(colour.text if read else colour.muted))
            painter.setFont(font(TYPE.body, QFont.Weight.DemiBold if read else QFont.Weight.Medium))
            room = names - SPACE.s
            name = QFontMetricsF(painter.font()).elidedText(label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(_INSET, y, room, _ROW), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(font(TYPE.caption, QFont.Weight.Medium))
            number = QRectF(self.width() - _NUMBER_WIDTH - _INSET, y, _NUMBER_WIDTH, _ROW)
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _percent(share))
        painter.end()

    def _names_width(self) -> float:
        """As the alphabet needs it, whichever of its signs are in view: so the bars stand still."""
        return min(max(self._widest + SPACE.s, _LETTER_WIDTH), self.width() * _WORD_SHARE)

    def _paint_ground(self, painter: QPainter) -> None:
        """Show which row lies under the mouse, and in which the keyboard is."""
        colour = colours()
        if self._hovered >= 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour.sunken))
            painter.drawRoundedRect(self._row_rect(self._hovered), RADIUS.s, RADIUS.s)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._row_rect(self._row), RADIUS.s, RADIUS.s)

    def _row_rect(self, row: int) -> QRectF:
        return QRectF(1, row * _ROW + 1, self.width() - 2, _ROW - 2)


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"
