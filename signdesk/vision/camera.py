"""A camera as a source of frames."""

from __future__ import annotations

from collections.abc import Callable

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.camera_problem import camera_problem
from signdesk.vision.cameras import camera_backend, list_cameras
from signdesk.vision.live_source import LiveSource
from signdesk.vision.opencv_capture import Device, OpenCvCapture

__all__ = ["CameraSource"]


class CameraSource(LiveSource):
    """The camera ``camera``: its index, or its name as `list_cameras` gives it (a part of it that fits one suffices).

    ``width``, ``height`` and ``fps`` are what the camera is asked for; it gives what it can. ``capture`` opens a
    device from OpenCV's index and backend, ``cv2.VideoCapture`` by default.
    """

    open_timeout = 45.0  # Windows' Media Foundation takes half a minute for some cameras
    first_timeout = 10.0
    read_timeout = 5.0
    tries = 10

    def __init__(
        self,
        camera: int | str,
        *,
        width: int = 640,
        height: int = 480,
        fps: float = 30.0,
        capture: Callable[[int, int], Device] | None = None,
    ) -> None:
        super().__init__(f"camera {camera}" if isinstance(camera, int) else camera)
        self._camera = camera
        self._size = width, height
        self._wanted_fps = fps
        self._capture = capture

    def _connect(self) -> OpenCvCapture:
        from signdesk.vision.opencv import cv2

        index = self._camera if isinstance(self._camera, int) else _index_of(self._camera)
        device = (self._capture or cv2.VideoCapture)(index, camera_backend())
        if not device.isOpened():
            device.release()
            raise camera_problem(index, self.name)
        self._set_up(device)
        return OpenCvCapture(device)

    def _set_up(self, device: Device) -> None:
        from signdesk.vision.opencv import cv2

        width, height = self._size
        if width * height > 640 * 480:
            # Larger pictures come over USB fast enough only when compressed; smaller ones are better without.
            device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        device.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        device.set(cv2.CAP_PROP_FPS, self._wanted_fps)
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # old frames are of no use
        fps = device.get(cv2.CAP_PROP_FPS)
        self.fps = fps if fps > 0 else None

    def _unanswered(self) -> SourceError:
        return SourceError(f"{self._sentence_name} doesn't answer. Unplug it and plug it in again.", SourceProblem.BUSY)

    def _without_pictures(self) -> SourceError:
        return SourceError(
            f"{self._sentence_name} is on but gives no pictures. Close other programs that may be using it, "
            "or unplug it and plug it in again.",
            SourceProblem.NO_FRAMES,
        )

    def _lost(self) -> SourceError:
        return SourceError(
            f"{self._sentence_name} has stopped giving pictures. Plug it in again, or choose another one.",
            SourceProblem.LOST,
        )

    @property
    def _sentence_name(self) -> str:
        return self.name[:1].upper() + self.name[1:]


def _index_of(name: str) -> int:
    """The index of the camera called ``name``, or of the only one in whose name that occurs."""
    cameras = list_cameras()
    wanted = name.casefold()
    for camera in cameras:
        if camera.name.casefold() == wanted:
            return camera.index
    similar = [camera for camera in cameras if wanted in camera.name.casefold()]
    if len(similar) == 1:
        return similar[0].index
    present = ", ".join(f"“{camera.name}”" for camera in cameras)
    raise SourceError(
        f"No camera is called “{name}”. " + (f"There are {present}." if cameras else "No camera is plugged in."),
        SourceProblem.NOT_FOUND,
    )
