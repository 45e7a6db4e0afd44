"""A folder of pictures, or one picture, as a source of frames."""

from __future__ import annotations

from pathlib import Path

from signdesk.errors import ImageError, SourceError, SourceProblem
from signdesk.vision.files import shown
from signdesk.vision.frame import Frame
from signdesk.vision.image import IMAGE_SUFFIXES, read_image
from signdesk.vision.natural import natural_key
from signdesk.vision.source import FrameSource, as_frame

__all__ = ["FolderSource"]


class FolderSource(FrameSource):
    """The pictures in the folder ``path``, in the order people expect (2 before 10); or the one picture ``path``.

    Folders inside it are not entered. They are single pictures, so their times lie a second apart. What can't be read
    is left out and kept in `skipped`: pairs of the file and the sentence that says why.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name or str(path)
        self.live = False
        self.fps: float | None = None
        self.skipped: list[tuple[Path, str]] = []
        self._path = path
        self._files: list[Path] = []
        self._next = 0

    def open(self) -> None:
        self.skipped = []
        self._next = 0
        self._files = self._found()
        if not self._files:
            raise SourceError(
                f"There are no pictures in {shown(self._path)}. Choose a folder of PNG, JPEG, WebP, TIFF, BMP or GIF "
                "files.",
                SourceProblem.NO_FRAMES,
            )

    def _found(self) -> list[Path]:
        try:
            # Looking inside says more clearly than asking first why a folder can't be used.
            inside = list(self._path.iterdir())
        except NotADirectoryError:
            return [self._path]
        except FileNotFoundError as error:
            raise SourceError(
                f"There is no file or folder {shown(self._path)}. Choose another one.", SourceProblem.NOT_FOUND
            ) from error
        except OSError as error:
            raise SourceError(
                f"Can't look into the folder {shown(self._path)}: the system says “{error.strerror or error}”. "
                "Choose another one.",
                SourceProblem.NO_PERMISSION if isinstance(error, PermissionError) else SourceProblem.UNREADABLE,
            ) from error
        pictures = [file for file in inside if file.suffix.lower() in IMAGE_SUFFIXES and not file.name.startswith(".")]
        return sorted(pictures, key=lambda file: natural_key(file.name))

    def read(self) -> Frame | None:
        while self._next < len(self._files):
            file = self._files[self._next]
            self._next += 1
            try:
                image = read_image(file)
            except ImageError as error:
                self.skipped.append((file, str(error)))
                continue
            index = self._next - 1 - len(self.skipped)
            return as_frame(image, index, float(index))
        count = len(self._files)
        if count and count == len(self.skipped):
            self.close()
            first = self.skipped[0][1]
            message = first if count == 1 else f"None of the {count} pictures can be read. The first: {first}"
            raise SourceError(message, SourceProblem.UNREADABLE)
        return None

    def close(self) -> None:
        self._files = []
