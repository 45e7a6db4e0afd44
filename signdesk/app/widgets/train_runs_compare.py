"""The trainings of a comparison as curves on one chart, each with its name at its end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from signdesk.app.widgets.chart import LineChart
from signdesk.app.widgets.chart_lines import Curve, Plot
from signdesk.app.widgets.segments import Segments

if TYPE_CHECKING:
    from signdesk.training.events import EpochEnded
    from signdesk.training.series import Results

__all__ = ["CompareChart"]


class CompareChart(QWidget):
    """The chart. ``measure`` says which curves it shows; whoever holds this widget gives it a place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: Results | None = None
        self._chosen = -1
        self.measure = Segments(
            [
                ("loss", self.tr("Training loss")),
                ("accuracy", self.tr("Validation accuracy")),
                ("held", self.tr("Validation loss")),
            ],
            self.tr("Compare by"),
            self.tr("Which curves to compare"),
        )
        self.measure.set_value("loss")
        self.chart = LineChart(self._plot())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart, 1)
        self.measure.chosen.connect(lambda _: self._show())

    def show_results(self, results: Results) -> None:
        """Show the curves of these trainings, as far as they have come."""
        self._results = results
        self._show()

    def choose(self, row: int) -> None:
        """Draw the curve of the training in this row of the table stronger; −1: none."""
        if row != self._chosen:
            self._chosen = row
            self._show()

    def _show(self) -> None:
        self.chart.show_plot(self._plot())

    def _plot(self) -> Plot:
        results = self._results
        rows = results.rows if results is not None else ()
        metric = self.measure.value
        curves = []
        for number, row in enumerate(rows):
            history = row.run.history if row.run is not None else ()
            values = [_value(epoch, metric) for epoch in history]
            x = [float(epoch.epoch) for epoch in history]
            name = str(next(iter(row.changed.values()), row.name))
            curves.append(Curve(name, x, values, number, dash=number % 4, strong=number == self._chosen))
        title = {
            "loss": self.tr("Training loss"),
            "accuracy": self.tr("Validation accuracy"),
            "held": self.tr("Validation loss"),
        }[metric]
        span = float(max((row.config.train.epochs for row in rows), default=0))
        empty = self.tr("Curves appear when the first epoch is done.")
        accuracy = metric == "accuracy"
        return Plot(title, tuple(curves), self.tr("Epoch"), accuracy, span=span, empty=empty, direct=True)


def _value(epoch: EpochEnded, metric: str) -> float:
    if metric == "loss":
        return epoch.loss
    return epoch.validation.get("loss" if metric == "held" else metric, math.nan)
