"""What stands in the video's place while there is no video: what is the matter, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.theme import SPACE, colours

__all__ = ["CardAction", "CardContent", "StateCard"]

_TEXT_WIDTH = 460


@dataclass(frozen=True, slots=True)
class CardAction:
    """A button of the card: ``name`` is what `StateCard.acted` passes on."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CardContent:
    """What the card says.

    ``busy`` turns a ring around the icon, ``over_picture`` leaves the last frame faintly visible behind.
    """

    icon: str
    title: str
    text: str
    actions: tuple[CardAction, ...] = ()
    busy: bool = False
    over_picture: bool = False


class StateCard(QWidget):
    """Shows a `CardContent` in the middle of its parent; the first action is the one to take."""

    acted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._content: CardContent | None = None
        self._action_buttons: list[QPushButton] = []
        self._badge = _Badge(self)
        self._title = QLabel()
        self._title.setProperty("tone", "title")
        self._text = QLabel()
        self._text.setProperty("tone", "muted")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(SPACE.s)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.s)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # else it would never become narrower again
        column.addStretch(4)
        column.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.s)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.m)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(5)
        self.hide()

    @property
    def content(self) -> CardContent | None:
        """What is shown, None while the card is away."""
        return self._content

    @property
    def over_picture(self) -> bool:
        return self._content is not None and self._content.over_picture

    def show_content(self, content: CardContent | None) -> None:
        """Show ``content``, or go away with None."""
        if content == self._content:
            return
        had_focus = self._button_has_focus()
        before = self._content
        self._content = content
        if content is None:
            self.hide()
        else:
            self._badge.show_icon(content.icon, content.busy)
            self._title.setText(content.title)
            self._text.setText(content.text)
            self._text.setVisible(bool(content.text))
            self.setAccessibleName(content.title)
            self.setAccessibleDescription(content.text)
            if before is None or before.actions != content.actions:
                self._set_actions(content.actions, had_focus)
            self._fit()
            self.show()
        parent = self.parentWidget()
        if parent is not None:
            parent.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the texts the height that they need at their width: the layout would reckon with a wider one.

        Buttons that don't fit side by side lie below each other.
        """
        room = max(self.width() - 2 * SPACE.xl, 120)
        width = min(_TEXT_WIDTH, room)
        for label in (self._title, self._text):
            label.ensurePolished()
            label.setMinimumSize(0, 0)  # what it needs is never reckoned smaller than that
            label.setFixedSize(width, max(0, label.heightForWidth(width)))
        needed = sum(button.sizeHint().width() + SPACE.s for button in self._action_buttons) - SPACE.s
        side_by_side = QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(side_by_side if needed <= room else QBoxLayout.Direction.TopToBottom)

    def _button_has_focus(self) -> bool:
        return any(button.hasFocus() for button in self._action_buttons)

    def _set_actions(self, actions: tuple[CardAction, ...], focus: bool) -> None:
        for button in self._action_buttons:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._action_buttons.clear()
        for position, action in enumerate(actions):
            button = QPushButton(action.text)
            button.setProperty("role", "primary" if position == 0 else "")
            button.clicked.connect(lambda _=False, name=action.name: self.acted.emit(name))
            self._buttons.addWidget(button)
            self._action_buttons.append(button)
            if focus and position == 0:
                button.setFocus()
        for one, following in pairwise([self._reached_before(), *self._action_buttons]):
            self.setTabOrder(one, following)

    def _reached_before(self) -> QWidget:
        """What Tab reaches before this card: a button that is made later would be last of the whole window's."""
        before = self.previousInFocusChain()
        while before is not None and before is not self:
            if before.focusPolicy() & Qt.FocusPolicy.TabFocus and not self.isAncestorOf(before):
                return before
            before = before.previousInFocusChain()
        return self


class _Badge(QWidget):
    """An icon in a soft disc, with a turning ring while something is awaited."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = ""
        self._busy = False
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._turn)

    def show_icon(self, icon: str, busy: bool) -> None:
        self._icon, self._busy = icon, busy
        self._run()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(84, 84)

    def showEvent(self, event: QShowEvent) -> None:
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.accent_soft))
        painter.drawEllipse(QRectF(self.rect()).adjusted(6, 6, -6, -6))
        paint_icon(painter, QRect(self.rect()).adjusted(25, 25, -25, -25), self._icon, QColor(colour.on_accent_soft))
        if self._busy:
            pen = QPen(QColor(colour.accent), 3)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(QRectF(self.rect()).adjusted(2, 2, -2, -2), -self._angle * 16, 90 * 16)
        painter.end()

    def _run(self) -> None:
        if self._busy and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def _turn(self) -> None:
        self._angle = (self._angle + 12) % 360
        self.update()
