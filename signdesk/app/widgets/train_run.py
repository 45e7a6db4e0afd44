"""The Run section of the Train page: a training while it goes on, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from signdesk.app.context import AppContext
from signdesk.app.train_session import TrainSession

__all__ = ["RunSection"]


class RunSection(QWidget):
    """Start, pause, stop, live curves; the result once there is one. ``setup_asked``: the user wants to choose data or
    a network ("data" or "network")."""

    setup_asked = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context

    def show_run(self, run_id: str) -> None:
        """Show a kept run: its curves and result."""

    def close_section(self) -> None:
        """The window closes: stop every thread and timer."""
