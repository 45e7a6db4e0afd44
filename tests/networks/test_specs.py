"""What is told of the networks without torch is what torch builds."""

from __future__ import annotations

import subprocess
import sys

import pytest

from signdesk.errors import ConfigError
from signdesk.networks.registry import build, settings_of
from signdesk.networks.specs import SPECS, input_of, layers_of
from signdesk.training.config import TrainConfig
from signdesk.vision.crop import InputSpec

_CHANGES = [
    ("softmax", {}, 24),
    ("softmax", {"input_size": 28}, 2),
    ("mlp", {}, 10),
    ("mlp", {"hidden": "8,4", "loss": "binary_cross_entropy", "input_size": 64}, 2),
    ("mlp", {"hidden": "", "input_size": 28}, 24),
    ("mlp", {"hidden": "30,20,10", "batch_norm": True, "dropout": 0.5}, 5),
    ("lenet5", {}, 24),
    ("lenet5", {"modern": False, "batch_norm": True, "dropout": 0.2}, 10),
    ("compact", {}, 34),
    ("compact", {"grey": True, "width": 12, "depth": 2, "input_size": 32}, 24),
    ("box_regressor", {}, 24),
    ("box_regressor", {"grey": True, "width": 8, "input_size": 40}, 2),
]


@pytest.mark.parametrize(("name", "changes", "labels"), _CHANGES)
def test_the_drawn_layers_have_the_parameters_that_are_built(
    name: str, changes: dict[str, object], labels: int
) -> None:
    settings = TrainConfig.of(name, changes).model_dump()
    size, channels = input_of(name, settings)
    network = build(name, settings_of(name, settings, labels, InputSpec(size, channels)))
    drawn = layers_of(name, settings, labels)
    assert sum(row.parameters for row in drawn) == sum(p.numel() for p in network.parameters())
    assert drawn[0].shape == (channels, size, size)


def test_what_is_said_of_a_network_needs_neither_torch_nor_pydantic() -> None:
    code = "import sys, signdesk.networks.specs; print('torch' in sys.modules, 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", list(SPECS))
def test_settings_and_usual_values_are_those_of_the_schema(name: str) -> None:
    spec = SPECS[name]
    assert set(spec.settings) <= set(TrainConfig.model_fields)
    assert TrainConfig.of(name).model_dump() == {**TrainConfig().model_dump(), **spec.usual}


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(ConfigError, match="oracle"):
        layers_of("oracle", {}, 2)
