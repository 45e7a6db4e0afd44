"""The reference hand of the Live page: beside the user's own, in place of the likeliest signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from signdesk.app.settings import SettingsStore
from signdesk.app.widgets.reading_panel import ReadingPanel

if TYPE_CHECKING:
    from signdesk.app.widgets.reference_card import ReferenceCard

__all__ = ["LiveReference"]


class LiveReference(QObject):
    """Shows how a sign is made in ``panel``, mirrored as the picture beside it; made when it is first asked for.

    ``likely`` gives the sign that the user probably means: the one that is read, or was written last.
    """

    def __init__(
        self, panel: ReadingPanel, settings: SettingsStore, likely: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panel, self._settings, self._likely = panel, settings, likely
        self._mirrored = False
        self.card: ReferenceCard | None = None

    @property
    def open(self) -> bool:
        """Whether it is in view."""
        return self.card is not None and self.card.isVisibleTo(self._panel)

    @Slot(str)
    def show(self, sign: str = "") -> None:
        """Show how ``sign`` is made, or the one that is probably meant."""
        card = self._made()
        card.show_sign(sign or self._likely() or card.sign or "A")
        self._panel.show_instead(card)

    @Slot()
    def toggle(self) -> None:
        """Show it, with the focus on the hand, or put it away."""
        if self.open:
            self.hide()
        else:
            self.show()
            self._made().hand.setFocus()

    @Slot()
    def hide(self) -> None:
        """Show the likeliest signs again."""
        self._panel.show_instead(None)

    @Slot(bool)
    def set_mirrored(self, mirrored: bool) -> None:
        """Show the hand as the mirrored picture beside it does, or not."""
        self._mirrored = mirrored
        if self.card is not None:
            self.card.hand.set_mirrored(mirrored)

    def close(self) -> None:
        """End what is drawn in the background."""
        if self.card is not None:
            self.card.close()

    def _made(self) -> ReferenceCard:
        if self.card is None:
            from signdesk.app.widgets.reference_card import ReferenceCard

            self.card = ReferenceCard(self._settings)
            self.card.hand.set_mirrored(self._mirrored)
            self.card.closed.connect(self.hide)
        return self.card
