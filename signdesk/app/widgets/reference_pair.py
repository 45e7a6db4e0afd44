"""Two signs that were taken for each other, side by side: how the one is made and how the other is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from signdesk.app.reference_pictures import has_reference
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import SPACE
from signdesk.app.widgets.reference_hand import ReferenceHand
from signdesk.app.widgets.train_run_card import label

__all__ = ["ReferencePair"]

_HAND = 128


class ReferencePair(QFrame):
    """The reference hands of what was shown and of what was read; turning one turns the other. Hidden where there are
    none: for signs of the user's own. Which hand signs, ``settings`` knows."""

    def __init__(self, settings: SettingsStore | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._settings = settings
        self._halves = (_Half(), _Half())
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.m, SPACE.s, SPACE.m, SPACE.s)
        row.setSpacing(SPACE.m)
        self._hint = label("", "muted", wrap=True)
        row.addWidget(self._hint, 1)
        for half, other in zip(self._halves, reversed(self._halves), strict=True):
            row.addWidget(half, 1)
            half.hand.turned.connect(other.hand.look_from)
        self.say("")

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs in view."""
        return tuple(half.hand.sign for half in self._halves if half.isVisibleTo(self))

    def say(self, text: str) -> None:
        """Show ``text`` and no hands; with "" nothing at all."""
        self._hint.setText(text)
        self._hint.show()
        for half in self._halves:
            half.hide()
        self.setVisible(bool(text))

    def show_pair(self, shown: str, read: str) -> None:
        """Show both, or one where it was read rightly."""
        left = self._settings is not None and self._settings.value.reference_left
        texts = (self.tr("Shown: {0}"), self.tr("Read: {0}"))
        for half, sign, text in zip(self._halves, (shown, read), texts, strict=True):
            half.hand.set_left(left)
            half.hand.look_from(0.0, 0.0)
            half.show_sign(sign, text.format(sign) if shown != read else sign)
        self._hint.hide()
        self._halves[0].show()
        self._halves[1].setVisible(shown != read)
        self.setVisible(has_reference(shown) and has_reference(read))

    def close(self) -> bool:
        """End what is drawn in the background."""
        for half in self._halves:
            half.hand.close()
        return super().close()


class _Half(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.hand = ReferenceHand()
        self.hand.setFixedHeight(_HAND)
        self._caption = label("", "lead")
        self._made: QLabel = label("", "caption", wrap=True)
        self._made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addWidget(self.hand)
        column.addWidget(self._made, 1)

    def show_sign(self, sign: str, caption: str) -> None:
        from signdesk.handmodel.words import words

        self.hand.show_sign(sign)
        self._caption.setText(caption)
        made = QCoreApplication.translate("reference", words(sign).made) if has_reference(sign) else ""
        self._made.setText(made)
        self.hand.setAccessibleName(f"{caption}. {made}")
