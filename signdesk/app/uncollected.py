"""Work that makes hundreds of thousands of small things, without Python looking through them for cycles meanwhile.

Each such look holds the interpreter, for 0.3 seconds when a dataset of 50,000 pictures is listed, and the window would
stand still for as long. What is made there has no cycles: it goes as soon as nobody holds it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]

_lock = threading.Lock()
_within = 0
_paused = _frozen = False


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles until the last thread that is within has left; it may be used in several at once.

    The first time, all that there is by then, mostly imported modules, is taken out of later searches for good.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _within, _paused, _frozen  # there is one collector, so there is one count
    with _lock:
        _within += 1
        if _within == 1 and gc.isenabled():
            gc.disable()
            _paused = True
        if not _frozen:
            gc.freeze()
            _frozen = True


def _leave() -> None:
    global _within, _paused
    with _lock:
        _within -= 1
        if _within == 0 and _paused:
            gc.enable()
            _paused = False
