"""The page that F1 brings up."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.shortcuts import GROUPS, SHORTCUTS, described, key_text
from signdesk.app.theme import SPACE

__all__ = ["ShortcutsDialog"]


class ShortcutsDialog(QDialog):
    """Lists every shortcut by what it belongs to; goes with its window and does not block it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        title = QLabel(self.tr("Keyboard shortcuts"))
        title.setProperty("tone", "title")
        left, right = QVBoxLayout(), QVBoxLayout()
        halves = QHBoxLayout()
        halves.setSpacing(SPACE.xl)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        for position, group in enumerate(GROUPS):
            (left if position % 2 == 0 else right).addWidget(_group(group))
        left.addStretch(1)
        right.addStretch(1)
        inner = QWidget()
        inner.setLayout(halves)
        halves.setContentsMargins(0, 0, SPACE.s, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.l)
        column.addWidget(title)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        self.resize(780, 660)


def _group(group: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    grid = QGridLayout(frame)
    grid.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
    grid.setHorizontalSpacing(SPACE.m)
    grid.setVerticalSpacing(SPACE.s)
    grid.setColumnStretch(0, 1)
    heading = QLabel(QCoreApplication.translate("shortcuts", GROUPS[group]))
    heading.setProperty("tone", "overline")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (name, shortcut) in enumerate(((n, s) for n, s in SHORTCUTS.items() if s.group == group), start=1):
        text = QLabel(described(name))
        text.setWordWrap(True)
        keys = QLabel(key_text(shortcut.keys))
        keys.setProperty("tone", "keys")
        grid.addWidget(text, row, 0)
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return frame
