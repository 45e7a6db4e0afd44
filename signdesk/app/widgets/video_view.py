"""The video: the last frame with what was seen in it, and the widgets that lie on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.picture import to_qimage
from signdesk.app.theme import RADIUS, SPACE, colours
from signdesk.app.widgets.guide_overlay import GuideOverlay
from signdesk.app.widgets.hand_overlay import paint_hand
from signdesk.app.widgets.source_picker import is_address, is_file
from signdesk.app.widgets.state_card import StateCard
from signdesk.app.widgets.video_chip import VideoChip

if TYPE_CHECKING:
    from signdesk.hands.hand import Hand
    from signdesk.vision.image import Image

__all__ = ["VideoView"]


class VideoView(QWidget):
    """Shows pictures letterboxed, mirrored when asked, with the hand on top; what is written is never mirrored.

    ``painted`` fires after each new picture was painted, ``first_painted`` when the view itself was, once. ``dropped``
    passes what was dropped: paths and addresses.
    """

    painted = Signal()
    first_painted = Signal()
    dropped = Signal(list)
    _picture_done = Signal()
    _first_done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Video"))
        # Told when the paint event is over: only then is it on the screen, and may the window be changed or closed.
        self._picture_done.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        self._first_done.connect(self.first_painted, Qt.ConnectionType.QueuedConnection)
        self._image: QImage | None = None
        self._hand: Hand | None = None
        self._label: str | None = None
        self._confidence = 0.0
        self._mirror = True
        self._skeleton = False
        self._fresh = False
        self._dragging = False
        self.appeared = False
        self.guide = GuideOverlay(self)
        self.guide.hide()
        self._guided = False
        self.card = StateCard(self)
        self.notice = VideoChip(self, Qt.AlignmentFlag.AlignTop)
        self.hint = VideoChip(self, Qt.AlignmentFlag.AlignBottom)

    @property
    def image(self) -> QImage | None:
        """The picture in view, not mirrored."""
        return self._image

    @property
    def mirrored(self) -> bool:
        return self._mirror

    def show_frame(self, image: Image, hand: Hand | None, label: str | None, confidence: float) -> None:
        """Show ``image`` with the hand found in it, in pixels of ``image``, and what it was read as."""
        self._image = to_qimage(image)
        self._hand, self._label, self._confidence = hand, label, confidence
        self._fresh = True
        self.guide.light(label is not None)
        self._place_guide()
        self.update()

    def clear(self) -> None:
        """Forget the picture."""
        self._image = self._hand = self._label = None
        self._place_guide()
        self.update()

    def set_mirror(self, on: bool) -> None:
        self._mirror = on
        self.guide.set_mirror(on)
        self.update()

    def set_skeleton(self, on: bool) -> None:
        self._skeleton = on
        self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture lies in this widget; all of the widget without a picture."""
        if self._image is None or self._image.isNull():
            return QRectF(self.rect())
        size = QSize(self._image.width(), self._image.height())
        size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRectF(QPointF(0, 0), size.toSizeF())
        rect.moveCenter(QRectF(self.rect()).center())
        return rect

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.setGeometry(self.rect())
        self.notice.place()
        self.hint.place()
        self._place_guide()

    def show_guide(self, on: bool) -> None:
        """Show the guide box over the picture, or take it away."""
        self._guided = on
        self._place_guide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colour = colours()
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), RADIUS.l, RADIUS.l)
        painter.fillPath(frame, QColor(colour.stage))
        if self._image is not None:
            self._paint_picture(painter)
        if self.card.isVisible() and self.card.over_picture:
            veil = QColor(colour.stage)
            veil.setAlphaF(0.9)
            painter.fillPath(frame, veil)
        if self._dragging:
            self._paint_drop_frame(painter)
        painter.end()
        if self._fresh:
            self._fresh = False
            self._picture_done.emit()
        if not self.appeared:
            self.appeared = True
            self._first_done.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()
            self._set_dragging(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_dragging(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_dragging(False)
        data = event.mimeData()
        found = [url.toLocalFile() or url.toString() for url in data.urls()]
        text = data.text().strip()
        if not found and text and (is_address(text) or is_file(text)):
            found = [text]
        if found:
            event.acceptProposedAction()
            self.dropped.emit(found)

    def _set_dragging(self, on: bool) -> None:
        self._dragging = on
        self.update()

    def _place_guide(self) -> None:
        self.guide.setGeometry(self.picture_rect().toRect())
        self.guide.setVisible(self._guided and self._image is not None and self.card.content is None)

    def _paint_picture(self, painter: QPainter) -> None:
        assert self._image is not None
        target = self.picture_rect()
        image = self._image
        wanted = target.size() * self.devicePixelRatioF()
        if image.width() > 1.7 * wanted.width():
            # A bilinear step over more than two pixels would skip some and flicker.
            image = image.scaled(
                wanted.toSize(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        painter.save()
        frame = QPainterPath()
        frame.addRoundedRect(target, RADIUS.l, RADIUS.l)
        painter.setClipPath(frame)
        if self._mirror:
            painter.translate(2 * target.center().x(), 0)
            painter.scale(-1, 1)
        painter.drawImage(target, image)
        painter.restore()
        if self._hand is not None and not self.card.isVisible():
            scale = target.width() / self._image.width()
            paint_hand(
                painter,
                self._hand,
                target,
                scale,
                self._mirror,
                self._label,
                self._confidence,
                self._skeleton,
                boxed=not self.guide.isVisible(),
            )

    def _paint_drop_frame(self, painter: QPainter) -> None:
        colour = colours()
        veil = QColor(colour.accent_soft)
        veil.setAlphaF(0.6)
        pen = painter.pen()
        pen.setColor(QColor(colour.accent))
        pen.setWidth(3)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(veil)
        inside = QRect(self.rect()).adjusted(SPACE.s, SPACE.s, -SPACE.s, -SPACE.s)
        painter.drawRoundedRect(QRectF(inside), RADIUS.m, RADIUS.m)
