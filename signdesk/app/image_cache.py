"""Thumbnails that were made lately, within a budget of memory."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtGui import QPixmap

from signdesk.app.picture import to_qimage
from signdesk.vision.image import Image

__all__ = ["ThumbnailCache", "as_pixmap"]

BUDGET = 64 * 2**20


def as_pixmap(image: Image) -> QPixmap:
    """``image`` as Qt paints it, in the Qt thread only."""
    return QPixmap.fromImage(to_qimage(image))


class ThumbnailCache:
    """Pixmaps by the key of their entry; those not asked for longest go first when ``budget`` bytes are full."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """The bytes in use."""
        return self._size

    def __len__(self) -> int:
        return len(self._pixmaps)

    def get(self, key: int) -> QPixmap | None:
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
        return pixmap

    def put(self, key: int, pixmap: QPixmap) -> None:
        self.drop(key)
        self._pixmaps[key] = pixmap
        self._size += _bytes(pixmap)
        while self._size > self._budget and len(self._pixmaps) > 1:
            self.drop(next(iter(self._pixmaps)))

    def drop(self, key: int) -> None:
        pixmap = self._pixmaps.pop(key, None)
        if pixmap is not None:
            self._size -= _bytes(pixmap)


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
