"""Some of the pictures, as the network will see them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.picture import to_qimage
from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font
from signdesk.app.train_seen_job import Seen

__all__ = ["SeenPictures"]

_FOOT = 18
_LARGEST = 128
_COARSE = 64
"""Smaller pictures are shown with their pixels: that is all the network gets."""


class SeenPictures(QWidget):
    """A grid that fills its room with as large pictures as fit; ``note`` stands there while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[tuple[str, QPixmap]] = []
        self._known: list[Seen] = []
        self.note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What the network will see"))

    @property
    def labels(self) -> list[str]:
        """The signs in view."""
        return [label for label, _ in self._pictures]

    def show_pictures(self, pictures: Sequence[Seen], note: str = "") -> None:
        """Show these; those that are in view already are not made again."""
        kept = len(self._known)
        if list(pictures[:kept]) != self._known:
            self._pictures, kept = [], 0
        self._pictures += [(seen.label, QPixmap.fromImage(to_qimage(seen.image))) for seen in pictures[kept:]]
        self._known, self.note = list(pictures), note
        self.setAccessibleDescription(note or ", ".join(self.labels))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._pictures:
            painter.setFont(font(TYPE.body))
            painter.setPen(QColor(colours().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(SPACE.l, 0, -SPACE.l, 0), flags, self.note)
            painter.end()
            return
        columns, side = self._layout(24)
        coarse = self._pictures[0][1].width() < _COARSE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not coarse)
        gap = (self.width() - columns * side) / max(columns - 1, 1)
        gap = min(gap, SPACE.l)
        for number, (label, pixmap) in enumerate(self._pictures):
            row, column = divmod(number, columns)
            room = QRectF(column * (side + gap), row * (side + _FOOT + SPACE.xs), side, side)
            if room.bottom() + _FOOT > self.height() + 1:
                break
            self._draw(painter, room, label, pixmap)
        painter.end()

    def _draw(self, painter: QPainter, room: QRectF, label: str, pixmap: QPixmap) -> None:
        colour = colours()
        outline = QPainterPath()
        outline.addRoundedRect(room, RADIUS.s, RADIUS.s)
        painter.save()
        painter.setClipPath(outline)
        painter.drawPixmap(room, pixmap, QRectF(pixmap.rect()))
        painter.restore()
        painter.setPen(QColor(colour.muted))
        painter.setFont(font(TYPE.caption, QFont.Weight.Medium))
        foot = QRectF(room.x(), room.bottom() + 1, room.width(), _FOOT)
        text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, int(foot.width()))
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, text)

    def _layout(self, count: int) -> tuple[int, float]:
        """Columns and the side of a picture: as large as lets all of ``count`` in."""
        best = (1, 0.0)
        for columns in range(1, count + 1):
            rows = math.ceil(count / columns)
            across = (self.width() - (columns - 1) * SPACE.s) / columns
            down = (self.height() - (rows - 1) * SPACE.xs) / rows - _FOOT
            side = min(across, down, _LARGEST)
            if side > best[1]:
                best = (columns, side)
        return best
