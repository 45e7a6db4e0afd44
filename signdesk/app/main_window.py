"""The main window: a rail of pages on the left, the page in view beside it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.context import AppContext, Page
from signdesk.app.icons import icon
from signdesk.app.menu import app_menu
from signdesk.app.notices import Notice, Notifier
from signdesk.app.remembered_network import RememberedNetwork
from signdesk.app.shortcuts import SHORTCUTS, key_text
from signdesk.app.theme import SPACE
from signdesk.app.warm_up import WarmUp
from signdesk.app.widgets.toast import ToastHost
from signdesk.paths import assets

__all__ = ["PAGES", "MainWindow", "PageSpec"]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page as the rail knows it; ``factory`` is "module:Class", imported when the page is first shown."""

    name: str
    title: str
    icon: str
    factory: str

    def make(self, context: AppContext) -> Page:
        module, _, attribute = self.factory.partition(":")
        page: Page = getattr(importlib.import_module(module), attribute)(context)
        return page


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)


PAGES: list[PageSpec] = [
    PageSpec("live", "Live", "video-camera", "signdesk.app.pages.live:LivePage"),
    PageSpec("images", "Images", "image", "signdesk.app.pages.images:ImagesPage"),
    PageSpec("train", "Train", "graduation-cap", "signdesk.app.pages.train:TrainPage"),
]

_SMALLEST = QSize(1000, 640)
"""Every page has room in so much; on a smaller screen the window gets along with the screen."""


class MainWindow(QMainWindow):
    """Shows one page at a time and closes them all; ``shown`` fires once, after the first paint."""

    shown = Signal()
    _noticed = Signal(object)
    _first_done = Signal()

    def __init__(self, context: AppContext, pages: list[PageSpec] | None = None) -> None:
        super().__init__()
        self._context = context
        self._specs = {spec.name: spec for spec in (PAGES if pages is None else pages)}
        self._pages: dict[str, Page] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._current = ""
        self._painted = False
        self.setWindowTitle("signdesk")
        screen = QGuiApplication.primaryScreen().availableSize()
        self.setMinimumSize(_SMALLEST.boundedTo(screen))
        self._stack = QStackedWidget()
        self.setCentralWidget(self._assemble())
        self._toasts = ToastHost(self)
        context.open_page = self.open_page
        # Told when the paint event is over, for only then is it on the screen.
        self._first_done.connect(self.shown, Qt.ConnectionType.QueuedConnection)
        # A queued signal: notices may come from any thread, widgets live in this one.
        self._noticed.connect(self._toasts.show_notice, Qt.ConnectionType.QueuedConnection)
        context.notifier.listen(self._noticed.emit)
        self._remembered = RememberedNetwork(context, self)
        self.shown.connect(self._remembered.restore)
        self._warm_up = WarmUp((spec.factory.partition(":")[0] for spec in self._specs.values()), self)
        self.shown.connect(self._warm_up.begin)
        self._bind_shortcuts()
        self._restore_geometry()

    @property
    def notifier(self) -> Notifier:
        return self._context.notifier

    @property
    def page_name(self) -> str:
        return self._current

    def page(self, name: str) -> Page:
        """The page called ``name``, made if need be."""
        if name not in self._pages:
            page = self._specs[name].make(self._context)
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Bring the page called ``name`` into view; an unknown name opens the first page."""
        if name not in self._specs:
            name = next(iter(self._specs))
        if name == self._current:
            return
        page = self.page(name)
        before, self._current = self._current, name
        if before:
            self._pages[before].deactivated()
        self._stack.setCurrentWidget(page)
        self._buttons[name].setChecked(True)
        page.activated()

    def post(self, notice: Notice) -> None:
        """Show ``notice`` as a toast."""
        self._toasts.show_notice(notice)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for name, button in self._buttons.items():
                button.setText(_tr(self._specs[name].title))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._toasts.place()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            self._first_done.emit()
        return handled

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()  # at once: a thread that is loading the networks takes a moment to end
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.hide()  # a camera may take its time to let go; nobody has to watch that
        for page in self._pages.values():
            page.close_page()
        self._remembered.close()
        self._warm_up.close()
        self._toasts.close_all()
        self._context.notifier.listen(None)
        self._context.settings.change(geometry=geometry, page=self._current or "live")
        self._context.settings.save()
        super().closeEvent(event)

    def _assemble(self) -> QWidget:
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail())
        row.addWidget(self._stack, 1)
        return centre

    def _rail(self) -> QWidget:
        rail = QFrame()
        rail.setObjectName("rail")
        column = QVBoxLayout(rail)
        column.setContentsMargins(SPACE.s, SPACE.m, SPACE.s, SPACE.m)
        column.setSpacing(SPACE.xs)
        column.addWidget(self._logo(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.m)
        group = QButtonGroup(rail)
        for position, spec in enumerate(self._specs.values(), start=1):
            button = self._nav_button(_tr(spec.title), spec.icon)
            button.setCheckable(True)
            button.setToolTip(f"{_tr(spec.title)} ({key_text(f'Ctrl+{position}')})")
            button.clicked.connect(lambda _=False, name=spec.name: self.open_page(name))
            group.addButton(button)
            column.addWidget(button)
            self._buttons[spec.name] = button
        column.addStretch(1)
        more = self._nav_button(_tr("More"), "dots-three-outline")
        more.setAccessibleDescription(_tr("Appearance, keyboard shortcuts, about signdesk"))
        more.setMenu(app_menu(self, self._context))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        column.addWidget(more)
        return rail

    def _logo(self) -> QLabel:
        logo = QLabel()
        size = QSize(36, 36)
        logo.setPixmap(QIcon(str(assets() / "icons" / "signdesk.svg")).pixmap(size, self.devicePixelRatioF()))
        logo.setAccessibleName("signdesk")
        return logo

    @staticmethod
    def _nav_button(text: str, icon_name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "nav")
        button.setText(text)
        button.setAccessibleName(text)
        button.setIcon(icon(icon_name, "muted"))
        button.setIconSize(QSize(24, 24))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        return button

    def _bind_shortcuts(self) -> None:
        for position, name in enumerate(self._specs, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{position}"), self)
            shortcut.activated.connect(lambda name=name: self.open_page(name))
        QShortcut(QKeySequence(SHORTCUTS["quit"].keys), self).activated.connect(self.close)

    def _restore_geometry(self) -> None:
        saved = self._context.settings.value.geometry
        if saved and self.restoreGeometry(QByteArray.fromBase64(saved.encode("ascii", "ignore"))):
            return
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(1280, screen.width()), min(800, screen.height()))
