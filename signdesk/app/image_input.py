"""Pictures that come by drag and drop or from the clipboard."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

if TYPE_CHECKING:
    from signdesk.recognition.batch import PictureSource

__all__ = ["holds_pictures", "sources_in"]

_numbers = count(1)
_FAST = 90
"""Qt's measure of PNG: little compression, for the picture only waits in memory."""


def holds_pictures(data: QMimeData) -> bool:
    """Whether ``data`` has files or a picture in it."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def sources_in(data: QMimeData | None) -> list[PictureSource]:
    """The files in ``data``, or else its picture; empty when it holds neither, or is the clipboard's None."""
    if data is None:
        return []
    paths: list[PictureSource] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths or not data.hasImage():
        return paths
    image = QImage(data.imageData())
    return [] if image.isNull() else [_in_memory(image)]


def _in_memory(image: QImage) -> PictureSource:
    from signdesk.recognition.batch import MemoryPicture

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setQuality(_FAST)
    writer.write(image)
    name = QCoreApplication.translate("ImagesPage", "Pasted picture {0}").format(next(_numbers))
    return MemoryPicture(name, bytes(buffer.data().data()))
