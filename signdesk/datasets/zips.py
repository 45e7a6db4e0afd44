"""The files of a dataset in a zip, read where they lie: nothing is ever extracted.

A zip can come from anywhere. One that would lead outside its own folder, or that unfolds into far more than it is,
is refused as a whole before anything in it is read.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from signdesk.datasets.files import MOST_FILES, READ_ERRORS, Files, is_hidden, reason, wrapping
from signdesk.errors import DatasetError, ImageError

__all__ = ["ZipFiles"]

MEGABYTE = 2**20
LARGEST_PICTURE = 512 * MEGABYTE

# The densest honest file met is a table of pixels, packed to a tenth. Small zips can do no harm, however dense.
MOST_UNFOLDING = 100
HARMLESS = 64 * MEGABYTE

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


class ZipFiles(Files):
    """The files in the zip ``path``, or in the zip that is the file ``inner`` of other ``files``."""

    def __init__(self, path: Path, files: Files | None = None, inner: str = "") -> None:
        self._path, self._outer, self._inner = path, files, inner
        self.title = inner or path.name
        self.stem = PurePosixPath(self.title).stem
        self.home = files.home if files else path.resolve().parent
        self._zip: zipfile.ZipFile | None = None
        self._stream: IO[bytes] | None = None
        self._process = 0
        try:
            entries = self._opened().infolist()
        except (*READ_ERRORS, ValueError, OverflowError, struct.error) as error:
            raise DatasetError(
                f"Can't read {self.title}: it is no zip, or damaged or cut off. Copy or download it again."
            ) from error
        _refuse_hostile(self.title, entries, self._length())
        found = {_name(entry): entry for entry in entries if not entry.is_dir()}
        shown = [name for name in found if not any(map(is_hidden, name.split("/")))]
        depth = len(wrapping(shown))
        self._entries = {name.split("/", depth)[-1]: found[name] for name in shown}
        self.names = sorted(self._entries)

    def open(self, name: str) -> IO[bytes]:
        return self._opened().open(self._entry(name))

    def size(self, name: str) -> int:
        return self._entry(name).file_size

    def picture(self, name: str) -> bytes:
        try:
            if self.size(name) > LARGEST_PICTURE:
                raise ImageError(f"Can't read {name} of {self.title}: it is too large for a picture.")
            with self.open(name) as file:
                return file.read()
        except READ_ERRORS as error:
            raise ImageError(f"Can't read {name} of {self.title}: {reason(error)}.") from error

    def _opened(self) -> zipfile.ZipFile:
        # A forked process shares the file's position with its parent: it needs the zip opened again.
        if self._zip is None or self._process != os.getpid():
            self.close()
            self._stream = self._outer.open(self._inner) if self._outer else self._path.open("rb")
            self._zip = zipfile.ZipFile(self._stream)
            self._process = os.getpid()
        return self._zip

    def close(self) -> None:
        """Close the zip; it is opened again when something is read. It also closes when nobody needs it any more."""
        if self._zip:
            self._zip.close()
        if self._stream:
            self._stream.close()
        self._zip = self._stream = None

    def __del__(self) -> None:
        with suppress(AttributeError):  # when not even the first lines of the constructor were reached
            self.close()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._entries[name]
        except KeyError:
            raise FileNotFoundError(f"{name} is not in {self.title}") from None

    def _length(self) -> int:
        return self._outer.size(self._inner) if self._outer else self._path.stat().st_size

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_zip": None, "_stream": None}


def _refuse_hostile(title: str, entries: list[zipfile.ZipInfo], length: int) -> None:
    if len(entries) > MOST_FILES:
        raise DatasetError(f"{title} holds more than {MOST_FILES:,} files. Choose a smaller dataset.")
    total = sum(entry.file_size for entry in entries)
    if total > HARMLESS and total > MOST_UNFOLDING * length:
        raise DatasetError(
            f"{title} would unfold from {length / MEGABYTE:.1f} MB to {total / MEGABYTE:,.0f} MB, which no honest "
            "dataset does. It is not opened."
        )
    for entry in entries:
        why = _hostile(entry)
        if why:
            raise DatasetError(f"{title} is not opened: {entry.filename!r} {why}.")


def _hostile(entry: zipfile.ZipInfo) -> str:
    name = _name(entry)
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
        return "leads outside of the zip's own folder"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link. Zip the dataset again without links"
    if entry.flag_bits & _ENCRYPTED:
        return "is protected by a password. Zip the dataset again without one"
    if entry.compress_type not in _METHODS:
        return "is packed in a way that can't be read here. Zip the dataset again in the usual way"
    if entry.file_size > HARMLESS and entry.file_size > MOST_UNFOLDING * max(entry.compress_size, 1):
        return f"would unfold to {entry.file_size / MEGABYTE:,.0f} MB, which no honest file does"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")
