"""The code of pages that nobody has opened yet, imported while nothing else is to be done.

Importing it takes most of the time of a page's first opening, and happens in Qt's thread if it has not happened before.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Slot

from signdesk.app.workers import Background

__all__ = ["WarmUp"]

_log = logging.getLogger(__name__)
_AFTER_MS = 2500
"""By then the first page is there, and its networks are being read."""


class WarmUp(QObject):
    """Imports ``modules`` in a thread, some time after `begin`. What fails is logged; opening the page will tell."""

    def __init__(self, modules: Iterable[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._modules = tuple(modules)
        self._closing = False
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self.work)

    @Slot()
    def begin(self) -> None:
        """Wait for the quiet after the start."""
        self._timer.start()

    @Slot()
    def work(self) -> None:
        """Import now, in a thread."""
        self._background.run(self._import, lambda _: None, lambda error: _log.warning("%s", error))

    def close(self) -> bool:
        """Stop after the module that is being imported."""
        self._timer.stop()
        self._closing = True
        return self._background.close(None)

    def _import(self) -> None:
        for name in self._modules:
            if not self._closing:
                importlib.import_module(name)
