"""The name of a sign in the room there is: a letter large, a word of one's own as large as it fits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from signdesk.app.theme import TYPE, colours, font

__all__ = ["SignLabel", "draw_sign", "fitted"]


def fitted(sign: str, size: int, width: float) -> tuple[QFont, str]:
    """The font of at most ``size`` pixels in which ``sign`` is no wider than ``width``, and ``sign`` itself; cut short
    with "…" where even text of the body's size is too wide."""
    largest = font(size, QFont.Weight.DemiBold)
    wide = QFontMetricsF(largest).horizontalAdvance(sign)
    if wide <= width:
        return largest, sign
    made = font(max(int(size * width / wide), TYPE.body), QFont.Weight.DemiBold)
    return made, QFontMetricsF(made).elidedText(sign, Qt.TextElideMode.ElideRight, width)


def draw_sign(painter: QPainter, room: QRectF, sign: str, size: int) -> None:
    """Centre the ink of ``sign`` in ``room``: a line's own centre lies below that of a capital letter."""
    made, text = fitted(sign, size, room.width())
    painter.setFont(made)
    painter.drawText(room.center() - QFontMetricsF(made).tightBoundingRect(text).center(), text)


class SignLabel(QWidget):
    """One sign, centred, at most ``size`` pixels high; "" for none."""

    def __init__(self, size: int, width: int) -> None:
        super().__init__()
        self._size = size
        self._sign = ""
        self.setFixedWidth(width)

    def text(self) -> str:
        """The whole sign."""
        return self._sign

    def set_text(self, sign: str) -> None:
        """Show ``sign``; a tool tip says it whole."""
        if sign != self._sign:
            self._sign = sign
            self.setToolTip(sign if len(sign) > 1 else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), round(self._size * 1.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(colours().text))
        draw_sign(painter, QRectF(self.rect()), self._sign, self._size)
        painter.end()
