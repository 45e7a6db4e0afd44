"""One schema tells the window, the command line and the recipe what can be set."""

from __future__ import annotations

import pytest

from signdesk.errors import ConfigError
from signdesk.training.config import GROUPS, TrainConfig


def test_every_setting_can_be_made_into_a_control() -> None:
    for name, setting in TrainConfig.model_json_schema()["properties"].items():
        assert setting["group"] in GROUPS, name
        assert setting["description"].endswith("."), name
        assert {"unit", "scale"} <= setting.keys(), name
        if setting.get("type") in ("integer", "number"):
            low = setting.get("minimum", setting.get("exclusiveMinimum"))
            assert low is not None, name
            assert low <= setting["default"], name
            assert "maximum" in setting or "exclusiveMaximum" in setting, name


def test_values_are_understood_as_texts() -> None:
    config = TrainConfig.parse({"hidden": "300, 200", "batch_norm": "true", "l2": "1e-4", "optimizer": "nesterov"})
    assert config.hidden == (300, 200)
    assert config.batch_norm
    assert config.l2 == 1e-4
    assert TrainConfig.parse({"hidden": ""}).hidden == ()
    assert TrainConfig.parse({"hidden": 64}).hidden == (64,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden", "300,x"),
        ("hidden", "0"),
        ("hidden", ",".join(["9"] * 17)),
        ("optimizer", "magic"),
        ("input_size", "30"),
        ("input_size", "4"),
        ("dropout", "1"),
        ("epochs", "many"),
        ("learning_rate", "nan"),
    ],
)
def test_impossible_values_are_said_in_a_sentence(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"The setting “{name}") as raised:
        TrainConfig.parse({name: value})
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")


def test_what_is_written_is_read_back() -> None:
    config = TrainConfig.parse({"hidden": "8,4", "l1": 0.1})
    assert TrainConfig.model_validate_json(config.model_dump_json()) == config


def test_a_network_has_its_usual_settings() -> None:
    assert TrainConfig.of("logistic").epochs == 150
    assert TrainConfig.of("logistic", {"epochs": "20"}).epochs == 20
    with pytest.raises(ConfigError, match="no network called “oracle”"):
        TrainConfig.of("oracle")
