"""A sign as it should look: a drawn hand that can be turned by dragging and by the arrow keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from signdesk.app.reference_pictures import ReferencePictures, Wish, has_reference, kept
from signdesk.app.theme import RADIUS, TYPE, colours, font
from signdesk.app.widgets.reference_way import draw_way

__all__ = ["ReferenceHand"]

_REST_MS = 140
_FRAME_MS = 50
_LINGER = 14
"""How many frames a letter that moves stands still at its end before it begins again."""
_STEP = 15.0
_TIPPED = 60.0
_ROUGH_SIZE = 320
_GRAIN = 8


class ReferenceHand(QWidget):
    """The reference hand of one sign. While it is turned it is drawn roughly, and crisply as soon as it rests.

    ``turned`` tells of another side that the user looks from, ``played`` whether a moving letter moves now.
    """

    turned = Signal(float, float)
    played = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(self.tr("Drag to turn the hand, double click for the front"))
        self._pictures = ReferencePictures(self)
        self._pictures.drawn.connect(self._drawn)
        self._sign, self._variant = "", 0
        self._left = self._mirrored = self._own_view = False
        self._yaw = self._pitch = 0.0
        self._frame = 0
        self._image: QImage | None = None
        self._shown: Wish | None = None
        self._grip: QPointF | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._make_crisp)
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._tick)
        self._wants_to_play = False

    # What is shown

    @property
    def sign(self) -> str:
        return self._sign

    @property
    def side(self) -> tuple[float, float]:
        """From where the user looks: yaw and pitch in degrees, 0, 0 is the front."""
        return self._yaw, self._pitch

    @property
    def crisp(self) -> bool:
        """Whether what is in view is as fine as it gets."""
        return self._shown is not None and self._shown == self.wish(2)

    @property
    def moves(self) -> bool:
        """Whether the sign is one that moves."""
        from signdesk.alphabet import MOVING_LETTERS

        return self._sign in MOVING_LETTERS

    @property
    def playing(self) -> bool:
        return self._wants_to_play and self.moves

    def show_sign(self, sign: str, variant: int = 0) -> None:
        """Show ``sign``, as far as there is a reference of it, from the side that is in view."""
        if (sign, variant) == (self._sign, self._variant):
            return
        self._sign, self._variant, self._frame = sign, variant, 0
        self._image = self._shown = None
        self._wants_to_play = self.moves and not _still(self)
        self._name()
        self._refresh()
        self._keep_time()

    def set_left(self, left: bool) -> None:
        """Show a left hand, or a right one."""
        self._left = left
        self._refresh()

    def set_mirrored(self, mirrored: bool) -> None:
        """Show the front as a mirror does, for whoever sees the own hand in a mirror beside it."""
        self._mirrored = mirrored
        self._refresh()

    def set_own_view(self, own: bool) -> None:
        """Look from where the signer's own eyes are, or from where the person does who is spelled to."""
        self._own_view = own
        self._refresh()

    def look_from(self, yaw: float, pitch: float) -> None:
        """Turn the hand, without telling anybody."""
        self._yaw, self._pitch = (yaw + 180.0) % 360.0 - 180.0, min(max(pitch, -_TIPPED), _TIPPED)
        self._refresh()

    def play(self, on: bool) -> None:
        """Let a letter that moves move, or stand still where it is."""
        if on and self._frame >= self._frames - 1:
            self._frame = 0
        self._wants_to_play = on
        self._keep_time()
        self._refresh()

    def close(self) -> bool:
        """End what is drawn in the background."""
        for timer in (self._rest, self._clock):
            timer.stop()
        self._pictures.close()
        return super().close()

    # How it is turned

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            way = (event.position() - self._grip) * (180.0 / max(self._room().width(), 1.0))
            self._grip = event.position()
            self._turn(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._to_front()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-_STEP, 0.0),
            Qt.Key.Key_Right: (_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, -_STEP),
            Qt.Key.Key_Down: (0.0, _STEP),
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in steps:
            self._turn(*steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._to_front()
        elif event.key() == Qt.Key.Key_Space and self.moves:
            self.play(not self.playing)
            self.played.emit(self.playing)
        else:
            super().keyPressEvent(event)

    def _turn(self, yaw: float, pitch: float) -> None:
        self.look_from(self._yaw + yaw, self._pitch + pitch)
        self.turned.emit(self._yaw, self._pitch)

    def _to_front(self) -> None:
        self.look_from(0.0, 0.0)
        self.turned.emit(0.0, 0.0)

    # How it is drawn

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_time()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        self._rest.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colour = colours()
        if self._image is not None:
            painter.drawImage(self._room(), self._image)
            if self.moves:
                self._draw_way(painter)
        else:
            painter.setPen(QColor(colour.muted))
            painter.setFont(font(TYPE.caption))
            there = not self._sign or has_reference(self._sign)
            text = self.tr("Drawing the hand…") if there else self.tr("There is no drawn hand for this sign.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.s, RADIUS.s)
        painter.end()

    def _draw_way(self, painter: QPainter) -> None:
        from signdesk.handmodel.turntable import Side, trace

        wish, room = self.wish(0), self._room()
        way = trace(self._sign, Side(wish.yaw, wish.pitch, wish.left)).tolist()
        points = [QPointF(room.x() + x * room.width(), room.y() + y * room.height()) for x, y in way]
        draw_way(painter, points, self._frame / max(self._frames - 1, 1), room.width())

    def _room(self) -> QRectF:
        """The square in the middle that the picture fills."""
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def wish(self, fine: int = 2, frame: int | None = None) -> Wish:
        """The picture that is to be seen now, as finely as asked for."""
        size = math.ceil(self._room().width() * self.devicePixelRatioF() / _GRAIN) * _GRAIN
        size = size if fine else min(size, _ROUGH_SIZE)
        number = min(self._frame if frame is None else frame, self._frames - 1)
        return Wish(
            self._sign,
            max(size, _GRAIN),
            round(self._yaw + (180.0 if self._own_view else 0.0), 1),
            round(self._pitch, 1),
            self._left != (self._mirrored and not self._own_view),
            self._variant,
            number * _FRAME_MS / 1e3,
            fine,
        )

    @property
    def _frames(self) -> int:
        """Of how many frames the movement consists; a still sign is one."""
        if not self.moves:
            return 1
        from signdesk.handmodel.motion import motion

        return int(motion(self._sign).duration * 1e3 / _FRAME_MS) + 1

    def _refresh(self) -> None:
        """Something else is to be seen: take it when it is there, else have it drawn, roughly first."""
        self.update()
        if not self.isVisible() or not self._sign or not has_reference(self._sign):
            return
        wishes = self.wish(2), self.wish(0)
        there = next((wish for wish in wishes if kept(wish) is not None), None)
        if there is not None:
            self._show(there)
        else:
            self._pictures.ask(wishes[1])
        if there != wishes[0] and not self.playing:
            self._rest.start()

    def _make_crisp(self) -> None:
        self._pictures.ask(self.wish(2))

    def _drawn(self, wish: Wish) -> None:
        if (wish.sign, wish.variant) == (self._sign, self._variant) and not self.crisp:
            if wish.fine == 0 or wish == self.wish(2):
                self._show(wish)  # while the hand is turned, what comes is a little late
            self._refresh()

    def _show(self, wish: Wish) -> None:
        self._image, self._shown = kept(wish), wish
        self.update()

    # How it moves

    def _keep_time(self) -> None:
        if self.playing and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        """Go to the next frame, as soon as it is there; once all are, roughly, have them drawn finely."""
        fine = [self.wish(2, number) for number in range(self._frames)]
        missing = [wish for wish in fine if kept(wish) is None]
        following = (self._frame + 1) % (self._frames + _LINGER)
        wish = self.wish(0 if missing else 2, following)
        if kept(wish) is None:
            self._pictures.ask(wish)
            return
        self._frame = following
        self._show(wish)
        roughly = all(kept(self.wish(0, number)) is not None for number in range(self._frames))
        if missing and roughly and self._grip is None and not self._pictures.busy:
            self._pictures.ask(missing[0])

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Reference hand for {0}").format(self._sign))
        keys = self.tr("The arrow keys turn the hand, Home shows its front.")
        moving = self.tr("The space bar lets it move or stand still.") if self.moves else ""
        self.setAccessibleDescription(f"{keys} {moving}".strip())


def _still(widget: QWidget) -> bool:
    """Whether the user wants windows without movement."""
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
