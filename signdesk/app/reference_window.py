"""The reference hand in a window of its own, for pages that have no room for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from signdesk.app.settings import SettingsStore

if TYPE_CHECKING:
    from signdesk.app.widgets.reference_dialog import ReferenceDialog

__all__ = ["ReferenceWindow"]


class ReferenceWindow(QObject):
    """Shows how a sign is made, beside the window of ``parent``; made when it is first asked for.

    ``likely`` gives the sign that the user means who names none.
    """

    def __init__(self, settings: SettingsStore, parent: QWidget, likely: Callable[[], str] = str) -> None:
        super().__init__(parent)
        self._settings, self._parent, self._likely = settings, parent, likely
        self.dialog: ReferenceDialog | None = None

    @Slot()
    @Slot(str)
    def show(self, sign: str = "") -> None:
        """Open the window with ``sign``, or bring it to the front."""
        from signdesk.app.widgets.reference_dialog import ReferenceDialog

        if self.dialog is None:
            self.dialog = ReferenceDialog(self._settings, self._parent)
        self.dialog.show()
        self.dialog.show_sign(sign or self._likely() or "A")
        self.dialog.raise_()

    def close(self) -> None:
        """Close the window for good."""
        if self.dialog is not None:
            self.dialog.end()
