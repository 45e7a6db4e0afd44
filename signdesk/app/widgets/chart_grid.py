"""Tables of coloured cells: what a confusion matrix and a sweep's heat map have in common."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from signdesk.app.theme import SPACE, TYPE, Colours, colours, font

__all__ = ["Cell", "CellGrid", "GridContent", "mixed"]

_TITLE = 22.0
_SMALLEST_NUMBER = 15.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its ``text``; ``heat`` from 0 to 1 and the theme's colour that it is mixed with; ``told``: the cell in
    a sentence; ``best`` marks it."""

    text: str = ""
    heat: float = 0.0
    colour: str = "accent"
    told: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class GridContent:
    """Rows of cells, the heads of rows and columns, and what these are; ``square`` keeps the cells so."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    rows_title: str = ""
    columns_title: str = ""
    square: bool = True


class CellGrid(QWidget):
    """Shows a `GridContent`; arrow keys go from cell to cell, Enter, Space or a click choose one: ``chosen`` passes its
    row and column on."""

    chosen = Signal(int, int)

    def __init__(self, content: GridContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._current: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    @property
    def content(self) -> GridContent:
        """What is shown."""
        return self._content

    @property
    def current(self) -> tuple[int, int] | None:
        """Row and column of the cell one is at."""
        return self._current

    def show_content(self, content: GridContent) -> None:
        """Show ``content`` from now on."""
        if content == self._content:
            return
        same = (content.rows, content.columns) == (self._content.rows, self._content.columns)
        self._content = content
        self._current = self._current if same else None
        self._describe()
        self.update()

    def go(self, row: int, column: int) -> None:
        """Be at a cell, or at the nearest one there is."""
        if not self._content.rows or not self._content.columns:
            return
        row = min(max(row, 0), len(self._content.rows) - 1)
        column = min(max(column, 0), len(self._content.columns) - 1)
        if (row, column) != self._current:
            self._current = row, column
            self._describe()
            if self.hasFocus():
                told = self._content.cells[row][column].told
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))
            self.update()

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint the grid into a figure that is saved."""
        _paint(painter, rectangle, self._content, colour, None)

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint(painter, self._paper(), self._content, colours(), self._current, self.hasFocus())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go(*cell)
            self.chosen.emit(*cell)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(QPointF(event.pos()))
            text = self._content.cells[cell[0]][cell[1]].told if cell else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in steps:
            row, column = self._current or (0, 0)
            down, right = steps[key] if self._current is not None else (0, 0)
            self.go(row + down, column + right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._current is not None:
            self.go(self._current[0], 0 if key == Qt.Key.Key_Home else len(self._content.columns) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def _paper(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SPACE.xs, SPACE.xs, -SPACE.xs, -SPACE.xs)

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        area = _area(self._paper(), self._content)
        if not area.contains(place) or not self._content.rows or not self._content.columns:
            return None
        row = int((place.y() - area.top()) / area.height() * len(self._content.rows))
        return row, int((place.x() - area.left()) / area.width() * len(self._content.columns))

    def _describe(self) -> None:
        self.setAccessibleName(self._content.title)
        if self._current is None:
            told = [cell.told for row in self._content.cells for cell in row if cell.best]
            self.setAccessibleDescription(" ".join(told))
        else:
            row, column = self._current
            self.setAccessibleDescription(self._content.cells[row][column].told)


def mixed(ground: str, colour: str, share: float) -> QColor:
    """``share`` of ``colour`` over ``ground``, both ``#rrggbb``."""
    below, above = QColor(ground), QColor(colour)
    share = min(max(share, 0.0), 1.0)
    parts = ((1 - share) * b + share * a for b, a in zip(below.getRgb()[:3], above.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*(round(part) for part in parts))


def _heads(content: GridContent) -> float:
    metrics = QFontMetricsF(font(TYPE.caption, QFont.Weight.Medium))
    return max((metrics.horizontalAdvance(head) for head in content.rows), default=0.0) + SPACE.s


def _area(paper: QRectF, content: GridContent) -> QRectF:
    """Where the cells lie: below and right of the heads, as large as fits."""
    left = _heads(content) + (_TITLE if content.rows_title else 0)
    top = 20.0 + (_TITLE if content.columns_title else 0)
    room = paper.adjusted(left, top, 0, 0)
    rows, columns = max(len(content.rows), 1), max(len(content.columns), 1)
    if not content.square:
        height = min(room.height(), rows * 64.0)
        return QRectF(room.left(), room.top(), min(room.width(), columns * 140.0), height)
    side = min(room.width() / columns, room.height() / rows, 72.0)
    return QRectF(room.left(), room.top(), side * columns, side * rows)


def _paint(
    painter: QPainter,
    paper: QRectF,
    content: GridContent,
    colour: Colours,
    current: tuple[int, int] | None,
    focus: bool = False,
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = _area(paper, content)
    if content.rows and content.columns:
        _paint_heads(painter, paper, area, content, colour, current)
        width, height = area.width() / len(content.columns), area.height() / len(content.rows)
        for i, row in enumerate(content.cells):
            for j, cell in enumerate(row):
                place = QRectF(area.left() + j * width, area.top() + i * height, width, height)
                _paint_cell(painter, place, cell, colour)
        if current is not None:
            row_number, column_number = current
            place = QRectF(area.left() + column_number * width, area.top() + row_number * height, width, height)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus if focus else colour.text), 2))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        elif focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour.focus), 2))
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 4, 4)
    painter.restore()


def _paint_heads(
    painter: QPainter,
    paper: QRectF,
    area: QRectF,
    content: GridContent,
    colour: Colours,
    current: tuple[int, int] | None,
) -> None:
    width, height = area.width() / len(content.columns), area.height() / len(content.rows)
    for i, head in enumerate(content.rows):
        _pen_of_head(painter, colour, current is not None and current[0] == i)
        place = QRectF(area.left() - 200 - SPACE.xs, area.top() + i * height, 200 - SPACE.xs / 2, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, head)
    for j, head in enumerate(content.columns):
        _pen_of_head(painter, colour, current is not None and current[1] == j)
        place = QRectF(area.left() + j * width - 30, area.top() - 20, width + 60, 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, head)
    painter.setFont(font(TYPE.caption))
    painter.setPen(QColor(colour.muted))
    if content.columns_title:
        place = QRectF(area.left(), paper.top(), max(area.width(), 160), 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, content.columns_title)
    if content.rows_title:
        painter.save()
        painter.translate(paper.left() + 9, area.top())
        painter.rotate(-90)
        place = QRectF(-max(area.height(), 160), -9, max(area.height(), 160), 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, content.rows_title)
        painter.restore()


def _pen_of_head(painter: QPainter, colour: Colours, current: bool) -> None:
    painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold if current else QFont.Weight.Medium))
    painter.setPen(QColor(colour.text if current else colour.muted))


def _paint_cell(painter: QPainter, place: QRectF, cell: Cell, colour: Colours) -> None:
    ground = mixed(colour.sunken, getattr(colour, cell.colour), cell.heat)
    inner = place.adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(inner, 3, 3)
    if cell.best:
        painter.setPen(QPen(QColor(colour.text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 3, 3)
    if not cell.text or place.height() < _SMALLEST_NUMBER:
        return
    size = min(TYPE.body, round(place.height() * 0.6))
    text_font = font(size, QFont.Weight.DemiBold if cell.best else QFont.Weight.Medium)
    room = place.width() - 2
    needed = QFontMetricsF(text_font).horizontalAdvance(cell.text)
    if needed > room:
        text_font = font(max(round(size * room / needed), 1), QFont.Weight.Medium)
    if text_font.pixelSize() >= 8:
        painter.setFont(text_font)
        painter.setPen(_readable(ground, colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cell.text)


def _readable(ground: QColor, colour: Colours) -> QColor:
    """The theme's text colour that stands out more from ``ground``."""
    from signdesk.app.theme import contrast

    dark, light = sorted((colour.text, colour.surface), key=lambda name: QColor(name).lightness())
    return QColor(max((dark, light), key=lambda name: contrast(name, ground.name())))
