"""Which signs are to be learnt, and how many pictures there are of each: one chip a sign, with its share as a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from signdesk.app.counts import pictures_text
from signdesk.app.theme import RADIUS, SPACE, TYPE, colours, font

__all__ = ["SignChips"]

_CHIP_WIDTH = 84
_CHIP_HEIGHT = 44
_BAR = 4.0
_BAR_ROOM = 22
_ROOT = QModelIndex()


class _Signs(QAbstractListModel):
    """Each row a sign, its pictures, and whether it is chosen."""

    toggled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.signs: list[str] = []
        self.counts: Mapping[str, int] = {}
        self.chosen: set[str] = set()

    @property
    def most(self) -> int:
        return max((self.counts[sign] for sign in self.signs), default=1)

    def show(self, signs: Sequence[str], counts: Mapping[str, int], chosen: Sequence[str]) -> None:
        if list(signs) != self.signs:
            self.beginResetModel()
            self.signs = list(signs)
            self.counts, self.chosen = counts, set(chosen)
            self.endResetModel()
            return
        self.counts, self.chosen = counts, set(chosen)
        if self.signs:
            self.dataChanged.emit(self.index(0), self.index(len(self.signs) - 1))

    def toggle(self, row: int) -> None:
        self.chosen ^= {self.signs[row]}
        self.dataChanged.emit(self.index(row), self.index(row))
        self.toggled.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.signs)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        sign = self.signs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return sign
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if sign in self.chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{sign}: {pictures_text(self.counts[sign])}"
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag
        return flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsUserCheckable | flags.ItemNeverHasChildren


class SignChips(QListView):
    """Shows signs as chips that are switched by a click or the space bar; ``chosen`` tells which are on then,
    ``gone_to`` to which chip the user went."""

    chosen = Signal(object)
    gone_to = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._model = _Signs(self)
        self._chip = _Chip(self)
        self.setModel(self._model)
        self.setItemDelegate(self._chip)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(False)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Signs to learn"))
        self.setAccessibleDescription(self.tr("Arrow keys go to a sign, the space bar takes it in or leaves it out"))
        self._model.toggled.connect(lambda: self.chosen.emit(self.value))

    @property
    def current(self) -> str:
        """The sign whose chip the user went to last, or the first; "" when there are none."""
        row = max(self.currentIndex().row(), 0)
        return self._model.signs[row] if row < len(self._model.signs) else ""

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.gone_to.emit(self._model.signs[current.row()])

    @property
    def value(self) -> list[str]:
        """The signs that are on, in their order."""
        return [sign for sign in self._model.signs if sign in self._model.chosen]

    def show_signs(self, signs: Sequence[str], counts: Mapping[str, int], chosen: Sequence[str]) -> None:
        """Show these, without telling anybody."""
        self._model.show(signs, counts, chosen)
        self.updateGeometry()

    def toggle(self, sign: str) -> None:
        """Take ``sign`` in or leave it out, as the user would."""
        self._model.toggle(self._model.signs.index(sign))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._model.toggle(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self._model.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.signs:
            self.setCurrentIndex(self._model.index(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(4 * _CHIP_WIDTH, 3 * (_CHIP_HEIGHT + SPACE.xs))

    def _columns(self) -> int:
        return max(1, self._room() // _CHIP_WIDTH)

    def _room(self) -> int:
        """How wide the chips may be together: the scroll bar's room stays free, so that they never move for it."""
        return max(self.width() - _BAR_ROOM, _CHIP_WIDTH)

    def _fit(self) -> None:
        cell = QSize(self._room() // self._columns(), _CHIP_HEIGHT + SPACE.xs)
        if cell != self._chip.cell:
            self._chip.cell = cell
            self.scheduleDelayedItemsLayout()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.MouseMove) and isinstance(event, QMouseEvent):
            over = self.indexAt(event.position().toPoint()).isValid()
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        return super().viewportEvent(event)

    def place(self, sign: str) -> QPoint:
        """The middle of the chip of ``sign``, in the view's pixels."""
        return self.visualRect(self._model.index(self._model.signs.index(sign))).center()


class _Chip(QStyledItemDelegate):
    def __init__(self, view: SignChips) -> None:
        super().__init__(view)
        self._view = view
        self.cell = QSize(_CHIP_WIDTH, _CHIP_HEIGHT + SPACE.xs)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, _Signs)
        sign = model.signs[index.row()]
        on = sign in model.chosen
        colour = colours()
        rect: QRect = option.rect
        chip = QRectF(rect).adjusted(0.5, 0.5, -SPACE.xs - 0.5, -SPACE.xs - 0.5)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colour.accent_soft if on else colour.hover if hovered else colour.surface))
        painter.setPen(
            QPen(QColor(colour.accent if on and hovered else colour.accent_soft if on else colour.border), 1)
        )
        painter.drawRoundedRect(chip, RADIUS.s, RADIUS.s)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.s, RADIUS.s)
        self._write(painter, chip.adjusted(9, 5, -9, -6), sign, model.counts[sign], on)
        self._bar(painter, chip.adjusted(9, 0, -9, -7), model.counts[sign] / model.most, on)
        painter.restore()

    def _write(self, painter: QPainter, room: QRectF, sign: str, count: int, on: bool) -> None:
        colour = colours()
        painter.setPen(QColor(colour.on_accent_soft if on else colour.muted))
        small = font(TYPE.caption)
        number = QLocale().toString(count)
        width = QFontMetrics(small).horizontalAdvance(number) + SPACE.xs
        line = QRectF(room.x(), room.y(), room.width(), 20)
        strong = font(TYPE.body, QFont.Weight.DemiBold if on else QFont.Weight.Medium)
        name = QFontMetrics(strong).elidedText(sign, Qt.TextElideMode.ElideRight, int(line.width() - width))
        painter.setFont(strong)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(small)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)

    def _bar(self, painter: QPainter, room: QRectF, share: float, on: bool) -> None:
        colour = colours()
        bar = QRectF(room.x(), room.bottom() - _BAR, room.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QColor(colour.on_accent_soft if on else colour.muted)
        track.setAlphaF(0.16)
        painter.setBrush(track)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        bar.setWidth(max(_BAR, bar.width() * share))
        painter.setBrush(QColor(colour.accent if on else colour.border_strong))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
