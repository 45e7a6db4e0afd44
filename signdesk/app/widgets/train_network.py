"""The Network section of the Train page: which network learns, and how."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from signdesk.app.context import AppContext
from signdesk.app.train_data_job import Look
from signdesk.app.train_setup import TrainSetup

__all__ = ["NetworkSection"]


class NetworkSection(QWidget):
    """``changed`` when another network or setting is chosen; ``data_asked`` passes on what a preset wants of the
    data."""

    changed = Signal()
    data_asked = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.look = Look()
        self.binary = False

    @property
    def setup(self) -> TrainSetup:
        """The network and its settings as they are chosen now, without the data."""
        return TrainSetup(title="Compact")

    def begin(self) -> None:
        """Read what there is to choose."""

    def show_labels(self, labels: int) -> None:
        """Draw the network for so many signs."""

    def close_section(self) -> None:
        """The window closes."""
