"""The cameras that are plugged in, looked for away from the Qt thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from signdesk.app.widgets.source_picker import CameraChoice
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.vision.cameras import CameraInfo

__all__ = ["CameraList"]


class CameraList(QObject):
    """``found`` passes the cameras on after each `refresh`; ``find`` is `list_cameras` or a stand-in for it."""

    found = Signal(list)

    def __init__(self, find: Callable[[], list[CameraInfo]] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find = find or _list_cameras
        self._background = Background(self)
        self._looking = False

    @property
    def looking(self) -> bool:
        return self._looking

    def refresh(self) -> None:
        """Look for cameras, unless somebody is at it already."""
        if not self._looking:
            self._looking = True
            self._background.run(self._find, self._arrived, self._failed)

    def close(self) -> None:
        self._background.close()

    @Slot(list)
    def _arrived(self, cameras: list[CameraInfo]) -> None:
        self._looking = False
        self.found.emit([CameraChoice(camera.name, camera.name) for camera in cameras])

    def _failed(self, error: SignDeskError) -> None:
        self._arrived([])


def _list_cameras() -> list[CameraInfo]:
    from signdesk.vision.cameras import list_cameras

    return list_cameras()
