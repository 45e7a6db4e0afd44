"""How one picture looks in the grid of the Images page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.image_list import ENTRY_ROLE, Entry, EntryState
from signdesk.app.theme import RADIUS, SPACE, TYPE, Colours, colours, font
from signdesk.app.widgets.sign_text import fitted

__all__ = ["CARD_FOOT", "ImageCard"]

CARD_FOOT = 62
"""The height of the text under the picture, in device-independent pixels."""
_GAP = SPACE.s
"""Between the cards; right and below, so that the grid begins where the rows above it do."""


class ImageCard(QStyledItemDelegate):
    """Paints an `Entry` as a card: the picture with the hand's box, the letter, how sure, the file's name.

    ``thumbnail`` gives the picture of an entry, or None while there is none; ``cell`` is how much room a card has.
    """

    def __init__(self, thumbnail: Callable[[Entry], QPixmap | None], cell: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self.cell = cell

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        state = option.state
        rect: QRect = option.rect
        card = QRectF(rect).adjusted(0, 0, -_GAP, -_GAP)
        picture, foot = QRectF(card), QRectF(card)
        picture.setBottom(card.bottom() - CARD_FOOT)
        foot.setTop(picture.bottom())
        colour = colours()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(card, RADIUS.m, RADIUS.m)
        painter.fillPath(outline, QColor(colour.accent_soft if selected else colour.surface))
        painter.save()
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        painter.fillRect(picture, QColor(colour.stage))
        self._paint_picture(painter, picture, entry, colour)
        painter.restore()
        _paint_foot(painter, foot.adjusted(SPACE.m, SPACE.s, -SPACE.m, -SPACE.s), entry, colour, selected)
        _paint_outline(painter, card, state, colour)
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRectF, entry: Entry, colour: Colours) -> None:
        pixmap = self._thumbnail(entry)
        if pixmap is None:
            name = "file-x" if entry.state is EntryState.ERROR else "image"
            sign = QRectF(0, 0, 32, 32)
            sign.moveCenter(room.center())
            paint_icon(painter, sign.toRect(), name, QColor(colour.on_stage_muted))
            return
        size = QSizeF(pixmap.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(0, 0), size)
        target.moveCenter(room.center())
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        _paint_box(painter, target, entry, colour)


def _paint_box(painter: QPainter, target: QRectF, entry: Entry, colour: Colours) -> None:
    result = entry.result
    if result is None or result.size is None or result.recognition is None or result.recognition.hand is None:
        return
    box = result.recognition.hand.box.scaled(target.width() / result.size[0])
    rect = QRectF(box.x, box.y, box.width, box.height).translated(target.topLeft())
    rect = rect.intersected(target.adjusted(1.5, 1.5, -1.5, -1.5))
    line, shadow = QColor(colour.on_scrim_accent), QColor(colour.scrim)
    if entry.state is not EntryState.READ:
        line = QColor(colour.on_scrim)
    shadow.setAlphaF(0.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen_colour, width in ((shadow, 3.5), (line, 2.0)):
        painter.setPen(QPen(pen_colour, width))
        painter.drawRoundedRect(rect, 5, 5)


def _paint_foot(painter: QPainter, room: QRectF, entry: Entry, colour: Colours, selected: bool) -> None:
    name_font = font(TYPE.caption)
    high = QFontMetricsF(name_font).height()
    name_room = QRectF(room.left(), room.bottom() - high, room.width(), high)
    painter.setFont(name_font)
    painter.setPen(QColor(colour.on_accent_soft if selected else colour.muted))
    elided = QFontMetricsF(name_font).elidedText(entry.name, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(name_room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
    line = QRectF(room.left(), room.top() - 2, room.width(), name_room.top() - room.top())
    reading = entry.reading
    if entry.state is EntryState.READ and reading is not None and reading.label is not None:
        _paint_letter(painter, line, reading.label, f"{reading.confidence:.0%}", colour, selected)
    else:
        _paint_state(painter, line, entry, colour, selected)


def _paint_letter(
    painter: QPainter, room: QRectF, label: str, confidence: str, colour: Colours, selected: bool
) -> None:
    share_font = font(TYPE.body, QFont.Weight.Medium)
    taken = QFontMetricsF(share_font).horizontalAdvance(confidence) + SPACE.s
    sign_font, sign = fitted(label, TYPE.display, room.width() - taken)
    painter.setFont(sign_font)
    painter.setPen(QColor(colour.on_accent_soft if selected else colour.accent))
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, sign)
    painter.setFont(share_font)
    painter.setPen(QColor(colour.on_accent_soft if selected else colour.text))
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, confidence)


def _paint_state(painter: QPainter, room: QRectF, entry: Entry, colour: Colours, selected: bool) -> None:
    icon_name, text, ink = {
        EntryState.WAITING: ("dots-three", _tr("Waiting"), colour.muted),
        EntryState.UNSURE: ("question", _tr("Unsure"), colour.warning),
        EntryState.NO_HAND: ("hand-palm", _tr("No hand"), colour.muted),
        EntryState.ERROR: ("warning-circle", _tr("Can’t be read"), colour.danger),
        EntryState.READ: ("hand-palm", "", colour.text),
    }[entry.state]
    if selected:
        ink = colour.on_accent_soft
    sign = QRectF(room.left(), room.center().y() - 9, 18, 18)
    paint_icon(painter, sign.toRect(), icon_name, QColor(ink))
    painter.setFont(font(TYPE.body, QFont.Weight.Medium))
    painter.setPen(QColor(ink))
    painter.drawText(room.adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _paint_outline(painter: QPainter, card: QRectF, state: QStyle.StateFlag, colour: Colours) -> None:
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if state & QStyle.StateFlag.State_Selected or focused:
        pen = QPen(QColor(colour.focus if focused else colour.accent), 2.5 if focused else 1.5)
    else:
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        pen = QPen(QColor(colour.border_strong if over else colour.border), 1)
    half = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(card.adjusted(half, half, -half, -half), RADIUS.m - half, RADIUS.m - half)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImageCard", text)
