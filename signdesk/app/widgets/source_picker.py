"""Choosing where the frames come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSizePolicy, QStyledItemDelegate, QToolButton, QWidget

from signdesk.app.icons import icon
from signdesk.app.shortcuts import SHORTCUTS, tip
from signdesk.app.theme import SPACE
from signdesk.vision.demo import DEMO, is_demo

__all__ = ["CameraChoice", "SourcePicker", "is_address", "is_camera", "is_file", "source_title"]

_SCHEMES = ("http://", "https://", "rtsp://", "rtsps://")
_WIDEST = 450
_SOURCE_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera in the list: ``source`` is what opens it, ``title`` what people call it."""

    source: str
    title: str


def is_address(source: str) -> bool:
    """Whether ``source`` is the address of a stream."""
    return source.lower().startswith(_SCHEMES)


def is_file(source: str) -> bool:
    """Whether ``source`` is a file or a folder, even one that is gone by now."""
    if is_address(source):
        return False
    if PurePath(source).is_absolute():
        return not source.startswith("/dev/")
    try:
        return Path(source).expanduser().exists() and not source.isdecimal()
    except (OSError, ValueError, RuntimeError):
        return False


def is_camera(source: str) -> bool:
    """Whether ``source`` is the name or number of a camera."""
    return not is_address(source) and not is_file(source) and not is_demo(source)


def source_title(source: str) -> str:
    """What to call ``source`` where there is little room: a file's name, an address without its scheme."""
    if is_demo(source):
        return QCoreApplication.translate("SourcePicker", "Demo")
    if is_address(source):
        return source.partition("://")[2].rpartition("@")[2]  # a password has no place on the screen
    if source.isdecimal():
        return QCoreApplication.translate("SourcePicker", "Camera {0}").format(int(source) + 1)
    return PurePath(source).name or source


class SourcePicker(QWidget):
    """A list of cameras, of the files and addresses used last, and of the demo, with buttons to look again and to open
    others."""

    chosen = Signal(str)
    refresh_asked = Signal()
    file_asked = Signal()
    address_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras: list[CameraChoice] | None = None
        self._recent: list[str] = []
        self._current = ""
        self._model = QStandardItemModel(self)
        self.combo = QComboBox()
        self.combo.setModel(self._model)
        self.combo.setItemDelegate(QStyledItemDelegate(self.combo))  # the one that heeds the stylesheet
        self.combo.setAccessibleName(self.tr("Source"))
        self.combo.setToolTip(self.tr("Where the pictures come from"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.setMaximumWidth(_WIDEST)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setIconSize(QSize(18, 18))
        self.combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.combo.activated.connect(self._activated)
        self.refresh = self._tool("arrows-clockwise", tip(self.tr("Look for cameras again"), "refresh"))
        self.refresh.clicked.connect(self.refresh_asked)
        self.open = self._tool("folder-open", self.tr("Open a video, a picture or an address"))
        self.open.setMenu(self._open_menu())
        self.open.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(self.combo, 1)
        row.addWidget(self.refresh)
        row.addWidget(self.open)
        self._fill()

    @property
    def current(self) -> str:
        """The source that is chosen, "" while none is."""
        return self._current

    @property
    def cameras(self) -> list[CameraChoice]:
        """The cameras in the list."""
        return list(self._cameras or ())

    @property
    def no_camera(self) -> bool:
        """Whether cameras were looked for, and there is none."""
        return self._cameras == []

    @property
    def current_title(self) -> str:
        return self.title(self._current) if self._current else ""

    def title(self, source: str) -> str:
        """What ``source`` is called in the list."""
        return next((camera.title for camera in self.cameras if camera.source == source), source_title(source))

    def set_cameras(self, cameras: list[CameraChoice] | None) -> None:
        """Show ``cameras``; None while they are being looked for."""
        self._cameras = cameras
        self.refresh.setEnabled(cameras is not None)
        self._fill()

    def set_recent(self, sources: list[str]) -> None:
        """Show the files and addresses used last, newest first."""
        self._recent = list(sources)
        self._fill()

    def set_current(self, source: str) -> None:
        """Show ``source`` as chosen, without telling anybody."""
        self._current = source
        self._fill()

    def _fill(self) -> None:
        self._model.clear()
        cameras = list(self._cameras or ())
        for camera in cameras:
            self._add(camera.title, camera.source, "video-camera")
        known = {camera.source for camera in cameras}
        others = [source for source in self._recent if source not in known]
        if self._current and self._current not in (DEMO, *known, *others):
            others.insert(0, self._current)
        if self._cameras is None and not self._current:
            self._add_note(self.tr("Looking for cameras…"))
        elif self._cameras is not None and not cameras:
            self._add_note(self.tr("No camera found"))
        for source in others:
            kind = "link-simple" if is_address(source) else "video-camera" if is_camera(source) else "film-strip"
            self._add(source_title(source), source, kind)
        self._add(source_title(DEMO), DEMO, "play-circle", self.tr("A rendered hand that spells words"))
        rows = range(self._model.rowCount())
        chosen = [row for row in rows if self._model.item(row).data(_SOURCE_ROLE) == self._current and self._current]
        self.combo.setCurrentIndex(chosen[0] if chosen else 0)

    def _add(self, title: str, source: str, icon_name: str, about: str = "") -> None:
        item = QStandardItem(icon(icon_name, "muted"), title)
        item.setData(source, _SOURCE_ROLE)
        item.setToolTip(about or (title if is_address(source) else source))
        self._model.appendRow(item)

    def _add_note(self, text: str) -> None:
        item = QStandardItem(icon("video-camera-slash", "muted"), text)
        item.setSelectable(False)
        item.setData("", _SOURCE_ROLE)
        self._model.appendRow(item)

    def _activated(self, row: int) -> None:
        source = self._model.item(row).data(_SOURCE_ROLE)
        if source:
            self._current = source
            self.chosen.emit(source)

    def _open_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, icon_name, text, signal in (
            ("open_file", "film-strip", self.tr("Open a video or picture…"), self.file_asked),
            ("open_address", "link-simple", self.tr("Open an address…"), self.address_asked),
        ):
            action = QAction(icon(icon_name), text, menu)
            action.setShortcut(QKeySequence(SHORTCUTS[name].keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(signal)
            self.addAction(action)  # so that the keys work while the menu is closed
            menu.addAction(action)
        return menu

    def _tool(self, icon_name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
