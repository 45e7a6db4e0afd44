"""The two rows above the pictures of the Images page: what to do with them, and which of them to show."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.image_list import EntryState
from signdesk.app.shortcuts import tip
from signdesk.app.theme import SPACE
from signdesk.app.widgets.alphabet_choice import AlphabetChoice
from signdesk.app.widgets.image_filters import ImageFilters
from signdesk.app.widgets.segments import Segments

__all__ = ["ImageTools"]


class ImageTools(QWidget):
    """Buttons for ``opening`` and ``saving`` (actions), the alphabet, where the hand is, filters, progress and stop."""

    def __init__(self, opening: list[QAction], saving: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alphabet = AlphabetChoice(tip(self.tr("Which signs to read"), "images_alphabet"))
        self.hand = Segments(
            [("auto", self.tr("Find the hand")), ("full", self.tr("Whole picture"))],
            self.tr("Hand"),
            tip(self.tr("Whether to look for the hand, or take the whole picture as one"), "images_hand"),
        )
        self.filters = ImageFilters()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName(self.tr("Pictures read"))
        self.run = QPushButton()
        self.run.setProperty("role", "quiet")
        kept = self.run.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the row must not change its height when the button comes and goes
        self.run.setSizePolicy(kept)
        self._save = self._menu_button(self.tr("Results"), "export", saving)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addLayout(self._first_row(opening))
        self._second = QWidget()
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(SPACE.s)
        second.addWidget(self.filters)
        second.addStretch(1)
        second.addWidget(self.progress)
        second.addWidget(self.run)
        column.addWidget(self._second)

    def show_counts(self, counts: Counter[EntryState]) -> None:
        """Show how many pictures are in each state; without any, there is nothing to choose from."""
        self.filters.show_counts(counts)
        self._second.setVisible(counts.total() > 0)
        self._save.setEnabled(counts.total() > counts[EntryState.WAITING])

    def show_progress(self, done: int, total: int, waiting: int) -> None:
        """``done`` of ``total`` are read; with ``total`` 0 nothing runs, and ``waiting`` could be read."""
        running = total > 0
        self.progress.setVisible(running)
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.run.setVisible(running or waiting > 0)
        text = self.tr("Stop") if running else self.tr("Read {0} more").format(QLocale().toString(waiting))
        if self.run.accessibleName() != text:
            self.run.setText(beside_icon(text))
            self.run.setAccessibleName(text)
            self.run.setIcon(icon("stop-fill" if running else "play-fill"))
            self.run.setToolTip(tip(text, "images_run"))

    def _first_row(self, opening: list[QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE.s)
        for position, action in enumerate(opening):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(18, 18))
            if position == 0:
                button.setText(beside_icon(action.text().rstrip("…")))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAccessibleName(action.text().rstrip("…"))
            row.addWidget(button)
        row.addSpacing(SPACE.s)
        row.addWidget(self.alphabet)
        row.addWidget(self.hand)
        row.addStretch(1)
        row.addWidget(self._save)
        return row

    def _menu_button(self, text: str, icon_name: str, actions: list[QAction]) -> QToolButton:
        button = QToolButton()
        button.setText(beside_icon(text))
        button.setAccessibleName(text)
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions(actions)
        button.setMenu(menu)
        return button
