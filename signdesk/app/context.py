"""What every page of the window is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from signdesk.app.notices import Notifier
from signdesk.app.recognizer_provider import RecognizerProvider
from signdesk.app.settings import SettingsStore

if TYPE_CHECKING:
    from signdesk.app.theme import Theme

__all__ = ["AppContext", "Page"]


@dataclass(slots=True)
class AppContext:
    """The window's shared things: settings, the networks, a way to tell the user something.

    ``recognizer()`` may be called in any thread but Qt's: it loads the networks on the first call. ``checkpoint`` is
    the file the user asked for, or None for the networks that come with signdesk. ``source`` is what the user asked
    to see at the start, or "", and ``pictures`` what the Images page opens with.
    """

    settings: SettingsStore
    notifier: Notifier
    recognizer: RecognizerProvider
    theme: Theme | None = None
    checkpoint: Path | None = None
    source: str = ""
    pictures: tuple[Path, ...] = ()
    open_page: Callable[[str], None] = lambda name: None


class Page(QWidget):
    """A page of the window: made when it is first shown, told when it is shown, hidden and closed for good."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def activated(self) -> None:
        """The page is in view from now on."""

    def deactivated(self) -> None:
        """Another page is in view from now on: stop what nobody sees."""

    def close_page(self) -> None:
        """The window closes: stop every thread, timer and process, and put what is to be remembered into settings."""
