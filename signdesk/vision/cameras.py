"""Which cameras there are."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from dataclasses import dataclass, replace

__all__ = ["CameraInfo", "camera_backend", "list_cameras"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera: OpenCV's ``index`` for it with `camera_backend`, the name that the system shows.

    ``path`` is the system's own name for the device, None when it tells none.
    """

    index: int
    name: str
    path: str | None


def camera_backend() -> int:
    """The way OpenCV reaches cameras on this system: for the indices mean something only together with it."""
    from signdesk.vision.opencv import cv2

    if sys.platform == "win32":
        return int(cv2.CAP_MSMF)
    if sys.platform == "darwin":
        return int(cv2.CAP_AVFOUNDATION)
    return int(cv2.CAP_V4L2)


def list_cameras() -> list[CameraInfo]:
    """The cameras that are plugged in, by index; none when there are none or the system doesn't say. May block.

    Of several cameras with the same name, the second is called "… (2)", and so on.
    """
    backend = camera_backend()
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        found = [
            CameraInfo(int(camera.index), str(camera.name or f"Camera {camera.index}"), camera.path or None)
            for camera in enumerate_cameras(backend)
        ]
    except Exception:  # noqa: BLE001 - it speaks with three operating systems, and no list is not worth a crash
        _log.warning("the cameras can't be listed", exc_info=True)
        return []
    return _told_apart(sorted(found, key=lambda camera: camera.index))


def _told_apart(cameras: list[CameraInfo]) -> list[CameraInfo]:
    seen: Counter[str] = Counter()
    told_apart = []
    for camera in cameras:
        seen[camera.name] += 1
        count = seen[camera.name]
        told_apart.append(camera if count == 1 else replace(camera, name=f"{camera.name} ({count})"))
    return told_apart
