"""Every kind of source of frames, and finding the right one for what somebody typed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.arrays import ArraySource
from signdesk.vision.camera import CameraSource
from signdesk.vision.demo import demo_clip, is_demo
from signdesk.vision.files import shown
from signdesk.vision.folder import FolderSource
from signdesk.vision.image import IMAGE_SUFFIXES
from signdesk.vision.source import FrameSource
from signdesk.vision.stream import StreamSource
from signdesk.vision.video import VideoSource

__all__ = [
    "ArraySource",
    "CameraSource",
    "FolderSource",
    "FrameSource",
    "StreamSource",
    "VideoSource",
    "parse_source",
]

_ACCEPTED = (
    "Give a camera's number or name, a video, a picture or folder of pictures, or an address that begins with "
    "http://, https:// or rtsp://"
)
_DEVICE = re.compile(r"/dev/video(\d+)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,4}", re.IGNORECASE)  # cameras have names such as “USB2.0 Camera”
_HOST = re.compile(r"[\w.-]+\.\w+(:\d+)?/\S*|[\w.-]+:\d+(/\S*)?|\d+(\.\d+){3}")


def parse_source(text: str) -> FrameSource:
    """The source that ``text`` means; it is not opened yet.

    A number is a camera, what begins with http://, https:// or rtsp:// an address (and nothing else ever reaches the
    network), what exists on the disk a video, picture or folder, and anything else the name of a camera. `SourceError`
    for an empty text, a file that isn't there, or an address of another kind.
    """
    typed, text = text, text.strip()
    if not text:
        raise SourceError(f"No source is given. {_ACCEPTED}.", SourceProblem.NOT_FOUND)
    if is_demo(text):
        return VideoSource(demo_clip())
    if text.isascii() and text.isdecimal() and len(text) <= 5:
        return CameraSource(int(text))
    if device := _DEVICE.fullmatch(text):
        return CameraSource(int(device.group(1)))
    if scheme := _SCHEME.match(text):
        return _addressed(text, scheme.group(1).lower())
    path = _path(text)
    for there in (_path(typed), path):  # a name may begin or end with a space
        if _exists(there):
            return _on_disk(there)
    if _HOST.fullmatch(text):
        raise SourceError(
            f"“{text}” looks like an address, and signdesk uses the network only for whole ones. "
            f"Write http://{text} if that is meant.",
            SourceProblem.NOT_FOUND,
        )
    if _SUFFIX.fullmatch(path.suffix) or os.sep in text or "/" in text:
        raise SourceError(f"There is no file or folder {shown(text)}. {_ACCEPTED}.", SourceProblem.NOT_FOUND)
    return CameraSource(text)


def _addressed(text: str, scheme: str) -> FrameSource:
    if scheme in ("http", "https", "rtsp", "rtsps"):
        return StreamSource(text)
    if scheme == "file":
        from urllib.request import url2pathname

        return _on_disk(Path(url2pathname(urlsplit(text).path)))
    raise SourceError(f"signdesk doesn't read {scheme}:// addresses. {_ACCEPTED}.", SourceProblem.UNREADABLE)


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody of that name has a home here
        return Path(text)


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True  # it is there, and opening it will say what is wrong with it
    return True


def _on_disk(path: Path) -> FrameSource:
    if path.suffix.lower() in IMAGE_SUFFIXES or path.is_dir():
        return FolderSource(path)
    return VideoSource(path)
