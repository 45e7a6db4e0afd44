"""The files of a dataset, whether they lie in a folder or in a zip.

Readers see names with forward slashes, relative to the dataset's root, and never a path: so every reader works on
a folder and on a zip of it, and nothing that a table says can lead outside.
"""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from signdesk.errors import DatasetError
from signdesk.vision.image import IMAGE_SUFFIXES

__all__ = [
    "HEAD",
    "MOST_FILES",
    "PARTS",
    "READ_ERRORS",
    "Files",
    "FolderFiles",
    "is_hidden",
    "is_picture",
    "reason",
    "wrapping",
]

READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError)
"""What reading a file of a folder or of a zip can raise."""

HEAD = 16
"""How many bytes tell what kind of file it is."""

MOST_FILES = 1_000_000
DEEPEST = 8

PARTS = {
    "train": "train",
    "training": "train",
    "valid": "valid",
    "validation": "valid",
    "val": "valid",
    "dev": "valid",
    "test": "test",
    "testing": "test",
}
"""The part of a dataset that a folder of this name (in lower case) holds."""

_TABLES = frozenset({".csv", ".npy", ".zip"})


class Files(ABC):
    """The files of a dataset below its root."""

    title: str
    """What to call this dataset in a message."""

    stem: str
    """The name of the dataset's folder or file, without a suffix."""

    home: Path
    """The folder in which the dataset's folder, zip or file lies."""

    names: list[str]
    """All files in order of their names, without hidden ones."""

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """The file opened for reading; one of `READ_ERRORS` when that fails."""

    @abstractmethod
    def size(self, name: str) -> int:
        """The file's size in bytes; one of `READ_ERRORS` when it can't be had."""

    @abstractmethod
    def picture(self, name: str) -> Path | bytes:
        """What `read_image` takes to read this picture; `ImageError` when it can't be had."""

    def head(self, name: str) -> bytes:
        """The file's first `HEAD` bytes, fewer when it is shorter; one of `READ_ERRORS` when it can't be read."""
        with self.open(name) as file:
            return file.read(HEAD)

    def beside(self, name: str) -> Path | None:
        """The file of that name next to the dataset's folder or zip, or None."""
        path = self.home / name
        return path if path.is_file() else None

    @cached_property
    def pictures(self) -> list[str]:
        """The names of the files that are pictures by their name."""
        return [name for name in self.names if is_picture(name)]

    def __contains__(self, name: str) -> bool:
        return name in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)


class FolderFiles(Files):
    """The files below a folder; ``only`` limits them to those files directly in it."""

    def __init__(self, path: Path, only: Sequence[str] = ()) -> None:
        folder = path.resolve()
        self.title = only[0] if only else folder.name
        self.stem = PurePosixPath(only[0]).stem if only else folder.name
        self.home = folder if only else folder.parent
        found = list(only) or _walk(folder)
        wrapper = () if only else wrapping(found)
        self._root = folder.joinpath(*wrapper)
        self.names = sorted(name.split("/", len(wrapper))[-1] for name in found)

    def open(self, name: str) -> IO[bytes]:
        path = self._root / name
        if not path.is_file():  # opening a pipe would wait for its other end
            raise FileNotFoundError(f"{name} is not a file")
        return path.open("rb")

    def size(self, name: str) -> int:
        return (self._root / name).stat().st_size

    def picture(self, name: str) -> Path:
        return self._root / name


def reason(error: BaseException) -> str:
    """What went wrong in reading a file, as a clause."""
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    if isinstance(error, OSError) and error.strerror:
        return f"the system says “{error.strerror}”"
    return "it is damaged"


def is_picture(name: str) -> bool:
    """Whether the file is a picture by its name."""
    return PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES


def is_hidden(name: str) -> bool:
    """Whether a file or folder is one that systems leave behind, not part of the dataset."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def wrapping(names: Sequence[str]) -> tuple[str, ...]:
    """The folders around the dataset's root: zips and downloads often hold one folder that holds the dataset.

    A folder that has pictures and nothing else in it is a class, not a wrapping.
    """
    wrapper: list[str] = []
    inner = [name.split("/") for name in names]
    while inner and len({parts[0] for parts in inner}) == 1 and all(len(parts) > 1 for parts in inner):
        top = inner[0][0]
        holds = any(len(parts) > 2 or PurePosixPath(parts[1]).suffix.lower() in _TABLES for parts in inner)
        if top.lower() in PARTS or not holds:
            break
        wrapper.append(top)
        inner = [parts[1:] for parts in inner]
    return tuple(wrapper)


def _walk(folder: Path) -> list[str]:
    found: list[str] = []
    for place, subfolders, files in os.walk(folder):
        below = Path(place).relative_to(folder).parts
        subfolders[:] = [] if len(below) >= DEEPEST else [name for name in subfolders if not is_hidden(name)]
        found += ["/".join((*below, name)) for name in files if not is_hidden(name)]
        if len(found) > MOST_FILES:
            raise DatasetError(f"{folder} holds more than {MOST_FILES:,} files. Choose the dataset's own folder.")
    return found
