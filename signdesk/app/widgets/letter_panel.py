"""The letter that is read, large, in a ring that fills while the letter is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import TYPE, colours, font
from signdesk.app.widgets.sign_text import draw_sign

if TYPE_CHECKING:
    from signdesk.recognition.reading import Reading

__all__ = ["LetterPanel"]

_LARGEST_RING = 224.0
_CAPTION_HEIGHT = 30.0
_COMPACT_HEIGHT = 104


class LetterPanel(QWidget):
    """Shows one reading: its letter, how sure it is, and how far its hold has come; pulses when a letter is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._letter: str | None = None
        self._caption = ""
        self._icon = "hand"
        self._progress = 0.0
        self._pulse = 0.0
        self._compact = False
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setDuration(450)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._set_pulse)

    @property
    def letter(self) -> str | None:
        """The letter in view, None while none is."""
        return self._letter

    @property
    def caption(self) -> str:
        return self._caption

    def rest(self, caption: str) -> None:
        """Show that nothing is read at all, with ``caption`` to say why."""
        self._show(None, caption, "hand", 0.0)

    def show_reading(self, reading: Reading | None, hand: bool, ready: bool, progress: float) -> None:
        """Show what was read; ``hand``: a hand is in view; ``ready``: the networks are loaded; ``progress``: 0 to 1."""
        if not ready:
            self._show(None, self.tr("Getting ready…"), "hourglass-medium", 0.0)
        elif not hand:
            self._show(None, self.tr("No hand in view"), "hand", 0.0)
        elif reading is None or reading.label is None:
            self._show(None, self.tr("Not sure"), "question", 0.0)
        else:
            self._show(reading.label, self.tr("{0} sure").format(f"{reading.confidence:.0%}"), "", progress)

    def pulse(self, letter: str) -> None:
        """Light up for a moment: ``letter`` has been typed; a screen reader says it."""
        if self.isVisible():
            spoken = self.tr("space") if letter == " " else letter
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
            self._animation.stop()
            self._animation.start()

    def set_compact(self, compact: bool) -> None:
        """Take little height, the caption beside the ring instead of below."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(248, _COMPACT_HEIGHT if self._compact else 268)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _COMPACT_HEIGHT if self._compact else 150)

    def hideEvent(self, event: QHideEvent) -> None:
        self._animation.stop()
        self._pulse = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring, caption = self._places()
        side = ring.width()
        self._paint_ring(painter, ring)
        if self._letter is not None:
            inset = side * 0.12  # what a word leaves free of the ring at both sides
            painter.setPen(QColor(colour.text))
            draw_sign(painter, ring.adjusted(inset, 0, -inset, 0), self._letter, round(min(TYPE.letter, side * 0.56)))
        else:
            half = side * 0.17
            place = QRectF(ring.center() - QPointF(half, half), ring.center() + QPointF(half, half)).toRect()
            paint_icon(painter, place, self._icon, QColor(colour.muted))
        painter.setPen(QColor(colour.muted))
        painter.setFont(font(TYPE.body, QFont.Weight.Medium))
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._caption)
        painter.end()

    def _places(self) -> tuple[QRectF, QRectF]:
        """Where the ring and the caption are."""
        if self._compact:
            side = min(self.height() - 4.0, self.width() * 0.6)
            ring = QRectF(0, (self.height() - side) / 2, side, side)
            return ring, QRectF(side + 4, 0, self.width() - side - 4, self.height())
        side = min(self.width() - 8.0, self.height() - _CAPTION_HEIGHT - 8.0, _LARGEST_RING)
        ring = QRectF((self.width() - side) / 2, (self.height() - _CAPTION_HEIGHT - side) / 2, side, side)
        return ring, QRectF(0, ring.bottom() + 4, self.width(), _CAPTION_HEIGHT)

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        colour = colours()
        width = max(6.0, ring.width() / 26)
        inner = ring.adjusted(width / 2 + 1, width / 2 + 1, -width / 2 - 1, -width / 2 - 1)
        if self._pulse > 0:
            glow = QColor(colour.accent_soft)
            glow.setAlphaF(self._pulse)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawEllipse(inner)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour.border), width))
        painter.drawEllipse(inner)
        progress = 1.0 if self._pulse > 0.35 else self._progress
        if progress > 0:
            pen = QPen(QColor(colour.accent), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(inner, 90 * 16, -round(progress * 360 * 16))

    def _show(self, letter: str | None, caption: str, icon: str, progress: float) -> None:
        progress = min(max(progress, 0.0), 1.0)
        if (letter, caption, icon, progress) == (self._letter, self._caption, self._icon, self._progress):
            return
        if letter != self._letter or caption != self._caption:
            self.setAccessibleName(f"{letter}, {caption}" if letter else caption)
            self.setToolTip(letter if letter and len(letter) > 1 else "")
        self._letter, self._caption, self._icon, self._progress = letter, caption, icon, progress
        self.update()

    def _set_pulse(self, value: float) -> None:
        self._pulse = float(value)
        self.update()
