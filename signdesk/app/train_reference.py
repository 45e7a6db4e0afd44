"""The reference hand of the Train page: in a window that follows the chip that the user goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from signdesk.app.settings import SettingsStore
from signdesk.app.widgets.train_data_signs import SignChips

if TYPE_CHECKING:
    from signdesk.app.widgets.reference_dialog import ReferenceDialog

__all__ = ["TrainReference"]


class TrainReference(QObject):
    """Shows how the sign is made whose chip the user went to last."""

    def __init__(self, chips: SignChips, settings: SettingsStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._chips, self._settings, self._parent = chips, settings, parent
        self.dialog: ReferenceDialog | None = None
        chips.gone_to.connect(self._follow)

    @Slot()
    def show(self) -> None:
        """Open the window, or bring it to the front."""
        from signdesk.app.widgets.reference_dialog import ReferenceDialog

        if self.dialog is None:
            self.dialog = ReferenceDialog(self._settings, self._parent)
        self.dialog.show()
        self.dialog.show_sign(self._chips.current or "A")
        self.dialog.raise_()

    def close(self) -> None:
        """Close the window for good."""
        if self.dialog is not None:
            self.dialog.end()

    @Slot(str)
    def _follow(self, sign: str) -> None:
        if self.dialog is not None:
            self.dialog.card.show_sign(sign)
