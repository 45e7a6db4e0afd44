"""The log file, what happens to unexpected errors, and closing properly when the system asks."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtWidgets import QWidget

from signdesk import paths
from signdesk.app.notices import Notifier

__all__ = ["closing_on_signals", "log_file", "report_to", "start"]

_log = logging.getLogger("signdesk")
_LARGEST = 1_000_000
_notifier: Notifier | None = None


def log_file() -> Path:
    """Where the window writes its log."""
    return paths.user_logs() / "signdesk.log"


def start() -> None:
    """Write warnings and errors to the log file, and unexpected errors of any thread too."""
    sys.excepthook = _unexpected
    threading.excepthook = lambda args: _unexpected(args.exc_type, args.exc_value, args.exc_traceback)
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        return  # a log that can't be written must not keep the window away
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)


def report_to(notifier: Notifier | None) -> None:
    """Tell the user through ``notifier`` when something unexpected was caught; None: only the log from now on."""
    global _notifier
    _notifier = notifier


def _unexpected(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QCoreApplication.quit()
        return
    found = (kind, error, trace) if error is not None else None
    _log.error("unexpected: %s", error, exc_info=found)
    if error is not None:
        sys.__excepthook__(kind, error, trace)
    if _notifier is not None:
        text = QCoreApplication.translate(
            "logs", "Something went wrong that signdesk did not expect ({error}). The details are in {log}."
        )
        _notifier.problem(text.format(error=kind.__name__, log=log_file()))


@contextmanager
def closing_on_signals(window: QWidget) -> Iterator[None]:
    """Close ``window`` on Ctrl+C in the terminal and when the system ends the process, so that nothing stays open."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(window.close)
    # Qt's loop never gives Python the time to run a handler; a byte on a socket wakes it.
    descriptor = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            with suppress(TypeError, ValueError):
                signal.signal(number, handler)
        ours.close()
        theirs.close()
