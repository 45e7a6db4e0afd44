"""How a sign is made: the hand, its name, a sentence on it, and what it is easily mistaken for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.reference_pictures import has_reference
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import SPACE
from signdesk.app.widgets.reference_hand import ReferenceHand
from signdesk.app.widgets.reference_picker import SignPicker

__all__ = ["ReferenceCard", "mistaken_text", "sign_title"]

_ROOM_FOR_ALL = 340
"""Below that height only how the sign is made is said; what it is mistaken for is in the tooltip."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("reference", text)


def sign_title(sign: str) -> str:
    """What ``sign`` is called: "Letter M"."""
    if len(sign) != 1:
        return sign
    return (_tr("Digit {0}") if sign.isdigit() else _tr("Letter {0}")).format(sign)


def mistaken_text(sign: str) -> str:
    """What ``sign`` is easily mistaken for, and what it is told from that by; "" where there is no reference."""
    from signdesk.handmodel.words import words

    return _tr("Easily mistaken for {0}").format(_tr(words(sign).mistaken)) if has_reference(sign) else ""


class ReferenceCard(QFrame):
    """The reference of one sign, and everything to turn and choose it by; ``closed`` when the user has seen enough.

    Which hand signs, and from whose side, is taken from ``settings`` and kept there.
    """

    closed = Signal()

    def __init__(self, settings: SettingsStore, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._settings = settings
        self.picker: SignPicker | None = None
        self._variant = 0
        self.hand = ReferenceHand()
        self.title = self._tool("caret-down", self.tr("Choose a sign"))
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.title.setCursor(Qt.CursorShape.PointingHandCursor)
        self.before = self._tool("caret-left", self.tr("Sign before"))
        self.following = self._tool("caret-right", self.tr("Next sign"))
        self.close_button = self._tool("x", self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))
        if not closable:
            self.close_button.hide()  # (to show it before it has a parent would open a window)
        self.play = self._tool("pause-fill", self.tr("Stand still"))
        self.other = self._tool("arrows-clockwise", self.tr("Another way to make it"))
        self.other.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.made, self.mistaken = QLabel(), QLabel()
        for text in (self.made, self.mistaken):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.mistaken.setProperty("tone", "caption")
        self.left = self._toggle(self.tr("Left hand"), self.tr("Show a left hand"))
        self.own = self._toggle(self.tr("Your view"), self.tr("As you see your own hand, from behind it"))
        self.left.setChecked(settings.value.reference_left)
        self.own.setChecked(settings.value.reference_own_view)
        self.hand.set_left(self.left.isChecked())
        self.hand.set_own_view(self.own.isChecked())
        self._assemble()
        self._connect()

    @property
    def sign(self) -> str:
        """The sign in view."""
        return self.hand.sign

    def show_sign(self, sign: str) -> None:
        """Show how ``sign`` is made; of a sign of the user's own, that nothing is known of that."""
        self._variant = 0
        self.hand.show_sign(sign)
        self.title.setText(f"{sign_title(sign)}  ▾")
        self.title.setAccessibleName(f"{sign_title(sign)}. {self.tr('Choose a sign')}")
        self._say()
        self._show_extra()

    def close(self) -> bool:
        """End what is drawn in the background."""
        self.hand.close()
        return super().close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().upper()
        if event.key() == Qt.Key.Key_Escape and self.close_button.isVisibleTo(self):
            self.closed.emit()
        elif len(typed) == 1 and not event.modifiers() & Qt.KeyboardModifier.ControlModifier and has_reference(typed):
            self.show_sign(typed)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mistaken.setVisible(self.height() >= _ROOM_FOR_ALL)

    def sizeHint(self) -> QSize:
        return QSize(272, 400)

    # What is said

    def _say(self) -> None:
        from signdesk.handmodel.words import words

        there = has_reference(self.sign)
        made = _tr(words(self.sign).made) if there else self.tr("signdesk knows only its pictures.")
        self.made.setText(made)
        self.mistaken.setText(mistaken_text(self.sign))
        self.made.setToolTip(self.mistaken.text())
        self.hand.setAccessibleName(f"{sign_title(self.sign)}: {made} {self.mistaken.text()}".strip())

    def _show_extra(self) -> None:
        """What only some signs have: a movement, or several ways to make them."""
        from signdesk.handmodel.pose import variants

        ways = variants(self.sign) if has_reference(self.sign) and not self.hand.moves else ()
        self.play.setVisible(self.hand.moves)
        self.other.setVisible(len(ways) > 1)
        if self.hand.moves:
            playing = self.hand.playing
            self.play.setIcon(icon("pause-fill" if playing else "play-fill"))
            text = self.tr("Stand still") if playing else self.tr("Move")
            self.play.setToolTip(text)
            self.play.setAccessibleName(text)
        elif len(ways) > 1:
            name = _tr(ways[self._variant].name) or self.tr("the usual way")
            place = self.tr("{0} of {1}").format(self._variant + 1, len(ways))
            self.other.setText(beside_icon(place))
            text = self.tr("{0}: {1}. Show another way to make it").format(place, name)
            self.other.setToolTip(text)
            self.other.setAccessibleName(text)

    # What the user asks for

    def _choose_other(self) -> None:
        from signdesk.handmodel.pose import variants

        self._variant = (self._variant + 1) % len(variants(self.sign))
        self.hand.show_sign(self.sign, self._variant)
        self._show_extra()

    def _step(self, by: int) -> None:
        from signdesk.handmodel.words import shown_signs

        signs = shown_signs()
        place = signs.index(self.sign) + by if self.sign in signs else 0
        self.show_sign(signs[place % len(signs)])

    def _pick(self) -> None:
        from signdesk.handmodel.words import shown_signs

        if self.picker is None:
            self.picker = SignPicker(shown_signs(), self)
            self.picker.chosen.connect(self.show_sign)
        self.picker.open_below(self.title, self.sign)

    def _use_left(self, left: bool) -> None:
        self._settings.change(reference_left=left)
        self.hand.set_left(left)

    def _use_own_view(self, own: bool) -> None:
        self._settings.change(reference_own_view=own)
        self.hand.set_own_view(own)

    def _play(self) -> None:
        self.hand.play(not self.hand.playing)
        self._show_extra()

    # How it is put together

    def _assemble(self) -> None:
        head = _row(self.title, 1, self.before, self.following, self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.s, SPACE.s, SPACE.s, SPACE.m)
        column.setSpacing(SPACE.xs)
        column.addLayout(head)
        column.addWidget(self.hand, 1)
        corner = QVBoxLayout(self.hand)  # over the picture, whose corners are empty
        corner.setContentsMargins(SPACE.xs, SPACE.xs, SPACE.xs, SPACE.xs)
        corner.addStretch(1)
        corner.addLayout(_row(self.play, self.other, 1))
        for text in (self.made, self.mistaken):
            text.setContentsMargins(SPACE.s, 0, SPACE.s, 0)
        column.addWidget(self.made)
        column.addWidget(self.mistaken)
        column.addSpacing(SPACE.xs)
        sides = _row(self.left, self.own, 1)
        sides.setContentsMargins(SPACE.s, 0, 0, 0)
        column.addLayout(sides)

    def _connect(self) -> None:
        self.title.clicked.connect(self._pick)
        self.before.clicked.connect(lambda: self._step(-1))
        self.following.clicked.connect(lambda: self._step(1))
        self.close_button.clicked.connect(self.closed)
        self.left.toggled.connect(self._use_left)
        self.own.toggled.connect(self._use_own_view)
        self.other.clicked.connect(self._choose_other)
        self.play.clicked.connect(self._play)
        self.hand.played.connect(lambda _: self._show_extra())

    def _tool(self, icon_name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "quiet")
        button.setProperty("small", True)
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _toggle(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setProperty("small", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button


def _row(*widgets: QWidget | int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE.xs)
    for widget in widgets:
        if isinstance(widget, int):
            row.addStretch(widget)
        else:
            row.addWidget(widget)
    return row
