"""Waiting for a device or a connection, but never longer than one wants to.

Opening and reading a camera happens inside drivers, which sometimes take half a minute, or never come back: a busy
camera, one that was pulled out, an address where nobody answers. Nothing can stop such a call, so it is made on a
thread that may be left behind; when the call does come back, that thread lets go of what it got, and ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Protocol

from signdesk.vision.image import Image

__all__ = ["Capture", "CaptureClosedError", "CaptureThread"]

_GRACE = 0.5
"""Seconds that closing waits for a call that is under way: frames take less, so that devices are free afterwards."""


class Capture(Protocol):
    """Something open that gives pictures, and may block while doing so."""

    def read(self) -> Image | None:
        """The next picture, or None when there was none this time."""

    def release(self) -> None:
        """Let go of the device or connection."""


class CaptureClosedError(Exception):
    """The capture was closed while somebody waited for it."""


_Answer = tuple[Image, float] | None
"""A picture and its moment; None for "connected" and for "no picture this time"."""


class CaptureThread:
    """Opens a `Capture`, reads from it and releases it, all on one thread of its own.

    One other thread asks, with `open` and then `read`; any thread may `close`.
    """

    def __init__(self, name: str, connect: Callable[[], Capture]) -> None:
        self.closed = Event()
        self._connect = connect
        self._lock = Lock()
        self._waiting: Future[_Answer] | None = None
        self._requests: SimpleQueue[Future[_Answer] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name=f"capture {name}", daemon=True)
        self._thread.start()

    def open(self, timeout: float) -> None:
        """Connect. What connecting raised, `TimeoutError` after ``timeout`` seconds, or `CaptureClosedError`."""
        self._ask(timeout)

    def read(self, timeout: float) -> tuple[Image, float] | None:
        """The next picture and its moment by ``time.monotonic``, or None when there was none; errors as for `open`."""
        return self._ask(timeout)

    def _ask(self, timeout: float) -> _Answer:
        request: Future[_Answer] = Future()
        with self._lock:
            if self.closed.is_set():
                raise CaptureClosedError
            self._waiting = request
        self._requests.put(request)
        return request.result(timeout)

    def close(self, interrupt: Callable[[], None] | None = None) -> None:
        """Wake who waits, end the thread; ``interrupt`` may help a call that is under way to come back."""
        with self._lock:
            self.closed.set()
            waiting = self._waiting
            if waiting is not None and not waiting.done():
                waiting.set_exception(CaptureClosedError())
        self._requests.put(None)
        if interrupt is not None:
            interrupt()
        self._thread.join(_GRACE)

    def _run(self) -> None:
        capture: Capture | None = None
        try:
            while (request := self._requests.get()) is not None:
                try:
                    if capture is None:
                        capture, answer = self._connect(), None
                    else:
                        image = capture.read()
                        answer = None if image is None else (image, time.monotonic())
                except Exception as error:  # noqa: BLE001 - it is raised again where somebody waits for the answer
                    self._settle(request, error=error)
                else:
                    self._settle(request, answer)
        finally:
            if capture is not None:
                with suppress(Exception):
                    capture.release()

    def _settle(self, request: Future[_Answer], answer: _Answer = None, error: Exception | None = None) -> None:
        with self._lock:
            if request.done():  # whoever asked was woken by `close`
                return
            if error is not None:
                request.set_exception(error)
            else:
                request.set_result(answer)
