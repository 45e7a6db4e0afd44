"""How a sign is made, in a window of its own beside the page that it belongs to."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from signdesk.app.settings import SettingsStore
from signdesk.app.theme import SPACE
from signdesk.app.widgets.reference_card import ReferenceCard

__all__ = ["ReferenceDialog"]


class ReferenceDialog(QDialog):
    """Shows the reference of a sign and does not block the window; `end` when it will not be shown again."""

    def __init__(self, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How is it made?"))
        self.card = ReferenceCard(settings, closable=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        column.addWidget(self.card)
        self.resize(360, 520)

    def show_sign(self, sign: str) -> None:
        """Show how ``sign`` is made."""
        self.card.show_sign(sign)
        self.card.hand.setFocus()

    def end(self) -> None:
        """Close it, and end what is drawn in the background: not on each closing, for that may take a moment."""
        self.close()
        self.card.close()
