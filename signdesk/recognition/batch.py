"""Many pictures, one after the other: what `signdesk classify` and the Images page both walk through.

::

    paths ─expand─> files ─open_pictures─> Picture ─read_picture─> PictureResult

Every step is lazy: a folder is listed when its turn comes, a picture is decoded when it is asked for and let go
with the next one, so that 10,000 files cost no more memory than one. A file that can't be read is a result with
its ``error``, and the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from signdesk.alphabet import Alphabet
from signdesk.errors import ImageError, SignDeskError
from signdesk.vision.box import Box
from signdesk.vision.files import shown
from signdesk.vision.image import IMAGE_SUFFIXES, Image, read_image
from signdesk.vision.natural import natural_key

if TYPE_CHECKING:
    from signdesk.recognition.recognition import Recognition

__all__ = [
    "VIDEO_SUFFIXES",
    "HandMode",
    "MemoryPicture",
    "Picture",
    "PictureResult",
    "PictureSource",
    "StillRecognizer",
    "expand",
    "is_video",
    "open_picture",
    "open_pictures",
    "read_picture",
    "recognize_paths",
    "source_path",
]

VIDEO_SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".webm", ".wmv"})
VIDEO_STEP = 0.5
"""Seconds of the recording between the frames that are taken of a video."""
_SAME_TIME = 1e-3

HandMode = Literal["auto", "full"] | Box
"""Where the hand is: "auto" searches it, "full" takes the whole picture, a box says it in pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class MemoryPicture:
    """An encoded picture that is no file, as from the clipboard: its ``name`` stands where a path would."""

    name: str
    data: bytes


PictureSource = Path | MemoryPicture


def source_path(source: PictureSource) -> Path:
    """The path by which a result names ``source``."""
    return Path(source.name) if isinstance(source, MemoryPicture) else source


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture to read: ``image`` is None when it couldn't be opened, and ``error`` says why.

    ``frame_time`` is where a video's frame lies in its recording, in seconds; None for a still picture.
    """

    path: Path
    frame_time: float | None
    image: Image | None
    error: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PictureResult:
    """What was read from one picture, or why nothing could be.

    Either ``recognition`` or ``error`` is None. ``size`` is the picture's width and height in pixels, None when it
    couldn't be opened.
    """

    path: Path
    frame_time: float | None
    recognition: Recognition | None
    error: str | None
    size: tuple[int, int] | None


class StillRecognizer(Protocol):
    """What reads a single picture; `signdesk.recognition.recognizer.Recognizer` does."""

    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition: ...


def recognize_paths(
    paths: Iterable[str | Path], recognizer: StillRecognizer, alphabet: Alphabet, hand: HandMode = "auto"
) -> Iterator[PictureResult]:
    """Read every picture at or under ``paths``, in their order; folders in natural order, videos frame by frame."""
    for file in expand(paths):
        for picture in open_pictures(file):
            yield read_picture(picture, recognizer, alphabet, hand)


def expand(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files at ``paths``: a file as it is, a folder as the pictures and videos anywhere under it.

    Folders are walked in natural order (``img2`` before ``img10``). Hidden entries and files that are neither
    pictures nor videos by their name are passed over, and a folder reached twice through links is read once. A
    folder that gives nothing, like a path that does not exist, comes out itself: opening it says what is wrong.
    """
    for given in paths:
        path = Path(given)
        if not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises where a name is too long or its folder closed)
            yield path
            continue
        empty = True
        for file in _walk(path, set()):
            empty = False
            yield file
        if empty:
            yield path


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        # Windows gives every folder inode 0 on some file systems: those can't be told apart, nor hold links.
        if status.st_ino:
            seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as listing:
            entries = [(entry.name, entry.is_dir()) for entry in listing if not _is_passed_over(entry.name)]
    except OSError:
        yield folder
        return
    for name, is_folder in sorted(entries, key=lambda entry: natural_key(entry[0])):
        if is_folder:
            yield from _walk(folder / name, seen)
        elif Path(name).suffix.lower() in IMAGE_SUFFIXES | VIDEO_SUFFIXES:
            yield folder / name


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def is_video(path: Path) -> bool:
    """Whether the name of ``path`` says that it is a video."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def open_pictures(source: PictureSource, step: float = VIDEO_STEP) -> Generator[Picture, None, None]:
    """The picture of ``source``, or of a video one frame each ``step`` seconds; never raises a `SignDeskError`."""
    if isinstance(source, MemoryPicture):
        yield _open_still(Path(source.name), source.data)
    elif is_video(source) and os.path.isfile(source):  # noqa: PTH113
        yield from _open_frames(source, step)
    elif os.path.isdir(source):  # noqa: PTH112
        yield Picture(source, None, None, _nothing_in(source))
    else:
        yield _open_still(source, source)


def open_picture(source: PictureSource, time: float | None) -> Picture:
    """The picture of ``source`` again, or of a video the frame at ``time``; never raises a `SignDeskError`."""
    with closing(open_pictures(source, step=0.0)) as pictures:
        for picture in pictures:
            if time is None or picture.frame_time is None or picture.frame_time >= time - _SAME_TIME:
                return picture
    return Picture(source_path(source), time, None, f"{shown(source_path(source))} has no frame at {time} s any more.")


def _open_still(path: Path, data: bytes | Path) -> Picture:
    try:
        return Picture(path, None, read_image(data))
    except SignDeskError as error:
        return Picture(path, None, None, str(error))


def _nothing_in(folder: Path) -> str:
    try:
        with os.scandir(folder):
            return f"There are no pictures or videos in the folder {shown(folder)}. Choose another one."
    except OSError as error:
        return f"Can't open the folder {shown(folder)}: the system says “{error.strerror}”. Check that you may read it."


def _open_frames(path: Path, step: float) -> Generator[Picture, None, None]:
    # Imported here: most runs read no video, and pay nothing for it.
    from signdesk.vision.sources import VideoSource

    given = 0
    try:
        with VideoSource(path) as video:
            due = 0.0
            while (frame := video.read()) is not None:
                # Frames are counted out by their own clock: a recording may have any frame rate, or none that holds.
                if given and frame.time + _SAME_TIME < due:
                    continue
                due = frame.time + step
                given += 1
                yield Picture(path, frame.time, frame.image)
    except SignDeskError as error:
        yield Picture(path, None, None, str(error))
        return
    if not given:
        yield Picture(path, None, None, f"There are no pictures in the video {shown(path)}. Choose another one.")


def read_picture(
    picture: Picture, recognizer: StillRecognizer, alphabet: Alphabet, hand: HandMode = "auto"
) -> PictureResult:
    """What ``recognizer`` reads from ``picture``; never raises a `SignDeskError`."""
    if picture.image is None:
        return PictureResult(picture.path, picture.frame_time, None, picture.error, None)
    height, width = picture.image.shape[:2]
    try:
        if isinstance(hand, Box) and hand.clipped(width, height) is None:
            raise ImageError(
                f"The hand lies outside {shown(picture.path)}, which is {width} × {height} pixels. Give another place."
            )
        recognition = recognizer.recognize(picture.image, alphabet, hand)
    except SignDeskError as error:
        return PictureResult(picture.path, picture.frame_time, None, str(error), (width, height))
    return PictureResult(picture.path, picture.frame_time, recognition, None, (width, height))
