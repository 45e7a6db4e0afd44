"""The text that the user spells, with what can be done to it by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from signdesk.app.notices import Notifier
from signdesk.app.widgets.text_strip import TextStrip

if TYPE_CHECKING:
    from signdesk.recognition.composer import Composer

__all__ = ["ComposedText"]


class ComposedText(QObject):
    """Owns the composer, which outlives every pipeline: so the text stays when the source changes or is lost."""

    def __init__(self, strip: TextStrip, notifier: Notifier, hold: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strip = strip
        self._notifier = notifier
        self._hold = hold
        self._composer: Composer | None = None
        self._kept: Composer | None = None
        self._demo = False
        strip.space.connect(self.space)
        strip.backspace.connect(self.backspace)
        strip.clear.connect(self.clear)
        strip.copy.connect(self.copy)

    @property
    def text(self) -> str | None:
        """What is written; None as long as nothing could have been."""
        return None if self._composer is None else self._composer.text

    def composer(self) -> Composer:
        """What writes the text; made on the first call, for it brings NumPy with it."""
        if self._composer is None:
            from signdesk.recognition.composer import Composer

            self._composer = Composer(self._hold)
        return self._composer

    def use_demo(self, on: bool) -> None:
        """Write what the demo spells, beside the user's own text, which comes back when it is over."""
        if on == self._demo:
            return
        self._demo = on
        self._kept, self._composer = (self._composer, None) if on else (None, self._kept)
        self._show()

    def begin_again(self) -> None:
        """The demo begins anew, and so does its text."""
        if self._demo:
            self.composer().clear()

    @Slot(float)
    def set_hold(self, seconds: float) -> None:
        """Write a sign once it was held that long."""
        self._hold = seconds
        for composer in (self._composer, self._kept):
            if composer is not None:
                composer.hold = seconds

    @Slot()
    def space(self) -> None:
        if self._composer is not None:
            self._composer.space()
            self._show()

    @Slot()
    def backspace(self) -> None:
        if self._composer is not None:
            self._composer.backspace()
            self._show()

    @Slot()
    def clear(self) -> None:
        """Take back the whole text; the notice offers to undo that."""
        if not self.text:
            return
        undo = partial(self._put_back, self.composer(), self.composer().clear())
        self._show()
        self._notifier.done(self.tr("The text is cleared"), self.tr("Undo"), undo)

    @Slot()
    def copy(self) -> None:
        if self._strip.text:
            QGuiApplication.clipboard().setText(self._strip.text.strip())
            self._notifier.done(self.tr("The text is copied"))

    def _put_back(self, composer: Composer, signs: tuple[str, ...]) -> None:
        composer.restore(signs)
        self._show()

    def _show(self) -> None:
        self._strip.show_text(self.text or "")
