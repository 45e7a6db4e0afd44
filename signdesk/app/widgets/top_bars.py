"""The likeliest signs as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import SPACE, TYPE, colours, font

if TYPE_CHECKING:
    from signdesk.recognition.reading import Reading

__all__ = ["TopBars"]

_ROW = 28
_LETTER_WIDTH = 22
_NUMBER_WIDTH = 44
_BAR = 8.0


class TopBars(QWidget):
    """The five likeliest signs of a reading with their probabilities; five empty rows without one."""

    def __init__(self, parent: QWidget | None = None, rows: int = 5) -> None:
        super().__init__(parent)
        self._rows = rows
        self._top: list[tuple[str, float]] = []
        self._read: str | None = None
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
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self._rows * _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(130, self._rows * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self.width() - _LETTER_WIDTH - _NUMBER_WIDTH - SPACE.s
        for row in range(self._rows):
            label, share = self._top[row] if row < len(self._top) else ("", 0.0)
            read = bool(label) and label == self._read
            y = row * _ROW
            bar = QRectF(_LETTER_WIDTH, y + (_ROW - _BAR) / 2, track, _BAR)
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
            painter.drawText(QRectF(0, y, _LETTER_WIDTH, _ROW), Qt.AlignmentFlag.AlignVCenter, label)
            painter.setFont(font(TYPE.caption, QFont.Weight.Medium))
            number = QRectF(self.width() - _NUMBER_WIDTH, y, _NUMBER_WIDTH, _ROW)
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _percent(share))
        painter.end()


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"
