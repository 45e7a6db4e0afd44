"""All activations and losses with their derivatives, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from signdesk.app.theme import SPACE
from signdesk.app.widgets.train_network_curve import CurvePlot
from signdesk.app.widgets.train_run_card import label

if TYPE_CHECKING:
    from signdesk.training.curves import Curve

__all__ = ["CurvesDialog"]

_COLUMNS = 2


class CurvesDialog(QDialog):
    """``curves`` by the setting that chooses among them ("activation", "loss"), then by name."""

    def __init__(self, curves: Mapping[str, Mapping[str, Curve]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Activations and losses"))
        self.resize(760, 620)
        self.plots: dict[str, CurvePlot] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.m)
        for setting, title, text in (
            (
                "activation",
                self.tr("Activations"),
                self.tr("What a unit makes of its sum. Where the derivative is 0, nothing is learnt through it."),
            ),
            (
                "loss",
                self.tr("Losses"),
                self.tr("What is made small. The derivative says how hard an error pulls at the weights."),
            ),
        ):
            column.addWidget(label(title, "title"))
            column.addWidget(label(text, "muted", wrap=True))
            column.addLayout(self._grid(curves.get(setting, {})))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        area.setAccessibleName(self.windowTitle())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(area, 1)
        whole.addWidget(close)

    def _grid(self, curves: Mapping[str, Curve]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE.s)
        for place, (name, curve) in enumerate(curves.items()):
            plot = self.plots[name] = CurvePlot()
            grid.addWidget(plot, place // _COLUMNS, place % _COLUMNS)
            plot.show_curve(curve)
        for number in range(_COLUMNS):
            grid.setColumnStretch(number, 1)
        return grid
