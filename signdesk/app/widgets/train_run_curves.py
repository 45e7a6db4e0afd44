"""A training's curves: loss, accuracy and step size, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from signdesk.app.theme import SPACE
from signdesk.app.widgets.chart import LineChart
from signdesk.app.widgets.chart_lines import Curve, Plot
from signdesk.app.widgets.train_run_card import card

if TYPE_CHECKING:
    from signdesk.training.events import EpochEnded, StepEnded

__all__ = ["RunCurves"]

_MOST_STEPS = 1200


class RunCurves(QWidget):
    """Three charts of a history, and of the steps' losses while it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: list[EpochEnded] = []
        self._steps: list[tuple[float, float]] = []
        self._epochs = self._every = 0
        self.loss = LineChart(self._loss())
        self.accuracy = LineChart(self._accuracy())
        self.rate = LineChart(self._rate())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.m)
        grid.addWidget(card(self.loss), 0, 0)
        grid.addWidget(card(self.accuracy), 0, 1)
        grid.addWidget(card(self.rate), 1, 0, 1, 2)
        grid.setRowStretch(0, 5)
        grid.setRowStretch(1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    @property
    def charts(self) -> dict[str, LineChart]:
        """The charts by the name of their file."""
        return {"loss": self.loss, "accuracy": self.accuracy, "step-size": self.rate}

    @property
    def epochs(self) -> int:
        """How many epochs the training is to have."""
        return self._epochs

    def show_history(self, history: Sequence[EpochEnded], epochs: int = 0) -> None:
        """Show these epochs of ``epochs``, and no steps."""
        self._history, self._epochs = list(history), epochs
        self._steps, self._every = [], 0
        self._show()

    def set_epochs(self, epochs: int) -> None:
        """The training is to have so many epochs."""
        if epochs != self._epochs:
            self._epochs = epochs
            self._show()

    def add_epoch(self, epoch: EpochEnded) -> None:
        """One more epoch is done."""
        self._history = [one for one in self._history if one.epoch < epoch.epoch] + [epoch]
        self._show()

    def add_step(self, step: StepEnded, steps: int) -> None:
        """One more step of an epoch of ``steps`` is done; shown with the next `show_steps`."""
        self._every += 1
        if math.isfinite(step.loss):
            self._steps.append((step.epoch - 1 + step.step / max(steps, 1), step.loss))
        if len(self._steps) > _MOST_STEPS:  # every other one tells the same
            self._steps = self._steps[::2]

    def show_steps(self) -> None:
        """Show the steps that came."""
        if self._every:
            self._every = 0
            self.loss.show_plot(self._loss())

    def _show(self) -> None:
        self.loss.show_plot(self._loss())
        self.accuracy.show_plot(self._accuracy())
        self.rate.show_plot(self._rate())

    def _loss(self) -> Plot:
        steps = Curve("", [x for x, _ in self._steps], [y for _, y in self._steps], 1, faint=True)
        curves = (*((steps,) if self._steps else ()), *self._pair("loss", lambda epoch: epoch.loss))
        return self._plot(self.tr("Loss"), curves)

    def _accuracy(self) -> Plot:
        title = self.tr("Boxes that overlap the true one by half or more") if self._of_boxes else self.tr("Accuracy")
        return self._plot(title, self._pair("accuracy", lambda epoch: epoch.accuracy), percent=True)

    def _rate(self) -> Plot:
        x = [float(epoch.epoch) for epoch in self._history]
        if self._of_boxes:
            told = [[epoch.validation.get(name, math.nan) for epoch in self._history] for name in ("r2", "pearson")]
            names = (self.tr("R², explained share"), self.tr("Pearson’s r"))
            both = tuple(Curve(name, x, values, i) for i, (name, values) in enumerate(zip(names, told, strict=True)))
            return self._plot(self.tr("Validation: how well it fits"), both, empty="")
        curve = Curve(self.tr("Learning rate"), x, [epoch.learning_rate for epoch in self._history], 2)
        return self._plot(self.tr("Step size"), (curve,), empty="")

    @property
    def _of_boxes(self) -> bool:
        """Whether a regression is shown."""
        return bool(self._history) and "r2" in self._history[-1].validation

    def _pair(self, name: str, training: object) -> tuple[Curve, ...]:
        """The curve of the training pictures and that of the held-back ones, if any are."""
        assert callable(training)
        x = [float(epoch.epoch) for epoch in self._history]
        held = [epoch.validation.get(name, math.nan) for epoch in self._history]
        own = Curve(self.tr("Training"), x, [training(epoch) for epoch in self._history], 1, dash=1)
        if not self._history or all(map(math.isnan, held)):
            return (own,)
        return own, Curve(self.tr("Validation"), x, held, 0)

    def _plot(self, title: str, curves: tuple[Curve, ...], percent: bool = False, empty: str | None = None) -> Plot:
        told = self.tr("Curves appear when the first epoch is done.") if empty is None else empty
        return Plot(title, curves, self.tr("Epoch"), percent, span=float(self._epochs), empty=told)
