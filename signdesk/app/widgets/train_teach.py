"""An offer on the Train page: the pictures of a single sign can be taught to a network that reads others already."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from signdesk.app.counts import pictures_text
from signdesk.app.icons import beside_icon, icon
from signdesk.app.theme import SPACE
from signdesk.app.widgets.train_run_card import label

__all__ = ["TeachOffer"]


class TeachOffer(QFrame):
    """``taken`` when the user wants the sign taught; it is gone after that, or when the user waves it away."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.text = label("", wrap=True)
        self.button = QPushButton(beside_icon(self.tr("Teach it")))
        self.button.setProperty("role", "primary")
        self.button.setIcon(icon("graduation-cap", "on_accent"))
        self.away = QToolButton()
        self.away.setProperty("role", "quiet")
        self.away.setIcon(icon("x", "muted"))
        self.away.setToolTip(self.tr("Not now"))
        self.away.setAccessibleName(self.tr("Not now"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.m)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        row.addWidget(self.away)
        self.button.clicked.connect(self._take)
        self.away.clicked.connect(self.hide)
        self.hide()

    def offer(self, signs: list[str], pictures: int) -> None:
        """Offer to teach ``signs``, of which there are so many pictures."""
        names = ", ".join(f"“{sign}”" for sign in signs)
        told = self.tr(
            "{0}, {1}: signdesk’s own reader can learn this from them in about half a minute. "
            "It keeps the signs that it knows."
        )
        self.text.setText(told.format(names, pictures_text(pictures)))
        self.setAccessibleName(self.text.text())
        self.button.setAccessibleName(self.tr("Teach {0} to signdesk’s own reader").format(names))
        self.show()

    def _take(self) -> None:
        self.hide()
        self.taken.emit()
