"""What to sweep over: settings with their values, a comparison, or the number of parts of a cross-validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from signdesk.app.counts import counted
from signdesk.app.icons import icon
from signdesk.app.theme import SPACE
from signdesk.app.train_words import setting_title
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_run_card import action_button, label
from signdesk.training.comparisons import COMPARISONS, cases_for

__all__ = ["SeriesForm"]

_MOST_SETTINGS = 5


class SeriesForm(QWidget):
    """``sweep_asked`` passes on the grid (a dict of texts by setting) and how many to draw (0: all combinations),
    ``comparison_asked`` the name of a comparison, ``folds_asked`` the number of parts."""

    sweep_asked = Signal(object, int)
    comparison_asked = Signal(str)
    folds_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings: tuple[str, ...] = ("learning_rate",)
        self._rows: list[_SettingRow] = []
        self._network = "compact"
        self.base = label("", "lead", wrap=True)
        self.kind = Segments(
            [
                ("compare", self.tr("Compare")),
                ("grid", self.tr("Grid")),
                ("random", self.tr("Random")),
                ("folds", self.tr("k-fold")),
            ],
            self.tr("Kind"),
            self.tr("All ways of one thing, all combinations, some drawn at random, or cross-validation"),
        )
        self.kind.set_value("compare")
        self.help = label("", "caption", wrap=True)
        self.comparison = QComboBox()
        self.comparison.setAccessibleName(self.tr("What to compare"))
        for name, one in COMPARISONS.items():
            self.comparison.addItem(one.title, name)
        self.add = action_button(self.tr("Add a setting"), "plus", "quiet")
        self.number = QSpinBox()
        self.number.setRange(2, 1000)
        self.number.setValue(9)
        self.number_label = label()
        self.number_label.setBuddy(self.number)
        self.go = action_button(self.tr("Start"), "play-fill", "primary")
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        self._number_row = QWidget()
        self._lay_out()
        self._add_row("learning_rate", "1e-3, 5e-4, 1e-4")
        self._add_row("hidden", "300; 500; 700")
        self._use_kind("compare")

    def show_base(self, config: Mapping[str, Any]) -> None:
        """Sweep over settings of the network that is chosen now."""
        from signdesk.networks.specs import SPECS

        network = self._network = str(config.get("network", "compact"))
        spec = SPECS.get(network)
        self.base.setText(str(config.get("name") or (spec.title if spec else network)))
        settings = spec.settings if spec else self._settings
        if settings != self._settings:
            self._settings = settings
            for row in list(self._rows):
                row.offer(settings)
                if row.setting not in settings:
                    self._remove(row)
            if not self._rows:
                self._add_row("", "")
        self._use_comparison()

    @property
    def grid(self) -> dict[str, str]:
        """The settings with the texts of their values."""
        return {row.setting: row.values.text().strip() for row in self._rows if row.values.text().strip()}

    @property
    def _sweeps(self) -> bool:
        return self.kind.value in ("grid", "random")

    def _lay_out(self) -> None:
        number = QHBoxLayout(self._number_row)
        number.setContentsMargins(0, 0, 0, 0)
        number.addWidget(self.number_label, 1)
        number.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE.xs, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.base)
        column.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.comparison)
        column.addWidget(self.help)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._number_row)
        column.addWidget(self.go)
        column.addStretch(1)
        self.kind.chosen.connect(self._use_kind)
        self.comparison.currentIndexChanged.connect(self._use_comparison)
        self.add.clicked.connect(lambda: self._add_row("", ""))
        self.go.clicked.connect(self._start)

    @Slot(str)
    def _use_kind(self, kind: str) -> None:
        folds, swept = kind == "folds", self._sweeps
        for row in self._rows:
            row.setVisible(swept)
        self.add.setVisible(swept and len(self._rows) < _MOST_SETTINGS)
        self.comparison.setVisible(kind == "compare")
        self._number_row.setVisible(kind in ("random", "folds"))
        self.number_label.setText(self.tr("Parts") if folds else self.tr("Trainings"))
        self.number.setAccessibleName(self.number_label.text())
        self.number.setValue(3 if folds else 9)
        self.help.setText(
            {
                "compare": "",
                "grid": self.tr(
                    "One training for each combination of these values. Part them by commas; where a value has commas "
                    "itself, by semicolons."
                ),
                "random": self.tr(
                    "So many combinations are drawn. A value may be a range: 1e-4..1e-2. That finds good settings "
                    "sooner than a grid where only some of them matter."
                ),
                "folds": self.tr(
                    "People are dealt into parts. Each part is measured on once by a network that has learnt from the "
                    "others, some of whom are kept back to choose by; the mean tells how well the settings do, its "
                    "deviation how far chance reaches."
                ),
            }[kind]
        )
        self._use_comparison()

    @Slot()
    def _use_comparison(self) -> None:
        """Say what the chosen comparison shows, or why the network can't be compared so."""
        if self.kind.value != "compare":
            self.go.setEnabled(True)
            return
        chosen = COMPARISONS[str(self.comparison.currentData())]
        problem = chosen.lacks(self._network)
        self.go.setEnabled(not problem)
        count = 0 if problem else len(cases_for(chosen.name, self._network))
        trainings = counted(count, self.tr("1 training."), self.tr("{0} trainings."))
        self.help.setText(problem or f"{chosen.summary} {trainings}")

    def _add_row(self, setting: str, values: str) -> None:
        taken = [row.setting for row in self._rows]
        free = next((name for name in self._settings if name not in taken), self._settings[0])
        row = _SettingRow()
        row.offer((*self._settings, setting) if setting and setting not in self._settings else self._settings)
        row.choose(setting or free)
        row.values.setText(values)
        row.removed.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._list.addWidget(row)
        row.setVisible(self._sweeps)
        self.add.setVisible(self._sweeps and len(self._rows) < _MOST_SETTINGS)

    def _remove(self, row: _SettingRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add.setVisible(self._sweeps)

    @Slot()
    def _start(self) -> None:
        if self.kind.value == "compare":
            self.comparison_asked.emit(str(self.comparison.currentData()))
        elif self.kind.value == "folds":
            self.folds_asked.emit(self.number.value())
        else:
            self.sweep_asked.emit(self.grid, self.number.value() if self.kind.value == "random" else 0)


class _SettingRow(QWidget):
    """A setting and its values."""

    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Setting"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.values = QLineEdit()
        self.values.setAccessibleName(self.tr("Values"))
        self.values.setPlaceholderText(self.tr("Values, parted by commas"))
        self.away = QToolButton()
        self.away.setProperty("role", "quiet")
        self.away.setIcon(icon("x"))
        self.away.setIconSize(QSize(16, 16))
        self.away.setAccessibleName(self.tr("Remove this setting"))
        self.away.setToolTip(self.tr("Remove this setting"))
        self.away.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.setSpacing(SPACE.xs)
        head.addWidget(self.choice, 1)
        head.addWidget(self.away)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        column.addLayout(head)
        column.addWidget(self.values)

    @property
    def setting(self) -> str:
        """The setting's name in the schema."""
        return str(self.choice.currentData() or "")

    def offer(self, settings: tuple[str, ...]) -> None:
        """Offer these settings; the chosen one stays chosen if it is among them."""
        before = self.setting
        self.choice.clear()
        for name in settings:
            self.choice.addItem(setting_title(name), name)
        if before:
            self.choose(before)

    def choose(self, setting: str) -> None:
        """Choose ``setting``."""
        self.choice.setCurrentIndex(self.choice.findData(setting))
