"""The Runs section of the Train page: all kept runs, compared; sweeps, k-fold; several networks live side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from signdesk.app.context import AppContext
from signdesk.app.train_session import TrainSession

__all__ = ["RunsSection"]


class RunsSection(QWidget):
    """``opened`` asks to show the run with that id in the Run section; ``setup_asked`` as `RunSection`'s."""

    opened = Signal(str)
    setup_asked = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context

    def close_section(self) -> None:
        """The window closes: stop every thread and timer."""
