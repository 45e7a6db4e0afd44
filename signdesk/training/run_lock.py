"""Whether a run is being worked on: a lock that the system itself lets go when the process that holds it dies."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from signdesk.errors import TrainingError

__all__ = ["held", "holding"]

_FILE = "lock"
_TRIES = 20
_PAUSE = 0.05
"""`held` takes the lock for a moment, so that a first refusal means nothing; seconds between tries."""

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold the lock of the run in ``folder``; `TrainingError` when another process holds it."""
    with (folder / _FILE).open("ab") as file:
        for left in range(_TRIES - 1, -1, -1):
            try:
                _take(file)
                break
            except OSError:
                if not left:
                    raise TrainingError(
                        f"The run in {folder} is being trained already. Wait for it, or stop it first."
                    ) from None
                time.sleep(_PAUSE)
        yield


def held(folder: Path) -> bool:
    """Whether a process holds the lock of the run in ``folder`` now."""
    path = folder / _FILE
    if not path.exists():
        return False
    try:
        with path.open("ab") as file:
            _take(file)
    except OSError:
        return True
    return False
