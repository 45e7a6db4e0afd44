"""Short pieces of work away from the Qt thread: looking for cameras, writing a picture, reading a model card."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from signdesk.errors import SignDeskError

__all__ = ["Background"]

_log = logging.getLogger(__name__)


class Background(QObject):
    """Runs functions in threads of their own and hands their results to the Qt thread.

    The functions get and give plain data, never a widget. A `SignDeskError` is passed on as it is; anything else that
    is raised is a fault of ours: it is logged, and passed on as one clear sentence.
    """

    _over = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._over.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        """Do ``work`` elsewhere, then call ``done`` with its result or ``failed`` with its error in the Qt thread."""
        thread = threading.Thread(target=self._work, args=(work, done, failed), name="signdesk-work", daemon=True)
        self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def close(self, timeout: float | None = 2.0) -> bool:
        """Deliver nothing any more and wait for what still runs; False when something did not end in time.

        A driver that hangs can't be ended from outside; its thread is a daemon and goes with the process. Without
        ``timeout`` the wait is as long as the work: for what always ends, as imports do, however busy the computer is.
        """
        self._closed = True
        for thread in self._threads:
            thread.join(timeout)
        return not self.busy

    def _work(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        try:
            result = work()
        except SignDeskError as error:
            self._tell(failed, error)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not vanish with its thread
            _log.exception("work in the background failed")
            self._tell(failed, SignDeskError(f"Something unexpected went wrong: {error}. The log has the details."))
        else:
            self._tell(done, result)

    def _tell(self, receiver: Callable[[Any], object], value: object) -> None:
        if self._closed:
            return
        try:
            self._over.emit((receiver, value))
        except RuntimeError:
            _log.info("the window was gone before the work was done")

    @Slot(object)
    def _deliver(self, message: tuple[Callable[[Any], object], object]) -> None:
        receiver, value = message
        if not self._closed:
            receiver(value)
