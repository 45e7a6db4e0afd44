"""Reading a file that somebody named, whatever it turns out to be.

A name may lead to a folder, to a pipe that never says anything, to a disk that was pulled out. Nothing here blocks,
and every failure is a clause that goes on from "Can't read FILE: ".
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["FileError", "check_file", "read_file", "shown"]

_MAX_BYTES = 1 << 30


class FileError(Exception):
    """Why a file can't be read, as a clause, and the `OSError` behind it if there was one."""

    def __init__(self, clause: str, cause: OSError | None = None) -> None:
        super().__init__(clause)
        self.cause = cause


def shown(path: str | Path) -> str:
    """``path`` as it can be printed anywhere: no line breaks, no bytes that are not text."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def check_file(path: Path) -> None:
    """Make sure that ``path`` is a file with something in it, and may be read; `FileError` otherwise."""
    with _opened(path):
        pass


def read_file(path: Path) -> bytes:
    """All of the file ``path``; `FileError` if it isn't one or can't be read."""
    with _opened(path) as file:
        return file.read(_MAX_BYTES)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    # Somebody may put a pipe there after the first look: without O_NONBLOCK, opening that would wait for its writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        _check_status(path.stat())
        with os.fdopen(os.open(path, flags), "rb") as file:
            _check_status(os.fstat(file.fileno()))
            yield file
    except OSError as error:
        raise _problem(error) from error
    except ValueError as error:  # a zero byte in the name
        raise FileError("no file can have that name") from error


def _check_status(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileError("it is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise FileError("it is a pipe or a device, not a file")
    if status.st_size == 0:
        raise FileError("the file is empty")


def _problem(error: OSError) -> FileError:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return FileError("there is no such file", error)
    if isinstance(error, PermissionError):
        return FileError("you have no permission to read it", error)
    return FileError(f"the system says “{error.strerror or error}”", error)
