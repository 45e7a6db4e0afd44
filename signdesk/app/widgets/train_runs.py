"""The Runs section of the Train page: kept runs; comparisons, sweeps, k-fold; several networks live side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from signdesk.app.context import AppContext
from signdesk.app.theme import SPACE
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.image_welcome import ImageWelcome
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.state_card import CardAction, CardContent
from signdesk.app.widgets.train_runs_descent import DescentPart
from signdesk.app.widgets.train_runs_kept import KeptRuns
from signdesk.app.widgets.train_runs_live import CompareLive
from signdesk.app.widgets.train_runs_series import SeriesPart

__all__ = ["RunsSection"]

_PARTS = ("kept", "series", "descent", "live")


class RunsSection(QWidget):
    """``opened`` asks to show the run with that id in the Run section; ``setup_asked`` as `RunSection`'s."""

    opened = Signal(str)
    setup_asked = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self.parts = Segments(
            [
                ("kept", self.tr("Kept runs")),
                ("series", self.tr("Comparisons and sweeps")),
                ("descent", self.tr("Cost surface")),
                ("live", self.tr("Compare live")),
            ],
            self.tr("What to see of the runs"),
            self.tr("What to see of the runs"),
        )
        self.empty = ImageWelcome(self)
        self.kept = KeptRuns(session, context)
        self.series = SeriesPart(session, context)
        self.descent = DescentPart(session, context)
        self.live = CompareLive(session, context)
        self._pages = QStackedWidget()
        for page in (self.kept, self.series, self.descent, self.live, self.empty):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.parts, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._pages, 1)
        self.parts.set_value("kept")
        self.parts.chosen.connect(self.show_part)
        self.kept.opened.connect(self.opened)
        self.series.opened.connect(self.opened)
        self.empty.acted.connect(self.setup_asked)
        session.runs_changed.connect(self._refresh)
        session.changed.connect(self._refresh)

    def show_part(self, name: str) -> None:
        """Bring "kept", "series", "descent" or "live" into view."""
        self.parts.set_value(name)
        self._refresh()

    def close_section(self) -> None:
        """The window closes: stop every thread and timer."""
        self.kept.close_section()
        self.descent.close_section()
        self.live.close_section()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self.live.leave()
        super().hideEvent(event)

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        part = self.parts.value
        if part == "kept":
            self.kept.refresh()
        elif part == "series":
            self.series.refresh()
        elif part == "descent":
            self.descent.refresh()
        else:
            self.live.refresh()
        nothing = part == "kept" and not self.kept.table.runs
        self.empty.show_content(self._invitation() if nothing else None)
        self._pages.setCurrentIndex(len(_PARTS) if nothing else _PARTS.index(part))

    def _invitation(self) -> CardContent:
        return CardContent(
            "chart-line",
            self.tr("No runs yet"),
            self.tr("Every training is kept here with its settings, curves, figures and network, to be compared."),
            (CardAction("data", self.tr("Choose data")), CardAction("network", self.tr("Choose a network"))),
        )
