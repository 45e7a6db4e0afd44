"""Pictures of the reference hand, drawn in a thread and kept: the newest wish is drawn next, older ones are dropped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from signdesk.app.work_queue import WorkQueue

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ReferencePictures", "Wish", "has_reference", "kept"]

_POLL_MS = 8
_BUDGET = 48 * 2**20


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture of ``sign`` ``size`` device pixels wide: see `signdesk.handmodel.turntable.picture`."""

    sign: str
    size: int
    yaw: float = 0.0
    pitch: float = 0.0
    left: bool = False
    variant: int = 0
    time: float = 0.0
    fine: int = 2


class ReferencePictures(QObject):
    """Draws for one widget; ``drawn`` tells that a wish is `kept` from now on."""

    drawn = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: WorkQueue[Wish, tuple[Wish, NDArray[Any]]] = WorkQueue(
            "signdesk-reference", _draw, newest_first=True, kept=1
        )
        self._asked: Wish | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether something is being drawn."""
        return self._queue.busy

    def ask(self, wish: Wish) -> None:
        """Draw ``wish`` next, in place of what was wished before and is not in work yet."""
        if wish != self._asked or not self._queue.busy:
            self._asked = wish
            self._queue.submit([wish])
            self._poll.start()

    def close(self) -> None:
        """End the thread; what is in work is dropped."""
        self._poll.stop()
        self._queue.close()

    def _take(self) -> None:
        busy = self._queue.busy
        for wish, pixels in self._queue.take():
            _keep(wish, pixels)
            self.drawn.emit(wish)
        if not busy and not self._queue.busy:
            self._poll.stop()


def has_reference(sign: str) -> bool:
    """Whether there is a handshape for ``sign``: there is none for signs of the user's own."""
    from signdesk.handmodel.words import shown_signs

    return sign in shown_signs()


def kept(wish: Wish) -> QImage | None:
    """The picture of ``wish``, when it was drawn lately; in the Qt thread only."""
    image = _kept.get(wish)
    if image is not None:
        _kept.move_to_end(wish)
    return image


_kept: OrderedDict[Wish, QImage] = OrderedDict()
"""Shared by all widgets: the same sign is often shown again, and in several places. Transparent, so for all themes."""


def _keep(wish: Wish, pixels: NDArray[Any]) -> None:
    height, width = pixels.shape[:2]
    borrowed = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    _kept[wish] = borrowed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # copies: the array may go
    while sum(image.sizeInBytes() for image in _kept.values()) > _BUDGET:
        _kept.popitem(last=False)


def _draw(wish: Wish) -> Generator[tuple[Wish, NDArray[Any]], None, None]:
    from signdesk.handmodel.turntable import Side, picture

    side = Side(wish.yaw, wish.pitch, wish.left)
    yield wish, picture(wish.sign, side, wish.size, wish.variant, wish.time, wish.fine)
