"""Small things that the Run and Runs sections are put together from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.theme import SPACE
from signdesk.app.widgets.elided_label import ElidedLabel

__all__ = ["action_button", "card", "label", "plain_row"]


def card(content: QWidget, title: str = "", tool: QWidget | None = None) -> QFrame:
    """A card with ``content``, with a heading and a small ``tool`` beside that, if there are."""
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
    column.setSpacing(SPACE.s)
    if title or tool is not None:
        head = QHBoxLayout()
        head.addWidget(label(title, "overline"), 1)
        if tool is not None:
            head.addWidget(tool)
        column.addLayout(head)
    column.addWidget(content, 1)
    return frame


def label(text: str = "", tone: str = "", wrap: bool = False, elide: bool = False) -> QLabel:
    """A label of plain text; ``wrap`` lets it have several lines, ``elide`` lets a row squeeze it."""
    made = ElidedLabel(text) if elide else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def action_button(text: str, icon_name: str = "", role: str = "", tip: str = "") -> QPushButton:
    """A button with an icon before its text."""
    button = QPushButton(beside_icon(text) if icon_name else text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if icon_name:
        button.setIcon(icon(icon_name, "on_accent" if role == "primary" else "text"))
        button.setIconSize(QSize(18, 18))
    if role:
        button.setProperty("role", role)
    if tip:
        button.setToolTip(tip)
    return button


def plain_row(*widgets: QWidget | int) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(SPACE.s)
    for widget in widgets:
        if isinstance(widget, int):
            row.addStretch(widget)
        else:
            row.addWidget(widget)
    return row
