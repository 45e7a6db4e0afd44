"""Writing a video file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.errors import ImageError
from signdesk.paths import write_whole
from signdesk.vision.files import shown
from signdesk.vision.image import Image

if TYPE_CHECKING:
    import cv2

__all__ = ["written_video"]

_CODECS = {".mp4": "mp4v", ".avi": "MJPG"}
"""What OpenCV's wheels write on every system: small files, and ones that every player knows."""


@contextmanager
def written_video(path: Path, fps: float) -> Iterator[Callable[[Image], None]]:
    """Write ``path``, .mp4 or .avi, never half of it: what is given is called with each frame, all of one size.

    The same frames give the same bytes on the same platform. The file is there when the block has ended without an
    error. `ImageError` when it can't be written, or the block gave no frame.
    """
    if path.suffix.lower() not in _CODECS:
        raise ImageError(f"Can't write a video as “{path.suffix}”. Choose one of {', '.join(_CODECS)}.")
    # OpenCV's writer takes a name only, and not all names: so it writes elsewhere first.
    with tempfile.TemporaryDirectory(prefix="signdesk-") as folder:
        film = _Film(Path(folder) / f"film{path.suffix.lower()}", fps)
        try:
            yield film.add
        finally:
            film.release()
        film.check(path)
        _take_over(film.path, path)


def _take_over(made: Path, path: Path) -> None:
    try:
        with write_whole(path) as file:
            file.write(made.read_bytes())
    except OSError as error:
        raise ImageError(
            f"Can't write {shown(path)}: the system says “{error.strerror or error}”. Choose another folder."
        ) from error


class _Film:
    """The file that is being written; opened with the first frame, whose size it has."""

    def __init__(self, path: Path, fps: float) -> None:
        self.path = path
        self._fps = fps
        self._frames = 0
        self._writer: cv2.VideoWriter | None = None

    def add(self, image: Image) -> None:
        from signdesk.vision.opencv import cv2

        height, width = (side // 2 * 2 for side in image.shape[:2])  # codecs store colours for two pixels at a time
        if self._writer is None:
            codec = cv2.VideoWriter.fourcc(*_CODECS[self.path.suffix])
            self._writer = cv2.VideoWriter(str(self.path), codec, self._fps, (width, height))
            if not self._writer.isOpened():
                raise ImageError(
                    f"OpenCV here writes no {self.path.suffix} videos of {width} × {height} pixels. Choose .avi."
                )
        self._writer.write(cv2.cvtColor(image[:height, :width], cv2.COLOR_RGB2BGR))
        self._frames += 1

    def release(self) -> None:
        if self._writer is not None:
            self._writer.release()

    def check(self, path: Path) -> None:
        """`ImageError` unless all is there that ``path`` shall have: OpenCV doesn't say when a disk is full."""
        from signdesk.vision.opencv import cv2

        if not self._frames:
            raise ImageError(f"The video {shown(path)} was not written: it would have no pictures.")
        made = cv2.VideoCapture(str(self.path))
        whole = round(made.get(cv2.CAP_PROP_FRAME_COUNT)) == self._frames and made.read()[0]
        made.release()
        if not whole:
            folder = self.path.parent.parent
            raise ImageError(f"The video {shown(path)} was not written: {folder} doesn't take it. Make room there.")
