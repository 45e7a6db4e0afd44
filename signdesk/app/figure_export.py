"""Figures as files: PNG at twice the size, or SVG, painted anew in the light colours, whatever the window shows."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from signdesk.app.theme import LIGHT, SPACE, Colours
from signdesk.errors import ImageError
from signdesk.paths import write_whole

__all__ = ["Figure", "figure_bytes", "save_figure"]

_SCALE = 2


class Figure(Protocol):
    """What can paint itself onto paper."""

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint into ``rectangle`` in those colours."""
        ...


def save_figure(figure: Figure, path: Path, size: QSize) -> None:
    """Write ``figure`` to ``path``, ``size`` device-independent pixels large; the suffix says PNG or SVG.

    `ImageError` says why it can't be written.
    """
    data = figure_bytes(figure, path.suffix.lower(), size)
    try:
        with write_whole(path) as file:
            file.write(data)
    except OSError as error:
        raise ImageError(f"The figure can't be written to {path}: {error.strerror}. Choose another place.") from error


def figure_bytes(figure: Figure, suffix: str, size: QSize) -> bytes:
    """The contents of the file that ``suffix`` (".png" or ".svg") names; `ImageError` for another suffix."""
    if suffix == ".svg":
        return _svg(figure, size)
    if suffix == ".png":
        return _png(figure, size)
    raise ImageError(f"Figures are saved as .png or .svg, not as “{suffix}”; choose one of these endings.")


def _svg(figure: Figure, size: QSize) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(96)
    _paint(figure, QPainter(generator), size)
    buffer.close()
    return bytes(data.data())


def _png(figure: Figure, size: QSize) -> bytes:
    image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    _paint(figure, QPainter(image), size)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt takes text
    buffer.close()
    return bytes(data.data())


def _paint(figure: Figure, painter: QPainter, size: QSize) -> None:
    whole = QRectF(0, 0, size.width(), size.height())
    painter.fillRect(whole, QColor(LIGHT.surface))
    figure.paint_figure(painter, whole.adjusted(SPACE.l, SPACE.l, -SPACE.l, -SPACE.l), LIGHT)
    painter.end()
