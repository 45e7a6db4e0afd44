"""The work behind the Images page, done in threads of its own: finding pictures, reading them, showing them small.

Each function is the work of a `WorkQueue`. Nothing here knows a widget; what comes out are plain values and arrays.
OpenCV and the networks are imported when the first picture needs them, so that an empty page costs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.alphabet import Alphabet
    from signdesk.recognition.batch import HandMode, Picture, PictureResult, PictureSource, StillRecognizer
    from signdesk.vision.image import Image

__all__ = [
    "PictureRead",
    "ReadEvent",
    "ReadTask",
    "ReadingFailed",
    "ShowTask",
    "Shown",
    "TaskDone",
    "list_files",
    "read_task",
    "show_picture",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class ReadTask:
    """A picture or video to read; ``key`` is the asker's own name for it, and comes back with what was read."""

    key: int
    source: PictureSource
    alphabet: Alphabet
    hand: HandMode


@dataclass(frozen=True, slots=True, eq=False)
class PictureRead:
    """One picture was read; ``number`` counts the frames of a video from 0. ``thumbnail`` is None on an error."""

    task: ReadTask
    number: int
    result: PictureResult
    thumbnail: Image | None


@dataclass(frozen=True, slots=True, eq=False)
class TaskDone:
    """All of a task's pictures were read."""

    task: ReadTask


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """The networks could not be loaded: nothing can be read."""

    message: str


ReadEvent = PictureRead | TaskDone | ReadingFailed


def list_files(paths: tuple[Path, ...], chunk: int = 200) -> Generator[tuple[Path, ...], None, None]:
    """The files at and under ``paths`` as `expand` gives them, at most ``chunk`` at a time."""
    from signdesk.recognition.batch import expand

    files = expand(paths)
    while found := tuple(islice(files, chunk)):
        yield found


def read_task(
    task: ReadTask,
    recognizer: Callable[[], StillRecognizer],
    thumbnail: tuple[int, int],
    wanted: Callable[[ReadTask], bool] = lambda _: True,
) -> Generator[ReadEvent, None, None]:
    """Read ``task`` as long as it is ``wanted``; ``recognizer`` may take seconds. Thumbnails lie within ``thumbnail``
    pixels."""
    from signdesk.recognition.batch import open_pictures

    try:
        reader = recognizer()
    except SignDeskError as error:
        yield ReadingFailed(str(error))
        return
    except Exception:  # noqa: BLE001 - whatever torch says when it can't be imported: the window goes on
        _log.exception("the networks could not be loaded")
        yield ReadingFailed("The networks could not be loaded: the log says why. Reinstalling torch may help.")
        return
    number = 0
    try:
        for picture in open_pictures(task.source):
            if not wanted(task):
                return
            yield _read(task, number, picture, reader, thumbnail)
            number += 1
    except Exception:  # noqa: BLE001 - a fault of ours in one file must not cost the user the others
        _log.exception("%s could not be read", task.source)
        yield _broken(task, number)
    yield TaskDone(task)


def _read(
    task: ReadTask, number: int, picture: Picture, reader: StillRecognizer, thumbnail: tuple[int, int]
) -> PictureRead:
    from signdesk.recognition.batch import read_picture
    from signdesk.vision.thumbnail import fitted

    small = fitted(picture.image, *thumbnail) if picture.image is not None else None
    return PictureRead(task, number, read_picture(picture, reader, task.alphabet, task.hand), small)


def _broken(task: ReadTask, number: int) -> PictureRead:
    from signdesk.recognition.batch import PictureResult, source_path

    path = source_path(task.source)
    message = f"{path.name} could not be read because something went wrong in signdesk; the log says more."
    return PictureRead(task, number, PictureResult(path, None, None, message, None), None)


@dataclass(frozen=True, slots=True, eq=False)
class ShowTask:
    """A picture to show within ``size`` pixels; ``time`` picks the frame of a video."""

    key: int
    source: PictureSource
    time: float | None
    size: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The picture of ``task`` shrunk by ``scale`` to fit its size; None when it can no longer be read."""

    task: ShowTask
    image: Image | None
    scale: float = 1.0


def show_picture(task: ShowTask) -> Generator[Shown, None, None]:
    """Read a picture again to show it; what can't be read is shown as nothing, for its error is known already."""
    from signdesk.recognition.batch import open_picture
    from signdesk.vision.thumbnail import fitted

    image = None
    try:
        image = open_picture(task.source, task.time).image
    except Exception:  # noqa: BLE001 - what is wrong with it was told when it was read
        _log.exception("%s could not be shown", task.source)
    if image is None:
        yield Shown(task, None)
        return
    small = fitted(image, *task.size)
    yield Shown(task, small, small.shape[1] / image.shape[1])
