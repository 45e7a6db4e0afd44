"""Networks written by hand behave as all others do once they are built, saved, restored and used live."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from signdesk.alphabet import Alphabet
from signdesk.errors import CheckpointError, ConfigError
from signdesk.networks.by_hand import ByHand
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.registry import build, restore, weights_of
from signdesk.networks.specs import SPECS, layers_of
from signdesk.recognition.classifier import Classifier
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec

SIZE = 12
CASES: list[tuple[str, dict[str, Any], int]] = [
    ("perceptron", {}, 2),
    ("logistic", {"standardised": True}, 2),
    ("two_layer", {"hidden": "5", "activation": "sigmoid"}, 2),
    ("two_layer", {"hidden": "3", "channels": 3, "standardised": True}, 2),
    ("layers", {"hidden": "9,7"}, 4),
    ("layers", {"hidden": "", "channels": 3}, 3),
]


def made(name: str, arguments: dict[str, Any], labels: int) -> ByHand:
    network = build(name, {"labels": labels, "size": SIZE, **arguments})
    assert isinstance(network, ByHand)
    rng = np.random.default_rng(1)
    for array in network.network().parameters.values():
        array[...] = 0.2 * rng.standard_normal(array.shape)
    if "scale.mean" in network.state_dict():
        network.scale.mean.fill_(0.4)
        network.scale.deviation.fill_(0.2)
    return network


def card(name: str, arguments: dict[str, Any], labels: int) -> ModelCard:
    spec = InputSpec(SIZE, arguments.get("channels", 1), 1.0)
    return ModelCard(
        "reader", name, {"labels": labels, "size": SIZE, **arguments}, spec, {"letters": tuple("ABCD"[:labels])}
    )


@pytest.mark.parametrize(("name", "arguments", "labels"), CASES)
def test_a_saved_network_reads_the_same(name: str, arguments: dict[str, Any], labels: int, tmp_path: Path) -> None:
    network = made(name, arguments, labels)
    path = tmp_path / "n.safetensors"
    save_checkpoint(path, Checkpoint(card(name, arguments, labels), weights_of(network)))
    x = torch.rand(5, arguments.get("channels", 1), SIZE, SIZE)
    logits = restore(load_checkpoint(path))(x).logits
    assert logits.shape == (5, labels)
    assert torch.equal(logits, network(x).logits)
    assert float(logits.std()) > 0


@pytest.mark.parametrize(("name", "arguments", "labels"), CASES)
def test_torch_makes_the_same_of_the_same_numbers(name: str, arguments: dict[str, Any], labels: int) -> None:
    network = made(name, arguments, labels)
    x = torch.rand(5, arguments.get("channels", 1), SIZE, SIZE)
    torch.testing.assert_close(network.as_torch()(x).logits, network(x).logits, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", [name for name, spec in SPECS.items() if spec.trainer == "by_hand"])
def test_the_drawn_layers_have_as_many_parameters(name: str) -> None:
    labels = 2 if SPECS[name].binary else 5
    rows = layers_of(name, {"input_size": SIZE, "hidden": (6,)}, labels)
    arguments = {"hidden": "6"} if name in ("two_layer", "layers") else {}
    network = build(name, {"labels": labels, "size": SIZE, **arguments})
    assert sum(row.parameters for row in rows) == sum(p.numel() for p in network.parameters())


def test_it_is_used_live_as_any_other() -> None:
    """A logistic regression that fires for bright pictures calls them by its second label."""
    network = made("logistic", {}, 2)
    network.network().parameters["weight"][...] = 0.2
    network.network().parameters["bias"][...] = -0.1 * SIZE * SIZE
    reader = Classifier(Checkpoint(card("logistic", {}, 2), weights_of(network)))
    letters = Alphabet("letters", ("A", "B"))
    for level, label in ((30, "A"), (230, "B")):
        seen = reader.read(np.full((50, 60, 3), level, np.uint8), Box(10, 10, 20, 20), letters)
        assert seen.reading.label == label
        assert seen.reading.confidence > 0.99


def test_colours_and_other_sizes_are_brought_to_its_input() -> None:
    network = made("layers", {"hidden": "6"}, 3)
    grey = torch.rand(2, 1, 2 * SIZE, 2 * SIZE)
    torch.testing.assert_close(network(grey.expand(-1, 3, -1, -1)).logits, network(grey).logits)


def test_a_copy_has_numbers_of_its_own() -> None:
    network = made("two_layer", {}, 2)
    x = torch.rand(3, 1, SIZE, SIZE)
    before = network(x).logits
    other = copy.deepcopy(network)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.mul_(0.5)
    assert not torch.allclose(other(x).logits, before)
    assert torch.equal(network(x).logits, before)


@pytest.mark.parametrize("name", ["perceptron", "logistic", "two_layer"])
def test_two_signs_are_all_that_some_can_tell_apart(name: str) -> None:
    with pytest.raises(ConfigError, match="two signs apart, not 3"):
        build(name, {"labels": 3, "size": SIZE})


def test_weights_of_another_shape_are_refused() -> None:
    weights = weights_of(made("layers", {"hidden": "9"}, 4))
    with pytest.raises(CheckpointError, match="shape"):
        restore(Checkpoint(card("layers", {"hidden": "8"}, 4), weights))
    with pytest.raises(CheckpointError, match="can't be built"):
        restore(Checkpoint(card("two_layer", {"hidden": "8,8"}, 2), weights))
