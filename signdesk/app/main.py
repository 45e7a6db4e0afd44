"""Starting the window."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.app import preload

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from signdesk.app.main_window import MainWindow

__all__ = ["Options", "run"]

_log = logging.getLogger(__name__)

_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of the window: the source to show at once, or the pictures to read; the checkpoint;
    the page to open."""

    source: str = ""
    checkpoint: Path | None = None
    page: str = ""
    pictures: tuple[Path, ...] = ()


def run(options: Options | None = None) -> int:
    """Show the window until it is closed; the process's exit status. Raises `SignDeskError` without a display."""
    options = options or Options()
    preload.before_qt()
    from signdesk.app.display import check_display

    check_display()
    from signdesk.app import logs

    logs.start()
    application = make_application()
    window = make_window(application, options)
    logs.report_to(window.notifier)
    with logs.closing_on_signals(window):
        window.show()
        status = int(application.exec())
    logs.report_to(None)
    _end_threads(status)
    return status


def _end_threads(status: int) -> None:
    """See to it that no thread keeps the process, which ends with ``status``, from ending.

    A thread that is importing torch, or waits for a driver, can't be stopped. It gets a moment; after that the process
    ends under it when its own work is done, for Python's own way out may crash while such a thread runs.
    """
    deadline = time.monotonic() + _PATIENCE
    for thread in threading.enumerate():
        if thread.name.startswith("signdesk"):
            thread.join(max(deadline - time.monotonic(), 0))
            if thread.is_alive():
                _log.warning("%s was still at work when the window closed", thread.name)
                atexit.register(_end_at_once, status)
                return


def _end_at_once(status: int) -> None:
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)


def make_application() -> QApplication:
    """The QApplication with its name and icon."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from signdesk import __version__
    from signdesk.paths import assets

    if sys.platform == "win32":
        # Without a name of its own the taskbar would show Python's icon.
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("signdesk")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("signdesk")
    application.setApplicationDisplayName("signdesk")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("signdesk")
    application.setWindowIcon(QIcon(str(assets() / "icons" / "signdesk.svg")))
    return application


def make_window(application: QApplication, options: Options) -> MainWindow:
    """The main window, on the page that was open last."""
    from PySide6.QtCore import QCoreApplication

    from signdesk.app.context import AppContext
    from signdesk.app.main_window import MainWindow
    from signdesk.app.notices import Notifier
    from signdesk.app.recognizer_provider import RecognizerProvider
    from signdesk.app.settings import SettingsStore
    from signdesk.app.theme import Theme

    settings = SettingsStore()
    notifier = Notifier()
    if settings.set_aside is not None:
        text = QCoreApplication.translate(
            "main", "The settings could not be read, so signdesk starts with its own. The old file is kept as {0}."
        )
        notifier.problem(text.format(settings.set_aside))
    context = AppContext(
        settings=settings,
        notifier=notifier,
        recognizer=RecognizerProvider(options.checkpoint),
        theme=Theme(application, settings.value.theme),
        checkpoint=options.checkpoint,
        source=options.source,
        pictures=options.pictures,
    )
    window = MainWindow(context)
    wanted = "images" if options.pictures else "live" if options.source else options.page
    window.open_page(wanted or settings.value.page)
    return window
