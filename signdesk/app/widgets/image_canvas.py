"""One picture of the Images page, large, with the hand that was found in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.image_list import Entry, EntryState
from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font
from signdesk.app.widgets.hand_overlay import paint_hand

__all__ = ["ImageCanvas"]


class ImageCanvas(QWidget):
    """Shows the picture of one entry, letterboxed; never mirrored.

    ``stepped`` asks for the picture so many places further; ``toggled`` asks to change between large and beside the
    list (Enter, double click); ``left`` asks to go back to the list (Esc).
    """

    stepped = Signal(int)
    toggled = Signal()
    left = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._pixmap: QPixmap | None = None
        self._scale = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture"))

    @property
    def pixmap(self) -> QPixmap | None:
        """The picture in view, None while there is none."""
        return self._pixmap

    def show_entry(self, entry: Entry | None, pixmap: QPixmap | None, scale: float) -> None:
        """Show ``entry``; ``pixmap`` is its picture shrunk by ``scale``, None while it is not there."""
        self._entry, self._pixmap, self._scale = entry, pixmap, scale
        self.setAccessibleDescription(entry.described if entry else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 300)

    def resizeEvent(self, event: object) -> None:
        self.resized.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageUp: -10,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Space: 1,
            Qt.Key.Key_PageDown: 10,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), RADIUS.m, RADIUS.m)
        painter.setClipPath(frame)
        painter.fillRect(self.rect(), QColor(colour.stage))
        if self._entry is not None and self._pixmap is not None:
            self._paint_picture(painter, self._entry, self._pixmap)
        elif self._entry is not None and self._entry.state is EntryState.ERROR:
            self._paint_error(painter, self._entry)
        painter.setClipping(False)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.m - 1, RADIUS.m - 1)
        painter.end()

    def _paint_picture(self, painter: QPainter, entry: Entry, pixmap: QPixmap) -> None:
        size = QSizeF(pixmap.size()).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(0, 0), size)
        target.moveCenter(QRectF(self.rect()).center())
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        recognition = entry.result.recognition if entry.result else None
        if recognition is not None and recognition.hand is not None and entry.reading is not None:
            scale = target.width() / pixmap.width() * self._scale
            reading = entry.reading
            paint_hand(
                painter, recognition.hand, target, scale, False, reading.label, reading.confidence, skeleton=True
            )

    def _paint_error(self, painter: QPainter, entry: Entry) -> None:
        colour = colours()
        room = QRectF(self.rect()).adjusted(SPACE.xl, SPACE.xl, -SPACE.xl, -SPACE.xl)
        text = entry.result.error if entry.result and entry.result.error else ""
        painter.setFont(font(TYPE.body))
        # Paths have no spaces to break at.
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        bounds = painter.boundingRect(room, text, option)
        top = max(room.top(), room.center().y() - (bounds.height() + 52) / 2)
        sign = QRectF(room.center().x() - 20, top, 40, 40)
        paint_icon(painter, sign.toRect(), "warning-circle", QColor(colour.danger))
        painter.setPen(QColor(colour.on_stage))
        painter.drawText(QRectF(room.left(), top + 52, room.width(), room.bottom() - top - 52), text, option)
