"""Gradient descent to be watched: the ways of the optimizers down a cost of two weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.context import AppContext
from signdesk.app.counts import counted
from signdesk.app.icons import beside_icon, icon
from signdesk.app.theme import SPACE
from signdesk.app.train_descents import DATA, STEPS, Asked, Descents, Walked
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.chart_surface import Ground, SurfaceView, Way
from signdesk.app.widgets.train_run_card import action_button, card, label, plain_row
from signdesk.app.widgets.train_runs_list import swatch

if TYPE_CHECKING:
    from signdesk.training.descents import Verdict

__all__ = ["DescentPart"]

_FRAME_MS = 70
_FIRST = ("gd", "momentum", "adam")
_NEEDS_PICTURES = ("sgd", "mini-batch")


class DescentPart(QWidget):
    """A landscape with the chosen ways; play, one step, back to the start; what is seen in a sentence each."""

    stepped = Signal(int)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self.descents = Descents(self)
        self._walked: Walked | None = None
        self._step = 0
        self._begun = False
        self.surface = QComboBox()
        self.surface.setAccessibleName(self.tr("Cost surface"))
        self.about = label("", "caption", wrap=True)
        self.ways = QListWidget()
        self.ways.setAccessibleName(self.tr("Ways down"))
        self.rate = QSlider(Qt.Orientation.Horizontal)
        self.rate.setRange(-10, 10)
        self.rate.setPageStep(2)
        self.rate.setAccessibleName(self.tr("Learning rate"))
        self.rate_text = label("", "caption")
        self.view = SurfaceView()
        self.play = action_button(self.tr("Play"), "play-fill", "primary", self.tr("Walk step by step"))
        self.one = action_button(self.tr("One step"), "arrow-right")
        self.back = action_button(self.tr("To the start"), "arrow-counter-clockwise")
        self.steps = QSlider(Qt.Orientation.Horizontal)
        self.steps.setRange(0, STEPS)
        self.steps.setAccessibleName(self.tr("Step"))
        self.count = label("", "caption")
        self.told = label("", wrap=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._fill()
        self._lay_out()
        self._connect()

    @property
    def step(self) -> int:
        """How far the ways are shown."""
        return self._step

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ways that are ticked."""
        items = [self.ways.item(row) for row in range(self.ways.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked and not item.isHidden()
        )

    @property
    def factor(self) -> float:
        """By how much the learning rates differ from those that suit."""
        return float(10 ** (self.rate.value() / 10))

    def refresh(self) -> None:
        """The part is in view: compute what it shows, unless that is there."""
        self._begun = True
        if self._walked is None:
            self._ask(None)

    def close_section(self) -> None:
        """The window closes: stop every thread and timer."""
        self._timer.stop()
        self.descents.close()

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause()
        super().hideEvent(event)

    # What the user asks for

    @Slot()
    def _use_surface(self) -> None:
        self._walked = None
        self._show_only_different()
        self._ask(None)

    @Slot()
    def _use_rate(self) -> None:
        self.rate_text.setText(self.tr("× {0:.3g}").format(self.factor))
        self._ask(self._start)

    @Slot()
    def _use_ways(self) -> None:
        if self._begun:
            self._ask(self._start)

    def _ask(self, start: tuple[float, float] | None) -> None:
        if not self._begun:
            return
        surface = str(self.surface.currentData())
        data = dict(self.session.setup().get("data") or {}) if surface == DATA else None
        self.descents.ask(Asked(surface, self.chosen, self.factor, start, data))
        if self._walked is None:
            self.told.setText(self.tr("Computing the surface…"))

    @property
    def _start(self) -> tuple[float, float] | None:
        return None if self._walked is None else self.view.start

    @Slot()
    def _toggle(self) -> None:
        if self._timer.isActive():
            self._pause()
            return
        if self._step >= STEPS:
            self._go(0)
        self._timer.start()
        self._show_playing()

    def _pause(self) -> None:
        self._timer.stop()
        self._show_playing()

    @Slot()
    def _tick(self) -> None:
        self._go(self._step + 1)
        if self._step >= STEPS:
            self._pause()

    def _go(self, step: int) -> None:
        self.steps.setValue(min(max(step, 0), STEPS))

    # What is shown

    @Slot(int)
    def _show_step(self, step: int) -> None:
        self._step = step
        self.count.setText(self.tr("Step {0} of {1}").format(step, STEPS))
        walked = self._walked
        if walked is None:
            return
        order = self._names
        self.view.show_ways([Way(name, way.places, order.index(name)) for name, way in walked.ways.items()], step)
        for row, name in enumerate(order):
            way = walked.ways.get(name)
            item = self.ways.item(row)
            title = str(item.data(Qt.ItemDataRole.UserRole + 1))
            if way is None:
                text = title
            else:
                cost = float(way.costs[min(step, len(way.costs) - 1)])
                text = self.tr("{0}\nrate {1:.3g} · cost {2:.4g}").format(title, walked.rates[name], cost)
            if item.text() != text:
                self.ways.blockSignals(True)
                item.setText(text)
                self.ways.blockSignals(False)
        self.stepped.emit(step)

    @Slot(object)
    def _show(self, walked: Walked) -> None:
        new = self._walked is None or self._walked.surface is not walked.surface
        self._walked = walked
        if new:
            start = walked.asked.start or walked.surface.start
            self.view.show_ground(Ground(walked.x, walked.y, walked.costs, walked.surface.bottom), start)
            self.about.setText(walked.surface.summary)
            self._go(0 if self._timer.isActive() else STEPS)
        self._show_step(self._step)
        self.told.setText(" ".join(self._sentences(walked.verdicts)) or self.tr("Tick a way to see it walk."))
        self.view.setAccessibleDescription(f"{walked.surface.title}. {self.told.text()}")

    @Slot(str)
    def _fail(self, problem: str) -> None:
        self.told.setText(problem)

    def _sentences(self, verdicts: Mapping[str, Verdict]) -> list[str]:
        """What is seen, a sentence for all ways that went alike."""
        found: dict[tuple[str, bool], list[str]] = {}
        for name, verdict in verdicts.items():
            title = self._title(name)
            if verdict.kind == "there":
                steps = counted(verdict.steps, self.tr("1 step"), self.tr("{0} steps"))
                title = self.tr("{0} after {1}").format(title, steps)
            found.setdefault((verdict.kind, verdict.swings), []).append(title)
        texts = {
            ("there", False): self.tr("At the bottom: {0}."),
            ("there", True): self.tr(
                "At the bottom, though swinging from side to side, for each step overshoots: {0}."
            ),
            ("under way", False): self.tr("Still on the way, for where the slope is slight so are the steps: {0}."),
            ("under way", True): self.tr("Swinging from side to side, for each step overshoots the ravine: {0}."),
            ("still", False): self.tr("Standing still, for where the ground is level nothing pulls: {0}."),
            ("off", False): self.tr("Flown off, for every step overshot further than the last; lower the rate: {0}."),
        }
        there = [key for key in texts if key in found]
        rest = [key for key in found if key not in texts]
        lines = [texts[key].format(", ".join(found[key])) for key in there]
        return lines + [texts[kind, False].format(", ".join(found[kind, swings])) for kind, swings in rest]

    def _show_playing(self) -> None:
        playing = self._timer.isActive()
        text = self.tr("Pause") if playing else self.tr("Play")
        self.play.setText(beside_icon(text))
        self.play.setAccessibleName(text)
        self.play.setIcon(icon("pause-fill" if playing else "play-fill", "on_accent"))

    def _show_only_different(self) -> None:
        """Without pictures to draw from, these are batch descent once more."""
        pictures = self.surface.currentData() in (DATA, "line")
        for row, name in enumerate(self._names):
            self.ways.item(row).setHidden(name in _NEEDS_PICTURES and not pictures)

    # How it is put together

    @property
    def _names(self) -> list[str]:
        return [str(self.ways.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.ways.count())]

    def _title(self, name: str) -> str:
        return str(self.ways.item(self._names.index(name)).data(Qt.ItemDataRole.UserRole + 1))

    def _fill(self) -> None:
        for name, text in (
            (DATA, self.tr("Your pictures: two signs")),
            ("line", self.tr("A line through points")),
            ("bowl", self.tr("A long bowl")),
            ("valley", self.tr("A bent valley (Rosenbrock)")),
            ("saddle", self.tr("A saddle")),
        ):
            self.surface.addItem(text, name)
        for name, title in (
            ("gd", self.tr("Batch descent")),
            ("sgd", self.tr("SGD, one picture a step")),
            ("mini-batch", self.tr("Mini-batch SGD")),
            ("momentum", "Momentum"),
            ("nesterov", "Nesterov"),
            ("adagrad", "Adagrad"),
            ("adadelta", "Adadelta"),
            ("rmsprop", "RMSProp"),
            ("adam", "Adam"),
            ("adamw", "AdamW"),
        ):
            item = QListWidgetItem(swatch(self.ways.count()), title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setData(Qt.ItemDataRole.UserRole + 1, title)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if name in _FIRST else Qt.CheckState.Unchecked)
            self.ways.addItem(item)
        self._show_only_different()
        self.rate_text.setText(self.tr("× {0:.3g}").format(1.0))
        self.count.setText(self.tr("Step {0} of {1}").format(0, STEPS))

    def _lay_out(self) -> None:
        self.ways.setFrameShape(QFrame.Shape.NoFrame)
        self.ways.setIconSize(QSize(14, 14))
        self.ways.setSpacing(1)
        self.ways.setStyleSheet("QListWidget { background: transparent; border: none; }")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        column.addWidget(self.surface)
        column.addWidget(self.about)
        column.addWidget(label(self.tr("Ways down"), "overline"))
        column.addWidget(self.ways, 1)
        column.addLayout(plain_row(label(self.tr("Learning rate"), "overline"), 1, self.rate_text))
        column.addWidget(self.rate)
        side = card(left)
        side.setFixedWidth(300)
        right = QWidget()
        whole = QVBoxLayout(right)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE.s)
        whole.addWidget(self.view, 1)
        row = plain_row(self.play, self.one, self.back)
        row.addWidget(self.steps, 1)
        row.addWidget(self.count)
        whole.addLayout(row)
        whole.addWidget(self.told)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SPACE.m)
        both.addWidget(side)
        both.addWidget(card(right, self.tr("Click, or use the arrow keys, to choose the first weights")), 1)

    def _connect(self) -> None:
        self.descents.walked.connect(self._show)
        self.descents.failed.connect(self._fail)
        self.surface.currentIndexChanged.connect(self._use_surface)
        self.ways.itemChanged.connect(self._use_ways)
        self.rate.valueChanged.connect(self._use_rate)
        self.view.moved.connect(lambda x, y: self._ask((x, y)))
        self.play.clicked.connect(self._toggle)
        self.one.clicked.connect(lambda: self._go(self._step + 1))
        self.back.clicked.connect(lambda: self._go(0))
        self.steps.valueChanged.connect(self._show_step)
        self._timer.timeout.connect(self._tick)
