"""The Live page's row of controls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.shortcuts import SHORTCUTS, tip
from signdesk.app.theme import SPACE
from signdesk.app.widgets.alphabet_choice import AlphabetChoice
from signdesk.app.widgets.source_picker import SourcePicker

__all__ = ["LiveToolbar"]

_NARROW = 860


class LiveToolbar(QWidget):
    """Source, start and stop, alphabet, and how the picture is shown and read."""

    start_stop = Signal()
    region_toggled = Signal(bool)
    mirror_toggled = Signal(bool)
    skeleton_toggled = Signal(bool)
    snapshot_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = SourcePicker()
        self.run = QPushButton()
        self.run.setProperty("role", "primary")
        self.run.setIconSize(QSize(18, 18))
        self.run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.run.clicked.connect(self.start_stop)
        self.alphabet = AlphabetChoice(tip(self.tr("What to read"), "alphabet"))
        self.region = self._toggle("bounding-box", tip(self.tr("Guide box: look for the hand there only"), "region"))
        self.mirror = self._toggle(
            "arrows-left-right", tip(self.tr("Show a camera’s picture as a mirror would"), "mirror")
        )
        self.skeleton = self._toggle("line-segments", tip(self.tr("Draw the hand’s joints"), "skeleton"))
        self.snapshot = self._tool("camera", tip(self.tr("Save a snapshot"), "snapshot"))
        self.region.toggled.connect(self.region_toggled)
        self.mirror.toggled.connect(self.mirror_toggled)
        self.skeleton.toggled.connect(self.skeleton_toggled)
        self.snapshot.clicked.connect(self.snapshot_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(self.picker, 6)
        row.addWidget(self.run)
        row.addStretch(1)
        row.addWidget(self.alphabet)
        row.addSpacing(SPACE.xs)
        for button in (self.region, self.mirror, self.skeleton, self.snapshot):
            row.addWidget(button)
        self._active = False
        self.show_active(False)
        self._bind()

    def show_active(self, active: bool) -> None:
        """Offer to stop while something runs, else to start."""
        self._active = active
        text = self.tr("Stop") if active else self.tr("Start")
        self.run.setIcon(icon("stop-fill" if active else "play-fill", "on_accent"))
        self.run.setText("" if self.width() < _NARROW else beside_icon(text))
        self.run.setAccessibleName(text)
        self.run.setToolTip(tip(text, "start_stop"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_active(self._active)

    def _bind(self) -> None:
        """Bind the keys; they work wherever the focus is on this page."""
        for name, act in (
            ("start_stop", self.start_stop.emit),
            ("refresh", self.picker.refresh_asked.emit),
            ("alphabet", self.alphabet.choose_next),
            ("region", self.region.toggle),
            ("mirror", self.mirror.click),
            ("skeleton", self.skeleton.toggle),
            ("snapshot", self.snapshot_asked.emit),
        ):
            QShortcut(QKeySequence(SHORTCUTS[name].keys), self).activated.connect(act)

    def _toggle(self, icon_name: str, text: str) -> QToolButton:
        button = self._tool(icon_name, text)
        button.setCheckable(True)
        return button

    @staticmethod
    def _tool(icon_name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(text)
        button.setAccessibleName(text.rpartition(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
