"""The reference hand of the Train page: in a window that follows the chip that the user goes to."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signdesk.app.reference_window import ReferenceWindow
from signdesk.app.settings import SettingsStore
from signdesk.app.widgets.train_data_signs import SignChips

__all__ = ["TrainReference"]


class TrainReference(ReferenceWindow):
    """Shows how the sign is made whose chip the user went to last."""

    def __init__(self, chips: SignChips, settings: SettingsStore, parent: QWidget) -> None:
        super().__init__(settings, parent, lambda: chips.current)
        chips.gone_to.connect(self._follow)

    @Slot(str)
    def _follow(self, sign: str) -> None:
        if self.dialog is not None:
            self.dialog.card.show_sign(sign)
