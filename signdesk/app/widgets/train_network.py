"""The Network section of the Train page: which network learns, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from signdesk.app.context import AppContext
from signdesk.app.counts import counted
from signdesk.app.theme import SPACE
from signdesk.app.train_schema import Catalogue, Setting, load_catalogue
from signdesk.app.train_seen_job import Look
from signdesk.app.train_setup import TrainSetup
from signdesk.app.train_starts import SETTINGS, Start, read_start
from signdesk.app.train_words import group_title
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_form import SettingsForm
from signdesk.app.widgets.train_network_about import NetworkAbout, SettingHelp
from signdesk.app.widgets.train_network_curve import CurvePlot
from signdesk.app.widgets.train_network_list import Card, CardList
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError
from signdesk.networks.specs import SPECS, input_of, layers_of

if TYPE_CHECKING:
    from signdesk.networks.specs import LayerRow, NetworkSpec
    from signdesk.training.presets import Preset

__all__ = ["NetworkSection"]

_SIDE = 280
_FILE = "file"
"""The key of the card that asks for a file; paths are never so short."""
_FIRST = "lenet5"


class NetworkSection(QWidget):
    """Networks and presets on the left, the chosen one's drawing and settings beside them.

    ``changed`` when another network or setting is chosen; ``data_asked`` passes on what a preset wants of the data.
    Settings can be seen once the schema has been read in a thread, which `begin` starts.
    """

    changed = Signal()
    data_asked = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._background = Background(self)
        self._catalogue: Catalogue | None = None
        self._network, self._preset, self._labels = _FIRST, "", 24
        self._changes: dict[str, dict[str, Any]] = {}
        self._problem = ""
        self._start: Start | None = None
        self._starts: list[Start] = []
        self.mode = Segments(
            [("networks", self.tr("Networks")), ("presets", self.tr("Presets")), ("starts", self.tr("Trained"))],
            self.tr("Choose"),
            self.tr("Networks as they are usual, with settings and data to begin with, or to go on from"),
        )
        self.mode.set_value("networks")
        self.cards = CardList(self.tr("Networks and presets"))
        self.about = NetworkAbout()
        self.form = SettingsForm()
        self.help = SettingHelp()
        self.waiting = QLabel(self.tr("Reading the settings…"))
        self.waiting.setProperty("tone", "muted")
        self.curves: dict[str, CurvePlot] = {}
        self.all_curves = QPushButton(self.tr("All activations and losses…"))
        self.all_curves.setProperty("role", "quiet")
        self.all_curves.hide()
        self._seen = False
        self._assemble()
        self._connect()

    @property
    def network(self) -> str:
        """The name of the chosen network."""
        return self._network

    @property
    def presets(self) -> Mapping[str, Preset]:
        """The presets there are; none before the schema has been read."""
        return self._catalogue.presets if self._catalogue is not None else {}

    @property
    def settings(self) -> dict[str, Any]:
        """The values that are not the schema's own: those usual for the network, the preset's and the user's."""
        return {**self._base, **self._own_changes}

    @property
    def setup(self) -> TrainSetup:
        """The network and its settings as they are chosen now, without the data."""
        start = self._start
        return TrainSetup(
            network=self._network,
            title=start.title if start else SPECS[self._network].title,
            start=start.key if start else "",
            settings=self.settings,
            preset=self._preset,
            problem=self._problem,
        )

    @property
    def look(self) -> Look:
        """What the network sees of a picture."""
        settings = self.settings
        if self._start:
            return Look(self._start.size, self._start.grey, float(settings.get("augmentation", 1.0)))
        try:
            size, channels = input_of(self._network, settings)
        except (SignDeskError, ValueError):
            return Look()
        return Look(max(size - size % 4, 8), channels == 1, float(settings.get("augmentation", 1.0)))

    @property
    def binary(self) -> bool:
        """Whether the network tells exactly two signs apart."""
        return SPECS[self._network].binary

    def begin(self) -> None:
        """Read what there is to set, in a thread."""
        if self._catalogue is None and not self._background.busy:
            self._background.run(load_catalogue, self._take_catalogue, self._fail)

    def choose(self, network: str) -> None:
        """Take ``network`` with its usual settings."""
        self._use(network, "")

    def choose_preset(self, name: str) -> None:
        """Take the preset ``name``: network, settings, and what it wants of the data."""
        preset = self.presets.get(name)
        if preset is not None:
            self._use(preset.network, name)
            self.data_asked.emit(dict(preset.data))

    @property
    def start(self) -> Start | None:
        """The network to go on from; None to begin anew."""
        return self._start

    def go_on_from(self, start: Start) -> None:
        """Take the trained network ``start``, to teach it more."""
        self._starts = [*(known for known in self._starts if known.key != start.key), start]
        self.mode.set_value("starts")
        self._use(start.network, "", start)

    def show_starts(self, starts: Sequence[Start]) -> None:
        """Offer these to go on from, and what was chosen beside them."""
        known = {start.key for start in starts}
        self._starts = [*starts, *([self._start] if self._start and self._start.key not in known else [])]
        self._show_cards()

    def show_labels(self, labels: int) -> None:
        """Draw the network for so many signs."""
        if max(labels, 2) != self._labels:
            self._labels = max(labels, 2)
            self._show_cards()
            self._draw()

    def show_problem(self, text: str) -> None:
        """Say why what is chosen can't be trained; "" when it can."""
        self.about.show_problem(text)

    def close_section(self) -> None:
        """The window closes."""
        self._background.close(None)  # it imports, and that always ends

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._seen:  # cards and controls cost time: not before somebody looks
            self._seen = True
            self._show_network()

    # What is chosen

    @property
    def _base(self) -> dict[str, Any]:
        preset = self._chosen_preset
        if self._start:
            return {}
        return {**SPECS[self._network].usual, **(preset.train if preset is not None else {})}

    @property
    def _chosen_preset(self) -> Preset | None:
        return self.presets.get(self._preset)

    @property
    def _own_changes(self) -> dict[str, Any]:
        return self._changes.get(self._chosen, {})

    @property
    def _chosen(self) -> str:
        return self._start.key if self._start else self._preset or self._network

    def _use(self, network: str, preset: str, start: Start | None = None) -> None:
        if (network, preset, start) == (self._network, self._preset, self._start):
            return
        self._network, self._preset, self._start = network, preset, start
        self._show_network()
        self.changed.emit()

    @Slot(object)
    def _take_catalogue(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.waiting.hide()
        self.all_curves.show()
        self._show_network()
        self.changed.emit()

    @Slot(object)
    def _fail(self, error: SignDeskError) -> None:
        self.waiting.setText(str(error))

    @Slot(str)
    def _choose_card(self, key: str) -> None:
        if self.mode.value == "presets":
            self.choose_preset(key)
        elif self.mode.value == "starts":
            self._choose_start(key)
        else:
            self.choose(key)

    def _choose_start(self, key: str) -> None:
        if key != _FILE:
            self.go_on_from(next(start for start in self._starts if start.key == key))
            return
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Go on from"), "", "*.safetensors")
        try:
            if name:
                self.go_on_from(read_start(Path(name)))
        except SignDeskError as error:
            self.context.notifier.problem(str(error))
        self._show_cards()

    @Slot()
    def _take_changes(self) -> None:
        self._changes[self._chosen] = self.form.changes
        self._check()
        self._draw()
        self._show_curves()
        self.changed.emit()

    def _check(self) -> None:
        self._problem = self._catalogue.check(self.settings) if self._catalogue is not None else ""

    # What is shown

    def _show_network(self) -> None:
        self._check()
        if not self._seen:
            return
        spec, preset = SPECS[self._network], self._chosen_preset
        self._show_cards()
        self.about.show_network(spec, preset)
        if self._start:
            self.about.show_start(self._start.title)
        if self._catalogue is not None:
            known = self._catalogue.settings
            own = self._own_changes
            self.form.build(
                [_narrowed(known[name], spec) for name in self._shown_settings(spec) if name in known],
                self._catalogue.groups,
                self._base,
            )
            self.form.show_changes(own)
            self.curves = {name: CurvePlot() for name in self._catalogue.curves if name in self.form.rows}
            for name, plot in self.curves.items():
                self.form.beside(name, plot)
            self._show_curves()
        self.help.show_setting(None)
        self._draw()

    def _show_cards(self) -> None:
        if not self._seen:
            return
        if self.mode.value == "presets":
            self.cards.show_cards(self._preset_cards())
            self.cards.set_value(self._preset)
        elif self.mode.value == "starts":
            self.cards.show_cards(self._start_cards())
            self.cards.set_value(self._start.key if self._start else "")
        else:
            self.cards.show_cards([self._network_card(name) for name in SPECS])
            self.cards.set_value("" if self._preset or self._start else self._network)

    def _shown_settings(self, spec: NetworkSpec) -> tuple[str, ...]:
        return tuple(name for name in spec.settings if name in SETTINGS) if self._start else spec.settings

    def _start_cards(self) -> list[Card]:
        cards = [Card(start.key, start.title, start.told, SPECS[start.network].title) for start in self._starts]
        return [
            Card("", self.tr("Go on from")),
            *cards,
            Card(_FILE, self.tr("A file…"), self.tr("Another .safetensors file")),
        ]

    def _network_card(self, name: str) -> Card:
        spec = SPECS[name]
        layers = self._layers(name, spec.usual)
        weights = sum(layer.parameters for layer in layers)
        size = counted(weights, self.tr("1 weight"), self.tr("{0} weights"))
        return Card(name, spec.title, spec.summary, f"{size} · {_shown(layers)}")

    def _preset_cards(self) -> list[Card]:
        cards: list[Card] = []
        presets = list(self.presets.values())
        for group in dict.fromkeys(preset.group for preset in presets):
            cards.append(Card("", group_title(group)))
            for preset in presets:
                if preset.group == group:
                    published = self.tr("Published: {0}").format(preset.published) if preset.published else ""
                    cards.append(Card(preset.name, preset.title, published, SPECS[preset.network].title))
        return cards

    def _layers(self, name: str, settings: Mapping[str, Any]) -> list[LayerRow]:
        try:
            return layers_of(name, settings, 2 if SPECS[name].binary else self._labels)
        except (SignDeskError, ValueError, TypeError):  # while something impossible is being typed
            return []

    def _draw(self) -> None:
        if not self._seen:
            return
        layers = self._layers(self._network, self.settings)
        if layers:
            self.about.show_layers(layers)

    def _show_curves(self) -> None:
        if self._catalogue is None:
            return
        rows = self.form.rows
        for name, plot in self.curves.items():
            plot.show_curve(self._catalogue.curves[name].get(str(rows[name].value)))

    @Slot()
    def _open_curves(self) -> None:
        from signdesk.app.widgets.train_network_curves import CurvesDialog

        if self._catalogue is not None:
            CurvesDialog(self._catalogue.curves, self).open()

    @Slot(object)
    def _explain(self, setting: Setting) -> None:
        self.help.show_setting(setting, self._base.get(setting.name, setting.default))

    # How it is put together

    def _assemble(self) -> None:
        left = _card()
        left.setFixedWidth(_SIDE)
        cards = QVBoxLayout(left)
        cards.setContentsMargins(SPACE.m, SPACE.m, SPACE.s, SPACE.s)
        cards.setSpacing(SPACE.s)
        cards.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignLeft)
        cards.addWidget(self.cards, 1)
        settings = _card()
        inside = QVBoxLayout(settings)
        inside.setContentsMargins(SPACE.s, SPACE.m, SPACE.m, SPACE.m)
        inside.addWidget(self.waiting)
        inside.addWidget(self.form)
        inside.addWidget(self.all_curves, 0, Qt.AlignmentFlag.AlignLeft)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.about)
        column.addWidget(settings)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        right = QVBoxLayout()
        right.setSpacing(SPACE.s)
        right.addWidget(area, 1)
        right.addWidget(self.help)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(left)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.mode.chosen.connect(lambda _: self._show_cards())
        self.cards.chosen.connect(self._choose_card)
        self.form.changed.connect(self._take_changes)
        self.form.pointed.connect(self._explain)
        self.all_curves.clicked.connect(self._open_curves)
        self.about.left.connect(lambda: self.choose(self._network))


def _narrowed(setting: Setting, spec: NetworkSpec) -> Setting:
    """``setting`` with the choices that mean something to the network."""
    return replace(setting, choices=spec.choices.get(setting.name, setting.choices))


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    return card


def _shown(layers: list[LayerRow]) -> str:
    """What the network is shown."""
    return "×".join(str(side) for side in layers[0].shape[1:]) if layers else ""
