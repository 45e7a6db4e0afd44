"""The kept runs: the table, what can be done with them, and the curves of those that are compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from signdesk.app.context import AppContext
from signdesk.app.theme import SPACE
from signdesk.app.train_latency import Latencies
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.chart import LineChart
from signdesk.app.widgets.chart_lines import Curve, Plot
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_run_card import action_button, card, label, plain_row
from signdesk.app.widgets.train_runs_list import RunsTable

if TYPE_CHECKING:
    from signdesk.training.runs import Run

__all__ = ["KeptRuns"]


class KeptRuns(QWidget):
    """``opened`` asks to show a run's result."""

    opened = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self._greeted = False
        self.latencies = Latencies(self)
        self.table = RunsTable(self.latencies)
        self.open_button = action_button(self.tr("Open"), "chart-line", tip=self.tr("Show the result (Enter)"))
        self.resume_button = action_button(
            self.tr("Go on training"), "play-fill", tip=self.tr("Go on after the last epoch that was done")
        )
        self.rename_button = action_button(self.tr("Rename"), "pencil-simple", tip=self.tr("Rename (F2)"))
        self.delete_button = action_button(self.tr("Delete"), "trash", tip=self.tr("Delete (Del)"))
        self.measure = Segments(
            [
                ("accuracy", self.tr("Validation accuracy")),
                ("loss", self.tr("Validation loss")),
                ("training", self.tr("Training loss")),
            ],
            self.tr("Compare by"),
            self.tr("Which curves to compare"),
        )
        self.measure.set_value("accuracy")
        self.chart = LineChart(self._plot())
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the runs from the disk."""
        runs = self.session.runs()
        self.table.show_runs(runs)
        if not self._greeted and runs:
            self._greeted = True
            self.table.tick([run.id for run in runs if run.history][:4])
        if not self.session.active:  # beside a training the times would be too long
            self.latencies.ask(run.checkpoint for run in runs[:40] if run.checkpoint is not None)
        self._show_compared()
        self._offer()

    def close_section(self) -> None:
        """The window closes."""
        self.latencies.close()

    def _lay_out(self) -> None:
        hint = label(self.tr("Tick runs to compare them below."), "caption")
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        buttons = plain_row(self.open_button, self.resume_button, self.rename_button, self.delete_button, 1, hint)
        column.addLayout(buttons)
        column.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(card(table))
        split.addWidget(card(self.chart, tool=self.measure))
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SPACE.m)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        self.table.opened.connect(self.opened)
        self.table.ticked.connect(self._show_compared)
        self.table.deleted.connect(self._delete)
        self.table.renamed.connect(self.session.rename)
        self.table.itemSelectionChanged.connect(self._offer)
        self.latencies.measured.connect(self.table.refresh)
        self.measure.chosen.connect(self._show_compared)
        self.open_button.clicked.connect(lambda: self.opened.emit(self.table.chosen()[0].id))
        self.resume_button.clicked.connect(self._resume)
        self.rename_button.clicked.connect(self._rename)
        self.delete_button.clicked.connect(self._delete)

    @Slot()
    def _offer(self) -> None:
        """Enable what can be done with the selected runs."""
        chosen = self.table.chosen()
        self.open_button.setEnabled(len(chosen) == 1)
        self.rename_button.setEnabled(len(chosen) == 1)
        self.resume_button.setEnabled(len(chosen) == 1 and chosen[0].resumable and not self.session.active)
        self.delete_button.setEnabled(bool(chosen))

    @Slot()
    def _rename(self) -> None:
        row = self.table.runs.index(self.table.chosen()[0])
        self.table.setCurrentCell(row, 0)
        self.table.edit(self.table.model().index(row, 0))

    @Slot()
    def _resume(self) -> None:
        run_id = self.table.chosen()[0].id
        if self.session.resume_run(run_id):
            self.opened.emit(run_id)
        elif self.session.problem:
            self.context.notifier.problem(self.session.problem)

    @Slot()
    def _delete(self) -> None:
        chosen = self.table.chosen()
        names = {run.id: run.name for run in chosen}
        gone = self.session.delete(list(names))
        if not gone:
            return
        text = self.tr("“{0}” was deleted.").format(names[gone[0]])
        if len(gone) > 1:
            text = self.tr("{0} runs were deleted.").format(len(gone))
        self.context.notifier.done(text, self.tr("Undo"), lambda: self.session.undelete(gone))

    @Slot()
    def _show_compared(self) -> None:
        self.chart.show_plot(self._plot())

    def _plot(self) -> Plot:
        metric = self.measure.value
        curves = tuple(_curve(run, number, metric) for number, run in enumerate(self.table.compared))
        title = {
            "accuracy": self.tr("Validation accuracy"),
            "loss": self.tr("Validation loss"),
            "training": self.tr("Training loss"),
        }[metric]
        empty = self.tr("Tick runs in the table to see their curves beside each other.")
        return Plot(title, curves, self.tr("Epoch"), percent=metric == "accuracy", empty=empty)


def _curve(run: Run, number: int, metric: str) -> Curve:
    x = [float(epoch.epoch) for epoch in run.history]
    if metric == "training":
        return Curve(_short(run.name), x, [epoch.loss for epoch in run.history], number)
    return Curve(_short(run.name), x, [epoch.validation.get(metric, math.nan) for epoch in run.history], number)


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
