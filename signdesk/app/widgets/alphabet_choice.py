"""Which signs are to be read: letters, digits, or what a network of one's own knows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from signdesk.app.widgets.segments import Segments

__all__ = ["AlphabetChoice"]


class AlphabetChoice(Segments):
    """The alphabets that can be read, by name."""

    def __init__(self, tool_tip: str) -> None:
        super().__init__([(name, _title(name)) for name in ("letters", "digits")], _tr("Alphabet"), tool_tip)

    def offer(self, names: Iterable[str]) -> None:
        """Offer only what the network can read."""
        self.set_choices([(name, _title(name)) for name in names])


def _title(name: str) -> str:
    return {"letters": _tr("Letters"), "digits": _tr("Digits"), "own": _tr("Own signs")}.get(name, name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("AlphabetChoice", text)
