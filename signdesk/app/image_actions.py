"""The actions of the Images page, made from the table of shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from signdesk.app.icons import icon
from signdesk.app.shortcuts import SHORTCUTS, tip

__all__ = ["page_action"]


def page_action(page: QWidget, name: str, icon_name: str, text: str, then: Callable[[], object]) -> QAction:
    """An action of ``page`` with the keys of the shortcut ``name``; it works wherever on the page the focus is."""
    action = QAction(icon(icon_name), text, page)
    action.setShortcut(QKeySequence(SHORTCUTS[name].keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setToolTip(tip(text.rstrip("…"), name))
    action.triggered.connect(lambda: then())
    page.addAction(action)
    return action
