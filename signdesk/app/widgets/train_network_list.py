"""The networks, or the presets, as a list of cards to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from signdesk.app.theme import RADIUS, SPACE, TYPE, Colours, colours, font

__all__ = ["Card", "CardList"]

_ROOT = QModelIndex()
_HEADING = 30
_BAR_ROOM = 16
_LINE = 16
_TITLE_LINE = 19
_TITLE = (TYPE.body, QFont.Weight.DemiBold)
_TEXT = (TYPE.caption, QFont.Weight.Normal)


@dataclass(frozen=True, slots=True)
class Card:
    """A thing to choose: ``key`` is what is passed on, ``foot`` stands below the text. Without a ``key`` it is the
    heading of those that follow."""

    key: str
    title: str
    text: str = ""
    foot: str = ""


class _Cards(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []

    def show(self, cards: Sequence[Card]) -> None:
        if [card.key for card in cards] == [card.key for card in self.cards]:
            self.cards = list(cards)
            if cards:
                self.dataChanged.emit(self.index(0), self.index(len(cards) - 1))
            return
        self.beginResetModel()
        self.cards = list(cards)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return "\n".join(part for part in (card.title, card.text, card.foot) if part)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not self.cards[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class CardList(QListView):
    """``chosen`` passes on the key of the card that the user took."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._silent = False
        self._model = _Cards(self)
        self.setModel(self._model)
        self.setItemDelegate(_CardDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    @property
    def keys(self) -> list[str]:
        """What can be chosen."""
        return [card.key for card in self._model.cards if card.key]

    @property
    def value(self) -> str:
        """The key of the chosen card, "" when none is."""
        index = self.currentIndex()
        return self._model.cards[index.row()].key if index.isValid() else ""

    def card(self, key: str) -> Card:
        """The card of that key."""
        return next(card for card in self._model.cards if card.key == key)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these; what was chosen stays so, without telling anybody."""
        before = self.value
        self._silent = True
        self._model.show(cards)
        self._silent = False
        self.set_value(before)

    def set_value(self, key: str) -> None:
        """Show ``key`` as chosen, without telling anybody; none when there is no such card."""
        rows = [row for row, card in enumerate(self._model.cards) if card.key == key and key]
        self._silent = True
        self.setCurrentIndex(self._model.index(rows[0]) if rows else QModelIndex())
        if not rows:
            self.clearSelection()
        self._silent = False

    def choose(self, key: str) -> None:
        """Take ``key``, as the user would."""
        self.set_value(key)
        self.chosen.emit(key)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if not self._silent and current.isValid() and self._model.cards[current.row()].key:
            self.chosen.emit(self._model.cards[current.row()].key)


class _CardDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        model = index.model()
        assert isinstance(model, _Cards)
        card = model.cards[index.row()]
        if not card.key:
            return QSize(100, _HEADING)
        view = self.parent()
        # The scroll bar's room is reckoned in always: a card must not change its height when the bar comes.
        width = view.width() - _BAR_ROOM if isinstance(view, CardList) else 240
        room = width - 2 * SPACE.m - 2
        lines = len(_lines(card.text, room)) + bool(card.foot)
        titles = len(_lines(card.title, room, _TITLE))
        return QSize(100, 2 * SPACE.s + titles * _TITLE_LINE + 2 + lines * _LINE + SPACE.xs)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, _Cards)
        card, colour = model.cards[index.row()], colours()
        room = QRectF(option.rect).adjusted(1, 1, -1, -SPACE.xs)
        view = self.parent()
        if isinstance(view, CardList):
            room.setWidth(view.width() - _BAR_ROOM - 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if card.key:
            self._card(painter, colour, option, room, card)
        else:
            painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold))
            painter.setPen(QColor(colour.muted))
            painter.drawText(room.adjusted(SPACE.m, 0, 0, -2), Qt.AlignmentFlag.AlignBottom, card.title)
        painter.restore()

    def _card(self, painter: QPainter, colour: Colours, option: QStyleOptionViewItem, room: QRectF, card: Card) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or hovered:
            painter.setBrush(QColor(colour.accent_soft if chosen else colour.hover))
            painter.drawRoundedRect(room, RADIUS.m, RADIUS.m)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), RADIUS.m, RADIUS.m)
        inner = room.adjusted(SPACE.m, SPACE.s, -SPACE.m, -SPACE.xs)
        y = inner.y()
        painter.setPen(QColor(colour.on_accent_soft if chosen else colour.text))
        painter.setFont(font(*_TITLE))
        for line in _lines(card.title, int(inner.width()), _TITLE):
            painter.drawText(QRectF(inner.x(), y, inner.width(), _TITLE_LINE), Qt.AlignmentFlag.AlignVCenter, line)
            y += _TITLE_LINE
        painter.setPen(QColor(colour.on_accent_soft if chosen else colour.muted))
        painter.setFont(font(*_TEXT))
        y += 2
        for line in (*_lines(card.text, int(inner.width())), *([card.foot] if card.foot else [])):
            text = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(QRectF(inner.x(), y, inner.width(), _LINE), Qt.AlignmentFlag.AlignVCenter, text)
            y += _LINE


def _lines(text: str, width: int, size: tuple[int, QFont.Weight] = _TEXT) -> list[str]:
    """``text`` in lines of at most ``width`` pixels."""
    if not text:
        return []
    layout = QTextLayout(text, font(*size))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 40))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return lines
