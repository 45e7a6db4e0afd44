"""The settings of a training as the window shows them: every field of the schema becomes a control that can hold it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from signdesk.app.train_schema import Setting, load_catalogue, settings_of, shown_value
from signdesk.app.train_words import choice_title, setting_title
from signdesk.app.widgets.train_form import SettingsForm
from signdesk.app.widgets.train_form_number import NumberBox, stepped
from signdesk.app.widgets.train_form_row import SettingRow
from signdesk.networks.specs import SPECS
from signdesk.training.config import GROUPS, TrainConfig

SETTINGS = settings_of(TrainConfig.model_json_schema())


@pytest.mark.parametrize("name", list(TrainConfig.model_fields))
def test_every_setting_has_a_control_that_shows_its_default(qtbot: QtBot, name: str) -> None:
    row = SettingRow(SETTINGS[name], SETTINGS[name].default)
    qtbot.addWidget(row)
    assert row.value == TrainConfig.model_fields[name].get_default()
    assert type(row.value) is type(TrainConfig.model_fields[name].get_default())
    assert not row.is_changed
    assert row.control.accessibleName()
    assert row.control.accessibleDescription() == SETTINGS[name].help != ""


@pytest.mark.parametrize("setting", [s for s in SETTINGS.values() if s.kind in ("int", "float")], ids=lambda s: s.name)
def test_what_a_control_can_hold_is_allowed(qtbot: QtBot, setting: Setting) -> None:
    box = NumberBox(setting)
    qtbot.addWidget(box)
    for value in (box.minimum(), box.maximum()):
        box.setValue(value)
        TrainConfig.parse({setting.name: box.number})
    box.setValue(float(setting.default))
    for _ in range(60):
        box.stepBy(1)
        TrainConfig.parse({setting.name: box.number})
    for _ in range(90):
        box.stepBy(-1)
        TrainConfig.parse({setting.name: box.number})


def test_the_networks_name_only_settings_that_there_are() -> None:
    for spec in SPECS.values():
        assert set(spec.settings) <= set(SETTINGS)
        assert {SETTINGS[name].group for name in spec.settings} <= set(GROUPS)


@pytest.mark.parametrize(
    ("name", "value", "up", "down"),
    [
        ("learning_rate", 0.002, 0.005, 0.001),
        ("learning_rate", 3e-4, 5e-4, 2e-4),
        ("batch_size", 128, 256, 64),
        ("epochs", 24, 50, 20),
        ("l2", 0.0, 1e-5, 0.0),
        ("dropout", 0.3, 0.35, 0.25),
        ("input_size", 32, 36, 28),
        ("input_size", 0, 8, 0),
        ("input_size", 8, 12, 0),
        ("width", 24, 25, 23),
    ],
)
def test_settings_are_turned_by_steps_or_by_factors(name: str, value: float, up: float, down: float) -> None:
    assert stepped(SETTINGS[name], value, up=True) == pytest.approx(up)
    assert max(stepped(SETTINGS[name], value, up=False), SETTINGS[name].minimum) == pytest.approx(down)


def test_numbers_can_be_typed_as_powers_of_ten(qtbot: QtBot) -> None:
    box = NumberBox(SETTINGS["learning_rate"])
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, "5e-4")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.number == pytest.approx(5e-4)
    assert box.text() == "0.0005"


@pytest.mark.parametrize("text", ["-1", "0", "11", "nan", "fast"])
def test_impossible_numbers_are_not_accepted(qtbot: QtBot, text: str) -> None:
    box = NumberBox(SETTINGS["learning_rate"])
    qtbot.addWidget(box)
    state: Any = box.validate(text, 0)
    assert state[0] != QValidator.State.Acceptable


def test_a_zero_with_a_meaning_says_it(qtbot: QtBot) -> None:
    box = NumberBox(SETTINGS["early_stopping"])
    qtbot.addWidget(box)
    assert box.text() == "never"
    box.stepBy(1)
    assert box.number == 1
    assert shown_value(SETTINGS["input_size"], 0) == "usual"


def test_widths_are_read_from_text_and_nonsense_is_a_sentence(qtbot: QtBot) -> None:
    row = SettingRow(SETTINGS["hidden"], (128,))
    qtbot.addWidget(row)
    assert isinstance(row.control, QLineEdit)
    row.control.setText("300, 100")
    assert row.value == (300, 100)
    assert row.is_changed
    row.control.setText("many")
    assert "hidden" in load_catalogue().check({"hidden": row.value})
    row.control.setText("300, 5000")
    assert "hidden" in load_catalogue().check({"hidden": row.value})
    row.reset.click()
    assert row.value == (128,)
    assert not row.is_changed


def test_a_form_tells_what_was_changed(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.build([SETTINGS[name] for name in SPECS["mlp"].settings], GROUPS, SPECS["mlp"].usual)
    assert list(form.groups) == list(GROUPS)
    assert form.rows["learning_rate"].value == pytest.approx(1e-3), "what is usual for the network"
    assert form.changes == {}
    form.rows["epochs"].show_value(7)
    assert form.changes == {"epochs": 7}
    form.show_changes({"dropout": 0.5})
    assert form.changes == {"epochs": 7, "dropout": 0.5}


def test_advanced_groups_are_folded_until_they_are_opened(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.build(list(SETTINGS.values()), GROUPS, {})
    row = form.rows["l2"]
    assert not row.isVisibleTo(form)
    qtbot.mouseClick(form.groups["Regularisation"].head, Qt.MouseButton.LeftButton)
    assert row.isVisibleTo(form)
    form.build(list(SETTINGS.values()), GROUPS, {})
    assert form.rows["l2"].isVisibleTo(form), "it stays open for the next network"


def test_names_are_words() -> None:
    assert setting_title("batch_size") == "Batch size"
    assert setting_title("l2") == "L2"
    assert choice_title("leaky_relu") == "Leaky ReLU"
    assert choice_title("small_normal") == "Small normal"
