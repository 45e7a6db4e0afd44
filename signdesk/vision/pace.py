"""Letting recorded frames out at the speed of real time."""

from __future__ import annotations

import time
from threading import Event

__all__ = ["Pace"]


class Pace:
    """A clock that starts with the first question and can be stopped from another thread."""

    def __init__(self) -> None:
        self._stopped = Event()
        self._start: float | None = None

    def elapsed(self) -> float:
        """Seconds since this was first asked."""
        now = time.monotonic()
        if self._start is None:
            self._start = now
        return now - self._start

    def wait_until(self, due: float) -> float | None:
        """Wait until ``due`` seconds have elapsed; that moment by ``time.monotonic``, or None when stopped."""
        remaining = due - self.elapsed()
        if self._stopped.wait(max(remaining, 0)):
            return None
        assert self._start is not None
        return self._start + due

    def stop(self) -> None:
        """End all waiting, now and later."""
        self._stopped.set()
