"""Pictures as a network sees them, small, with what it read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from signdesk.app.counts import percent
from signdesk.app.picture import to_qimage
from signdesk.app.theme import RADIUS, SPACE
from signdesk.app.widgets.train_run_card import label

if TYPE_CHECKING:
    from signdesk.app.train_pictures import Shown

__all__ = ["PictureList", "heat_colours", "pixmap_of"]

_SIDE = 96


class PictureList(QWidget):
    """Thumbnails with a line of text above; ``chosen`` passes the picture on that the user goes to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, side: int = _SIDE) -> None:
        super().__init__(parent)
        self._side = side
        self._pictures: list[Shown] = []
        self.text = label("", "muted", wrap=True)
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(QSize(side, side))
        self.list.setGridSize(QSize(side + SPACE.l, side + 34))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.list.currentRowChanged.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        column.addWidget(self.text)
        column.addWidget(self.list, 1)
        self.say("")

    @property
    def pictures(self) -> list[Shown]:
        """The pictures in view."""
        return self._pictures

    def say(self, text: str) -> None:
        """Show ``text`` and no pictures."""
        self.show_pictures((), text)

    def show_pictures(self, pictures: Sequence[Shown], text: str) -> None:
        """Show ``pictures`` below ``text``."""
        self._pictures = list(pictures)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.list.setAccessibleName(text)
        self.list.blockSignals(True)
        self.list.clear()
        for picture in self._pictures:
            self.list.addItem(self._item(picture))
        self.list.blockSignals(False)
        self.list.setEnabled(bool(self._pictures))

    def _item(self, picture: Shown) -> QListWidgetItem:
        if picture.read and picture.read != picture.shown:
            text = f"{picture.shown} → {picture.read}  {percent(picture.confidence, 0)}"
            told = self.tr("{0} read as {1}, {2} sure").format(
                picture.shown, picture.read, percent(picture.confidence, 0)
            )
        else:
            text = told = picture.shown
        item = QListWidgetItem(QIcon(pixmap_of(picture.image, self._side, self.devicePixelRatioF())), text)
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        item.setToolTip(f"{told}\n{picture.name}" if picture.name else told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        return item

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._pictures):
            self.chosen.emit(self._pictures[row])


def pixmap_of(image: NDArray[np.uint8], side: int, ratio: float = 1.0) -> QPixmap:
    """A picture (h, w, 1 or 3) with rounded corners, ``side`` device-independent pixels wide; pixels stay to be seen
    where it is enlarged."""
    rgb = np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image
    small = to_qimage(np.ascontiguousarray(rgb, dtype=np.uint8))
    room = round(side * ratio)
    enlarged = small.width() < room / 2
    mode = Qt.TransformationMode.FastTransformation if enlarged else Qt.TransformationMode.SmoothTransformation
    scaled = small.scaled(room, room, Qt.AspectRatioMode.KeepAspectRatio, mode)
    pixmap = QPixmap(scaled.size())
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(0, 0, scaled.width(), scaled.height(), RADIUS.s * ratio, RADIUS.s * ratio)
    painter.setClipPath(path)
    painter.drawImage(0, 0, scaled)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def heat_colours(heat: NDArray[np.floating], image: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """A map (h, w) as a picture (h, w, 3): from 0 to 1, dark over orange to yellow, laid over the grey ``image`` where
    there is one; below 0, blue (weights that speak against)."""
    share = np.clip(np.abs(heat), 0, 1)[..., None]
    warm = np.array([255, 176, 40]) * share**0.8 + np.array([40, 0, 30]) * (1 - share)
    cold = np.array([60, 140, 255]) * share**0.8 + np.array([40, 0, 30]) * (1 - share)
    colour = np.where(heat[..., None] >= 0, warm, cold)
    if image is not None:
        grey = image.astype(float).mean(2, keepdims=True)
        colour = grey * (0.75 - 0.45 * share) + colour * (0.1 + 0.6 * share)
    shown: NDArray[np.uint8] = np.clip(colour, 0, 255).astype(np.uint8)
    return shown
