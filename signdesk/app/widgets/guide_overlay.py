"""The guide box: the part of the picture in which the hand is looked for, moved and resized by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from signdesk.app.theme import RADIUS, colours

__all__ = ["DEFAULT_REGION", "MIN_SIDE", "GuideOverlay"]

DEFAULT_REGION = (0.3, 0.15, 0.4, 0.6)
MIN_SIDE = 0.12
_STEP, _FINE_STEP = 0.02, 0.005
_GRIP = 14.0

_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
}


class GuideOverlay(QWidget):
    """Lies exactly over the picture. ``region`` is x, y, width, height in parts of the picture that is not mirrored.

    ``changed`` passes a new region on, once a move is made. Arrows move the box, Shift and arrows resize it, Ctrl
    makes either finer, Home puts it back.
    """

    changed = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Guide box"))
        self.setToolTip(self.tr("Drag to move, drag an edge to resize; or use the arrow keys, with Shift to resize"))
        self._region = DEFAULT_REGION
        self._mirror = True
        self._lit = False
        self._grip: tuple[int, int] | None = None
        self._from = QPointF()
        self._start = QRectF()
        self._describe()

    @property
    def region(self) -> tuple[float, float, float, float]:
        return self._region

    def set_region(self, region: tuple[float, float, float, float]) -> None:
        """Show ``region``; it is kept inside the picture and at least `MIN_SIDE` wide and high."""
        self._region = _inside(*region)
        self._describe()
        self.update()

    def set_mirror(self, on: bool) -> None:
        self._mirror = on
        self.update()

    def light(self, on: bool) -> None:
        """Draw the box in the accent colour: what is in it was read."""
        if on != self._lit:
            self._lit = on
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self._use(DEFAULT_REGION)
            return
        if event.key() not in _MOVES:
            event.ignore()
            return
        modifiers = event.modifiers()
        step = _FINE_STEP if modifiers & Qt.KeyboardModifier.ControlModifier else _STEP
        across, down = (step * part for part in _MOVES[Qt.Key(event.key())])
        x, y, width, height = self._region
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            grown = _inside(x - across / 2, y - down / 2, width + across, height + down)
            self._use(grown)
        else:
            # Left is left as the user sees it.
            self._use((x - across if self._mirror else x + across, y + down, width, height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = self._grip_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if self._grip is None:
            event.ignore()
            return
        self._from, self._start = event.position(), self._view_rect()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            grip = self._grip_at(event.position())
            shape = Qt.CursorShape.ArrowCursor
            if grip is not None:
                shape = _CURSORS.get(grip, Qt.CursorShape.SizeAllCursor)
            self.setCursor(shape)
            return
        moved = event.position() - self._from
        rect = QRectF(self._start)
        across, down = self._grip
        if (across, down) == (0, 0):
            rect.translate(moved)
        shortest = (MIN_SIDE * self.width(), MIN_SIDE * self.height())
        if across < 0:
            rect.setLeft(max(0.0, min(rect.left() + moved.x(), rect.right() - shortest[0])))
        elif across > 0:
            rect.setRight(min(float(self.width()), max(rect.right() + moved.x(), rect.left() + shortest[0])))
        if down < 0:
            rect.setTop(max(0.0, min(rect.top() + moved.y(), rect.bottom() - shortest[1])))
        elif down > 0:
            rect.setBottom(min(float(self.height()), max(rect.bottom() + moved.y(), rect.top() + shortest[1])))
        self._use(self._from_view(rect))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self._view_rect()
        outside = QPainterPath()
        outside.addRoundedRect(QRectF(self.rect()), RADIUS.l, RADIUS.l)
        hole = QPainterPath()
        hole.addRoundedRect(rect, RADIUS.l, RADIUS.l)
        veil = QColor(colour.scrim)
        veil.setAlphaF(0.42)
        painter.fillPath(outside.subtracted(hole), veil)
        line = QColor(colour.on_scrim_accent if self._lit else colour.on_scrim)
        painter.setPen(QPen(line, 4 if self.hasFocus() else 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS.l, RADIUS.l)
        painter.setPen(QPen(QColor(colour.scrim), 1.5))
        painter.setBrush(line)
        for corner in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
            towards = rect.center() - corner
            # On the rounding of the corner, not in the empty angle outside it.
            inset = RADIUS.l * 0.29
            place = corner + QPointF(inset if towards.x() > 0 else -inset, inset if towards.y() > 0 else -inset)
            painter.drawEllipse(place, 6, 6)
        painter.end()

    def _use(self, region: tuple[float, float, float, float]) -> None:
        region = _inside(*region)
        if region != self._region:
            self._region = region
            self._describe()
            self.update()
            self.changed.emit(region)

    def _describe(self) -> None:
        x, y, width, height = (round(100 * part) for part in self._region)
        self.setAccessibleDescription(
            self.tr("{x}% from the left, {y}% from the top, {width}% wide, {height}% high").format(
                x=x, y=y, width=width, height=height
            )
        )

    def _view_rect(self) -> QRectF:
        x, y, width, height = self._region
        if self._mirror:
            x = 1 - x - width
        return QRectF(x * self.width(), y * self.height(), width * self.width(), height * self.height())

    def _from_view(self, rect: QRectF) -> tuple[float, float, float, float]:
        x, width = rect.x() / self.width(), rect.width() / self.width()
        if self._mirror:
            x = 1 - x - width
        return x, rect.y() / self.height(), width, rect.height() / self.height()

    def _grip_at(self, position: QPointF) -> tuple[int, int] | None:
        """Which edges are under the mouse (−1 left or top, 1 right or bottom, 0, 0 the inside), None outside."""
        rect = self._view_rect()
        if not rect.adjusted(-_GRIP, -_GRIP, _GRIP, _GRIP).contains(position):
            return None
        across = -1 if position.x() < rect.left() + _GRIP else 1 if position.x() > rect.right() - _GRIP else 0
        down = -1 if position.y() < rect.top() + _GRIP else 1 if position.y() > rect.bottom() - _GRIP else 0
        return across, down


def _inside(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    width, height = min(max(width, MIN_SIDE), 1.0), min(max(height, MIN_SIDE), 1.0)
    return min(max(x, 0.0), 1 - width), min(max(y, 0.0), 1 - height), width, height
