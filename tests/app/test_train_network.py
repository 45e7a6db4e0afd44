"""The Network section: cards, drawing, settings and presets, as a user meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.train_setup import DataSetup
from signdesk.app.train_starts import SETTINGS, own_reader, read_start
from signdesk.app.widgets.train_network import NetworkSection
from signdesk.app.widgets.train_network_curves import CurvesDialog
from signdesk.app.widgets.train_network_drawing import NetworkDrawing
from signdesk.errors import CheckpointError
from signdesk.networks.specs import SPECS, layers_of
from signdesk.paths import models
from signdesk.training.config import TrainConfig
from signdesk.training.curves import ACTIVATION_CURVES, LOSS_CURVES
from signdesk.training.presets import PRESETS
from signdesk.training.run_config import RunConfig


@pytest.fixture
def section(context: AppContext, show: Callable[[QWidget], None], qtbot: QtBot) -> Iterator[NetworkSection]:
    made = NetworkSection(context)
    made.resize(900, 620)
    show(made)
    made.begin()
    qtbot.waitUntil(lambda: bool(made.form.rows), timeout=60_000)
    yield made
    made.close_section()


def run_of(section: NetworkSection) -> RunConfig:
    return RunConfig.parse(replace(section.setup, data=DataSetup(("/hands",))).run_config())


def test_every_network_is_a_card_with_its_size(section: NetworkSection) -> None:
    assert section.cards.keys == list(SPECS)
    card = section.cards.card("lenet5")
    assert card.title == SPECS["lenet5"].title
    assert card.text == SPECS["lenet5"].summary
    assert "63180 weights" in card.foot
    assert section.cards.value == "lenet5"


@pytest.mark.parametrize("name", list(SPECS))
def test_a_network_shows_its_layers_and_its_own_settings(section: NetworkSection, name: str) -> None:
    section.choose(name)
    assert section.about.title.text() == SPECS[name].title
    assert section.about.drawing.layers == layers_of(name, section.settings, 2 if SPECS[name].binary else 24)
    assert set(section.form.rows) == set(SPECS[name].settings)
    assert section.binary == SPECS[name].binary
    assert not section.setup.problem
    config = run_of(section)
    assert config.train == TrainConfig.of(name)
    assert config.network == name


def test_a_changed_setting_changes_the_drawing_and_the_run(section: NetworkSection) -> None:
    section.choose("mlp")
    hidden = section.form.rows["hidden"].control
    assert isinstance(hidden, QLineEdit)
    hidden.setText("300, 100")
    assert [layer.shape for layer in section.about.drawing.layers[1:]] == [(300,), (100,), (24,)]
    assert run_of(section).train.hidden == (300, 100)
    section.choose("lenet5")
    section.choose("mlp")
    assert section.form.rows["hidden"].value == (300, 100), "it is remembered for this network"


def test_an_impossible_setting_is_a_sentence(section: NetworkSection) -> None:
    section.choose("mlp")
    hidden = section.form.rows["hidden"].control
    assert isinstance(hidden, QLineEdit)
    hidden.setText("9999999")
    assert "hidden" in section.setup.problem
    assert not section.setup.ready
    hidden.setText("64")
    assert section.setup.ready


def test_so_many_signs_so_many_outputs(section: NetworkSection) -> None:
    section.show_labels(10)
    section.choose("lenet5")
    assert section.about.drawing.layers[-1].shape == (10,)


def test_the_presets_are_grouped_and_show_what_was_published(section: NetworkSection, qtbot: QtBot) -> None:
    section.mode.set_value("presets")
    section.mode.chosen.emit("presets")
    assert section.cards.keys == list(PRESETS)
    wanted: list[object] = []
    section.data_asked.connect(wanted.append)
    section.cards.choose("notes-784-128-1")
    assert section.network == "two_layer"
    assert "0.98" in section.about.published
    assert section.form.changes == {}, "what the preset says is usual for it"
    assert wanted == [dict(PRESETS["notes-784-128-1"].data)]
    config = run_of(section)
    assert config.train == PRESETS["notes-784-128-1"].config()
    assert config.preset == "notes-784-128-1"
    section.about.left.emit()
    assert section.setup.preset == ""
    assert run_of(section).train == TrainConfig.of("two_layer")


def test_the_input_follows_the_settings(section: NetworkSection) -> None:
    section.choose("mlp")
    assert (section.look.size, section.look.grey) == (32, True)
    section.form.rows["input_size"].control.setValue(64)  # type: ignore[union-attr]
    assert section.look.size == 64


def test_activations_and_losses_are_drawn_with_their_choice(section: NetworkSection, qtbot: QtBot) -> None:
    section.choose("mlp")
    plot, control = section.curves["activation"], section.form.rows["activation"].control
    assert isinstance(control, QComboBox)
    assert plot.curve is not None
    assert plot.curve.name == "relu"
    control.setCurrentIndex(control.findData("tanh"))
    assert plot.curve.name == "tanh"
    assert section.curves["loss"].curve is not None
    qtbot.waitUntil(plot.isVisible)


def test_every_activation_and_every_loss_is_drawn_with_its_derivative(section: NetworkSection) -> None:
    section.choose("mlp")
    for name in ("activation", "loss"):
        control = section.form.rows[name].control
        assert isinstance(control, QComboBox)
        for choice in section.form.rows[name].setting.choices:
            control.setCurrentIndex(control.findData(choice))
            curve = section.curves[name].curve
            assert curve is not None
            assert curve.name == choice
    section.all_curves.click()
    dialog = section.findChild(CurvesDialog)
    assert dialog is not None
    assert list(dialog.plots) == [*ACTIVATION_CURVES, *LOSS_CURVES]
    assert all(plot.isVisibleTo(dialog) for plot in dialog.plots.values())
    dialog.reject()


def test_a_trained_network_is_gone_on_from(section: NetworkSection, tmp_path: Path) -> None:
    start = read_start(own_reader(), "signdesk’s own reader")
    section.show_starts([start])
    section.mode.set_value("starts")
    section.show_starts([start])
    section.cards.choose(start.key)
    assert set(section.form.rows) == set(SETTINGS)
    assert "signdesk’s own reader" in section.about._preset_title.text()
    config = run_of(section)
    assert (config.network, config.start) == ("compact", str(own_reader()))
    assert section.look.size == start.size
    section.choose("mlp")
    assert run_of(section).start == ""
    with pytest.raises(CheckpointError, match="reads no signs"):
        read_start(models() / "finder.safetensors")


def test_help_comes_with_the_focus(section: NetworkSection) -> None:
    section.choose("mlp")
    section.form.rows["learning_rate"].control.setFocus()
    assert section.help.title.text() == "Learning rate"
    assert "step size" in section.help.text.text()
    assert "usual: 0.001" in section.help.bounds.text()


def test_the_layers_are_gone_through_with_the_arrow_keys(show: Callable[[QWidget], None], qtbot: QtBot) -> None:
    drawing = NetworkDrawing()
    drawing.show_layers(layers_of("lenet5", {}, 24))
    show(drawing)
    seen: list[int] = []
    drawing.pointed.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(drawing, key)
    assert seen == [0, 1, 0]


def test_a_long_network_is_drawn_in_lines_that_fit(show: Callable[[QWidget], None]) -> None:
    drawing = NetworkDrawing()
    drawing.resize(400, 100)
    drawing.show_layers(layers_of("lenet5", {}, 24))
    low = drawing.height()
    drawing.show_layers(layers_of("compact", {}, 24))
    show(drawing)
    assert drawing.height() > low
    assert all(drawing.rect().contains(drawing._slot(i).toRect()) for i in range(len(drawing.layers)))
