"""The menu behind the rail's last button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from signdesk.app.context import AppContext
from signdesk.app.icons import icon
from signdesk.app.shortcuts import SHORTCUTS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app_menu"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("menu", text)


def app_menu(window: QWidget, context: AppContext) -> QMenu:
    """The menu with appearance, start-up, shortcuts and about, for ``window``."""
    menu = QMenu(window)
    menu.addMenu(_appearance(menu, context))
    menu.addAction(_start_on_launch(menu, context))
    menu.addSeparator()
    shortcuts = _action(menu, _tr("Keyboard shortcuts"), "keyboard", lambda: _show_shortcuts(window))
    shortcuts.setShortcut(QKeySequence(SHORTCUTS["shortcuts"].keys))
    window.addAction(shortcuts)  # so that F1 works while the menu is closed
    menu.addAction(shortcuts)
    menu.addAction(_action(menu, _tr("About signdesk"), "info", lambda: _show_about(window, context)))
    return menu


def _appearance(parent: QMenu, context: AppContext) -> QMenu:
    menu = QMenu(_tr("Appearance"), parent)
    menu.setIcon(icon("sun-dim"))
    group = QActionGroup(menu)
    for mode, text in (("system", _tr("As the system")), ("light", _tr("Light")), ("dark", _tr("Dark"))):
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(context.settings.value.theme == mode)
        action.triggered.connect(lambda _=False, mode=mode: _use_theme(context, mode))
        group.addAction(action)
        menu.addAction(action)
    return menu


def _use_theme(context: AppContext, mode: str) -> None:
    context.settings.change(theme=mode)
    if context.theme is not None:
        context.theme.set_mode(mode)


def _start_on_launch(parent: QMenu, context: AppContext) -> QAction:
    action = QAction(_tr("Start the camera when signdesk opens"), parent)
    action.setCheckable(True)
    action.setChecked(context.settings.value.start_on_launch)
    action.toggled.connect(lambda on: context.settings.change(start_on_launch=on))
    return action


def _action(parent: QMenu, text: str, icon_name: str, then: Callable[[], None]) -> QAction:
    action = QAction(icon(icon_name), text, parent)
    action.triggered.connect(lambda: then())
    return action


def _show_shortcuts(window: QWidget) -> None:
    from signdesk.app.shortcuts_dialog import ShortcutsDialog

    _show(window, ShortcutsDialog, lambda: ShortcutsDialog(window))


def _show_about(window: QWidget, context: AppContext) -> None:
    from signdesk.app.about import AboutDialog

    _show(window, AboutDialog, lambda: AboutDialog(context.checkpoint, window))


def _show(window: QWidget, kind: type[QDialog], make: Callable[[], QDialog]) -> None:
    """Show a dialog of that ``kind``: the one that is open, if one is."""
    shown = next((dialog for dialog in window.findChildren(kind) if dialog.isVisible()), None) or make()
    shown.show()
    shown.raise_()
    shown.activateWindow()
