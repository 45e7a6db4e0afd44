"""The user's own network that reads live, remembered over a restart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from signdesk.app.context import AppContext
from signdesk.app.recognizer_provider import OwnNetwork
from signdesk.app.workers import Background

__all__ = ["RememberedNetwork"]


class RememberedNetwork(QObject):
    """Writes into the settings which network reads, and at the next start lets it read again (`restore`).

    When its file is gone or of no use any more, one notice says so, and signdesk's own network reads.
    """

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._background = Background(self)
        context.recognizer.listen(self._remember)

    @Slot()
    def restore(self) -> None:
        """Load the remembered network in a thread, and let it read unless the user has chosen another meanwhile."""
        settings, provider = self._context.settings, self._context.recognizer
        name, path = settings.value.own_network_name, Path(settings.value.own_network)
        if not settings.value.own_network or provider.checkpoint is not None:
            return
        if not path.is_file():
            self._forget(self.tr("Its file is gone: {0}.").format(path))
            return
        self._background.run(lambda: provider.prepare(path, name), self._use, lambda error: self._forget(str(error)))

    def close(self) -> bool:
        """Wait for a network that is being loaded; False when that takes too long."""
        return self._background.close(20.0)  # importing torch takes its time

    def _use(self, own: OwnNetwork) -> None:
        wanted = self._context.settings.value.own_network
        if self._context.recognizer.own is None and wanted == str(own.path):
            self._context.recognizer.use(own)

    def _forget(self, why: str) -> None:
        name = self._context.settings.value.own_network_name
        told = self.tr("“{0}” can’t read on the Live page any more, so signdesk’s own network does. {1}")
        self._context.notifier.problem(told.format(name, why))
        self._context.settings.change(own_network="", own_network_name="")

    def _remember(self) -> None:
        own = self._context.recognizer.own
        path = str(own.path) if own is not None and own.path is not None else ""
        self._context.settings.change(own_network=path, own_network_name=own.name if own is not None and path else "")
