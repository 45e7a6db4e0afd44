"""The grid of pictures on the Images page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from signdesk.app.image_list import ENTRY_ROLE, Entry, ImageFilter
from signdesk.app.theme import SPACE, TYPE, colours, font
from signdesk.app.widgets.image_card import CARD_FOOT, ImageCard

__all__ = ["ImageGrid"]

_CARD_WIDTH = 164


class ImageGrid(QListView):
    """Shows `ImageFilter`'s entries as cards in as many columns as there is room for; only what is in view is painted.

    ``chosen`` tells the current entry, or None; ``opened`` asks to see it large (Enter, double click).
    """

    chosen = Signal(object)
    opened = Signal()

    def __init__(
        self, images: ImageFilter, thumbnail: Callable[[Entry], QPixmap | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("image-grid")
        self.setModel(images)
        self._columns = 1
        self._card = ImageCard(thumbnail, QSize(_CARD_WIDTH, _CARD_WIDTH), self)
        self.setItemDelegate(self._card)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(False)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its handle goes when there is nothing to scroll; its room stays, so that the cards don't move.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        bar.setEnabled(False)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Pictures"))
        self.setAccessibleDescription(self.tr("Arrow keys choose a picture, Enter shows it large, Delete removes it"))
        self.activated.connect(lambda _: self.opened.emit())
        images.rowsInserted.connect(self._choose_first)

    @property
    def current(self) -> Entry | None:
        """The entry that the keyboard is on."""
        entry: Entry | None = self.currentIndex().data(ENTRY_ROLE)
        return entry

    def selected(self) -> list[Entry]:
        """The selected entries in the list's order."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return [index.data(ENTRY_ROLE) for index in rows]

    def choose(self, row: int) -> None:
        """Make the entry in ``row`` the current and only selected one, and bring it into view."""
        index = self.model().index(min(max(row, 0), self.model().rowCount() - 1), 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def step(self, by: int) -> None:
        """Choose the entry ``by`` places after the current one."""
        self.choose(self.currentIndex().row() + by)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.chosen.emit(current.data(ENTRY_ROLE) if current.isValid() else None)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        # Left and right go on in the next row, and up and down stay in the column: Qt's own search does neither surely.
        moves = QAbstractItemView.CursorAction
        page = self._columns * max(self.viewport().height() // self._card.cell.height(), 1)
        by = {
            moves.MoveLeft: -1,
            moves.MovePrevious: -1,
            moves.MoveRight: 1,
            moves.MoveNext: 1,
            moves.MoveUp: -self._columns,
            moves.MoveDown: self._columns,
            moves.MovePageUp: -page,
            moves.MovePageDown: page,
        }.get(action)
        if by is None or not self.currentIndex().isValid():
            return super().moveCursor(action, modifiers)
        last = self.model().rowCount() - 1
        row = self.currentIndex().row() + by
        if row < 0 and by > -page:
            row = self.currentIndex().row()
        return self.model().index(min(max(row, 0), last), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = max(self.viewport().width() - 1, 1)
        self._columns = max(1, width // _CARD_WIDTH)
        cell = width // self._columns
        picture = (cell - SPACE.s) * 3 // 4
        size = QSize(cell, picture + CARD_FOOT + SPACE.s)
        if size != self._card.cell:
            self._card.cell = size
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(font(TYPE.body))
            painter.setPen(QColor(colours().muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No such pictures"))
            painter.end()

    def _choose_first(self) -> None:
        if not self.currentIndex().isValid():
            self.choose(0)
