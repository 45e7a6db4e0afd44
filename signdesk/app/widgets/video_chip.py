"""A line of text in a pill over the video."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import SPACE, TYPE, colours, font

__all__ = ["VideoChip"]

_ICON = 18


class VideoChip(QWidget):
    """Says one short thing at the video's top or bottom ``edge``, and hides while there is nothing to say."""

    def __init__(self, parent: QWidget, edge: Qt.AlignmentFlag) -> None:
        super().__init__(parent)
        self._edge = edge
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = self._icon = ""
        self._problem = False
        self.hide()

    @property
    def text(self) -> str:
        """What it says now, "" when it is hidden."""
        return self._text

    def say(self, text: str, icon: str = "", problem: bool = False) -> None:
        """Show ``text`` with an icon before it; "" hides the chip."""
        if (text, icon, problem) == (self._text, self._icon, self._problem):
            return
        self._text, self._icon, self._problem = text, icon, problem
        self.setAccessibleName(text)
        self.place()
        self.setVisible(bool(text))
        self.update()

    def place(self) -> None:
        """Lie in the middle of the parent's top or bottom edge."""
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            x = (parent.width() - self.width()) // 2
            bottom = parent.height() - self.height() - SPACE.l
            self.move(x, SPACE.l if self._edge == Qt.AlignmentFlag.AlignTop else bottom)

    def sizeHint(self) -> QSize:
        parent = self.parentWidget()
        limit = max(200, parent.width() - 2 * SPACE.l) if parent is not None else 600
        side = 2 * SPACE.m + (_ICON + SPACE.s if self._icon else 0)
        metrics = QFontMetrics(self._font())
        bound = metrics.boundingRect(QRect(0, 0, limit - side, 1000), Qt.TextFlag.TextWordWrap, self._text)
        return QSize(bound.width() + side + 2, max(34, bound.height() + 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colour.danger_soft if self._problem else colour.scrim)
        if not self._problem:
            ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        radius = min(17, self.height() / 2)
        painter.drawRoundedRect(self.rect(), radius, radius)
        text = self.rect().adjusted(SPACE.m, 0, -SPACE.m, 0)
        ink = QColor(colour.on_danger_soft if self._problem else colour.on_scrim)
        if self._icon:
            place = QRect(text.left(), (self.height() - _ICON) // 2, _ICON, _ICON)
            paint_icon(painter, place, self._icon, ink if self._problem else QColor(colour.on_scrim_accent))
            text.setLeft(place.right() + SPACE.s)
        painter.setPen(ink)
        painter.setFont(self._font())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap), self._text)
        painter.end()

    @staticmethod
    def _font() -> QFont:
        return font(TYPE.body, QFont.Weight.Medium)
